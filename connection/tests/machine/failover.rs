//! R10: several addresses of one service.

use std::time::Duration;

use heartline_connection::{Config, Failover, Finding, Heartbeat};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::prepare::asking;
use crate::timeline::{Timeline, check, secs, steady};

fn three() -> Config {
    steady()
        .heartbeat(None)
        .alternatives(["ws://y/", "ws://z/"])
}

/// Two addresses: failures count for 10 s, and a connection to the second stays for 30 s.
fn homesick() -> Config {
    let failover = Failover::default().forget_after(secs(10));
    let config = steady().heartbeat(None).alternatives(["ws://y/"]);
    config.failover(failover.return_after(secs(30)))
}

#[test]
fn r10_after_a_failure_the_next_address_has_its_turn_and_after_all_the_one_that_failed_first() {
    check(
        three(),
        "0s user: open
         0s open 1 ws://x/
         0s is connecting
         1s socket 1: closed 1006
         1s is waiting
         2s open 2 ws://y/
         2s is connecting
         17s abandon 2 1000
         17s is waiting
         18s open 3 ws://z/
         18s is connecting
         18s socket 3: cannot be made
         18s is waiting
         19s open 4 ws://x/
         19s is connecting
         20s socket 4: closed 1006
         20s is waiting
         21s open 5 ws://y/
         21s is connecting
         22s socket 5: closed 1006
         22s is waiting
         23s open 6 ws://z/
         23s is connecting",
    );
}

#[test]
fn r10_the_loss_of_a_connection_counts_and_what_is_queued_goes_along() {
    check(
        three(),
        "0s user: open
         0s open 1 ws://x/
         0s is connecting
         1s socket 1: opened
         1s is open
         9s socket 1: closed 1006
         9s is waiting
         9s user: send a
         9s queued
         10s open 2 ws://y/
         10s is connecting
         11s socket 2: opened
         11s is open
         11s send 2 a",
    );
}

#[test]
fn r10_a_failure_is_forgotten_after_its_time() {
    check(
        three().failover(Failover::default().forget_after(secs(10))),
        "0s user: open
         0s open 1 ws://x/
         0s is connecting
         1s socket 1: closed 1006
         1s is waiting
         2s open 2 ws://y/
         2s is connecting
         3s socket 2: opened
         3s is open
         9.999s socket 2: closed 1006
         9.999s is waiting
         -- x failed at 1 s
         10.999s open 3 ws://z/
         10.999s is connecting
         11s socket 3: closed 1006
         11s is waiting
         12s open 4 ws://x/
         12s is connecting",
    );
    check(
        three().failover(Failover::default().forget_after(secs(10))),
        "0s user: open
         0s open 1 ws://x/
         0s is connecting
         1s socket 1: closed 1006
         1s is waiting
         2s open 2 ws://y/
         2s is connecting
         17s abandon 2 1000
         17s is waiting
         18s open 3 ws://x/
         18s is connecting",
    );
}

#[test]
fn r10_by_default_a_connection_stays_where_it_is() {
    let timeline = check(
        three(),
        "0s user: open
         0s open 1 ws://x/
         0s is connecting
         1s socket 1: closed 1006
         1s is waiting
         2s open 2 ws://y/
         2s is connecting
         3s socket 2: opened
         3s is open
         9999s end",
    );
    assert_eq!(timeline.alarm(), "");
}

#[test]
fn r10_a_connection_returns_to_the_preferred_address_by_policy() {
    let timeline = check(
        homesick(),
        "0s user: open
         0s open 1 ws://x/
         0s is connecting
         1s socket 1: closed 1006
         1s is waiting
         2s open 2 ws://y/
         2s is connecting
         3s socket 2: opened
         3s is open
         33s abandon 2 1000
         33s open 3 ws://x/
         33s is connecting
         33.5s user: send a
         33.5s queued
         34s socket 3: closed 1006
         34s is waiting
         35s open 4 ws://y/
         35s is connecting
         36s socket 4: opened
         36s is open
         36s send 4 a
         66s abandon 4 1000
         66s open 5 ws://x/
         66s is connecting
         66s user: looks
         66s sees Connecting.
         67s socket 5: opened
         67s is open
         9999s end",
    );
    let status = timeline.status();
    let cause = status.cause.unwrap();
    assert_eq!((cause.code(), status.failures), ("returned", 0));
    assert_eq!(cause.to_string(), "Returned to a preferred address");
}

#[test]
fn r10_it_does_not_return_before_the_failure_is_forgotten() {
    let failover = Failover::default().return_after(secs(5));
    let mut timeline = Timeline::new(three().failover(failover));
    timeline.play("0s user: open");
    timeline.play("1s socket 1: closed 1006");
    timeline.play("2s socket 2: closed 1006");
    timeline.play("3s socket 3: opened");
    // To the first of the better ones whose failure is forgotten.
    assert_eq!(timeline.alarm(), "61s ReturnDue");
    timeline.play("61s end");
    assert!(timeline.log().contains(&"61s open 4 ws://x/".to_owned()));
}

#[test]
fn r10_a_frozen_page_returns_when_it_thaws() {
    check(
        homesick(),
        "0s user: open
         0s open 1 ws://x/
         0s is connecting
         1s socket 1: closed 1006
         1s is waiting
         2s open 2 ws://y/
         2s is connecting
         3s socket 2: opened
         3s is open
         4s page: freezes
         99s page: thaws
         99s abandon 2 1000
         99s open 3 ws://x/
         99s is connecting
         100s end",
    );
}

