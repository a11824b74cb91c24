//! L5: what another configuration does to a connection in each phase.

use heartline_connection::{Config, Connection, Heartbeat, Input, Instant, Message, Payload};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::timeline::{Timeline, secs, steady};

#[test]
fn l5_an_equal_configuration_changes_nothing() {
    let other = Config::new(" ws://x/ ").reconnect(steady().reconnect);
    Timeline::connected(steady())
        .with("same", steady())
        .with("spaced", other)
        .check("1s user: configure same\n 2s user: configure spaced\n 9s end");
}

#[test]
fn l5_another_address_replaces_the_socket_and_takes_no_message_along() {
    let elsewhere = Config::new("ws://y/").protocols(["a", "b"]);
    Timeline::connected(steady())
        .with("elsewhere", elsewhere)
        .check(
            "1s socket 1: closed 1006
         1s is waiting
         1s user: send for x only
         1s queued
         1.5s user: configure elsewhere
         1.5s undelivered for x only: the address was changed
         1.5s open 2 ws://y/ a,b
         1.5s is connecting
         2s socket 2: opened
         2s is open",
        );
}

#[test]
fn l5_other_subprotocols_replace_an_open_socket() {
    Timeline::connected(steady())
        .with("chat", steady().protocols(["chat"]))
        .check(
            "1s user: configure chat
         1s abandon 1 1000
         1s open 2 ws://x/ chat
         1s is connecting
         1s user: configure chat",
        );
}

#[test]
fn l5_another_address_revives_a_connection_that_gave_up_but_not_a_closed_one() {
    let elsewhere = || Config::new("ws://y/");
    Timeline::connected(steady())
        .with("elsewhere", elsewhere())
        .check(
            "1s socket 1: closed 1008
         1s is failed
         2s user: configure elsewhere
         2s open 2 ws://y/
         2s is connecting",
        );
    Timeline::connected(steady())
        .with("elsewhere", elsewhere())
        .with("home", steady())
        .check(
            "1s user: close
         1s close 1 1000
         1s is closing
         1s user: configure elsewhere
         2s socket 1: closed 1000
         2s is idle
         3s user: configure home
         999s end",
        );
}

#[test]
fn l5_settings_that_break_a_rule_end_the_connection_and_mended_ones_revive_it() {
    let broken = || steady().connect_timeout(secs(0));
    Timeline::connected(steady())
        .with("broken", broken())
        .with("empty", Config::new(""))
        .with("good", steady())
        .check(
            "1s user: configure broken
             1s abandon 1 1000
             1s is failed
             1s user: looks
             1s sees The settings cannot be used. connect_timeout is 0 s: it must be longer than zero.
             2s user: configure empty
             2s user: looks
             2s sees The settings cannot be used. url is \"\": give an address such as wss://example.org/live.
             3s user: configure good
             3s open 2 ws://x/
             3s is connecting",
        );
}

#[test]
fn l5_settings_that_break_a_rule_keep_what_is_queued_for_the_same_address() {
    Timeline::new(steady())
        .with("broken", steady().connect_timeout(secs(0)))
        .with("good", steady())
        .check(
            "0s user: open
             0s open 1 ws://x/
             0s is connecting
             0s user: send hello
             0s queued
             1s user: configure broken
             1s abandon 1 1000
             1s is failed
             2s user: configure good
             2s open 2 ws://x/
             2s is connecting
             3s socket 2: opened
             3s is open
             3s send 2 hello",
        );
}

#[test]
fn l5_a_heartbeat_that_measures_at_other_times_does_so_at_once_and_an_equal_one_goes_on() {
    let measured = || Heartbeat::default().measure(secs(10));
    Timeline::connected(steady())
        .with("measured", steady().heartbeat(measured()))
        .with("patient", steady().heartbeat(measured().timeout(secs(9))))
        .check(
            r#"5s user: configure measured
               10s send 1 {"heart":1}
               11s socket 1: says {"heart":1}
               20s send 1 {"heart":1}
               22s socket 1: says {"heart":1}
               23s user: configure patient
               30s send 1 {"heart":1}
               39s abandon 1 4408 no answer in time
               39s is waiting"#,
        );
}

#[test]
fn l5_a_new_heartbeat_counts_from_the_last_message() {
    let made = || Heartbeat::default().ping(Payload::made(|n| Message::from(format!("ping {n}"))));
    Timeline::connected(steady().heartbeat(made()))
        .with("rebuilt", steady().heartbeat(made()))
        .with("quick", steady().heartbeat(made().interval(secs(5))))
        .with("off", steady().heartbeat(None))
        .check(
            "20s user: configure rebuilt
             25s send 1 ping 1
             26s socket 1: says data
             26s deliver data
             29s user: configure quick
             31s send 1 ping 2
             -- a rebuilt configuration does not lengthen the wait for an answer
             40s user: configure rebuilt
             40.5s user: configure off
             60s user: configure quick
             65s send 1 ping 1
             74s user: configure rebuilt
             75s abandon 1 4408 no answer in time
             75s is waiting",
        );
}

#[test]
fn l5_another_address_ends_a_graceful_close_that_has_nothing_left_to_send() {
    Timeline::new(steady())
        .with("elsewhere", Config::new("ws://y/"))
        .check(
            "0s user: open
         0s open 1 ws://x/
         0s is connecting
         0s user: send one
         0s queued
         1s user: close after sending, within 9s
         1s is closing
         2s user: configure elsewhere
         2s undelivered one: the address was changed
         2s abandon 1 1000
         2s is idle
         999s end",
        );
}

#[test]
fn l5_other_settings_take_effect_where_they_are_used_next() {
    Timeline::new(steady())
        .with(
            "patient",
            steady().connect_timeout(secs(99)).greeting("hello"),
        )
        .check(
            "0s user: open
             0s open 1 ws://x/
             0s is connecting
             1s user: configure patient
             2s socket 1: opened
             2s send 1 hello
             2s is open
             3s socket 1: closed 1006
             3s is waiting
             4s open 2 ws://x/
             4s is connecting
             103s abandon 2 1000
             103s is waiting",
        );
}

#[test]
fn l5_settings_that_stay_wrong_change_nothing_however_often_they_come() {
    let wrong = || steady().heartbeat(Heartbeat::default().interval(secs(0)));
    let mut machine = Connection::new(wrong(), 1);
    machine.handle(Instant::ORIGIN, Input::Open);
    while machine.poll_command().is_some() {}
    let before = machine.status_key();
    machine.configure(Instant::ORIGIN, wrong());
    assert_eq!(
        (machine.poll_command(), machine.status_key()),
        (None, before)
    );
}

#[test]
fn o1_the_address_is_that_of_the_present_attempt() {
    let mut machine = Connection::new(steady(), 1);
    assert_eq!(machine.url(), "");
    machine.handle(Instant::ORIGIN, Input::Open);
    assert_eq!(machine.url(), "ws://x/");
    machine.configure(Instant::ORIGIN, Config::new(" ws://y/ "));
    assert_eq!(machine.url(), "ws://y/");
}
