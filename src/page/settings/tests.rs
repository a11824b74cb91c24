//! The table of settings, and what settings lead to.

use heartline_connection::{Config, Language};

use super::file::{Entry, take};
use super::table::{defaults, knobs, place};
use super::values::{Settings, reconnects};
use super::{Fault, PRESET, URL};

/// Another value than the default for every setting, and what has to be set for it to be there.
type Other = (
    &'static str,
    &'static str,
    &'static [(&'static str, &'static str)],
);
const OTHERS: [Other; 37] = [
    ("preset", "original", &[]),
    ("url", "wss://example.org/live", &[]),
    ("alternatives", "wss://a.example\nwss://b.example", &[]),
    ("protocols", "chat, superchat", &[]),
    ("connect_timeout", "20s", &[]),
    ("close_timeout", "500ms", &[]),
    ("greeting", "hello", &[]),
    ("ready_when", r#"{"ready":true}"#, &[]),
    ("replies", "ping => pong\n{\"p\":1} => {\"q\":1}", &[]),
    ("deliver_heartbeats", "on", &[]),
    ("suspend_after", "off", &[]),
    ("heartbeat", "off", &[]),
    ("heartbeat.interval", "1m", &[]),
    ("heartbeat.timeout", "3s", &[]),
    ("heartbeat.ping", "ping", &[]),
    ("heartbeat.pong", "pong", &[]),
    ("heartbeat.measure", "off", &[]),
    ("heartbeat.adaptive", "on", &[]),
    ("reconnect.backoff", "list", &[]),
    ("reconnect.backoff.min", "1s", &[]),
    ("reconnect.backoff.max", "1m", &[]),
    (
        "reconnect.backoff.delay",
        "7s",
        &[("reconnect.backoff", "fixed")],
    ),
    (
        "reconnect.backoff.delays",
        "1s, 90s",
        &[("reconnect.backoff", "list")],
    ),
    ("reconnect.max_attempts", "0", &[]),
    ("reconnect.max_elapsed", "2h", &[]),
    ("reconnect.stable_after", "1ms", &[]),
    ("reconnect.pause_offline", "off", &[]),
    ("reconnect.hidden_pace", "off", &[]),
    ("close_codes", "4000-4099=stop\n1012=retry\n4001=slow", &[]),
    ("failover.forget_after", "1s", &[]),
    ("failover.return_after", "5m", &[]),
    ("outbox.max_messages", "0", &[]),
    ("outbox.max_bytes", "64KiB", &[]),
    ("outbox.overflow", "drop-oldest", &[]),
    ("outbox.drop_when_suspended", "on", &[]),
    ("max_buffered", "1", &[]),
    ("max_message", "2MiB", &[]),
];

/// What a program can set and a page cannot, because it is a function.
const FUNCTIONS: [&str; 3] = ["prepare", "diagnose", "close_codes.decided_by"];

fn settings(values: &[(&str, &str)]) -> Settings {
    let mut settings = Settings::default();
    for (name, value) in values {
        let place = place(name).unwrap_or_else(|| panic!("no setting {name}"));
        settings.set(place, Some((*value).to_owned()));
    }
    settings
}

/// The fields of a configuration, as paths.
fn fields(config: &Config) -> Vec<String> {
    let (mut fields, mut path) = (Vec::new(), Vec::<(usize, String)>::new());
    for line in format!("{config:#?}").lines().skip(1) {
        let indent = line.len() - line.trim_start().len();
        let name = line.trim_start().split_once(": ").map(|(name, _)| name);
        let is_name = |name: &&str| name.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        if let Some(name) = name.filter(is_name) {
            path.retain(|(above, _)| *above < indent);
            path.push((indent, name.to_owned()));
            let names: Vec<_> = path.iter().map(|(_, name)| name.as_str()).collect();
            fields.push(names.join("."));
        }
    }
    fields
}

#[test]
fn every_field_of_a_configuration_can_be_set() {
    let fields = fields(&defaults());
    assert!(fields.len() > 30, "{fields:?}");
    for field in fields {
        let known = |name: &str| name == field || name.starts_with(&format!("{field}."));
        let within = |name: &str| field.starts_with(&format!("{name}."));
        let is_set = knobs().any(|knob| known(knob.name) || within(knob.name));
        assert!(
            is_set || FUNCTIONS.contains(&&*field),
            "{field} has no setting"
        );
    }
}

#[test]
fn every_setting_reads_as_it_is_written() {
    assert!(
        knobs()
            .map(|knob| knob.name)
            .eq(OTHERS.map(|(name, ..)| name))
    );
    for (name, value, first) in OTHERS {
        let (before, all) = (
            settings(first),
            settings(first).with(place(name).unwrap(), Some(value)),
        );
        let built = all.build();
        assert_eq!(built.refused, [], "{name}");
        assert_ne!(
            built.config,
            before.build().config,
            "{name} changes nothing"
        );
        assert!(all.differs(place(name).unwrap()), "{name}");
        let knob = knobs().nth(place(name).unwrap()).unwrap();
        if place(name) != Some(PRESET) {
            assert_eq!(knob.read(&built.config).as_deref(), Some(value), "{name}");
        }
    }
}

#[test]
fn the_defaults_are_no_settings() {
    for (place, knob) in knobs().enumerate() {
        let Some(value) = knob.read(&defaults()) else {
            continue;
        };
        let all = Settings::default().with(place, Some(&value));
        assert_eq!(all.build().config, defaults(), "{}", knob.name);
        assert_eq!(all.concise(), Settings::default(), "{}", knob.name);
    }
}

#[test]
fn what_cannot_be_read_is_refused_where_it_stands() {
    for (name, value) in [
        ("preset", "mine"),
        ("url", "ftp://example.org"),
        ("url", ""),
        ("url", "wss://ada:secret@example.org/"),
        ("url", "//ada:secret@example.org/ws"),
        ("url", "wss:///ada:secret@example.org/ws"),
        ("url", "/\t/ada:secret@example.org/ws"),
        ("alternatives", "/a\nwss://ada@example.org/"),
        ("alternatives", "/a\n/\\ada@example.org/"),
        ("alternatives", "a b"),
        ("protocols", "chat, chat"),
        ("connect_timeout", "15"),
        ("suspend_after", "never"),
        ("heartbeat", "perhaps"),
        ("heartbeat.measure", "0s"),
        ("replies", "ping"),
        ("reconnect.backoff", "random"),
        ("reconnect.max_attempts", "-1"),
        ("close_codes", "4000"),
        ("close_codes", "4099-4000=stop"),
        ("close_codes", "999=stop"),
        ("close_codes", "4000=halt"),
        ("outbox.max_messages", "many"),
        ("outbox.overflow", "explode"),
        ("max_buffered", "0"),
        ("max_message", "1kb"),
    ] {
        let built = settings(&[(name, value)]).build();
        assert_eq!(built.refused.len(), 1, "{name}={value}");
        assert_eq!(
            built.refused[0].places,
            [place(name).unwrap()],
            "{name}={value}"
        );
        assert_eq!(built.config, defaults(), "{name}={value}");
    }
}

#[test]
fn settings_that_contradict_each_other_are_refused_together_and_the_others_hold() {
    for (values, refused) in [
        (
            &[
                ("reconnect.backoff.min", "10s"),
                ("reconnect.backoff.max", "1s"),
                ("greeting", "hi"),
            ][..],
            &["reconnect.backoff.min", "reconnect.backoff.max"][..],
        ),
        // What is too large is named, not the default that it is too large for.
        (
            &[
                ("max_message", "20"),
                ("greeting", "a text of 25 bytes, or so"),
            ],
            &["greeting"],
        ),
        // And where that is a default, what made it too large.
        (&[("max_message", "3")], &["max_message"]),
    ] {
        let built = settings(values).build();
        let places: Vec<_> = refused.iter().map(|name| place(name).unwrap()).collect();
        assert_eq!(built.refused[0].places, places, "{values:?}");
        assert_eq!(built.config.check(), Ok(()));
    }
}

#[test]
fn what_is_off_keeps_what_was_set_for_it() {
    let off = settings(&[("heartbeat", "off"), ("heartbeat.interval", "1m")]);
    let built = off.concise().build();
    assert_eq!((built.config.heartbeat, built.refused), (None, vec![]));
    let on = off
        .concise()
        .with(place("heartbeat").unwrap(), None)
        .build();
    assert_eq!(on.config.heartbeat.unwrap().interval.as_secs(), 60);
}

#[test]
fn another_socket_is_needed_for_another_service_only() {
    let before = settings(&[]);
    for (name, value, _) in OTHERS {
        let moves = ["url", "alternatives", "protocols"].contains(&name);
        assert_eq!(
            reconnects(
                &before.build().config,
                &settings(&[(name, value)]).build().config
            ),
            moves,
            "{name}"
        );
    }
}

#[test]
fn the_same_service_written_otherwise_needs_no_other_socket() {
    for (before, after) in [
        (&[("url", "/ws")][..], &[("url", " /ws ")][..]),
        (&[], &[("url", "/ws"), ("preset", "original")]),
        (&[("protocols", "a,b")], &[("protocols", "a, b ")]),
        (
            &[("alternatives", "/a\n/b")],
            &[("alternatives", "/a\n\n /b")],
        ),
    ] {
        let [before, after] = [before, after].map(|values| settings(values).build().config);
        assert!(!reconnects(&before, &after), "{before:?} {after:?}");
    }
}

#[test]
fn a_change_follows_only_what_the_person_changed() {
    let stored = settings(&[("greeting", "stored")]);
    let before = settings(&[("greeting", "given"), ("heartbeat.interval", "5s")]);
    let after = before.with(URL, Some("/other"));
    let expected = stored.with(URL, Some("/other"));
    assert_eq!(stored.following(&before, &after), expected);
}

#[test]
fn what_a_file_has_is_taken_or_named() {
    let text = |text: &str| Entry::Text(text.to_owned());
    let (taken, notices) = take(vec![
        ("heartbeat.interval".to_owned(), text("5s")),
        ("heartbeat.timeout".to_owned(), text("soon")),
        ("greeting".to_owned(), Entry::Other("[1]".to_owned())),
        ("interval".to_owned(), text("5s")),
    ]);
    assert_eq!(taken, settings(&[("heartbeat.interval", "5s")]));
    let words: Vec<_> = notices
        .iter()
        .map(|notice| notice.words(Default::default()))
        .collect();
    let starts = [
        "greeting=[1]: ",
        "interval=5s: ",
        "heartbeat.timeout=soon: ",
    ];
    assert_eq!(words.len(), starts.len(), "{words:?}");
    assert!(
        words
            .iter()
            .zip(starts)
            .all(|(words, start)| words.starts_with(start)),
        "{words:?}"
    );
}

#[test]
fn a_fault_has_words_in_every_language() {
    let error = Config::new("").check().unwrap_err();
    for fault in [
        Fault::Duration,
        Fault::Choice("a".to_owned()),
        Fault::Rule(error),
    ] {
        let words = [Language::English, Language::Chinese].map(|language| fault.words(language));
        assert_ne!(words[0], words[1]);
    }
}

#[test]
fn an_address_that_lacks_its_scheme_is_kept_with_it() {
    let built = Settings::default()
        .with(URL, Some("example.org/live"))
        .build();
    let whole = "wss://example.org/live";
    assert_eq!(built.config.url, whole);
    assert_eq!(built.used.value(URL), Some(whole));
}
