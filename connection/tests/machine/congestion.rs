//! S6: what the browser holds is bounded, and what it may not hold waits in order.

use heartline_connection::{Connection, Heartbeat, Input, Instant, SendOutcome};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::timeline::{Timeline, check, check_connected, secs, steady};

#[test]
fn s6_messages_wait_while_the_browser_holds_all_that_it_may() {
    check_connected(
        steady().max_buffered(4),
        "1s user: send abcd
         1s send 1 abcd
         1s sent
         1s user: send e
         1s queued
         1s socket 1: holds 4
         1.2s user: send f
         1.2s queued
         1.21s socket 1: holds 3
         1.25s send 1 e
         -- now it holds four again, as far as is known
         1.3s send 1 f
         1.31s socket 1: holds 0
         1.35s user: send g
         1.35s send 1 g
         1.35s sent",
    );
}

#[test]
fn s6_nothing_overtakes_what_waits_although_there_is_room_again() {
    check_connected(
        steady().max_buffered(4),
        "1s user: send abcd
         1s send 1 abcd
         1s sent
         1s user: send e
         1s queued
         1.01s socket 1: holds 0
         1.02s user: send f
         1.02s send 1 e
         1.02s send 1 f
         1.02s sent",
    );
}

#[test]
fn s6_the_status_tells_while_the_network_takes_less_than_is_sent() {
    let mut timeline = Timeline::connected(steady().heartbeat(None).max_buffered(4));
    timeline.play("1s user: send abc");
    assert!(!timeline.status().congested && timeline.status().can_send());
    assert_eq!(timeline.alarm(), "");
    timeline.play("1s user: send d");
    assert!(timeline.status().congested && !timeline.status().can_send());
    assert_eq!(timeline.alarm(), "1.05s RoomDue");
    timeline.play("1s socket 1: holds 4");
    timeline.play("2s end");
    assert!(timeline.status().congested);
    assert_eq!(timeline.alarm(), "2.05s RoomDue");
    timeline.play("2s socket 1: holds 3");
    timeline.play("2.05s end");
    assert!(!timeline.status().congested && timeline.status().can_send());
    assert_eq!(timeline.alarm(), "");
}

#[test]
fn s6_the_default_is_a_mebibyte() {
    let mut timeline = Timeline::connected(steady());
    assert_eq!(timeline.send(vec![0; (1 << 20) - 1]), SendOutcome::Sent);
    assert_eq!(timeline.send("x"), SendOutcome::Sent);
    assert_eq!(timeline.send("y"), SendOutcome::Queued);
}

#[test]
fn s6_what_something_else_fills_empties_again_too() {
    check_connected(
        steady().max_buffered(100),
        "1s socket 1: holds 100
         1s user: send a
         1s queued
         2s socket 1: holds 99
         2.05s send 1 a",
    );
}

#[test]
fn s6_a_smaller_bound_holds_from_then_on() {
    Timeline::connected(steady())
        .with("small", steady().max_buffered(2))
        .check(
            "1s user: send ab
             1s send 1 ab
             1s sent
             1s user: configure small
             1s user: send c
             1s queued
             1.01s socket 1: holds 0
             1.05s send 1 c",
        );
}

#[test]
fn s6_a_larger_bound_makes_room_at_once() {
    Timeline::connected(steady().max_buffered(1))
        .with("large", steady().max_buffered(9))
        .check(
            "1s user: send a
             1s send 1 a
             1s sent
             1s user: send b
             1s queued
             1s user: configure large
             1s send 1 b
             1s user: send c
             1s send 1 c
             1s sent",
        );
}

#[test]
fn s6_the_heart_beats_while_messages_wait() {
    check_connected(
        steady().max_buffered(1),
        r#"1s user: send a
           1s send 1 a
           1s sent
           1s user: send b
           1s queued
           25s send 1 {"heart":1}
           35s abandon 1 4408 no answer in time
           35s is waiting
           36s open 2 ws://x/
           36s is connecting
           -- another socket holds nothing
           37s socket 2: opened
           37s is open
           37s send 2 b"#,
    );
}

#[test]
fn s6_a_frozen_page_sends_what_waits_when_it_thaws() {
    check_connected(
        steady().max_buffered(1),
        r#"1s user: send a
           1s send 1 a
           1s sent
           1s user: send b
           1s queued
           2s page: freezes
           3s socket 1: holds 0
           60s page: thaws
           60s send 1 b
           60s send 1 {"heart":1}
           61s end"#,
    );
}

#[test]
fn s6_a_retry_while_messages_wait_takes_them_along_in_order() {
    check_connected(
        steady().max_buffered(1),
        "1s user: send a
         1s send 1 a
         1s sent
         1s user: send b
         1s queued
         1s user: send c
         1s queued
         1.01s user: retry
         1.01s abandon 1 1000
         1.01s open 2 ws://x/
         1.01s is connecting
         2s socket 2: opened
         2s is open
         2s send 2 b
         2s socket 2: holds 0
         2.05s send 2 c",
    );
}

