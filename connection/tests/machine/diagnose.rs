//! R12: a handshake that failed is looked at over HTTP, and an authentication loop ends.

use std::time::Duration;

use heartline_connection::{Config, Finding, Pattern, Phase, SLOW_RETRY};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::prepare::asking;
use crate::timeline::{Timeline, check, check_connected, secs, steady};

/// The harness answers in the function's place.
fn curious(config: Config) -> Config {
    config.diagnose(|_| async { Finding::NoAnswer })
}

/// What a finding leads to: the phase, the cause, the wait.
fn after(config: Config, seed: u64, finding: &str) -> (Phase, &'static str, Duration) {
    let mut timeline = Timeline::seeded(curious(config), seed);
    timeline.play("0s user: open");
    timeline.play("0s app: sends 1 ws://x/");
    timeline.play("0s socket 1: closed 1006");
    assert_eq!(
        timeline.status().next_words(),
        Some("the look at the server ends")
    );
    timeline.play(&format!("0s app: finds 1 {finding}"));
    let status = timeline.status();
    let wait = status.next_in(timeline.now());
    (status.phase, status.cause.unwrap().code(), wait)
}

#[test]
fn r12_what_is_found_decides() {
    use Phase::{Failed, Waiting};
    for (finding, phase, cause) in [
        ("401", Failed, "unauthorized"),
        ("403", Failed, "unauthorized"),
        ("404", Failed, "not_found"),
        ("410", Failed, "not_found"),
        ("429", Waiting, "server_error"),
        ("500", Waiting, "server_error"),
        ("503", Waiting, "server_error"),
        ("599", Waiting, "server_error"),
        // What says nothing about the handshake: as if nobody had asked.
        ("0", Waiting, "could_not_connect"),
        ("200", Waiting, "could_not_connect"),
        ("302", Waiting, "could_not_connect"),
        ("400", Waiting, "could_not_connect"),
        ("426", Waiting, "could_not_connect"),
        ("600", Waiting, "could_not_connect"),
        ("65535", Waiting, "could_not_connect"),
        ("nothing", Waiting, "could_not_connect"),
        ("offline", Waiting, "offline"),
    ] {
        let (found, code, wait) = after(steady(), 1, finding);
        assert_eq!((found, code), (phase, cause), "{finding}");
        match (phase, cause) {
            (Waiting, "server_error") => assert!(SLOW_RETRY.contains(&wait), "{finding}: {wait:?}"),
            (Waiting, _) => assert_eq!(wait, secs(1), "{finding}"),
            _ => {}
        }
    }
}

#[test]
fn r12_a_busy_server_gets_room_and_the_waits_are_spread() {
    let waits = || (0..500).map(|seed| after(steady(), seed, "503").2);
    assert!(waits().all(|wait| SLOW_RETRY.contains(&wait)));
    assert!(waits().min().unwrap() < secs(6) && waits().max().unwrap() > secs(14));
}

#[test]
fn r12_why_it_ended_is_told_in_words_with_advice() {
    let timeline = check(
        curious(steady()),
        "0s user: open
         0s open 1 ws://x/
         0s is connecting
         1s socket 1: error
         1s socket 1: closed 1006
         1s asks why 1 ws://x/
         1s user: looks
         1s sees Connecting.
         2s app: finds 1 403
         2s is failed
         2s user: looks
         2s sees The server refused with HTTP status 403: gave up, the server does not let you in.
         999s end",
    );
    let status = timeline.status();
    assert_eq!(status.gave_up.unwrap().code(), "unauthorized");
    assert_eq!(status.advice(), Some("Sign in again."));
    assert_eq!(timeline.stats().losses, [("unauthorized", 1)]);
}

#[test]
fn r12_an_answer_that_takes_too_long_is_not_waited_for() {
    check(
        curious(steady()),
        "0s user: open
         0s open 1 ws://x/
         0s is connecting
         1s socket 1: closed 1006
         1s asks why 1 ws://x/
         -- an alarm for something else does not end the look
         1s user: send a | ttl 2s
         1s queued
         3s undelivered a: it could not be sent in time
         6s asks no more 1
         6s is waiting
         6.5s app: finds 1 401
         7s open 2 ws://x/
         7s is connecting
         8s app: finds 1 401
         9s socket 2: closed 1006
         9s asks why 2 ws://x/
         10s app: finds 1 401
         10s app: finds 2 nothing
         10s is waiting
         10s app: finds 2 401",
    );
}

#[test]
fn r12_only_a_handshake_that_failed_is_looked_at() {
    check(
        curious(steady()).ready_when(Pattern::Exact("ready".into())),
        "0s user: open
         0s open 1 ws://x/
         0s is connecting
         0s socket 1: cannot be made
         0s is waiting
         1s open 2 ws://x/
         1s is connecting
         16s abandon 2 1000
         16s is waiting
         17s open 3 ws://x/
         17s is connecting
         18s socket 3: opened
         18s socket 3: closed 1006
         18s is waiting
         19s open 4 ws://x/
         19s is connecting
         20s socket 4: opened
         20s socket 4: says ready
         20s deliver ready
         20s is open
         21s socket 4: closed 1006
         21s is waiting",
    );
}

