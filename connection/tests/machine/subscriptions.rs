//! M7: what is sent anew on every socket that becomes ready.

use heartline_connection::{Message, Pattern, Payload};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::timeline::{Timeline, check, check_connected, steady};

#[test]
fn m7_subscriptions_leave_when_ready_in_order_once_after_the_greeting_and_before_the_outbox() {
    check(
        steady()
            .greeting("hello")
            .ready_when(Pattern::Exact("welcome".into())),
        "0s user: subscribe s1
         0s user: open
         0s open 1 ws://x/
         0s is connecting
         0s user: send a
         0s queued
         0s user: subscribe s2
         1s socket 1: opened
         1s send 1 hello
         1s user: subscribe s3
         2s socket 1: says welcome
         2s deliver welcome
         2s is open
         2s send 1 s1
         2s send 1 s2
         2s send 1 s3
         2s send 1 a
         3s user: subscribe s4
         3s send 1 s4
         4s socket 1: closed 1006
         4s is waiting
         4s user: subscribe s5
         5s open 2 ws://x/
         5s is connecting
         6s socket 2: opened
         6s send 2 hello
         7s socket 2: says welcome
         7s deliver welcome
         7s is open
         7s send 2 s1
         7s send 2 s2
         7s send 2 s3
         7s send 2 s4
         7s send 2 s5
         8s socket 2: says welcome
         8s deliver welcome",
    );
}

#[test]
fn m7_what_was_unsubscribed_is_not_sent_again_and_says_farewell_only_when_ready() {
    check_connected(
        steady(),
        "1s user: subscribe s1
         1s send 1 s1
         1s user: subscribe s2
         1s send 1 s2
         1s user: subscribe s3
         1s send 1 s3
         1s user: subscribe s4
         1s send 1 s4
         2s user: unsubscribe 2 bye 2
         2s send 1 bye 2
         -- once
         2s user: unsubscribe 2 bye 2
         2s user: unsubscribe 99 bye 99
         2s user: unsubscribe 3
         3s socket 1: closed 1006
         3s is waiting
         3s user: unsubscribe 1 bye 1
         4s open 2 ws://x/
         4s is connecting
         5s socket 2: opened
         5s is open
         5s send 2 s4
         6s user: subscribe s5
         6s send 2 s5
         -- no number comes back
         7s user: unsubscribe 5 bye 5
         7s send 2 bye 5",
    );
}

#[test]
fn m7_they_outlive_a_close_another_address_and_giving_up() {
    let mut elsewhere = steady();
    elsewhere.url = "ws://y/".to_owned();
    Timeline::connected(steady())
        .with("elsewhere", elsewhere)
        .check(
            "1s user: subscribe s1
             1s send 1 s1
             2s user: close
             2s close 1 1000
             2s is closing
             2s user: subscribe s2
             3s socket 1: closed 1000
             3s is idle
             4s user: open
             4s open 2 ws://x/
             4s is connecting
             4s socket 2: opened
             4s is open
             4s send 2 s1
             4s send 2 s2
             5s user: configure elsewhere
             5s abandon 2 1000
             5s open 3 ws://y/
             5s is connecting
             5s socket 3: opened
             5s is open
             5s send 3 s1
             5s send 3 s2
             6s socket 3: closed 1008
             6s is failed
             7s user: retry
             7s open 4 ws://y/
             7s is connecting
             7s socket 4: opened
             7s is open
             7s send 4 s1
             7s send 4 s2",
        );
}

#[test]
fn m7_a_subscription_is_no_message_of_the_application() {
    let timeline = check_connected(
        steady().heartbeat(None).max_message(2).max_buffered(2),
        "1s user: subscribe longer than any message
         1s send 1 longer than any message
         1s user: send abc
         1s dropped: 3 bytes are more than the limit of 2
         1s user: send ab
         1s send 1 ab
         1s sent
         1s user: send c
         1s queued
         -- it does not wait for room either
         1s user: subscribe s2
         1s send 1 s2
         2s end",
    );
    assert_eq!(timeline.stats().sent.messages, 1);
    assert_eq!(timeline.status().queued, 1);
}

#[test]
fn m7_a_socket_that_is_being_closed_gets_none() {
    check_connected(
        steady(),
        "1s user: send a
         1s send 1 a
         1s sent
         1s socket 1: refuses a
         1s user: subscribe s1
         1s user: unsubscribe 1 bye
         1s user: subscribe s2
         2s socket 1: closed 1006
         2s is waiting
         3s open 2 ws://x/
         3s is connecting
         3s socket 2: opened
         3s is open
         3s send 2 s2
         3s send 2 a",
    );
}

#[test]
fn m7_a_subscription_can_be_made_anew_for_each_attempt() {
    let mut timeline = Timeline::connected(steady());
    let made = Payload::made(|attempt| Message::from(format!("from attempt {attempt}")));
    assert_eq!(timeline.subscribe(made), 1);
    timeline.check(
        "0s send 1 from attempt 1
         1s socket 1: closed 1006
         1s is waiting
         2s open 2 ws://x/
         2s is connecting
         2s socket 2: opened
         2s is open
         2s send 2 from attempt 2",
    );
}

#[test]
fn m7_a_thousand_subscriptions_are_each_sent_once_on_each_socket() {
    let mut timeline = Timeline::new(steady());
    for number in 1..=1_000 {
        assert_eq!(timeline.subscribe(format!("{number}")), number);
    }
    timeline.play("0s user: open");
    timeline.play("0s socket 1: opened");
    timeline.play("1s socket 1: closed 1006");
    timeline.play("2s socket 2: opened");
    for socket in [1, 2] {
        let prefix = format!("s send {socket} ");
        let sent = timeline
            .log()
            .iter()
            .filter_map(|line| line.split_once(&prefix));
        let sent: Vec<u64> = sent.map(|(_, number)| number.parse().unwrap()).collect();
        assert_eq!(sent, (1..=1_000).collect::<Vec<_>>());
    }
    assert_eq!(timeline.status().queued, 0);
}
