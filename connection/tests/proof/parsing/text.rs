//! Addresses without their secrets, and durations as people say them.

use std::time::Duration;

use heartline_connection::{Human, redact};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::{Strategy, any};
use proptest::{prop_oneof, sample::select};

use super::{Slips, prove, slip, slips};

/// In no address that is generated but where a secret stands.
const SECRET: &str = "s3cr3t";

/// Where the secret stands: user, password, query, fragment.
fn address() -> impl Strategy<Value = String> {
    let scheme = select(vec![
        "ws://", "wss://", "WSS://", "https://", "ws:\\\\", "ws:///", "//",
    ]);
    let user = option::of(select(vec![
        "s3cr3t@",
        "a:s3cr3t@",
        "s3cr3t:b@",
        "a@s3cr3t@",
        ":s3cr3t@",
    ]));
    let host = select(vec!["x", "example.org", "[::1]", "127.0.0.1", "x:9010"]);
    let path = select(vec!["", "/", "/live", "/a@b", "/a/b"]);
    let parts = vec(
        select(vec!["room=s3cr3t", "s3cr3t", "a=b=s3cr3t", "", "=s3cr3t"]),
        0..4,
    );
    let fragment = option::of(select(vec!["#s3cr3t", "#a?b=s3cr3t"]));
    (scheme, user, host, path, parts, fragment).prop_map(
        |(scheme, user, host, path, parts, end)| {
            let query = match parts.is_empty() {
                true => String::new(),
                false => format!("?{}", parts.join("&")),
            };
            let (user, end) = (user.unwrap_or_default(), end.unwrap_or_default());
            [scheme, user, host, path, &query, end].concat()
        },
    )
}

#[test]
fn no_secret_is_left_in_an_address_for_a_log() {
    let noise = slips(select(vec!['\t', '\n', '\r', '\u{202e}', '\0', ' ']));
    let holds = |(address, noise): (String, Slips<char>)| {
        let clean = redact(&address);
        assert!(!clean.contains(SECRET), "{address:?} is {clean:?}");
        // Browsers ignore what is put between; so must we.
        let mut noisy: Vec<_> = address.chars().collect();
        let only_more = noise
            .iter()
            .filter(|(_, slip)| matches!(slip, super::Slip::Insert(_)));
        let only_more = only_more.filter(|(_, slip)| !matches!(slip, super::Slip::Insert(' ')));
        slip(&mut noisy, &only_more.cloned().collect());
        let noisy: String = noisy.into_iter().collect();
        assert_eq!(redact(&noisy), clean, "{noisy:?}");
    };
    prove(5_000, (address(), noise), "addresses with secrets", holds);
}

#[test]
fn any_text_becomes_one_line_without_query_values() {
    let text = prop_oneof![any::<String>(), "[a-z:/@?&=# \\\\]{0,40}"];
    prove(5_000, text, "texts instead of addresses", |text| {
        let clean = redact(&text);
        assert!(
            !clean.contains(['\n', '\r', '\u{202e}', '#']),
            "{text:?} is {clean:?}"
        );
        let query = clean.split_once('?').map_or("", |(_, query)| query);
        let values = query.split('&').filter(|part| !part.is_empty());
        assert!(
            values
                .map(|part| part.rsplit('=').next())
                .all(|value| value == Some("…"))
        );
    });
}

/// The seconds that the words say, and those of the smallest unit in them.
fn seconds(words: &str) -> Option<(u64, u64)> {
    let mut sum = 0_u64;
    let mut smallest = 1;
    let mut tokens = words.split(' ');
    while let Some(number) = tokens.next() {
        smallest = match tokens.next()? {
            "s" => 1,
            "min" => 60,
            "h" => 3_600,
            "d" => 86_400,
            _ => return None,
        };
        sum = sum.checked_add(number.parse::<u64>().ok()?.checked_mul(smallest)?)?;
    }
    Some((sum, smallest))
}

#[test]
fn what_people_read_is_the_duration_rounded_down() {
    let duration = prop_oneof![
        (0..100_000_000_u64).prop_map(Duration::from_micros),
        (0..1_000_000_u64).prop_map(Duration::from_secs),
        any::<Duration>(),
    ];
    prove(5_000, duration, "durations in words", |duration| {
        let words = Human(duration).to_string();
        let whole = duration.as_secs();
        match seconds(&words) {
            Some((said, unit)) if whole > 0 => {
                // Two units are said at most: after days hours, after hours minutes.
                let unit = if whole >= 86_400 {
                    3_600
                } else if whole >= 3_600 {
                    60
                } else {
                    unit
                };
                assert_eq!(said, whole / unit * unit, "{words}");
            }
            _ => assert!(whole == 0 && !words.is_empty(), "{words}"),
        }
        assert!(!Human::rounded_up(duration).to_string().contains("ms"));
    });
}