#[test]
fn r12_a_fresh_token_gets_one_more_attempt_and_then_the_loop_ends() {
    let timeline = check(
        curious(asking()),
        "0s user: open
         0s asks 1 ws://x/
         0s is connecting
         0s app: sends 1 ws://x/?token=1
         0s open 1 ws://x/?token=1
         1s socket 1: closed 1006
         1s asks why 1 ws://x/?token=1
         1s app: finds 1 401
         1s is waiting
         2s asks 2 ws://x/ after unauthorized
         2s is connecting
         2s app: sends 2 ws://x/?token=2
         2s open 2 ws://x/?token=2
         3s socket 2: closed 1006
         3s asks why 2 ws://x/?token=2
         3s app: finds 2 403
         3s is failed
         -- signed in again, perhaps: from the beginning
         9s user: retry
         9s asks 3 ws://x/
         9s is connecting
         9s app: sends 3 ws://x/?token=3
         9s open 3 ws://x/?token=3
         9s socket 3: closed 1006
         9s asks why 3 ws://x/?token=3
         9s app: finds 3 401
         9s is waiting
         9.5s end",
    );
    assert_eq!(timeline.status().gave_up, None);
}

#[test]
fn r12_other_failures_in_between_do_not_hide_the_loop() {
    let mut timeline = Timeline::new(curious(asking()));
    timeline.play("0s user: open");
    for (attempt, finding, phase) in [
        (1, "401", Phase::Waiting),
        (2, "nothing", Phase::Waiting),
        (3, "offline", Phase::Waiting),
        (4, "401", Phase::Failed),
    ] {
        timeline.play(&format!("{attempt}s app: sends {attempt} ws://x/"));
        timeline.play(&format!("{attempt}s socket {attempt}: closed 1006"));
        timeline.play(&format!("{attempt}s app: finds {attempt} {finding}"));
        assert_eq!(timeline.status().phase, phase, "{attempt}");
    }
}

#[test]
fn r12_a_login_that_works_in_between_begins_the_count_anew() {
    let mut timeline = Timeline::new(curious(asking()));
    timeline.play("0s user: open");
    for attempt in 1..=9 {
        timeline.play(&format!("{attempt}s app: sends {attempt} ws://x/"));
        if attempt % 2 == 0 {
            // Too short to be stable, but the server let it in.
            timeline.play(&format!("{attempt}s socket {attempt}: opened"));
        }
        timeline.play(&format!("{attempt}s socket {attempt}: closed 1006"));
        timeline.play(&format!("{attempt}s app: finds {attempt} 401"));
        assert_eq!(timeline.status().phase, Phase::Waiting, "{attempt}");
    }
    assert_eq!(timeline.status().failures, 9);
}

#[test]
fn r12_other_addresses_are_tried_where_one_is_gone_but_not_where_nobody_is_let_in() {
    let several = || steady().alternatives(["ws://y/"]);
    assert_eq!(after(several(), 1, "404").0, Phase::Waiting);
    assert_eq!(after(several(), 1, "410").0, Phase::Waiting);
    assert_eq!(after(several(), 1, "401").0, Phase::Failed);
    check(
        curious(several()),
        "0s user: open
         0s open 1 ws://x/
         0s is connecting
         1s socket 1: closed 1006
         1s asks why 1 ws://x/
         1s app: finds 1 404
         1s is waiting
         2s open 2 ws://y/
         2s is connecting",
    );
}

#[test]
fn r12_whatever_the_user_does_during_the_look() {
    let mut elsewhere = curious(steady());
    elsewhere.url = "ws://y/".to_owned();
    for (deed, lines) in [
        ("close", "2s asks no more 1\n 2s is idle"),
        (
            "close after sending, within 9s",
            "2s asks no more 1\n 2s is idle",
        ),
        (
            "configure elsewhere",
            "2s asks no more 1\n 2s open 2 ws://y/\n 2s is connecting",
        ),
        ("open", "2.5s app: finds 1 nothing\n 2.5s is waiting"),
        ("retry", "2.5s app: finds 1 nothing\n 2.5s is waiting"),
        (
            "send a",
            "2s queued\n 2.5s app: finds 1 nothing\n 2.5s is waiting",
        ),
    ] {
        let lines = format!(
            "0s user: open
             0s open 1 ws://x/
             0s is connecting
             1s socket 1: closed 1006
             1s asks why 1 ws://x/
             2s user: {deed}
             {lines}
             3s app: finds 1 404
             3.1s end"
        );
        let timeline = Timeline::new(curious(steady()));
        timeline.with("elsewhere", elsewhere.clone()).check(&lines);
    }
}

#[test]
fn r12_a_graceful_close_ends_in_time_during_the_look() {
    check(
        curious(steady()),
        "0s user: open
         0s open 1 ws://x/
         0s is connecting
         0s user: send a
         0s queued
         1s socket 1: closed 1006
         1s asks why 1 ws://x/
         2s user: close after sending, within 2s
         2s is closing
         4s asks no more 1
         4s undelivered a: the connection was closed before it could be sent
         4s is idle
         999s end",
    );
}

#[test]
fn r12_a_frozen_page_takes_the_answer_that_came_meanwhile() {
    check(
        curious(steady()),
        "0s user: open
         0s open 1 ws://x/
         0s is connecting
         1s socket 1: closed 1006
         1s asks why 1 ws://x/
         1s page: freezes
         60s app: finds 1 404
         60s is failed
         60s page: thaws
         999s end",
    );
}

#[test]
fn r12_without_the_function_nobody_asks() {
    check_connected(
        steady(),
        "1s socket 1: closed 1006
         1s is waiting
         2s open 2 ws://x/
         2s is connecting
         3s socket 2: closed 1006
         3s is waiting
         3s app: finds 2 401",
    );
}
