//! O1 and the counters of O2: what a person and a program can see.

use heartline_connection::{Config, Phase, Status};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::timeline::{Timeline, check, check_connected, millis, secs, steady};

/// The status after these lines, which begin with an open socket at 0 s.
fn status_after(lines: &str) -> Status {
    let mut timeline = Timeline::connected(steady());
    lines.lines().for_each(|line| timeline.play(line.trim()));
    timeline.status()
}

#[test]
fn o1_sentences_from_the_first_attempt_to_the_last_word() {
    check(
        Config::new("ws://x/").reconnect(steady().reconnect.max_attempts(3)),
        r#"0s user: looks
           0s sees Not connected.
           0s user: open
           0s open 1 ws://x/
           0s is connecting
           0s user: looks
           0s sees Connecting.
           1s socket 1: opened
           1s is open
           2s user: looks
           2s sees Connected for 1 s.
           26s send 1 {"heart":1}
           26.5s user: looks
           26.5s sees Connected for 25 s.
           33s user: looks
           33s sees Connected for 32 s, no answer for 7 s.
           33.5s socket 1: says {"heart":1}
           33.5s user: looks
           33.5s sees Connected for 32 s, answers in 7 s.
           58.5s send 1 {"heart":1}
           58.503s socket 1: says {"heart":1}
           61s user: looks
           61s sees Connected for 1 min, answers in 3 ms.
           83.503s send 1 {"heart":1}
           93.503s abandon 1 4408 no answer in time
           93.503s is waiting
           93.603s user: looks
           93.603s sees No answer for 10 s: reconnecting, attempt 2 in 1 s.
           94.503s open 2 ws://x/
           94.503s is connecting
           95s user: looks
           95s sees No answer for 10 s: connecting, attempt 2.
           95s socket 2: closed 1006
           95s is waiting
           95s user: looks
           95s sees Could not connect: reconnecting, attempt 3 in 1 s.
           96s open 3 ws://x/
           96s is connecting
           111s abandon 3 1000
           111s is waiting
           111s user: looks
           111s sees No connection within 15 s: reconnecting, attempt 4 in 1 s.
           112s open 4 ws://x/
           112s is connecting
           113s socket 4: closed 1006
           113s is failed
           113s user: looks
           113s sees Could not connect: gave up, tried again 3 times.
           114s user: retry
           114s open 5 ws://x/
           114s is connecting
           114s user: looks
           114s sees Connecting.
           115s socket 5: opened
           115s is open
           116s user: close
           116s close 5 1000
           116s is closing
           116s user: looks
           116s sees Closing.
           117s socket 5: closed 1000
           117s is idle
           117s user: looks
           117s sees Closed by you."#,
    );
}

#[test]
fn o1_a_close_is_told_in_words_with_code_and_reason() {
    for (closed, words) in [
        ("1000", "The server closed the connection (code 1000)"),
        (
            "1001 deploy",
            "The server is going away (code 1001: deploy)",
        ),
        ("1002", "The server saw a protocol error (code 1002)"),
        (
            "1003",
            "The server does not take this kind of data (code 1003)",
        ),
        ("1005", "The server closed without saying why (code 1005)"),
        ("1006", "The connection was lost (code 1006)"),
        (
            "1007",
            "The server saw data that is not what it claims to be (code 1007)",
        ),
        (
            "1008 <b>",
            "The server refused by its policy (code 1008: <b>)",
        ),
        ("1009", "The message was too big for the server (code 1009)"),
        ("1010", "The server lacks an extension (code 1010)"),
        ("1011", "The server met an error (code 1011)"),
        ("1012", "The server is restarting (code 1012)"),
        ("1013", "The server is overloaded (code 1013)"),
        (
            "1014",
            "The gateway got no answer from the server (code 1014)",
        ),
        ("1015", "The certificate was not accepted (code 1015)"),
        ("4401", "The server does not know who you are (code 4401)"),
        ("4403", "The server does not allow this (code 4403)"),
        ("4408", "The server waited too long (code 4408)"),
        ("4429", "The server asks for fewer requests (code 4429)"),
        ("4999", "The server closed the connection (code 4999)"),
    ] {
        let status = status_after(&format!("1s socket 1: closed {closed}"));
        assert_eq!(status.cause.unwrap().to_string(), words);
        assert_eq!(status.last_close.unwrap().code.to_string(), closed[..4]);
    }
}

#[test]
fn o1_a_reason_cannot_scramble_the_sentence() {
    let status = status_after("1s socket 1: closed 4000 \u{202e}a\u{7}b\u{2066}c");
    let words = status.cause.unwrap().to_string();
    assert_eq!(words, "The server closed the connection (code 4000: abc)");
    // What came is still there for a program.
    assert!(status.last_close.unwrap().reason.contains('\u{202e}'));
}

#[test]
fn o1_the_advice_fits_the_cause() {
    for (lines, advice) in [
        ("1s end", None),
        ("35s end", Some("Check the network.")),
        ("1s socket 1: closed 1006", Some("Check the network")),
        ("1s socket 1: closed 1002", Some("same protocol")),
        ("1s socket 1: closed 1008", Some("who is signed in")),
        ("1s socket 1: closed 4401", Some("who is signed in")),
        ("1s socket 1: closed 1009", Some("smaller messages")),
        (
            "1s socket 1: closed 1006\n3s socket 2: closed 1006",
            Some("server is running"),
        ),
        (
            "1s socket 1: closed 1006\n2s socket 2: cannot pass the block",
            Some("wss://"),
        ),
        ("1s socket 1: closed 1008\n1s user: close", None),
    ] {
        let found = status_after(lines).advice();
        let fits = |part| found.is_some_and(|found: &str| found.contains(part));
        assert!(advice.map_or(found.is_none(), fits), "{lines}: {found:?}");
    }
}

