//! S3: messages that may wait only so long, and messages that a newer one replaces.

use std::time::Duration;

use heartline_connection::{DropReason, Outbox, Outgoing, Overflow, Reconnect, SendOutcome};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::timeline::{Timeline, check, check_connected, secs, steady};

#[test]
fn s3_a_message_that_waits_too_long_is_reported_when_its_time_is_over() {
    let timeline = check(
        steady(),
        "0s user: open
         0s open 1 ws://x/
         0s is connecting
         0s user: send a | ttl 5s
         0s queued
         1s user: send b
         1s queued
         1s user: send c | ttl 9s
         1s queued
         5s undelivered a: it could not be sent in time
         6s socket 1: opened
         6s is open
         6s send 1 b
         6s send 1 c
         -- what leaves at once has no need of its time
         6s user: send d | ttl 5s
         6s send 1 d
         6s sent
         20s end",
    );
    assert_eq!(timeline.stats().dropped, 1);
    assert_eq!(timeline.alarm(), "31s PingDue");
}

#[test]
fn s3_the_alarm_rings_for_the_first_message_whose_time_is_over() {
    let mut timeline = Timeline::new(steady());
    timeline.play("0s user: open");
    timeline.play("0s user: send a | ttl 9s");
    assert_eq!(timeline.alarm(), "9s MessageExpires");
    timeline.play("0s user: send b | ttl 4s");
    assert_eq!(timeline.alarm(), "4s MessageExpires");
    timeline.play("4s end");
    assert_eq!(timeline.alarm(), "9s MessageExpires");
    timeline.play("9s end");
    assert_eq!(timeline.alarm(), "15s ConnectTimeout");
}

#[test]
fn s3_without_time_to_live_it_leaves_at_once_or_not_at_all() {
    check(
        steady(),
        "0s user: open
         0s open 1 ws://x/
         0s is connecting
         0s user: send a | ttl 0s
         0s dropped: it could not be sent in time
         1s socket 1: opened
         1s is open
         1s user: send b | ttl 0s
         1s send 1 b
         1s sent",
    );
}

#[test]
fn s3_a_message_expires_after_it_gave_up_too() {
    let timeline = check(
        steady().reconnect(Reconnect::disabled()),
        "0s user: open
         0s open 1 ws://x/
         0s is connecting
         0s user: send a | ttl 5s
         0s queued
         0s user: send b
         0s queued
         1s socket 1: closed 1006
         1s is failed
         5s undelivered a: it could not be sent in time
         999s end",
    );
    assert_eq!(
        (timeline.status().queued, timeline.alarm().as_str()),
        (1, "")
    );
}

#[test]
fn s3_an_alarm_seen_late_lets_no_expired_message_leave() {
    check(
        steady(),
        "0s user: open
         0s open 1 ws://x/
         0s is connecting
         0s user: send a | ttl 5s
         0s queued
         0s user: send b
         0s queued
         1s page: freezes
         9s socket 1: opened
         9s is open
         9s undelivered a: it could not be sent in time
         9s send 1 b",
    );
    check_connected(
        steady().max_buffered(1),
        "1s user: send a
         1s send 1 a
         1s sent
         1s user: send b | ttl 2s
         1s queued
         1s page: freezes
         9s socket 1: holds 0
         9s user: send c
         9s undelivered b: it could not be sent in time
         9s send 1 c
         9s sent",
    );
}

#[test]
fn s3_a_newer_message_takes_the_place_of_an_older_one_with_its_key() {
    check(
        steady(),
        "0s user: open
         0s open 1 ws://x/
         0s is connecting
         0s user: send a1 | key a
         0s queued
         0s user: send b1 | key b
         0s queued
         0s user: send c
         0s queued
         1s user: send a2 | key a
         1s undelivered a1: a newer message took its place
         1s queued
         2s socket 1: opened
         2s is open
         2s send 1 b1
         2s send 1 c
         2s send 1 a2
         -- one that has left is not replaced
         2s user: send a3 | key a
         2s send 1 a3
         2s sent",
    );
}

#[test]
fn s3_the_time_of_the_message_that_was_replaced_counts_no_more() {
    check(
        steady(),
        "0s user: open
         0s open 1 ws://x/
         0s is connecting
         0s user: send a1 | ttl 2s | key a
         0s queued
         1s user: send a2 | ttl 5s | key a
         1s undelivered a1: a newer message took its place
         1s queued
         6s undelivered a2: it could not be sent in time",
    );
}

#[test]
fn s3_the_older_message_makes_room_or_stays() {
    use Overflow::{DropNewest, DropOldest, Refuse};
    for (overflow, newer, lines) in [
        // One of two may go, and it is the one with the key.
        (
            Refuse,
            "k2",
            "undelivered k1: a newer message took its place",
        ),
        (
            DropOldest,
            "k2",
            "undelivered k1: a newer message took its place",
        ),
        (
            DropNewest,
            "k2",
            "undelivered k1: a newer message took its place",
        ),
        // The newer one fits in no case, so the older one stays.
        (Refuse, "too large", ""),
        (DropOldest, "too large", ""),
        (DropNewest, "too large", ""),
    ] {
        let outbox = Outbox::default()
            .max_messages(2)
            .max_bytes(5)
            .overflow(overflow);
        let mut timeline = Timeline::new(steady().outbox(outbox));
        timeline.play("0s user: open");
        timeline.play("0s user: send x");
        timeline.play("0s user: send k1 | key k");
        timeline.play(&format!("1s user: send {newer} | key k"));
        let reported: Vec<_> = timeline
            .log()
            .iter()
            .filter(|l| l.contains("undelivered"))
            .collect();
        assert_eq!(
            reported.len(),
            usize::from(!lines.is_empty()),
            "{reported:?}"
        );
        assert!(
            reported.iter().all(|line| line.ends_with(lines)),
            "{reported:?}"
        );
        assert_eq!(timeline.status().queued, 2, "{overflow:?} {newer}");
    }
}

