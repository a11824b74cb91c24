//! What of an address may be written to a log.

use crate::cause::upsets_lines;

/// The address without its secrets, on one line: without user name and password, with `…` for
/// every value in the query, without the fragment.
///
/// Browsers let a page set no header on a WebSocket, so tokens travel in the query. Names of the
/// query and the path are kept; a part of the query without `=` may be a token as a whole and
/// counts as a value. Any text is taken, also one that is no address.
///
/// ```
/// use heartline_connection::redact;
///
/// let address = "wss://ada:secret@example.org/live?room=7&token=abc#top";
/// assert_eq!(redact(address), "wss://example.org/live?room=…&token=…");
/// ```
#[must_use]
pub fn redact(address: &str) -> String {
    let line = one_line(address);
    let (line, _fragment) = line.split_once('#').unwrap_or((&line, ""));
    let (place, query) = match line.split_once('?') {
        Some((place, query)) => (place, Some(query)),
        None => (line, None),
    };
    let mut safe = userless(place.trim());
    let mut before = '?';
    for part in query.into_iter().flat_map(|query| query.split('&')) {
        safe.push(before);
        before = '&';
        if let Some((name, _)) = part.split_once('=') {
            safe += name;
            safe.push('=');
        }
        if !part.is_empty() {
            safe.push('…');
        }
    }
    safe
}

/// The address without user name and password, found as browsers find them; one without these is
/// as it was. Any text is taken, also one that is no address.
///
/// ```
/// use heartline_connection::without_user;
///
/// let address = "wss://ada:secret@example.org/live?room=7";
/// assert_eq!(without_user(address), "wss://example.org/live?room=7");
/// assert_eq!(without_user("/live?to=ada@home"), "/live?to=ada@home");
/// ```
#[must_use]
pub fn without_user(address: &str) -> String {
    let line = one_line(address);
    let (place, rest) = line.split_at(line.find(['?', '#']).unwrap_or(line.len()));
    let safe = userless(place.trim());
    match safe.matches('@').count() == place.matches('@').count() {
        true => address.to_owned(),
        false => safe + rest,
    }
}

/// Browsers ignore tabs and line breaks in addresses, so they must not hide what is looked for.
fn one_line(address: &str) -> String {
    address.chars().filter(|c| !upsets_lines(*c)).collect()
}

/// A scheme may be followed by any number of slashes of either kind, as browsers take them
/// ([URL standard](https://url.spec.whatwg.org/#special-authority-slashes-state)).
fn userless(place: &str) -> String {
    let is_slash = |c| matches!(c, '/' | '\\');
    let scheme = place.split_once(':').map_or("", |(scheme, _)| scheme);
    let after_scheme = match scheme.is_empty() || scheme.contains(is_slash) {
        true => place,
        false => &place[scheme.len() + 1..],
    };
    let host = after_scheme.trim_start_matches(is_slash);
    let (start, end) = match after_scheme.len() - host.len() {
        // A path on the page's own host.
        1 if after_scheme.len() == place.len() => return place.to_owned(),
        // No address: what looks like a scheme may be a user name, and so may all that follows.
        0 => (0, place.len()),
        _ => {
            let start = place.len() - host.len();
            (start, start + host.find(is_slash).unwrap_or(host.len()))
        }
    };
    let user = place[start..end]
        .rfind('@')
        .map_or(start, |at| start + at + 1);
    [&place[..start], place[user..].trim_start()].concat()
}
