//! L8: closing once what is queued has been sent.

use heartline_connection::{Pattern, Reconnect};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::timeline::{check, check_connected, steady};

#[test]
fn l8_a_graceful_close_sends_what_is_queued_first() {
    check(
        steady(),
        "0s user: open
         0s open 1 ws://x/
         0s is connecting
         0s user: send one
         0s queued
         0s user: send two
         0s queued
         1s user: close after sending, within 9s
         1s is closing
         1s user: send three
         1s dropped: the connection was closed before it could be sent
         2s socket 1: opened
         2s send 1 one
         2s send 1 two
         2s close 1 1000
         3s socket 1: closed 1000
         3s is idle
         999s end",
    );
}

#[test]
fn l8_a_graceful_close_goes_on_trying_and_ends_in_time() {
    let timeline = check(
        steady(),
        "0s user: open
         0s open 1 ws://x/
         0s is connecting
         0s user: send one
         0s queued
         1s user: close after sending, within 2s
         1s is closing
         1.5s socket 1: closed 1006
         2.5s open 2 ws://x/
         2.5s is closing
         3s abandon 2 1000
         3s undelivered one: the connection was closed before it could be sent
         3s is idle
         999s end",
    );
    assert_eq!(timeline.status().cause.unwrap().code(), "closed_by_user");
}

#[test]
fn l8_a_graceful_close_with_nothing_queued_closes_at_once() {
    check_connected(
        steady(),
        "1s user: send hello
         1s send 1 hello
         1s sent
         1s user: close after sending, within 9s
         1s close 1 1000
         1s is closing
         2s socket 1: closed 1000
         2s is idle
         3s user: close after sending, within 9s
         999s end",
    );
}

#[test]
fn l8_a_graceful_close_ends_when_no_attempt_is_left() {
    check(
        steady().reconnect(Reconnect::disabled()),
        "0s user: open
         0s open 1 ws://x/
         0s is connecting
         0s user: send one
         0s queued
         1s user: close after sending, within 60s
         1s is closing
         2s socket 1: closed 1006
         2s undelivered one: the connection was closed before it could be sent
         2s is idle
         999s end",
    );
}

#[test]
fn l8_a_graceful_close_is_cut_by_close_and_cancelled_by_open_and_retry() {
    check(
        steady(),
        "0s user: open
         0s open 1 ws://x/
         0s is connecting
         0s user: send one
         0s queued
         1s user: close after sending, within 60s
         1s is closing
         2s user: open
         2s is connecting
         3s socket 1: closed 1006
         3s is waiting
         3s user: close after sending, within 60s
         3s is closing
         3.5s user: retry
         3.5s is waiting
         3.5s open 2 ws://x/
         3.5s is connecting
         4s user: close after sending, within 60s
         4s is closing
         5s user: close 3000 now
         5s abandon 2 3000 now
         5s undelivered one: the connection was closed before it could be sent
         5s is idle
         999s end",
    );
}

#[test]
fn l8_a_server_that_asks_on_getting_ready_is_answered_before_the_close() {
    check(
        steady()
            .ready_when(Pattern::Exact("ready?".into()))
            .reply(Pattern::Exact("ready?".into()), "yes"),
        "0s user: open
         0s open 1 ws://x/
         0s is connecting
         0s user: send one
         0s queued
         1s socket 1: opened
         1s user: close after sending, within 9s
         1s is closing
         2s socket 1: says ready?
         2s send 1 yes
         2s send 1 one
         2s close 1 1000
         3s socket 1: closed 1000
         3s is idle",
    );
}
