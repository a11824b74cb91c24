//! S6: automatic answers, and what the browser may hold.

use heartline_connection::Pattern;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::timeline::{check, check_connected, steady};

#[test]
fn s6_a_server_that_pings_and_does_not_read_gets_no_answer_without_room() {
    let config = steady().heartbeat(None).max_buffered(8);
    check_connected(
        config.reply(Pattern::Exact("ping".into()), "pong"),
        "1s socket 1: holds 0
         1s socket 1: says ping
         1s send 1 pong
         1s socket 1: says ping
         1s send 1 pong
         1s socket 1: says ping
         1.05s socket 1: says ping
         1.05s send 1 pong",
    );
}

#[test]
fn s6_what_the_last_socket_held_keeps_no_answer_from_the_next() {
    let config = steady().heartbeat(None).max_buffered(8);
    let config = config.reply(Pattern::Exact("ping".into()), "pong");
    check(
        config.ready_when(Pattern::Exact("go".into())),
        "0s user: open
         0s open 1 ws://x/
         0s is connecting
         0s socket 1: opened
         0s socket 1: says go
         0s deliver go
         0s is open
         0s user: send longer than eight
         0s send 1 longer than eight
         0s sent
         0s socket 1: closed 1006
         0s is waiting
         1s open 2 ws://x/
         1s is connecting
         1s socket 2: opened
         1s socket 2: says ping
         1s send 2 pong",
    );
}
