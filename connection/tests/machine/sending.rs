//! S1, S2, S4, S5, S7: what becomes of a message that the application sends.

use heartline_connection::{
    Connection, DropReason, Input, Instant, Message, Outbox, Overflow, Pattern, Payload,
    SendOutcome,
};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::timeline::{Timeline, check, check_connected, steady};

#[test]
fn s1_every_send_is_answered_in_every_phase() {
    check(
        steady(),
        "0s user: send a
         0s dropped: not connected, open the connection first
         0s user: open
         0s open 1 ws://x/
         0s is connecting
         0s user: send b
         0s queued
         1s socket 1: opened
         1s is open
         1s send 1 b
         1s user: send c
         1s send 1 c
         1s sent
         2s socket 1: closed 1006
         2s is waiting
         2s user: send d
         2s queued
         3s open 2 ws://x/
         3s is connecting
         4s socket 2: opened
         4s is open
         4s send 2 d
         5s user: close
         5s close 2 1000
         5s is closing
         5s user: send e
         5s dropped: not connected, open the connection first
         6s user: open
         6s abandon 2 1000
         6s open 3 ws://x/
         6s is connecting
         7s socket 3: opened
         7s is open
         8s socket 3: closed 1008
         8s is failed
         8s user: send f
         8s dropped: the connection gave up, retry first",
    );
}

#[test]
fn s1_a_dropped_message_comes_back() {
    let outcome = Timeline::new(steady()).send("precious");
    let back = SendOutcome::Dropped(DropReason::NotConnected, "precious".into());
    assert_eq!(outcome, back);
}

#[test]
fn s1_close_reports_every_message_that_was_still_queued() {
    let timeline = check_connected(
        steady(),
        "1s socket 1: closed 1006
         1s is waiting
         1s user: send a
         1s queued
         1s user: send b
         1s queued
         1.5s user: close
         1.5s undelivered a: the connection was closed before it could be sent
         1.5s undelivered b: the connection was closed before it could be sent
         1.5s is idle",
    );
    assert_eq!(timeline.stats().dropped, 2);
}

#[test]
fn s1_what_a_closing_socket_does_not_take_leaves_with_the_next_in_order() {
    let timeline = check_connected(
        steady(),
        r#"1s user: send a
           1s send 1 a
           1s sent
           1s user: send b
           1s send 1 b
           1s sent
           1s socket 1: refuses a
           1s socket 1: refuses b
           1s user: send c
           1s queued
           1s socket 1: says last words
           1s deliver last words
           1.1s socket 1: closed 1012
           1.1s is waiting
           -- the close code decides, as if nothing had been sent
           10s end"#,
    );
    assert_eq!(timeline.status().queued, 3);
    let stats = timeline.stats();
    assert_eq!((stats.sent.messages, stats.queued), (0, 3));
}

#[test]
fn s1_a_socket_that_refuses_and_never_closes_is_abandoned() {
    let timeline = check_connected(
        steady(),
        "1s user: send a
         1s send 1 a
         1s sent
         1s socket 1: refuses a
         4s abandon 1 1000
         4s is waiting
         5s open 2 ws://x/
         5s is connecting
         5s socket 2: opened
         5s is open
         5s send 2 a",
    );
    assert_eq!(timeline.status().cause.unwrap().code(), "send_failed");
}

#[test]
fn s1_what_an_old_socket_did_not_take_is_reported() {
    check_connected(
        steady(),
        "1s user: send a
         1s send 1 a
         1s sent
         1s user: retry
         1s abandon 1 1000
         1s open 2 ws://x/
         1s is connecting
         1s socket 1: refuses a
         1s undelivered a: the socket was closing",
    );
}

#[test]
fn s1_what_is_queued_when_it_gives_up_waits_for_the_user() {
    check_connected(
        steady().reconnect(steady().reconnect.max_attempts(1)),
        "1s socket 1: closed 1006
         1s is waiting
         1s user: send a
         1s queued
         2s open 2 ws://x/
         2s is connecting
         3s socket 2: closed 1006
         3s is failed
         9s user: retry
         9s open 3 ws://x/
         9s is connecting
         9s socket 3: opened
         9s is open
         9s send 3 a",
    );
}

