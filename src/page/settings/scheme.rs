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
    let is_literal = host.starts_with('[') && host.ends_with(']');
    let is_name = !host.is_empty() && host.chars().all(is_of_a_name);
    let is_port = port.is_none_or(|port| !port.is_empty() && port.bytes().all(is_digit));
    if !(is_literal || is_name) || !is_port {
        return None;
    }
    let has_dot = host.trim_matches('.').contains('.');
    if !(is_literal || has_dot || port.is_some() || host == "localhost") {
        return None;
    }
    let is_number = host.bytes().all(|byte| is_digit(byte) || byte == b'.');
    let is_near = is_literal || is_number || !has_dot || NEAR.iter().any(|end| host.ends_with(end));
    Some(if is_near { "ws://" } else { "wss://" })
}

/// Names of the own machine and network
/// ([RFC 6761 §6.3](https://www.rfc-editor.org/rfc/rfc6761#section-6.3),
/// [RFC 6762 §3](https://www.rfc-editor.org/rfc/rfc6762#section-3)).
const NEAR: [&str; 2] = [".localhost", ".local"];

const fn is_digit(byte: u8) -> bool {
    byte.is_ascii_digit()
}

fn is_of_a_name(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '-' | '.' | '_')
}

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
        ] {
            assert_eq!(with_scheme(same), same);
        }
    }
}
