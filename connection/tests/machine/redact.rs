//! O3: what of an address may be logged.

use heartline_connection::{Config, redact, without_user};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[test]
fn o3_an_address_is_logged_without_its_secrets() {
    for (address, safe) in [
        ("wss://example.org/live", "wss://example.org/live"),
        ("wss://example.org", "wss://example.org"),
        ("wss://example.org?t=abc", "wss://example.org?t=…"),
        ("/ws?token=abc", "/ws?token=…"),
        ("/ws", "/ws"),
        ("", ""),
        // Names stay, values go, whatever they hold.
        ("/ws?a=1&b=2&a=3", "/ws?a=…&b=…&a=…"),
        ("/ws?a=&b=x=y&=z", "/ws?a=…&b=…&=…"),
        ("/ws?token=a?b/c@d", "/ws?token=…"),
        ("/ws?a=1;token=abc", "/ws?a=…"),
        // The whole query may be the token.
        ("/ws?eyJhbGciOi", "/ws?…"),
        ("/ws?a=1&eyJhbGciOi", "/ws?a=…&…"),
        ("?", "?"),
        ("?token=abc", "?token=…"),
        ("/ws?&&", "/ws?&&"),
        // User information goes, also where only a browser finds it.
        ("wss://ada@example.org/", "wss://example.org/"),
        (
            "wss://ada:secret@example.org:81/x",
            "wss://example.org:81/x",
        ),
        ("wss://ada:se@ret@example.org", "wss://example.org"),
        ("wss://ada:secret@[::1]:81/x?y=z", "wss://[::1]:81/x?y=…"),
        ("//ada:secret@example.org/x", "//example.org/x"),
        ("/\\ada:secret@example.org/x", "/\\example.org/x"),
        ("wss:/ada:secret@example.org", "wss:/example.org"),
        (
            "wss:////ada:secret@example.org\\x",
            "wss:////example.org\\x",
        ),
        ("w\tss:/\n/ada:secret@example.org", "wss://example.org"),
        ("/\t/ada:secret@example.org", "//example.org"),
        ("wss:ada:secret@example.org", "example.org"),
        ("ada:secret@example.org/x", "example.org/x"),
        ("ada:se/ret@example.org", "example.org"),
        // An @ elsewhere is no user information.
        ("wss://example.org/@ada", "wss://example.org/@ada"),
        ("/@ada/a:b", "/@ada/a:b"),
        ("wss://[::1]:81", "wss://[::1]:81"),
        // The fragment goes, and what is in it.
        ("wss://example.org/x#token=abc", "wss://example.org/x"),
        ("/ws?a=1#b?c=2", "/ws?a=…"),
        ("#", ""),
        // One line, in one direction.
        ("  /ws\r\n?a\u{202e}=1 ", "/ws?a=…"),
        ("wss://пример.рф/ж?ключ=тайна", "wss://пример.рф/ж?ключ=…"),
        ("…@…", "…"),
        (":", ":"),
        ("://", "://"),
        ("@", ""),
    ] {
        assert_eq!(redact(address), safe, "{address:?}");
    }
}

#[test]
fn o3_a_user_is_taken_out_of_an_address_and_nothing_else() {
    for (address, safe) in [
        ("//ada:pw@host/ws?a=@#b", "//host/ws?a=@#b"),
        ("wss:///ada:pw@host/ws", "wss:///host/ws"),
        ("/\\ada@host", "/\\host"),
        ("/\t/ada@host", "//host"),
        (" /rooms/ada@home?to=a@b", " /rooms/ada@home?to=a@b"),
        ("ws:// host\t/", "ws:// host\t/"),
        ("", ""),
    ] {
        assert_eq!(without_user(address), safe, "{address:?}");
    }
}

#[test]
fn o3_any_text_is_redacted_without_a_panic_and_never_grows_beyond_its_marks() {
    let pieces = [
        ":", "/", "\\", "@", "?", "&", "=", "#", "…", "ж", "a", " ", "\n",
    ];
    let count = pieces.len();
    // Every text of four pieces.
    for number in 0..count.pow(4) {
        let digits = (0..4).map(|place| number / count.pow(place) % count);
        let text: String = digits.map(|digit| pieces[digit]).collect();
        let safe = redact(&text);
        let marks = safe.matches('…').count();
        assert!(
            safe.len() <= text.len() + marks * '…'.len_utf8(),
            "{text:?}"
        );
        assert!(!safe.contains(['#', '\n']), "{text:?}: {safe:?}");
        assert_eq!(redact(&safe), safe, "once is enough for {text:?}");
    }
    for piece in pieces {
        let long = piece.repeat(Config::MAX_URL);
        assert!(redact(&long).len() <= long.len() * '…'.len_utf8());
        assert!(redact(&format!("/ws?token={}", long.replace(['&', '#'], "x"))).ends_with("n=…"));
    }
}
