//! What a server asks for in a close reason.

use heartline_connection::{
    Close, CloseError, Closed, Connection, GaveUp, Input, Instant, Language, MAX_RETRY_AFTER,
    Phase, SocketEvent,
};
use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any};
use proptest::{prop_oneof, sample::select};

use super::{Slips, prove, slip, slips};
use crate::setup::{Setup, secs};

/// How a connection takes a close with this reason: why it gave up, or how long it waits.
fn after(code: u16, reason: &str) -> Result<std::time::Duration, GaveUp> {
    let mut machine = Connection::new(Setup::steady().config(), 1);
    let now = Instant::ORIGIN;
    machine.handle(now, Input::Open);
    let attempt = 1;
    for event in [
        SocketEvent::Opened,
        SocketEvent::Closed(Closed {
            code,
            reason: reason.to_owned(),
            was_clean: true,
        }),
    ] {
        machine.handle(now, Input::Socket { attempt, event });
    }
    let status = machine.status();
    // People see it in any case.
    for &language in Language::ALL {
        let sentence = status.sentence_in(language, now);
        assert!(!sentence.contains(['\n', '\u{202e}']), "{reason:?}");
    }
    match status.gave_up {
        Some(why) => Err(why),
        None => {
            assert_eq!(status.phase, Phase::Waiting);
            Ok(status.next_in(now))
        }
    }
}

#[test]
fn no_close_reason_does_more_than_it_may() {
    let reasons = prop_oneof![
        any::<String>(),
        "[{}\\[\\]\":,a-z0-9\\\\ ]{0,60}",
        "\\{ ?\"(reconnect|retry_after_ms)\" ?: ?(false|true|null|[0-9]{1,25}|\"x\") ?\\}?",
    ];
    prove(
        6_000,
        (any::<u16>(), reasons),
        "close reasons",
        |(code, reason)| match after(code, &reason) {
            Ok(wait) => assert!(wait <= MAX_RETRY_AFTER + MAX_RETRY_AFTER / 10, "{wait:?}"),
            Err(GaveUp::ServerSaidStop) => {
                assert!(reason.contains("\"reconnect\"") && reason.contains("false"));
            }
            Err(why) => assert_eq!(why, GaveUp::Pointless),
        },
    );
}

/// An entry of a reason, written as JSON.
type Entry = (String, String);

fn entries() -> impl Strategy<Value = Vec<Entry>> {
    let key = select(vec!["reconnect", "retry_after_ms", "why", "a b"]);
    let value = prop_oneof![
        select(vec!["true", "false", "null", "1.5e3", "-1"]).prop_map(str::to_owned),
        (0..10_000_000_u64).prop_map(|number| number.to_string()),
        select(vec![r#""""#, r#""}, {""#, r#""a\"b""#]).prop_map(str::to_owned),
    ];
    let key = key.prop_map(|key| format!("\"{key}\""));
    vec((key, value), 0..4)
}

fn space() -> impl Strategy<Value = &'static str> {
    prop_oneof![3 => Just(""), 1 => select(vec![" ", "\t", "\r\n"])]
}

fn written(entries: &[Entry], space: &str) -> String {
    let entries = entries.iter();
    let entries: Vec<_> = entries
        .map(|(key, value)| [space, key, space, ":", space, value, space].concat())
        .collect();
    format!("{space}{{{}}}{space}", entries.join(","))
}

fn latest<'a>(entries: &'a [Entry], key: &str) -> Option<&'a str> {
    let mut entries = entries.iter().rev();
    let entry = entries.find(|(known, _)| known.trim_matches('"') == key)?;
    Some(&entry.1)
}

#[test]
fn a_reason_that_is_a_flat_object_is_understood() {
    prove(
        3_000,
        (entries(), space()),
        "wishes of servers",
        |(entries, space)| {
            let outcome = after(1000, &written(&entries, space));
            if latest(&entries, "reconnect") == Some("false") {
                return assert_eq!(outcome, Err(GaveUp::ServerSaidStop));
            }
            let wait = outcome.unwrap();
            let asked = latest(&entries, "retry_after_ms").and_then(|value| value.parse().ok());
            let asked = asked
                .map_or(secs(0), std::time::Duration::from_millis)
                .min(MAX_RETRY_AFTER);
            assert!(wait >= asked.max(secs(1)) && wait <= secs(1).max(asked + asked / 10));
        },
    );
}

#[test]
fn a_reason_that_is_nearly_an_object_stops_nobody_by_accident() {
    let slips = slips(select(vec!['"', '{', '}', ':', ',', 'e', '\\', '1']));
    let hold = |(entries, slips): (Vec<Entry>, Slips<char>)| {
        let mut text: Vec<_> = written(&entries, "").chars().collect();
        slip(&mut text, &slips);
        let text: String = text.into_iter().collect();
        let stopped = after(1000, &text) == Err(GaveUp::ServerSaidStop);
        let asked = text.contains("\"reconnect\":false") && text.trim_ascii().starts_with('{');
        assert!(!stopped || asked && text.ends_with('}'), "{text}");
    };
    prove(
        3_000,
        (entries(), slips),
        "close reasons that are nearly right",
        hold,
    );
}

#[test]
fn a_close_of_ours_keeps_the_rules_of_browsers() {
    let reason = prop_oneof![any::<String>(), "[a\u{e4}\u{1f375}]{25,130}"];
    prove(4_000, (any::<u16>(), reason), "closes", |(code, reason)| {
        let expected = match code {
            1000 | 3000..=4999 if reason.len() <= Close::MAX_REASON => Ok(()),
            1000 | 3000..=4999 => Err(CloseError::Reason(reason.len())),
            _ => Err(CloseError::Code(code)),
        };
        assert_eq!(Close::new(code, reason).map(|_| ()), expected);
    });
}
