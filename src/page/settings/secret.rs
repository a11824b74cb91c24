//! What looks like a secret: it is neither stored nor put into an address or a file.

use super::table::knobs;
use super::values::Settings;

/// The settings without what looks like a secret, and the names of those that lost something.
pub(in crate::page) fn public(settings: &Settings) -> (Settings, Vec<&'static str>) {
    let (mut open, mut left_out) = (settings.clone(), Vec::new());
    for (place, knob) in knobs().enumerate() {
        let Some(value) = settings.value(place) else {
            continue;
        };
        let safe = match knob.name {
            "url" => Some(address(value)),
            "alternatives" => {
                let safe: Vec<_> = value.lines().map(address).collect();
                Some(safe.join("\n"))
            }
            "protocols" | "greeting" | "ready_when" | "replies" | "heartbeat.ping"
            | "heartbeat.pong" => (!is_secret(value)).then(|| value.to_owned()),
            _ => continue,
        };
        if safe.as_deref() != Some(value) {
            left_out.push(knob.name);
            open.set(place, safe);
        }
    }
    (open, left_out)
}

/// An address without user name, password and secret parts of its query.
pub(in crate::page) fn address(url: &str) -> String {
    let (url, _fragment) = url.split_once('#').unwrap_or((url, ""));
    let (place, query) = url.split_once('?').unwrap_or((url, ""));
    let safe: Vec<_> = query.split('&').filter(|part| is_open(part)).collect();
    let mut open = heartline_connection::without_user(place);
    if !safe.is_empty() && !query.is_empty() {
        open.push('?');
        open += &safe.join("&");
    }
    open
}

/// A part of a query. Without `=` it may be a token as a whole.
fn is_open(part: &str) -> bool {
    // The older way to separate parts, which some servers still read.
    part.split(';').all(is_open_piece)
}

fn is_open_piece(part: &str) -> bool {
    let (name, value) = part.split_once('=').unwrap_or(("", part));
    let name = name.rsplit('?').next().unwrap_or_default();
    let named = NAMES.iter().any(|known| name.eq_ignore_ascii_case(known));
    // A name that is spelt otherwise than it needs to be hides something.
    !named && !name.contains('%') && !is_secret(name) && !has_token(value)
}

/// Whether a text may hold a secret.
pub(in crate::page) fn is_secret(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    WORDS.iter().any(|word| lower.contains(word)) || has_token(text)
}

/// What the names of secrets contain.
const WORDS: [&str; 12] = [
    "token",
    "secret",
    "passw",
    "pwd",
    "auth",
    "key",
    "signature",
    "session",
    "jwt",
    "credential",
    "ticket",
    "bearer",
];

/// Names of secrets that are parts of innocent words.
const NAMES: [&str; 7] = ["sid", "sig", "sign", "code", "otp", "pass", "pin"];

/// Whether there is a long run of letters and digits mixed, as no word has it.
fn has_token(text: &str) -> bool {
    let runs = text.split(|c: char| !c.is_ascii_alphanumeric() && !"-_+.%".contains(c));
    let mixed = |run: &str| {
        run.len() >= TOKEN
            && run.contains(|c: char| c.is_ascii_digit())
            && run.contains(|c: char| c.is_ascii_alphabetic())
    };
    runs.into_iter().any(mixed)
}

/// Shorter ones may be guessed, and stand for anything.
const TOKEN: usize = 20;

#[cfg(test)]
mod tests {
    use super::super::table::place;
    use super::*;

    #[test]
    fn an_address_loses_its_secrets_and_nothing_else() {
        for (given, open) in [
            ("/ws", "/ws"),
            (
                "wss://example.org/live?room=7",
                "wss://example.org/live?room=7",
            ),
            (
                "wss://ada:pw@example.org/a@b?x=@",
                "wss://example.org/a@b?x=@",
            ),
            ("wss://ada@example.org", "wss://example.org"),
            ("/ws?token=abc&room=7", "/ws?room=7"),
            ("/ws?access_token=abc", "/ws"),
            ("/ws?X-API-Key=abc", "/ws"),
            ("/ws?SID=1&side=left", "/ws?side=left"),
            ("/ws?a?sid=1&side=left", "/ws?side=left"),
            ("/ws?x=eyJhbGciOiJIUzI1NiJ9.eyJzdWIi", "/ws"),
            ("/ws?0123456789abcdef0123", "/ws"),
            (
                "/ws?room=general-discussion-room",
                "/ws?room=general-discussion-room",
            ),
            ("/ws?a=1#secret", "/ws?a=1"),
            ("/ws?%74oken=abc&b=2", "/ws?b=2"),
            ("/ws?a=1;token=abc&b=2", "/ws?b=2"),
            ("/ws?otp=123456", "/ws"),
            ("ada:pw@example.org", "example.org"),
            ("//ada:pw@host/ws", "//host/ws"),
            ("wss:///ada:pw@host/ws", "wss:///host/ws"),
            ("/\t/ada:pw@host/ws", "//host/ws"),
            ("/rooms/ada@home", "/rooms/ada@home"),
            ("", ""),
        ] {
            assert_eq!(address(given), open, "{given}");
        }
    }

    #[test]
    fn what_is_left_out_is_named() {
        let mut settings = Settings::default();
        for (name, value) in [
            ("url", "wss://example.org/?token=abc"),
            ("greeting", r#"{"password":"x"}"#),
            ("protocols", "chat"),
            ("heartbeat.timeout", "3s"),
        ] {
            settings.set(place(name).unwrap(), Some(value.to_owned()));
        }
        let (open, left_out) = public(&settings);
        assert_eq!(left_out, ["url", "greeting"]);
        let expected = settings
            .with(place("url").unwrap(), Some("wss://example.org/"))
            .with(place("greeting").unwrap(), None);
        assert_eq!(open, expected);
    }
}
