//! M1–M4: what arrives, reaches the application.

use heartline_connection::{Direction, DropReason, Instant, Log, Message};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::timeline::{Timeline, check, check_connected, secs, steady};

#[test]
fn m1_a_burst_arrives_whole_once_and_in_order() {
    let mut timeline = Timeline::connected(steady());
    for number in 0..10_000 {
        timeline.play(&format!("1s socket 1: says {number}"));
    }
    let delivered = timeline
        .log()
        .iter()
        .filter_map(|line| line.split_once(" deliver "));
    let delivered = delivered.map(|(_, text)| text.parse::<u32>().unwrap());
    assert!(delivered.eq(0..10_000));
    assert_eq!(timeline.stats().received.messages, 10_000);
}

#[test]
fn m1_what_arrives_before_ready_is_delivered_too() {
    check(
        steady().ready_when(heartline_connection::Pattern::Exact("ready".into())),
        "0s user: open
         0s open 1 ws://x/
         0s is connecting
         0s socket 1: opened
         1s socket 1: says motd
         1s deliver motd
         2s socket 1: says ready
         2s deliver ready
         2s is open",
    );
}

#[cfg(feature = "json")]
#[test]
fn m2_a_message_is_a_value_or_an_error_that_holds_it() {
    let values: Result<Vec<u8>, _> = Message::from("[1,2]").json();
    assert_eq!(values, Ok(vec![1, 2]));
    let values: Result<Vec<u8>, _> = Message::from(b"[3]".to_vec()).json();
    assert_eq!(values, Ok(vec![3]));
    for other in ["", "hello", "[300]", "{", "<script>"] {
        let error = Message::from(other).json::<Vec<u8>>().unwrap_err();
        assert_eq!(error.raw, Message::from(other));
        assert!(!error.reason.is_empty());
    }
}

#[test]
fn m3_binary_arrives_as_bytes_and_in_order_with_text() {
    check_connected(
        steady(),
        "1s socket 1: says one
         1s deliver one
         1s socket 1: says 0x0203
         1s deliver 0x0203
         1s socket 1: says
         1s deliver
         1s socket 1: says 0x
         1s deliver 0x
         1s socket 1: says four
         1s deliver four",
    );
}

/// The kept texts after logging texts of these lengths, each made of its own number.
fn kept(mut log: Log, lengths: &[usize]) -> Vec<u64> {
    for length in lengths {
        log.push(
            Instant::ORIGIN,
            Direction::Received,
            "x".repeat(*length).into(),
        );
    }
    assert_eq!(log.total(), lengths.len() as u64);
    assert_eq!(log.is_empty(), lengths.is_empty());
    assert_eq!(log.len(), log.iter().count());
    log.iter().map(|entry| entry.number).collect()
}

#[test]
fn m4_the_log_is_a_ring_by_count_and_by_bytes() {
    for (entries, bytes, lengths, expected) in [
        (3, 99, &[][..], &[][..]),
        (3, 99, &[1, 1, 1], &[1, 2, 3]),
        (3, 99, &[1, 1, 1, 1], &[2, 3, 4]),
        (9, 5, &[2, 2, 2], &[2, 3]),
        (9, 5, &[1, 1, 1, 5], &[4]),
        // The latest is kept in any case.
        (9, 5, &[1, 6], &[2]),
        (0, 0, &[1, 1], &[2]),
    ] {
        assert_eq!(
            kept(Log::new(entries, bytes), lengths),
            expected,
            "{lengths:?}"
        );
    }
}

#[test]
fn m4_the_log_keeps_two_hundred_messages_and_counts_all() {
    let numbers = kept(Log::default(), &[1; 100_000]);
    assert_eq!(numbers.len(), Log::MAX_ENTRIES);
    assert_eq!(numbers.last(), Some(&100_000));
    assert!(kept(Log::default(), &[Log::MAX_BYTES / 4; 10]).len() == 4);
}

#[test]
fn m4_a_cleared_log_numbers_on() {
    let mut log = Log::new(3, 99);
    log.push(Instant::ORIGIN, Direction::Sent, "a".into());
    log.clear();
    assert!(log.is_empty());
    log.push(
        Instant::from_origin(secs(1)),
        Direction::Received,
        "b".into(),
    );
    let entry = log.iter().next().unwrap();
    assert_eq!((entry.number, entry.direction), (2, Direction::Received));
    assert_eq!(entry.message, Message::from("b"));
}

