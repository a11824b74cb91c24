//! Settings: the presets, every rule of `Config::check`, the rules of `Close::new`.

use heartline_connection::{
    Backoff, Close, CloseError, Config, Failover, Heartbeat, Message, Outbox, Overflow, Pattern,
    Payload, Reconnect,
};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::timeline::{check, millis, secs, steady};

#[test]
fn config_defaults_are_the_documented_ones() {
    let config = Config::new("ws://x/");
    let heartbeat = config.heartbeat.clone().unwrap();
    assert_eq!(
        (heartbeat.interval, heartbeat.timeout),
        (secs(25), secs(10))
    );
    assert_eq!(heartbeat.ping, Payload::from(r#"{"heart":1}"#));
    assert_eq!(
        (config.connect_timeout, config.close_timeout),
        (secs(15), secs(3))
    );
    let (min, max) = (millis(500), secs(30));
    assert_eq!(config.reconnect.backoff, Backoff::Exponential { min, max });
    assert_eq!(config.reconnect.max_attempts, None);
    assert_eq!(config.reconnect.max_elapsed, None);
    assert_eq!(config.reconnect.stable_after, secs(10));
    assert_eq!(
        (config.outbox.max_messages, config.outbox.max_bytes),
        (1_000, 1 << 20)
    );
    assert_eq!(config.outbox.overflow, Overflow::Refuse);
    assert_eq!(config.max_message, 1 << 20);
    assert_eq!(config.max_buffered, 1 << 20);
    assert_eq!(config.suspend_after, Some(secs(120)));
    assert!(!config.outbox.drop_when_suspended);
    assert_eq!(config.failover.forget_after, secs(60));
    assert_eq!(config.failover.return_after, None);
    assert!(config.alternatives.is_empty());
    assert_eq!((config.prepare, config.diagnose), (None, None));
    assert_eq!((config.greeting, config.ready_when), (None, None));
}

#[test]
fn config_original_has_the_timings_and_messages_of_the_vue_page() {
    check(
        Config::original("ws://x/ajaxchattest"),
        r#"0s user: open
           0s open 1 ws://x/ajaxchattest
           0s is connecting
           0s socket 1: opened
           0s send 1 {"id":"a1b2c3"}
           0s is open
           60s send 1 {"heart":1}
           120s abandon 1 4408 no answer in time
           120s is waiting
           180s open 2 ws://x/ajaxchattest
           180s is connecting
           181s socket 2: closed 1006
           181s is waiting
           240s is suspended
           241s open 3 ws://x/ajaxchattest
           241s is connecting"#,
    );
}

#[test]
fn config_takes_every_kind_of_address() {
    for url in [
        "ws://x/",
        "wss://example.org:8443/live?token=a:b",
        " wss://x ",
        "WSS://X/",
        "http://x/",
        "https://x/",
        "/ws",
        "/ws?next=ftp://x/",
        "//x/ws",
    ] {
        assert_eq!(Config::new(url).check(), Ok(()), "{url:?}");
    }
}

#[test]
fn config_names_the_field_the_value_and_the_rule_that_it_breaks() {
    let base = steady;
    let retry = |backoff| steady().reconnect(Reconnect::new(backoff));
    let heart = Heartbeat::default;
    for (config, field, value, rule) in [
        (Config::new(""), "url", "\"\"", "give an address"),
        (Config::new("  "), "url", "\"  \"", "give an address"),
        (Config::new("ftp://x/"), "url", "ftp", "starts with ws://"),
        (
            Config::new("localhost:9010/ws"),
            "url",
            "localhost",
            "starts with ws://",
        ),
        (
            Config::new("example.org/ws"),
            "url",
            "example",
            "starts with ws://",
        ),
        (Config::new("ws:x"), "url", "ws:x", "starts with ws://"),
        (Config::new("hello"), "url", "hello", "a path such as /ws"),
        (
            Config::new("javascript:alert(1)"),
            "url",
            "alert",
            "starts with ws://",
        ),
        (Config::new("ws://x/#top"), "url", "#top", "no fragment"),
        (Config::new("/ws#"), "url", "/ws#", "no fragment"),
        (
            base().alternatives(["ws://y/", ""]),
            "alternatives",
            "\"\"",
            "give an address",
        ),
        (
            base().alternatives(["example.org"]),
            "alternatives",
            "example.org",
            "starts with ws://",
        ),
        (
            base().alternatives(["ws://y/#top"]),
            "alternatives",
            "#top",
            "no fragment",
        ),
        (
            base().failover(Failover::default().forget_after(secs(0))),
            "failover.forget_after",
            "0",
            "longer than zero",
        ),
        (
            base().failover(Failover::default().return_after(secs(0))),
            "failover.return_after",
            "0",
            "longer than zero",
        ),
        (
            base().close_timeout(std::time::Duration::from_nanos(999)),
            "close_timeout",
            "under 1 ms",
            "longer than zero",
        ),
        (
            base().reconnect(Reconnect::default().hidden_pace(secs(0))),
            "reconnect.hidden_pace",
            "0",
            "longer than zero",
        ),
        (
            base().suspend_after(secs(0)),
            "suspend_after",
            "0",
            "longer than zero",
        ),
        (
            base().max_buffered(0),
            "max_buffered",
            "0",
            "must be allowed to hold something",
        ),
        (
            base().protocols([""]),
            "protocols",
            "\"\"",
            "without spaces",
        ),
        (
            base().protocols(["a b"]),
            "protocols",
            "a b",
            "without spaces",
        ),
        (
            base().protocols(["a,b"]),
            "protocols",
            "a,b",
            "without spaces",
        ),
        (base().protocols(["é"]), "protocols", "é", "without spaces"),
        (
            base().protocols(["a", "b", "a"]),
            "protocols",
            "\"a\"",
            "once",
        ),
        (
            base().connect_timeout(secs(0)),
            "connect_timeout",
            "0",
            "longer than zero",
        ),
        (
            base().close_timeout(secs(0)),
            "close_timeout",
            "0",
            "longer than zero",
        ),
        (
            base().heartbeat(heart().interval(secs(0))),
            "heartbeat.interval",
            "0",
            "zero",
        ),
        (
            base().heartbeat(heart().timeout(secs(0))),
            "heartbeat.timeout",
            "0",
            "zero",
        ),
        (
            base().heartbeat(heart().measure(secs(0))),
            "heartbeat.measure",
            "0",
            "zero",
        ),
        (
            retry(Backoff::Fixed(secs(0))),
            "reconnect.backoff",
            "0",
            "longer than zero",
        ),
        (
            retry(Backoff::Exponential {
                min: secs(0),
                max: secs(1),
            }),
            "reconnect.backoff.min",
            "0",
            "longer than zero",
        ),
        (
            retry(Backoff::Exponential {
                min: secs(2),
                max: secs(1),
            }),
            "reconnect.backoff",
            "2 s to 1 s",
            "must not be longer than max",
        ),
        (
            retry(Backoff::List(vec![])),
            "reconnect.backoff",
            "empty",
            "at least one",
        ),
        (
            retry(Backoff::List(vec![secs(1), secs(0)])),
            "reconnect.backoff",
            "0",
            "zero",
        ),
        (
            base().reconnect(base().reconnect.max_elapsed(secs(0))),
            "reconnect.max_elapsed",
            "0",
            "longer than zero",
        ),
        (
            base()
                .max_message(10)
                .heartbeat(None)
                .greeting("hello world"),
            "greeting",
            "11",
            "max_message",
        ),
        (
            base().max_message(10),
            "heartbeat.ping",
            "11 bytes",
            "max_message",
        ),
        (
            base()
                .max_message(2)
                .heartbeat(None)
                .reply(Pattern::Exact("?".into()), "yes"),
            "replies",
            "3 bytes",
            "max_message",
        ),
    ] {
        let error = config.check().unwrap_err();
        assert_eq!(error.field, field);
        assert!(
            error.value.to_string().contains(value),
            "{field}: {}",
            error.value
        );
        assert!(
            error.rule.as_str().contains(rule),
            "{field}: {}",
            error.rule
        );
        let words = format!("{field} is {}: {}", error.value, error.rule);
        assert_eq!(error.to_string(), words);
    }
}

#[test]
fn config_limits_the_address_and_shows_only_its_beginning() {
    let address = |length: usize| Config::new(format!("ws://x/{}", "y".repeat(length - 7)));
    assert!(address(Config::MAX_URL).check().is_ok());
    let error = address(Config::MAX_URL + 1).check().unwrap_err();
    assert_eq!(error.field, "url");
    let value = error.value.to_string();
    assert!(value.len() < 120 && value.ends_with("…\""));
}

#[test]
fn config_allows_what_only_looks_wrong() {
    for config in [
        steady().protocols(["v2.chat~1", "soap+xml"]),
        steady().outbox(Outbox::default().max_messages(0).max_bytes(0)),
        steady().reconnect(Reconnect::disabled()),
        steady().reconnect(Reconnect::new(Backoff::Exponential {
            min: secs(1),
            max: secs(1),
        })),
        steady().reconnect(steady().reconnect.stable_after(secs(0))),
        steady().heartbeat(Heartbeat::default().interval(std::time::Duration::MAX)),
        steady().alternatives([""; 0]),
        steady().alternatives([" ws://x/ ", "ws://x/", "/ws"]),
        steady().suspend_after(None),
        steady().max_buffered(1),
        steady().failover(Failover::default().return_after(std::time::Duration::MAX)),
        steady().greeting(Payload::made(|_| Message::from("long".repeat(1 << 20)))),
    ] {
        assert_eq!(config.check(), Ok(()));
    }
}

#[test]
fn close_takes_the_codes_and_reasons_that_a_page_may_send() {
    for code in 0..=u16::MAX {
        let allowed = code == 1000 || (3000..=4999).contains(&code);
        let expected = if allowed {
            Ok(code)
        } else {
            Err(CloseError::Code(code))
        };
        assert_eq!(Close::new(code, "").map(|close| close.code()), expected);
    }
    let longest = "é".repeat(61) + "!";
    assert_eq!(Close::new(1000, longest.clone()).unwrap().reason(), longest);
    let too_long = Close::new(1000, longest + "!");
    assert_eq!(too_long, Err(CloseError::Reason(124)));
    assert!(
        too_long
            .unwrap_err()
            .to_string()
            .contains("at most 123 bytes")
    );
    assert_eq!(
        (Close::normal().code(), Close::normal().reason()),
        (1000, "")
    );
}
