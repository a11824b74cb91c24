//! Configurations and end points of any content: a rule is named, or what is opened keeps it.

use heartline_connection::{
    Cause, Command, Config, ConfigError, Connection, Endpoint, GaveUp, Input, Instant, Language,
    Phase, Prepared,
};
use proptest::collection::vec;
use proptest::prelude::{Strategy, any};
use proptest::{prop_oneof, sample::select};

use super::prove;

fn url() -> impl Strategy<Value = String> {
    prop_oneof![
        1 => any::<String>(),
        3 => "(ws|wss|WS|http|https|ftp|)(://|:/|/)[a-z#?/ .:@]{0,20}",
        1 => (8_100..8_300_usize).prop_map(|length| format!("ws://{}", "a".repeat(length))),
    ]
}

fn protocols() -> impl Strategy<Value = Vec<String>> {
    let name = prop_oneof![any::<String>(), "[a-c]", "[!-~]{1,9}"];
    vec(name, 0..4)
}

/// What the rules say of an address and of subprotocols, in other words than the library.
fn keeps_rules(url: &str, protocols: &[String]) -> bool {
    let url = url
        .trim_matches([' ', '\t', '\n', '\r', '\u{c}'])
        .to_ascii_lowercase();
    let schemes = ["ws://", "wss://", "http://", "https://", "/"];
    let known = schemes.iter().any(|scheme| url.starts_with(scheme));
    let token = |name: &String| {
        let odd = "()<>@,;:\\\"/[]?={} \t";
        !name.is_empty()
            && name
                .chars()
                .all(|c| c.is_ascii_graphic() && !odd.contains(c))
    };
    let mut unique = protocols.to_vec();
    unique.sort();
    unique.dedup();
    known
        && !url.contains('#')
        && url.len() <= Config::MAX_URL
        && protocols.iter().all(token)
        && unique.len() == protocols.len()
}

/// The words for a fault are for people: one paragraph, whatever the value was.
fn demand_readable(error: &ConfigError) {
    for &language in Language::ALL {
        let words = error.words_in(language);
        assert!(
            words.contains(error.field) && words.chars().count() < 400,
            "{words}"
        );
    }
}

#[test]
fn an_address_is_opened_or_the_rule_that_it_breaks_is_named() {
    prove(
        3_000,
        (url(), protocols()),
        "configurations",
        |(url, protocols)| {
            let config = Config::new(&url).protocols(protocols.clone());
            let checked = config.check();
            assert_eq!(
                checked.is_ok(),
                keeps_rules(&url, &protocols),
                "{checked:?}"
            );
            let mut machine = Connection::new(config, 1);
            machine.handle(Instant::ORIGIN, Input::Open);
            match checked {
                Ok(()) => demand_opened(&mut machine),
                Err(error) => {
                    demand_readable(&error);
                    let status = machine.status();
                    assert_eq!(status.gave_up, Some(GaveUp::Pointless));
                    assert_eq!(status.cause, Some(Cause::BadConfig(error)));
                }
            }
        },
    );
}

fn demand_opened(machine: &mut Connection) {
    match machine.poll_command() {
        Some(Command::Open { url, .. }) => assert_eq!(url.trim_ascii(), url),
        other => panic!("{other:?}"),
    }
}

/// A connection that has asked its application, and what it gave it.
fn asking() -> (Connection, Endpoint) {
    let config = Config::new("ws://x/").prepare(|endpoint| async { Ok::<_, String>(endpoint) });
    let mut machine = Connection::new(config, 1);
    machine.handle(Instant::ORIGIN, Input::Open);
    match machine.poll_command() {
        Some(Command::Prepare { endpoint, .. }) => (machine, endpoint),
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_end_point_of_the_application_is_opened_or_refused_without_being_shown() {
    prove(
        2_000,
        (url(), protocols()),
        "prepared end points",
        |(url, protocols)| {
            let (mut machine, given) = asking();
            while machine.poll_command().is_some() {}
            let mut endpoint = given.protocols(protocols.clone());
            endpoint.url.clone_from(&url);
            let answer: Prepared = Ok(endpoint);
            machine.handle(Instant::ORIGIN, Input::Prepared { attempt: 1, answer });
            if keeps_rules(&url, &protocols) {
                return demand_opened(&mut machine);
            }
            let status = machine.status();
            assert_eq!(status.phase, Phase::Waiting);
            for &language in Language::ALL {
                let sentence = status.sentence_in(language, Instant::ORIGIN);
                assert!(
                    url.trim().len() < 12 || !sentence.contains(url.trim()),
                    "{sentence}"
                );
            }
        },
    );
}

#[test]
fn what_is_added_to_a_query_can_be_read_back_and_does_nothing_else() {
    let base = select(vec!["ws://x/", "ws://x/?a=b", "/ws"]);
    let holds = |(base, name, value): (&str, String, String)| {
        let (_, mut endpoint) = asking();
        base.clone_into(&mut endpoint.url);
        let url = endpoint.query(&name, &value).url;
        let added = url.strip_prefix(base).unwrap();
        assert!(added.bytes().all(|byte| byte.is_ascii_graphic()));
        let pair = added[1..].split_once('=').unwrap();
        assert_eq!((decoded(pair.0), decoded(pair.1)), (name, value));
        assert_eq!(added[1..].find(['&', '#', '?']), None);
    };
    prove(
        2_000,
        (base, any::<String>(), any::<String>()),
        "query parameters",
        holds,
    );
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let digit = |byte: Option<u8>| (byte.unwrap() as char).to_digit(16).unwrap() as u8;
        bytes.push(match byte {
            b'%' => digit(rest.next()) << 4 | digit(rest.next()),
            byte => byte,
        });
    }
    String::from_utf8(bytes).unwrap()
}
