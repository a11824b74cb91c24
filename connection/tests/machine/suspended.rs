//! R5: a connection that has been away for long says so.

use std::time::Duration;

use heartline_connection::{Backoff, Config, Outbox, Reconnect};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::timeline::{Timeline, check, check_connected, secs, steady};

#[test]
fn r5_after_two_minutes_without_a_connection_it_says_so_and_goes_on() {
    let mut timeline = check(
        steady().reconnect(Reconnect::new(Backoff::Fixed(secs(45)))),
        "0s user: open
         0s open 1 ws://x/
         0s is connecting
         10s socket 1: closed 1006
         10s is waiting
         55s open 2 ws://x/
         55s is connecting
         65s socket 2: closed 1006
         65s is waiting
         110s open 3 ws://x/
         110s is connecting
         115s socket 3: closed 1006
         115s is waiting
         120s is suspended
         160s open 4 ws://x/
         160s is connecting
         170s end",
    );
    assert!(timeline.status().suspended);
    timeline.play("171s socket 4: opened");
    assert!(!timeline.status().suspended);
}

#[test]
fn r5_the_time_counts_from_the_loss_of_the_connection() {
    let timeline = check_connected(
        steady().heartbeat(None).connect_timeout(secs(999)),
        "1000s socket 1: closed 1006
         1000s is waiting
         1001s open 2 ws://x/
         1001s is connecting
         1120s is suspended
         1121s socket 2: opened
         1121s is open
         -- a fresh socket on request is an absence of its own
         1200s user: retry
         1200s abandon 2 1000
         1200s open 3 ws://x/
         1200s is connecting
         1320s is suspended",
    );
    assert!(timeline.status().suspended);
}

/// Suspended after 5 s; then nothing is queued.
fn impatient() -> Config {
    steady()
        .heartbeat(None)
        .suspend_after(secs(5))
        .outbox(Outbox::default().drop_when_suspended(true))
}

#[test]
fn r5_what_is_queued_is_reported_on_request_and_nothing_more_is_taken() {
    check_connected(
        impatient(),
        "1s socket 1: closed 1006
         1s is waiting
         1s user: send a
         1s queued
         2s open 2 ws://x/
         2s is connecting
         3s user: send b
         3s queued
         6s is suspended
         6s undelivered a: there has been no connection for too long
         6s undelivered b: there has been no connection for too long
         7s user: send c
         7s dropped: there has been no connection for too long
         8s socket 2: opened
         8s is open
         8s user: send d
         8s send 2 d
         8s sent
         9s socket 2: closed 1006
         9s is waiting
         9s user: send e
         9s queued
         10s open 3 ws://x/
         10s is connecting
         11s socket 3: opened
         11s is open
         11s send 3 e",
    );
}

#[test]
fn r5_unless_asked_what_is_queued_waits_on() {
    check(
        steady().suspend_after(secs(5)),
        "0s user: open
         0s open 1 ws://x/
         0s is connecting
         0s user: send a
         0s queued
         5s is suspended
         6s user: send b
         6s queued
         7s socket 1: opened
         7s is open
         7s send 1 a
         7s send 1 b",
    );
}

#[test]
fn r5_it_can_be_off() {
    let patient = || steady().connect_timeout(secs(9_999));
    for after in [None, Some(Duration::MAX)] {
        check(
            patient().suspend_after(after),
            "0s user: open
             0s open 1 ws://x/
             0s is connecting
             9998s end",
        );
    }
}

#[test]
fn r5_closing_and_giving_up_end_the_absence() {
    let timeline = check(
        steady().suspend_after(secs(5)),
        "0s user: open
         0s open 1 ws://x/
         0s is connecting
         5s is suspended
         6s user: close
         6s abandon 1 1000
         6s is idle
         -- as on the first day
         7s user: open
         7s open 2 ws://x/
         7s is connecting
         12s is suspended
         13s socket 2: closed 1008
         13s is waiting
         13s user: close
         13s is idle
         999s end",
    );
    assert!(!timeline.status().suspended);
    let timeline = check(
        impatient().reconnect(Reconnect::disabled()),
        "0s user: open
         0s open 1 ws://x/
         0s is connecting
         5s is suspended
         6s socket 1: closed 1006
         6s is failed
         6s user: send a
         6s dropped: the connection gave up, retry first
         9s user: retry
         9s open 2 ws://x/
         9s is connecting
         9s user: send b
         9s queued
         14s is suspended
         14s undelivered b: there has been no connection for too long",
    );
    assert!(timeline.status().suspended);
}

#[test]
fn r5_a_frozen_page_that_comes_back_connected_was_never_suspended() {
    check(
        impatient(),
        "0s user: open
         0s open 1 ws://x/
         0s is connecting
         0s user: send a
         0s queued
         1s page: freezes
         9s socket 1: opened
         9s is open
         9s send 1 a
         60s page: thaws
         99s end",
    );
}

#[test]
fn r5_it_is_told_once_also_by_an_alarm_that_is_late() {
    check(
        impatient().connect_timeout(secs(99)),
        "0s user: open
         0s open 1 ws://x/
         0s is connecting
         1s page: freezes
         60s page: thaws
         60s is suspended
         90s end",
    );
}

#[test]
fn l8_a_graceful_close_ends_when_what_is_queued_was_given_up() {
    check(
        impatient(),
        "0s user: open
         0s open 1 ws://x/
         0s is connecting
         1s user: send a
         1s queued
         2s user: close after sending, within 60s
         2s is closing
         5s is suspended
         5s undelivered a: there has been no connection for too long
         5s abandon 1 1000
         5s is idle
         999s end",
    );
}

#[test]
fn r5_another_time_holds_at_once() {
    let timeline = Timeline::new(steady())
        .with("soon", steady().suspend_after(secs(3)))
        .check(
            "0s user: open
             0s open 1 ws://x/
             0s is connecting
             1s user: configure soon
             3s is suspended
             4s end",
        );
    assert!(timeline.status().suspended);
}