#[test]
fn s3_what_a_closing_socket_did_not_take_keeps_its_place_its_key_and_its_time() {
    check_connected(
        steady(),
        "1s user: send a | ttl 5s
         1s send 1 a
         1s sent
         1s user: send b1 | key b
         1s send 1 b1
         1s sent
         1s user: send c
         1s send 1 c
         1s sent
         1s socket 1: refuses a
         1s user: send d
         1s queued
         1s socket 1: refuses b1
         1s socket 1: refuses c
         1.5s socket 1: closed 1006
         1.5s is waiting
         1.5s user: send b2 | key b
         1.5s undelivered b1: a newer message took its place
         1.5s queued
         2.5s open 2 ws://x/
         2.5s is connecting
         6s undelivered a: it could not be sent in time
         7s socket 2: opened
         7s is open
         7s send 2 c
         7s send 2 d
         7s send 2 b2",
    );
}

#[test]
fn s3_what_comes_back_makes_way_for_a_newer_one_that_waits() {
    check_connected(
        steady(),
        "1s user: send a
         1s send 1 a
         1s sent
         1s user: send b1 | key b
         1s send 1 b1
         1s sent
         1s socket 1: refuses a
         1s user: send b2 | key b
         1s queued
         1s socket 1: refuses b1
         1s undelivered b1: a newer message took its place
         1.5s socket 1: closed 1006
         1.5s is waiting
         2.5s open 2 ws://x/
         2.5s is connecting
         3s socket 2: opened
         3s is open
         3s send 2 a
         3s send 2 b2",
    );
}

#[test]
fn s3_of_two_that_come_back_the_newer_stays() {
    check_connected(
        steady(),
        "1s user: send b1 | key b
         1s send 1 b1
         1s sent
         1s user: send c
         1s send 1 c
         1s sent
         1s user: send b2 | key b
         1s send 1 b2
         1s sent
         1s socket 1: refuses b1
         1s socket 1: refuses c
         1s socket 1: refuses b2
         1s undelivered b1: a newer message took its place
         1.5s socket 1: closed 1006
         1.5s is waiting
         2.5s open 2 ws://x/
         2.5s is connecting
         3s socket 2: opened
         3s is open
         3s send 2 c
         3s send 2 b2",
    );
}

#[test]
fn s3_what_comes_back_too_late_is_reported_at_once() {
    check_connected(
        steady(),
        "1s user: send a | ttl 2s
         1s send 1 a
         1s sent
         1s user: send b | ttl 0s
         1s send 1 b
         1s sent
         4s socket 1: refuses a
         4s undelivered a: it could not be sent in time
         4s socket 1: refuses b
         4s undelivered b: it could not be sent in time",
    );
}

#[test]
fn s3_a_thousand_expire_together_and_take_no_room_from_then_on() {
    for (end, page) in [("1s end", "0s end"), ("9s end", "0s page: freezes")] {
        let mut timeline = Timeline::new(steady());
        timeline.play("0s user: open");
        let message = || Outgoing::new("x").time_to_live(secs(1));
        for _ in 0..1_000 {
            assert_eq!(timeline.send_outgoing(message()), SendOutcome::Queued);
        }
        let full = SendOutcome::Dropped(DropReason::OutboxFull, "x".into());
        assert_eq!(timeline.send_outgoing(message()), full);
        timeline.play(page);
        timeline.play(end);
        assert_eq!(timeline.send("y"), SendOutcome::Queued);
        assert_eq!(
            (timeline.status().queued, timeline.stats().dropped),
            (1, 1_001)
        );
    }
}

#[test]
fn s3_a_time_without_end_and_an_empty_key_do_no_harm() {
    let mut timeline = Timeline::new(steady());
    timeline.play("1s user: open");
    let for_ever = Outgoing::new("a").time_to_live(Duration::MAX).key("");
    assert_eq!(timeline.send_outgoing(for_ever), SendOutcome::Queued);
    assert_eq!(timeline.alarm(), "16s ConnectTimeout");
    // An empty key is a key like any other.
    assert_eq!(
        timeline.send_outgoing(Outgoing::new("b").key("")),
        SendOutcome::Queued
    );
    assert_eq!((timeline.status().queued, timeline.stats().dropped), (1, 1));
}

#[test]
fn l8_a_graceful_close_ends_with_the_time_of_the_last_message() {
    check(
        steady(),
        "0s user: open
         0s open 1 ws://x/
         0s is connecting
         0s user: send a | ttl 2s
         0s queued
         0s user: send b | ttl 1s
         0s queued
         0.5s user: close after sending, within 60s
         0.5s is closing
         1s undelivered b: it could not be sent in time
         2s undelivered a: it could not be sent in time
         2s abandon 1 1000
         2s is idle
         999s end",
    );
}