#[test]
fn o1_what_can_be_done_in_each_phase() {
    // Phase, then: can open, can close, can retry.
    for (lines, phase, can) in [
        ("1s user: close\n9s end", Phase::Idle, "open"),
        ("1s user: retry", Phase::Connecting, "close"),
        ("1s end", Phase::Open, "close retry"),
        ("1s socket 1: closed 1006", Phase::Waiting, "close retry"),
        ("1s user: close", Phase::Closing, "open"),
        (
            "1s socket 1: closed 1008",
            Phase::Failed,
            "open close retry",
        ),
        (
            "1s socket 1: closed 1006\n1s user: send a\n1s user: close after sending, within 9s",
            Phase::Closing,
            "open close",
        ),
    ] {
        let status = status_after(lines);
        let abilities = [
            (status.can_open(), "open"),
            (status.can_close(), "close"),
            (status.can_retry(), "retry"),
        ];
        let able = abilities.iter().filter(|(can, _)| *can);
        let able: Vec<_> = able.map(|(_, what)| *what).collect();
        assert_eq!((status.phase, able.join(" ").as_str()), (phase, can));
    }
}

#[test]
fn o1_what_happens_next_and_when() {
    for (lines, words, at) in [
        ("1s user: retry", Some("this attempt ends"), 16),
        ("1s end", Some("next ping"), 25),
        ("10s socket 1: says data", Some("next ping"), 35),
        ("30s end", Some("the link counts as dead"), 35),
        ("1s socket 1: closed 1006", Some("next attempt"), 2),
        ("1s user: close", Some("the socket is abandoned"), 4),
        ("1s socket 1: closed 1008", None, 0),
        (
            "14s user: retry\n15s user: send a\n15s user: close after sending, within 9s",
            Some("closes in any case"),
            24,
        ),
    ] {
        let status = status_after(lines);
        assert_eq!(status.next_words(), words, "{lines}");
        let next = status.next.map_or(secs(0), |next| next.at.since_origin());
        assert_eq!(next, secs(at), "{lines}");
    }
}

#[test]
fn o1_since_when_and_which_attempt() {
    for (lines, since, attempt, failures) in [
        ("9s end", 0, 1, 0),
        ("9s socket 1: closed 1006", 9, 1, 1),
        ("9s socket 1: closed 1006\n 10.5s end", 10, 2, 1),
        ("9s socket 1: closed 1006\n 11s socket 2: opened", 11, 2, 1),
        (
            "9s socket 1: closed 1006\n 11s socket 2: closed 1006",
            11,
            2,
            2,
        ),
    ] {
        let status = status_after(lines);
        assert_eq!(status.since.since_origin(), secs(since), "{lines}");
        assert_eq!(
            (status.attempt, status.failures),
            (attempt, failures),
            "{lines}"
        );
    }
}

#[test]
fn o1_the_first_attempts_failures_read_well_too() {
    check(
        steady(),
        "0s user: open
         0s open 1 ws://x/
         0s is connecting
         0s socket 1: cannot be made
         0s is waiting
         0s user: looks
         0s sees The browser could not make a socket: too many sockets: reconnecting, attempt 2 in 1 s.
         0.5s end",
    );
}

#[test]
fn o2_the_counters_count() {
    let timeline = check_connected(
        steady().greeting("hello"),
        r#"1s user: send abc
           1s send 1 abc
           1s sent
           2s socket 1: says data
           2s deliver data
           3s socket 1: error
           3s socket 1: closed 1006
           3s is waiting
           3s user: send de
           3s queued
           4s open 2 ws://x/
           4s is connecting
           4s socket 2: closed 1006
           4s is waiting
           5s open 3 ws://x/
           5s is connecting
           5s socket 3: opened
           5s send 3 hello
           5s is open
           5s send 3 de
           30s send 3 {"heart":1}
           30.02s socket 3: says {"heart":1}
           31s socket 3: closed 1006
           31s is waiting
           31s user: send f
           31s queued
           31s user: close
           31s undelivered f: the connection was closed before it could be sent
           31s is idle
           32s user: send g
           32s dropped: not connected, open the connection first"#,
    );
    let stats = timeline.stats();
    assert_eq!((stats.attempts, stats.opens, stats.errors), (3, 2, 1));
    assert_eq!(stats.losses, [("closed", 2), ("could_not_connect", 1)]);
    assert_eq!((stats.sent.messages, stats.sent.bytes), (2, 5));
    assert_eq!((stats.received.messages, stats.received.bytes), (1, 4));
    assert_eq!((stats.queued, stats.dropped), (2, 2));
    assert_eq!((stats.pings, stats.pongs), (1, 1));
    assert_eq!(stats.round_trips.latest(), Some(millis(20)));
}

#[test]
fn r3_whether_a_connection_is_stable_can_be_asked() {
    let quiet = steady().heartbeat(None);
    for (config, steps) in [
        (steady(), &[("0s end", false), ("11s end", false)][..]),
        (
            steady(),
            &[
                ("9.9s socket 1: says early", false),
                ("10s socket 1: says in time", true),
                // Of a silence nobody knows how it ends.
                ("34s end", true),
                ("45s end", false),
            ],
        ),
        // Where nobody asks, time has to do.
        (quiet, &[("9.9s end", false), ("10s end", true)]),
    ] {
        let mut timeline = Timeline::connected(config);
        for (line, stable) in steps {
            timeline.play(line);
            assert_eq!(timeline.is_stable(), *stable, "{line}");
        }
    }
}