#[test]
fn s6_order_holds_when_a_message_comes_back_while_others_wait() {
    check_connected(
        steady().max_buffered(2),
        "1s socket 1: holds 0
         1s user: send ab
         1s send 1 ab
         1s sent
         1s user: send cd
         1s send 1 cd
         1s sent
         1s user: send ef
         1s send 1 ef
         1s sent
         1s socket 1: holds 2
         1s user: send g
         1s queued
         1s socket 1: refuses ab
         1s socket 1: refuses cd
         1s socket 1: refuses ef
         1s user: send h
         1s queued
         1.1s socket 1: closed 1006
         1.1s is waiting
         2.1s open 2 ws://x/
         2.1s is connecting
         2.2s socket 2: opened
         2.2s is open
         2.2s send 2 ab
         -- and once more, while two that came back the first time still wait
         2.2s socket 2: refuses ab
         2.3s socket 2: closed 1006
         2.3s is waiting
         3.3s open 3 ws://x/
         3.3s is connecting
         3.4s socket 3: holds 0
         3.4s socket 3: opened
         3.4s is open
         3.4s send 3 ab
         3.45s send 3 cd
         3.5s send 3 ef
         3.55s send 3 g
         3.55s send 3 h",
    );
}

#[test]
fn s6_a_close_while_messages_wait_reports_them() {
    check_connected(
        steady().max_buffered(1),
        "1s user: send a
         1s send 1 a
         1s sent
         1s user: send b
         1s queued
         2s user: close
         2s close 1 1000
         2s undelivered b: the connection was closed before it could be sent
         2s is closing
         2.5s socket 1: closed 1000
         2.5s is idle
         999s end",
    );
}

#[test]
fn l8_a_graceful_close_waits_until_the_browser_has_taken_what_is_queued() {
    check_connected(
        steady().max_buffered(4),
        "1s user: send abcd
         1s send 1 abcd
         1s sent
         1s user: send efgh
         1s queued
         1s socket 1: holds 4
         2s user: close after sending, within 5s
         2s is closing
         2s user: send i
         2s dropped: the connection was closed before it could be sent
         3.01s socket 1: holds 0
         3.05s send 1 efgh
         -- the browser has it all and sends it before it closes
         3.05s close 1 1000
         4s socket 1: closed 1000
         4s is idle
         999s end",
    );
}

#[test]
fn l8_a_graceful_close_on_getting_ready_waits_for_room_only_while_something_is_queued() {
    check(
        steady().max_buffered(4),
        "0s user: open
         0s open 1 ws://x/
         0s is connecting
         0s user: send abcd
         0s queued
         0s user: send efgh
         0s queued
         1s user: close after sending, within 9s
         1s is closing
         2s socket 1: opened
         2s send 1 abcd
         2.01s socket 1: holds 0
         2.05s send 1 efgh
         2.05s close 1 1000
         3s user: open
         3s abandon 1 1000
         3s open 2 ws://x/
         3s is connecting
         3s user: send ijkl
         3s queued
         3s user: close after sending, within 9s
         3s is closing
         4s socket 2: opened
         4s send 2 ijkl
         4s close 2 1000",
    );
}

#[test]
fn l8_a_graceful_close_waits_no_longer_than_it_may_for_a_full_browser() {
    check_connected(
        steady().max_buffered(4),
        "1s user: send abcd
         1s send 1 abcd
         1s sent
         1s user: send e
         1s queued
         1s socket 1: holds 4
         2s user: close after sending, within 5s
         2s is closing
         7s close 1 1000
         7s undelivered e: the connection was closed before it could be sent
         10s abandon 1 1000
         10s is idle
         999s end",
    );
}

#[test]
fn l8_a_graceful_close_with_nothing_queued_does_not_wait_for_a_full_browser() {
    check_connected(
        steady().max_buffered(1),
        "1s user: send a
         1s send 1 a
         1s sent
         2s user: close after sending, within 5s
         2s close 1 1000
         2s is closing
         3s socket 1: closed 1000
         3s is idle",
    );
}

#[test]
fn s6_what_is_told_of_another_socket_or_in_another_state_changes_nothing() {
    let mut machine = Connection::new(steady(), 1);
    let now = Instant::from_origin(secs(1));
    let told = |machine: &mut Connection, attempt| {
        let bytes = usize::MAX;
        machine.handle(now, Input::Buffered { attempt, bytes });
        machine.status().congested
    };
    assert!(!told(&mut machine, 0));
    machine.handle(now, Input::Open);
    assert!(!told(&mut machine, 1));
    let event = heartline_connection::SocketEvent::Opened;
    machine.handle(now, Input::Socket { attempt: 1, event });
    assert!(!told(&mut machine, 0) && !told(&mut machine, 2));
    assert_eq!(machine.send(now, "a"), SendOutcome::Sent);
    assert!(told(&mut machine, 1));
    assert_eq!(machine.send(now, "b"), SendOutcome::Queued);
    machine.handle(now, Input::Close(heartline_connection::Close::normal()));
    assert!(!told(&mut machine, 1));
}

#[test]
fn o1_a_ping_that_leaves_while_a_close_waits_for_room_shows_in_the_key() {
    let heartbeat = Heartbeat::default().interval(secs(1));
    let timeline = check_connected(
        steady().heartbeat(heartbeat).max_buffered(8),
        r#"0s user: send 12345678
           0s send 1 12345678
           0s sent
           0s socket 1: holds 8
           0s user: send more
           0s queued
           0s user: close after sending, within 10s
           0s is closing
           1s send 1 {"heart":1}
           2s end"#,
    );
    assert!(timeline.status().unanswered_since.is_some());
}
