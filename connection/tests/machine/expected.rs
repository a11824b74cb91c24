//! S1: messages for a connection that will be opened soon.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::timeline::{check, secs, steady};

#[test]
fn s1_what_is_sent_before_an_expected_open_waits_for_it() {
    check(
        steady(),
        "0s user: expects to open
         0s user: send a
         0s queued
         0s user: send b | ttl 1s
         0s queued
         1s undelivered b: it could not be sent in time
         2s user: open
         2s open 1 ws://x/
         2s is connecting
         2s socket 1: opened
         2s is open
         2s send 1 a
         3s user: expects nothing while it is open
         3s user: close
         3s close 1 1000
         3s is closing
         4s socket 1: closed 1000
         4s is idle
         4s user: send c
         4s dropped: not connected, open the connection first",
    );
}

#[test]
fn s1_a_close_ends_the_wait_for_an_expected_open() {
    check(
        steady(),
        "0s user: expects to open
         0s user: send a
         0s queued
         1s user: close
         1s undelivered a: the connection was closed before it could be sent
         2s user: send b
         2s dropped: not connected, open the connection first",
    );
}

#[test]
fn s1_a_close_after_it_gave_up_ends_the_wait_for_an_expected_open_too() {
    check(
        steady().connect_timeout(secs(0)),
        "0s user: expects to open
         0s user: open
         0s is failed
         1s user: close
         1s is idle
         2s user: send hello
         2s dropped: not connected, open the connection first",
    );
}
