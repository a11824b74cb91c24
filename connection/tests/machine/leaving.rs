//! H7: a page that goes into the back/forward cache and comes back.

use heartline_connection::Pattern;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::timeline::{Timeline, check, check_connected, secs, steady};

#[test]
fn h7_a_page_that_is_left_closes_its_socket_and_connects_when_it_is_back() {
    check_connected(
        steady().suspend_after(secs(10)),
        "5s page: is left
         5s abandon 1 1000
         5s is waiting
         6s page: is hidden
         7s user: send hello
         7s queued
         8s socket 1: closed 1006
         300s page: is resumed
         301s user: looks
         301s sees Reconnecting.
         302s page: is restored
         302s open 2 ws://x/
         302s is connecting
         303s socket 2: opened
         303s is open
         303s send 2 hello",
    );
}

#[test]
fn h7_whatever_was_under_way_ends_when_the_page_is_left() {
    let preparing = steady().prepare(|endpoint| async { Ok::<_, String>(endpoint) });
    check(
        preparing,
        "0s user: open
         0s asks 1 ws://x/
         0s is connecting
         1s page: is left
         1s asks no more 1
         1s is waiting
         99s page: is restored
         99s asks 2 ws://x/ after page_left
         99s is connecting",
    );
    check(
        steady().ready_when(Pattern::Exact("ready".into())),
        "0s user: open
         0s open 1 ws://x/
         0s is connecting
         1s socket 1: opened
         2s page: is left
         2s abandon 1 1000
         2s is waiting
         3s page: is restored
         3s open 2 ws://x/
         3s is connecting",
    );
    check_connected(
        steady(),
        "1s socket 1: closed 1006
         1s is waiting
         1s page: is left
         99s page: is restored
         99s open 2 ws://x/
         99s is connecting",
    );
}

#[test]
fn h7_a_closed_connection_stays_closed_when_the_page_is_back() {
    check_connected(
        steady(),
        "1s user: close
         1s close 1 1000
         1s is closing
         1s page: is left
         1s abandon 1 1000
         1s is idle
         9s page: is restored
         10s end",
    );
    check(
        steady(),
        "0s page: is left
         1s page: is restored
         2s end",
    );
    check_connected(
        steady(),
        "1s page: is left
         1s abandon 1 1000
         1s is waiting
         2s user: close
         2s is idle
         3s page: is restored
         9s end",
    );
}

#[test]
fn h7_a_page_that_is_back_without_a_network_waits_for_it() {
    check_connected(
        steady(),
        "1s page: is left
         1s abandon 1 1000
         1s is waiting
         2s page: goes offline
         3s page: is restored
         3s is offline
         9s end",
    );
}

#[test]
fn h7_a_page_that_is_back_leaves_the_server_the_room_it_asked_for() {
    check_connected(
        steady(),
        r#"1s socket 1: closed 1012 {"retry_after_ms":60000}
           1s is waiting
           2s page: is left
           3s page: is restored
           4s user: looks
           4s sees The page was left: reconnecting, attempt 2 in 1 min."#,
    );
}

#[test]
fn h7_a_page_that_is_left_and_back_again_and_again_makes_no_storm() {
    let mut timeline = Timeline::connected(steady());
    for tenth in 10..110 {
        let at = f64::from(tenth) / 10.0;
        timeline.play(&format!("{at}s page: is left"));
        timeline.play(&format!("{}s page: is restored", at + 0.05));
    }
    let attempts = timeline.status().attempt;
    assert!((2..=12).contains(&attempts), "{attempts} attempts in 10 s");
}

#[test]
fn r8_a_page_that_is_back_and_still_hidden_keeps_its_pace() {
    check_connected(
        steady(),
        "1s page: is hidden
         2s page: is left
         2s abandon 1 1000
         2s is waiting
         3s page: is restored
         60s open 2 ws://x/
         60s is connecting",
    );
}

#[test]
fn l5_another_address_while_the_page_is_left_owes_nothing_to_the_old_server() {
    let mut elsewhere = steady();
    elsewhere.url = "ws://y/".into();
    let timeline = Timeline::new(steady()).with("elsewhere", elsewhere);
    let timeline = timeline.check(
        r#"0s user: open
           0s open 1 ws://x/
           0s is connecting
           1s socket 1: opened
           1s is open
           1s socket 1: closed 1012 {"retry_after_ms":60000}
           1s is waiting
           2s page: is left
           3s user: configure elsewhere
           4s page: is restored
           4s open 2 ws://y/
           4s is connecting"#,
    );
    assert_eq!(timeline.status().failures, 0);
}

#[test]
fn r7_settings_that_break_a_rule_are_told_when_the_page_is_back_without_a_network() {
    let broken = steady().connect_timeout(secs(0));
    Timeline::connected(steady()).with("broken", broken).check(
        "1s page: is left
         1s abandon 1 1000
         1s is waiting
         2s user: configure broken
         3s page: goes offline
         4s page: is restored
         4s is failed",
    );
}

#[test]
fn l8_a_graceful_close_that_was_due_while_the_page_was_left_opens_nothing() {
    check(
        steady(),
        "0s user: open
         0s open 1 ws://x/
         0s is connecting
         1s user: send hello
         1s queued
         1.3s user: close after sending, within 5s
         1.3s is closing
         1.4s page: freezes
         1.4s page: is left
         1.4s abandon 1 1000
         100s page: is restored
         100s undelivered hello: the connection was closed before it could be sent
         100s is idle
         100s page: thaws
         101s end",
    );
}