fn bounds(messages: usize, bytes: usize, full: Overflow) -> Outbox {
    let outbox = Outbox::default().max_messages(messages).max_bytes(bytes);
    outbox.overflow(full)
}

/// Queues texts of these sizes and tells what became of them, by their places.
fn overflow(messages: usize, bytes: usize, full: Overflow, sizes: &[usize]) -> String {
    let mut timeline = Timeline::new(steady().outbox(bounds(messages, bytes, full)));
    timeline.play("0s user: open");
    let name = |place: usize| char::from(b'a' + place as u8).to_string();
    let mut fate: Vec<String> = Vec::new();
    for (place, size) in sizes.iter().enumerate() {
        if let SendOutcome::Dropped(reason, _) = timeline.send(name(place).repeat(*size)) {
            assert_eq!(reason, DropReason::OutboxFull);
            fate.push(format!("{} refused", name(place)));
        }
    }
    timeline.play("0s socket 1: opened");
    for line in timeline.log() {
        let words: Vec<_> = line.split(' ').collect();
        match words[..] {
            ["0s", "undelivered", text, ..] => fate.push(format!("{} gave way", &text[..1])),
            ["0s", "send", "1", text] => fate.push(format!("{} sent", &text[..1])),
            _ => {}
        }
    }
    fate.join(", ")
}

#[test]
fn s2_a_full_outbox_drops_by_policy_and_reports_each_drop_once() {
    use Overflow::{DropNewest, DropOldest, Refuse};
    for (messages, bytes, full, sizes, fate) in [
        (2, 99, Refuse, &[1, 1, 1][..], "c refused, a sent, b sent"),
        (2, 99, DropOldest, &[1, 1, 1], "a gave way, b sent, c sent"),
        (2, 99, DropNewest, &[1, 1, 1], "b gave way, a sent, c sent"),
        (9, 5, Refuse, &[2, 3, 1], "c refused, a sent, b sent"),
        (
            9,
            5,
            DropOldest,
            &[2, 2, 1, 3],
            "a gave way, b gave way, c sent, d sent",
        ),
        (
            9,
            5,
            DropNewest,
            &[2, 2, 1, 3],
            "c gave way, b gave way, a sent, d sent",
        ),
        // Nothing gives way to what fits in no case.
        (9, 5, DropOldest, &[2, 6], "b refused, a sent"),
        (0, 5, DropOldest, &[1], "a refused"),
    ] {
        assert_eq!(
            overflow(messages, bytes, full, sizes),
            fate,
            "{full:?} {sizes:?}"
        );
    }
}

#[test]
fn s2_the_outbox_takes_a_thousand_messages_or_a_mebibyte() {
    let mut timeline = Timeline::new(steady());
    timeline.play("0s user: open");
    for _ in 0..1_000 {
        assert_eq!(timeline.send("x"), SendOutcome::Queued);
    }
    assert!(matches!(
        timeline.send("x"),
        SendOutcome::Dropped(DropReason::OutboxFull, _)
    ));
    let mut timeline = Timeline::new(steady());
    timeline.play("0s user: open");
    assert_eq!(timeline.send(vec![0; 1 << 20]), SendOutcome::Queued);
    assert!(matches!(
        timeline.send("x"),
        SendOutcome::Dropped(DropReason::OutboxFull, _)
    ));
}

#[test]
fn s4_greeting_then_ready_then_the_outbox_then_new_messages() {
    check(
        steady()
            .greeting(Payload::made(|attempt| {
                Message::from(format!("hello {attempt}"))
            }))
            .ready_when(Pattern::Exact("welcome".into())),
        "0s user: open
         0s open 1 ws://x/
         0s is connecting
         0s user: send a
         0s queued
         1s socket 1: opened
         1s send 1 hello 1
         1s user: send b
         1s queued
         1s socket 1: says who are you?
         1s deliver who are you?
         2s socket 1: says welcome
         2s deliver welcome
         2s is open
         2s send 1 a
         2s send 1 b
         2s user: send c
         2s send 1 c
         2s sent",
    );
}

