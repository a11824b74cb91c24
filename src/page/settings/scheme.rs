//! Addresses as people write them: without the scheme.

use std::borrow::Cow;

/// Completes an address that begins with a host: on the own machine or network, where hardly anybody has
/// certificates, with `ws://`, else with `wss://`. Anything else is as it was, and is judged as it is.
pub(in crate::page) fn with_scheme(text: &str) -> Cow<'_, str> {
    let address = text.trim();
    let end = address.find(['/', '?', '#']).unwrap_or(address.len());
    match scheme(&address[..end]) {
        Some(scheme) => [scheme, address].concat().into(),
        None => address.into(),
    }
}

/// Of a host, which may have a port; `None` for what hardly is one, such as a word alone.
fn scheme(authority: &str) -> Option<&'static str> {
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (authority, None),
    };
    let is_number = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit());
    if port.is_some_and(|port| !is_number(port) || port.parse::<u16>().is_err()) {
        return None;
    }
    let host = host.to_ascii_lowercase();
    let host = host.strip_suffix('.').unwrap_or(&host);
    let literal = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'));
    let is_near = match literal {
        Some(literal) => is_near_v6(literal)?,
        None if host
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.') =>
        {
            is_near_v4(host)?
        }
        None => is_near_name(host, port.is_some())?,
    };
    Some(if is_near { "ws://" } else { "wss://" })
}

/// Whether an address is one of the own machine or network
/// ([RFC 6890 §2.2](https://www.rfc-editor.org/rfc/rfc6890#section-2.2)); `None` where it is none.
fn is_near_v4(host: &str) -> Option<bool> {
    let mut bytes = [0; 4];
    let mut parts = host.split('.');
    for byte in &mut bytes {
        *byte = parts.next()?.parse::<u8>().ok()?;
    }
    let near = matches!(
        bytes,
        [127 | 10, ..] | [172, 16..=31, ..] | [192, 168, ..] | [169, 254, ..]
    );
    parts.next().is_none().then_some(near)
}

/// The same of what stands in brackets. The browser judges its form.
fn is_near_v6(literal: &str) -> Option<bool> {
    let is_of_it = |byte: u8| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.');
    let is_address = literal.contains(':') && literal.bytes().all(is_of_it);
    let is_local = ["fc", "fd", "fe8", "fe9", "fea", "feb"]
        .iter()
        .any(|begin| literal.starts_with(begin));
    is_address.then_some(literal == "::1" || is_local)
}

/// Whether a name is one of the own machine or network; `None` where it is hardly a name, or rather a
/// scheme that lacks its slashes.
fn is_near_name(host: &str, has_port: bool) -> Option<bool> {
    // Letters of all scripts.
    let is_of_it =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | 0x80..);
    let is_name = host.bytes().all(is_of_it);
    let has_dot = host.contains('.');
    let is_host = has_dot || host == "localhost" || has_port && !SCHEMES.contains(&host);
    let is_near = !has_dot || NEAR.iter().any(|end| host.ends_with(end));
    (is_name && is_host).then_some(is_near)
}

const SCHEMES: [&str; 4] = ["ws", "wss", "http", "https"];

/// What ends the names of the own machine and network
/// ([RFC 6761 §6.3](https://www.rfc-editor.org/rfc/rfc6761#section-6.3),
/// [RFC 6762 §3](https://www.rfc-editor.org/rfc/rfc6762#section-3),
/// [RFC 8375](https://www.rfc-editor.org/rfc/rfc8375)).
const NEAR: [&str; 3] = [".localhost", ".local", ".home.arpa"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_gets_its_scheme_and_everything_else_stays_as_it_was() {
        let table = [
            ("echo.example.org", "wss://echo.example.org"),
            (" echo.example.org/a?b=c ", "wss://echo.example.org/a?b=c"),
            ("example.org:8080", "wss://example.org:8080"),
            ("bücher.example/ws", "wss://bücher.example/ws"),
            ("localhost", "ws://localhost"),
            ("localhost:9000/ws", "ws://localhost:9000/ws"),
            ("chat.localhost", "ws://chat.localhost"),
            ("nas.local/live", "ws://nas.local/live"),
            ("build-server:9000", "ws://build-server:9000"),
            ("192.168.1.7/ws", "ws://192.168.1.7/ws"),
            ("127.0.0.1:9001?x=/", "ws://127.0.0.1:9001?x=/"),
            ("[::1]:9001", "ws://[::1]:9001"),
            ("[::1]", "ws://[::1]"),
            ("[fd00::7]/ws", "ws://[fd00::7]/ws"),
            ("[2001:db8::1]:443", "wss://[2001:db8::1]:443"),
            ("8.8.8.8/ws?token=x", "wss://8.8.8.8/ws?token=x"),
            ("10.0.0.7:80", "ws://10.0.0.7:80"),
            ("Localhost.:9000", "ws://Localhost.:9000"),
            ("NAS.Local.", "ws://NAS.Local."),
            ("box.home.arpa", "ws://box.home.arpa"),
            ("Example.ORG.", "wss://Example.ORG."),
        ];
        for (typed, expected) in table {
            assert_eq!(with_scheme(typed), expected, "{typed}");
        }
        for same in [
            "",
            ".",
            ":",
            ":9000",
            "[",
            "nonsense",
            "two words.org",
            "/ws",
            "//example.org/ws",
            "?x=1",
            "#a.b",
            "ws://example.org",
            "WSS://example.org",
            "http://example.org",
            "ftp://example.org/a",
            "mailto:ada@example.org",
            "javascript:alert(1)",
            "ada:secret@example.org",
            "example.org:",
            "example.org:port",
            "example.org:99999",
            "example.org:+80",
            "3.14",
            "26.11.2026",
            "1.2.3.4.5",
            "[zz]:80",
            "[{\"a\":1}]",
            "tel:5551234",
            "ws:8080",
            "HTTPS:443",
        ] {
            assert_eq!(with_scheme(same), same);
        }
    }
}
