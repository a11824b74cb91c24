//! Parameters by name.

use heartline_connection::{Config, Heartbeat};

use super::*;

fn read(query: &[(String, String)]) -> (Config, Vec<Notice>) {
    let given = super::read(query, &Settings::default());
    (given.built.config, given.notices)
}

fn query(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    pairs.iter().map(own).collect()
}

fn page_default(url: &str) -> Config {
    let heartbeat = Heartbeat::default().measure(Duration::from_secs(10));
    Config::new(url)
        .greeting(r#"{"id":"a1b2c3"}"#)
        .heartbeat(heartbeat)
        .max_message(64 << 10)
}

fn heartbeat(config: &Config) -> Heartbeat {
    config.heartbeat.clone().expect("the heartbeat is on")
}

#[test]
fn without_parameters_the_defaults_hold() {
    let (config, notices) = read(&[]);
    assert_eq!(config, page_default("/ws"));
    assert_eq!(notices, []);
}

#[test]
fn each_parameter_overrides_its_default() {
    let (config, notices) = read(&query(&[
        ("interval", "15s"),
        ("timeout", "500ms"),
        ("connect_timeout", "1m"),
        ("retry_min", "200ms"),
        ("retry_max", "1s"),
        ("max_attempts", "3"),
        ("heartbeat", "ping"),
        ("greeting", "hello"),
        ("protocols", "chat, superchat"),
        ("url", "wss://example.org/live"),
    ]));
    assert_eq!(notices, []);
    let expected = Config::new("wss://example.org/live")
        .protocols(["chat", "superchat"])
        .connect_timeout(Duration::from_secs(60))
        .greeting("hello")
        .heartbeat(
            Heartbeat::default()
                .measure(Duration::from_secs(15))
                .interval(Duration::from_secs(15))
                .timeout(Duration::from_millis(500))
                .ping("ping"),
        )
        .reconnect(
            Reconnect::new(Backoff::Exponential {
                min: Duration::from_millis(200),
                max: Duration::from_secs(1),
            })
            .max_attempts(3),
        );
    assert_eq!(config, expected);
}

#[test]
fn the_preset_is_what_the_others_override_wherever_it_stands() {
    let (config, notices) = read(&query(&[("interval", "5s"), ("preset", "original")]));
    assert_eq!(notices, []);
    assert_eq!(heartbeat(&config).interval, Duration::from_secs(5));
    assert_eq!(heartbeat(&config).timeout, Duration::from_secs(60));
}

#[test]
fn heartbeat_and_greeting_can_be_turned_off() {
    let off = [("heartbeat", "off"), ("greeting", ""), ("interval", "5s")];
    let (config, notices) = read(&query(&off));
    assert_eq!((config.heartbeat, config.greeting), (None, None));
    assert_eq!(notices, []);
}

#[test]
fn what_cannot_be_read_is_named_and_the_default_is_used() {
    for (name, value) in [
        ("url", "not a url"),
        ("url", "ftp://example.org"),
        ("url", ""),
        ("protocols", "chat,chat"),
        ("protocols", "a b"),
        ("interval", "15"),
        ("interval", "s"),
        ("interval", "-1s"),
        ("interval", "1.5s"),
        ("interval", "0s"),
        ("timeout", "0ms"),
        ("timeout", "99999999999999999999m"),
        ("timeout", "99999999999m"),
        ("connect_timeout", "soon"),
        ("retry_min", "0s"),
        ("retry_max", "é"),
        ("max_attempts", "-1"),
        ("max_attempts", "many"),
        ("preset", "mine"),
        ("colour", "red"),
    ] {
        let (config, notices) = read(&query(&[(name, value)]));
        assert_eq!(notices.len(), 1, "{name}={value}");
        let words = notices[0].words(Language::English);
        assert!(words.starts_with(&format!("{name}={value}: ")), "{words}");
        assert_eq!(config, read(&[]).0, "{name}={value}");
    }
}

#[test]
fn a_notice_shows_no_secret_of_an_address() {
    for (name, value, shown) in [
        ("url", "ws://example.org/#here", "url=ws://example.org/#…: "),
        (
            "url",
            "wss://ada:pw@a.b/?token=abc&x=1",
            "url=wss://a.b/?x=1: ",
        ),
        ("alternatives", "//a\n//ada:pw@b", "alternatives=//a\n//b: "),
    ] {
        let (_, notices) = read(&query(&[(name, value)]));
        let words = notices[0].words(Language::English);
        assert!(words.starts_with(shown), "{words}");
    }
}

#[test]
fn delays_that_contradict_each_other_are_named_together() {
    let (config, notices) = read(&query(&[("retry_min", "10s"), ("retry_max", "1s")]));
    assert_eq!(config.reconnect, Reconnect::default());
    assert_eq!(notices.len(), 1);
    assert!(notices[0].words(Language::English).contains("retry_max=1s"));
}

#[test]
fn one_delay_alone_moves_the_other_out_of_its_way() {
    for (name, value, min, max) in [
        ("retry_min", "1m", 60_000, 60_000),
        ("retry_max", "200ms", 200, 200),
        ("retry_max", "5s", 500, 5_000),
    ] {
        let (config, notices) = read(&query(&[(name, value)]));
        assert_eq!(notices, []);
        let expected = Backoff::Exponential {
            min: Duration::from_millis(min),
            max: Duration::from_millis(max),
        };
        assert_eq!(config.reconnect.backoff, expected, "{name}={value}");
    }
}

#[test]
fn a_parameter_given_twice_counts_once_and_is_named() {
    let (config, notices) = read(&query(&[("timeout", "1s"), ("timeout", "2s")]));
    assert_eq!(heartbeat(&config).timeout, Duration::from_secs(1));
    assert_eq!(notices.len(), 1);
}

#[test]
fn every_setting_is_a_parameter_by_its_own_name() {
    let (config, notices) = read(&query(&[
        ("heartbeat.interval", "5s"),
        ("outbox.max_messages", "7"),
        ("close_codes", "4000=stop"),
    ]));
    assert_eq!(notices, []);
    // Only the short name measures as often.
    let expected = Heartbeat::default().measure(Duration::from_secs(10));
    assert_eq!(
        heartbeat(&config),
        expected.interval(Duration::from_secs(5))
    );
    assert_eq!(config.outbox.max_messages, 7);
    assert_eq!(config.close_codes.rules().len(), 1);
}

#[test]
fn a_setting_that_is_given_by_both_its_names_counts_once() {
    let twice = [("timeout", "1s"), ("heartbeat.timeout", "2s")];
    let (config, notices) = read(&query(&twice));
    assert_eq!(heartbeat(&config).timeout, Duration::from_secs(1));
    assert_eq!(notices.len(), 1);
}

#[test]
fn parameters_override_what_is_stored_and_say_so() {
    let mut stored = Settings::default();
    for (name, value) in [
        ("heartbeat.timeout", "9s"),
        ("greeting", "stored"),
        ("outbox.max_messages", "3"),
    ] {
        stored.set(place(name).unwrap(), Some(value.to_owned()));
    }
    let given = super::read(
        &query(&[("timeout", "1s"), ("greeting", "stored")]),
        &stored,
    );
    let config = given.built.config;
    assert_eq!(heartbeat(&config).timeout, Duration::from_secs(1));
    assert_eq!(config.outbox.max_messages, 3);
    assert_eq!(given.overridden, ["heartbeat.timeout"]);
}

#[test]
fn a_delay_moves_a_stored_one_out_of_its_way() {
    let stored = Settings::default()
        .with(place(MIN).unwrap(), Some("10s"))
        .with(place("reconnect.backoff").unwrap(), Some("exponential"));
    let given = super::read(&query(&[("retry_max", "1s")]), &stored);
    let expected = Duration::from_secs(1);
    let backoff = Backoff::Exponential {
        min: expected,
        max: expected,
    };
    assert_eq!(
        (given.built.config.reconnect.backoff, given.notices),
        (backoff, vec![])
    );
}

#[test]
fn a_user_in_the_address_is_named() {
    let (config, notices) = read(&query(&[("url", "wss://ada:secret@example.org/")]));
    assert_eq!(config.url, "/ws");
    assert!(notices[0].words(Language::English).contains("password"));
}

#[test]
fn what_the_address_came_without_is_told_by_the_names_that_are_known() {
    let parameters = query(&[("left_out", "greeting,nonsense,url"), ("url", "/live")]);
    let given = super::read(&parameters, &Settings::default());
    assert_eq!(given.left_out, ["url", "greeting"]);
    assert_eq!(given.notices, []);
}