#[test]
fn s4_order_holds_across_a_reconnect() {
    let mut timeline = Timeline::connected(steady().greeting("hello"));
    let mut expected = Vec::new();
    for number in 0..60 {
        match number {
            20 => timeline.play("1s socket 1: closed 1006"),
            40 => timeline.play("2s end"),
            50 => timeline.play("3s socket 2: opened"),
            _ => {}
        }
        assert!(!matches!(
            timeline.send(number.to_string()),
            SendOutcome::Dropped(..)
        ));
        expected.push(number.to_string());
    }
    let sent = timeline
        .log()
        .iter()
        .filter_map(|line| line.split_once(" send "));
    let sent: Vec<_> = sent.map(|(_, sent)| sent[2..].to_owned()).collect();
    expected.insert(20, "hello".to_owned());
    assert_eq!(sent, expected);
}

#[test]
fn s5_nothing_reaches_a_socket_that_is_not_open_and_ready() {
    // The harness refuses a send to a socket that is not open; here it is not ready either.
    let config = || steady().ready_when(Pattern::Exact("ready".into()));
    check(
        config(),
        "0s user: open
         0s open 1 ws://x/
         0s is connecting
         1s socket 1: opened
         1s user: send a
         1s queued
         2s socket 1: says ready
         2s deliver ready
         2s is open
         2s send 1 a",
    );
    check(
        config(),
        "0s user: open
         0s open 1 ws://x/
         0s is connecting
         0s user: send a
         0s queued
         1s socket 1: opened
         1s user: send b
         1s queued
         2s socket 1: closed 1006
         2s is waiting
         2s user: send c
         2s queued
         2.5s end",
    );
}

#[test]
fn s7_text_and_bytes_are_sent_as_they_are() {
    check_connected(
        steady(),
        "0s user: send grüße
         0s send 1 grüße
         0s sent
         0s user: send 0x00ff
         0s send 1 0x00ff
         0s sent
         0s user: send
         0s send 1
         0s sent",
    );
}

#[test]
fn s7_a_message_above_the_limit_is_refused_with_both_numbers() {
    let mut timeline = Timeline::connected(steady().heartbeat(None).max_message(4));
    assert_eq!(timeline.send("four"), SendOutcome::Sent);
    // Four characters, five bytes.
    let SendOutcome::Dropped(reason, back) = timeline.send("fünf") else {
        panic!("taken");
    };
    assert_eq!(reason, DropReason::TooLarge { size: 5, limit: 4 });
    assert_eq!(reason.to_string(), "5 bytes are more than the limit of 4");
    assert_eq!(back, Message::from("fünf"));
}

#[cfg(feature = "json")]
#[test]
fn s7_json_by_serde() {
    let message = Message::from_json(&("temperature", 21.5)).unwrap();
    assert_eq!(message, Message::from(r#"["temperature",21.5]"#));
    let keys_that_are_not_text = std::collections::BTreeMap::from([((1, 2), 3)]);
    assert!(Message::from_json(&keys_that_are_not_text).is_err());
}

#[test]
fn s2_bounds_that_became_smaller_hold_for_what_comes_next() {
    use Overflow::{DropNewest, DropOldest, Refuse};
    for (overflow, taken, queued) in [
        (Refuse, false, 3),
        (DropOldest, true, 2),
        (DropNewest, true, 2),
    ] {
        let mut machine = Connection::new(steady(), 1);
        let now = Instant::ORIGIN;
        machine.handle(now, Input::Open);
        for text in ["a", "b", "c"] {
            assert_eq!(machine.send(now, text), SendOutcome::Queued);
        }
        machine.configure(now, steady().outbox(bounds(2, 100, overflow)));
        let outcome = machine.send(now, "d");
        assert_eq!(
            matches!(outcome, SendOutcome::Queued),
            taken,
            "{overflow:?}"
        );
        assert_eq!(machine.status().queued, queued, "{overflow:?}");
    }
}