#[test]
fn m4_an_entry_is_found_by_its_number_while_it_is_kept() {
    let mut log = Log::new(3, 99);
    assert_eq!((log.first(), log.bytes()), (1, 0));
    for text in ["a", "bb", "ccc", "dddd"] {
        log.push(Instant::ORIGIN, Direction::Received, text.into());
    }
    assert_eq!((log.first(), log.total(), log.bytes()), (2, 4, 9));
    for (number, text) in [
        (0, None),
        (1, None),
        (2, Some("bb")),
        (4, Some("dddd")),
        (5, None),
    ] {
        let entry = log.entry(number);
        assert_eq!(entry.and_then(|entry| entry.message.as_text()), text);
    }
    log.clear();
    assert_eq!((log.first(), log.bytes(), log.entry(4)), (5, 0, None));
}

#[test]
fn c5_what_is_forgotten_while_it_waits_does_no_harm() {
    let mut log = Log::new(2, 99);
    for text in ["a", "b", "c"] {
        log.push(Instant::ORIGIN, Direction::Queued, text.into());
    }
    assert!(!log.mark_not_sent(&"a".into(), DropReason::Closed));
    assert!(log.mark_not_sent(&"b".into(), DropReason::Closed));
    assert!(log.mark_sent());
    assert!(log.mark_not_sent(&"c".into(), DropReason::Refused));
    assert!(!log.mark_not_sent(&"c".into(), DropReason::Refused));
}

#[test]
fn c5_of_equal_messages_the_outbox_gives_back_the_oldest_and_the_socket_the_latest() {
    let mut log = Log::default();
    let (sent, queued) = (Direction::Sent, Direction::Queued);
    for direction in [sent, sent, queued, queued] {
        log.push(Instant::ORIGIN, direction, "a".into());
    }
    let (full, refused) = (DropReason::OutboxFull, DropReason::Refused);
    let (dropped, lost) = (Direction::NotSent(full), Direction::NotSent(refused));
    for (reason, expected) in [
        (full, [sent, sent, dropped, queued]),
        (full, [sent, sent, dropped, dropped]),
        (refused, [sent, lost, dropped, dropped]),
    ] {
        assert!(log.mark_not_sent(&"a".into(), reason));
        let directions: Vec<_> = log.iter().map(|entry| entry.direction).collect();
        assert_eq!(directions, expected);
    }
}

#[test]
fn c5_of_what_was_sent_the_latest_can_come_back() {
    let mut log = Log::new(9_999, 1 << 20);
    for number in 0..=Log::MAX_TAKEN_BACK {
        let text = number.to_string();
        log.push(Instant::ORIGIN, Direction::Sent, text.into());
    }
    assert!(!log.mark_not_sent(&"0".into(), DropReason::Refused));
    assert!(log.mark_not_sent(&"1".into(), DropReason::Refused));
}

#[test]
fn c5_the_log_tells_what_became_of_a_queued_message() {
    let mut log = Log::default();
    for (direction, text) in [
        (Direction::Received, "a"),
        (Direction::Sent, "b"),
        (Direction::Queued, "a"),
        (Direction::Queued, "b"),
        (Direction::Queued, "c"),
    ] {
        log.push(Instant::ORIGIN, direction, text.into());
    }
    let shown: Vec<_> = log.iter().cloned().collect();
    let not_sent = Direction::NotSent(DropReason::Closed);
    assert!(log.mark_not_sent(&"b".into(), DropReason::Closed));
    assert!(!log.mark_not_sent(&"d".into(), DropReason::Closed));
    assert!(log.mark_sent());
    assert!(!log.mark_sent(), "nothing is queued any more");
    let directions: Vec<_> = log.iter().map(|entry| entry.direction).collect();
    let sent = Direction::Sent;
    assert_eq!(
        directions,
        [Direction::Received, sent, sent, not_sent, sent]
    );
    // What somebody holds of the log stays as it was.
    assert_eq!(shown[3].direction, Direction::Queued);
}
