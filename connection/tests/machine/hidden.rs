//! R8: attempts of a page that nobody sees.

use heartline_connection::{Backoff, Reconnect};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::timeline::{check, check_connected, secs, steady};

#[test]
fn r8_a_hidden_page_makes_at_most_one_attempt_a_minute_and_the_first_at_once() {
    check_connected(
        steady().heartbeat(None),
        "1s page: is hidden
         90s socket 1: closed 1006
         90s is waiting
         91s open 2 ws://x/
         91s is connecting
         92s socket 2: closed 1006
         92s is waiting
         151s open 3 ws://x/
         151s is connecting
         152s socket 3: closed 1006
         152s is waiting
         155s page: is shown
         155s open 4 ws://x/
         155s is connecting
         155s socket 4: closed 1006
         155s is waiting
         156s open 5 ws://x/
         156s is connecting",
    );
}

#[test]
fn r8_a_wait_that_is_under_way_slows_down_when_the_page_is_hidden() {
    check_connected(
        steady().reconnect(Reconnect::new(Backoff::Fixed(secs(10)))),
        "2s socket 1: closed 1006
         2s is waiting
         12s open 2 ws://x/
         12s is connecting
         13s socket 2: closed 1006
         13s is waiting
         14s page: is hidden
         72s open 3 ws://x/
         72s is connecting",
    );
}

#[test]
fn r8_another_pace_or_none_is_a_setting() {
    for (pace, third) in [(Some(secs(5)), 15), (None, 12)] {
        let reconnect = Reconnect::new(Backoff::Fixed(secs(1))).hidden_pace(pace);
        check_connected(
            steady().reconnect(reconnect),
            &format!(
                "1s page: is hidden
                 9s socket 1: closed 1006
                 9s is waiting
                 10s open 2 ws://x/
                 10s is connecting
                 11s socket 2: closed 1006
                 11s is waiting
                 {third}s open 3 ws://x/
                 {third}s is connecting"
            ),
        );
    }
}

#[test]
fn r8_a_hidden_page_that_is_online_again_keeps_its_pace() {
    check_connected(
        steady().heartbeat(None),
        "1s page: is hidden
         70s socket 1: closed 1006
         70s is waiting
         71s open 2 ws://x/
         71s is connecting
         72s page: goes offline
         72s abandon 2 1000
         72s is offline
         80s page: goes online
         80s is waiting
         131s open 3 ws://x/
         131s is connecting",
    );
}

#[test]
fn r8_whoever_asks_gets_an_attempt_in_a_hidden_page_too() {
    check(
        steady(),
        "0s page: is hidden
         0s user: open
         0s open 1 ws://x/
         0s is connecting
         1s socket 1: closed 1006
         1s is waiting
         2s user: retry
         2s open 2 ws://x/
         2s is connecting",
    );
}