#[test]
fn r10_a_connection_that_is_about_to_close_does_not_return() {
    check(
        homesick().max_buffered(2),
        "0s user: open
         0s open 1 ws://x/
         0s is connecting
         1s socket 1: closed 1006
         1s is waiting
         2s open 2 ws://y/
         2s is connecting
         3s socket 2: opened
         3s is open
         32s user: send ab
         32s send 2 ab
         32s sent
         32s user: send c
         32s queued
         32s user: close after sending, within 5s
         32s is closing
         34.01s socket 2: holds 0
         34.05s send 2 c
         34.05s close 2 1000
         35s socket 2: closed 1000
         35s is idle
         999s end",
    );
}

fn others() -> Config {
    Config::new("ws://a/")
        .reconnect(steady().reconnect)
        .alternatives(["ws://b/"])
}

#[test]
fn r10_other_addresses_have_a_clean_record() {
    Timeline::new(three()).with("others", others()).check(
        "0s user: open
         0s open 1 ws://x/
         0s is connecting
         1s socket 1: closed 1006
         1s is waiting
         1.5s user: configure others
         1.5s open 2 ws://a/
         1.5s is connecting
         2s socket 2: closed 1006
         2s is waiting
         3s open 3 ws://b/
         3s is connecting",
    );
    Timeline::new(three()).with("others", others()).check(
        "0s user: open
         0s open 1 ws://x/
         0s is connecting
         1s socket 1: closed 1006
         1s is waiting
         1.5s user: close
         1.5s is idle
         1.6s user: configure others
         1.7s user: open
         1.7s open 2 ws://a/
         1.7s is connecting",
    );
}

#[test]
fn r10_other_alternatives_are_another_service() {
    Timeline::connected(three())
        .with("fewer", three().alternatives(["ws://z/"]))
        .with("none", three().alternatives([""; 0]))
        .check(
            "1s user: configure fewer
             1s abandon 1 1000
             1s open 2 ws://x/
             1s is connecting
             2s socket 2: closed 1006
             2s is waiting
             3s open 3 ws://z/
             3s is connecting
             4s user: configure none
             4s abandon 3 1000
             4s open 4 ws://x/
             4s is connecting
             5s socket 4: closed 1006
             5s is waiting
             6s open 5 ws://x/
             6s is connecting",
        );
}

#[test]
fn r10_an_address_that_cannot_be_used_is_passed_over() {
    check(
        three(),
        "0s user: open
         0s open 1 ws://x/
         0s is connecting
         0s socket 1: cannot read the address
         0s is waiting
         1s open 2 ws://y/
         1s is connecting
         1s socket 2: cannot pass the block
         1s is waiting
         2s open 3 ws://z/
         2s is connecting
         -- no address helps where there is no WebSocket
         2s socket 3: cannot find WebSocket
         2s is failed",
    );
}

#[test]
fn r10_that_the_browser_is_offline_is_no_address_to_blame() {
    check(
        three().diagnose(|_| async { Finding::Offline }),
        "0s user: open
         0s open 1 ws://x/
         0s is connecting
         1s socket 1: closed 1006
         1s asks why 1 ws://x/
         1s app: finds 1 offline
         1s is waiting
         2s open 2 ws://x/
         2s is connecting",
    );
}

#[test]
fn r10_the_function_is_asked_with_the_address_whose_turn_it_is() {
    check(
        asking().alternatives(["ws://y/"]),
        "0s user: open
         0s asks 1 ws://x/
         0s is connecting
         0s app: sends 1 ws://x/?token=1
         0s open 1 ws://x/?token=1
         1s socket 1: closed 1006
         1s is waiting
         2s asks 2 ws://y/ after could_not_connect
         2s is connecting
         2s app: fails 2 no token
         2s is waiting
         3s asks 3 ws://x/ after prepare
         3s is connecting",
    );
}

#[test]
fn r10_times_without_end_and_a_hundred_equal_addresses_do_no_harm() {
    let for_ever = Failover::default()
        .forget_after(Duration::MAX)
        .return_after(Duration::MAX);
    let config = steady()
        .heartbeat(Heartbeat::default())
        .alternatives(["ws://x/"; 99]);
    let mut timeline = Timeline::new(config.failover(for_ever));
    timeline.play("0s user: open");
    for attempt in 1..=250 {
        timeline.play(&format!("{attempt}s socket {attempt}: closed 1006"));
    }
    timeline.play("251s socket 251: opened");
    assert_eq!(timeline.alarm(), "276s PingDue");
    assert_eq!(timeline.stats().attempts, 251);
}

#[test]
fn r10_it_does_not_return_while_the_browser_is_offline_and_keeps_the_pace_of_a_hidden_page() {
    let failover = Failover::default().forget_after(secs(2));
    let config = steady()
        .heartbeat(None)
        .alternatives(["ws://b/"])
        .failover(failover.return_after(secs(5)));
    check(
        config,
        "0s user: open
         0s open 1 ws://x/
         0s is connecting
         0s socket 1: closed 1006
         0s is waiting
         1s open 2 ws://b/
         1s is connecting
         2s socket 2: opened
         2s is open
         3s page: goes offline
         30s page: is hidden
         31s page: goes online
         61s abandon 2 1000
         61s open 3 ws://x/
         61s is connecting",
    );
}
