//! One message more, while a log, an outbox or a past is as long as the size says.

use std::hint::black_box;

use heartline::{Direction, Input, Instant, Log, Message, Outbox, Outgoing, Phase, SendOutcome};

use super::machine::{Rig, config, queueing, receiving_on};
use super::{Row, Step, TEXT};

const LOG: &[usize] = &[100, 1_000, 10_000, 100_000];
const OUTBOX: &[usize] = &[10, 100, 1_000, 10_000];

/// In the order of the table.
pub(super) const ROWS: &[Row] = &[
    Row {
        id: "past",
        title: "message received after so many messages and reconnections",
        sizes: &[0, 1_000, 100_000],
        whole: false,
        prepare: past,
    },
    Row {
        id: "log",
        title: "message logged, the log being full",
        sizes: LOG,
        whole: false,
        prepare: log,
    },
    Row {
        id: "log-rows",
        title: "the 20 latest entries of the log looked at",
        sizes: LOG,
        whole: false,
        prepare: log_rows,
    },
    Row {
        id: "outbox",
        title: "message queued, the oldest giving way",
        sizes: OUTBOX,
        whole: false,
        prepare: queueing,
    },
    Row {
        id: "outbox-key",
        title: "message queued in place of the one with its key",
        sizes: &[10, 100, 1_000],
        whole: false,
        prepare: outbox_key,
    },
    Row {
        id: "outbox-trickle",
        title: "message queued and the oldest sent, the browser having room for one",
        sizes: OUTBOX,
        whole: false,
        prepare: outbox_trickle,
    },
    Row {
        id: "outbox-all",
        title: "message queued while there is no connection, and sent when there is",
        sizes: OUTBOX,
        whole: true,
        prepare: outbox_all,
    },
];

fn past(cycles: usize) -> Step {
    let mut rig = Rig::open(config());
    for _ in 0..cycles {
        rig.receive(Message::from(TEXT));
        rig.reconnect();
    }
    receiving_on(rig)
}

fn full_log(entries: usize) -> Log {
    let mut log = Log::new(entries, usize::MAX);
    for _ in 0..entries {
        log.push(Instant::ORIGIN, Direction::Received, Message::from(TEXT));
    }
    log
}

fn log(entries: usize) -> Step {
    let mut log = full_log(entries);
    Box::new(move || {
        let message = Message::from(black_box(TEXT));
        log.push(Instant::ORIGIN, Direction::Received, message);
        assert_eq!(log.len(), entries);
    })
}

fn log_rows(entries: usize) -> Step {
    let log = full_log(entries);
    Box::new(move || {
        let latest = log.total() - 20;
        let shown = (latest..log.total()).filter_map(|before| log.entry(before + 1));
        let bytes: usize = shown.map(|entry| entry.message.len()).sum();
        assert_eq!(bytes, 20 * TEXT.len());
    })
}

/// Room for so many messages.
fn roomy(length: usize) -> Outbox {
    Outbox::default()
        .max_messages(length + 1)
        .max_bytes(usize::MAX)
}

/// Each message has a key of its own; the one that is replaced is now here, now there.
fn outbox_key(length: usize) -> Step {
    let mut rig = Rig::open(config().outbox(roomy(length)).suspend_after(None));
    rig.lose();
    let keys: Vec<_> = (0..length).map(|key| format!("cursor-{key}")).collect();
    let message = |key: &String| Outgoing::new(black_box(TEXT)).key(key);
    for key in &keys {
        assert_eq!(rig.send(message(key)), SendOutcome::Queued);
    }
    let mut random = 1_u64;
    Box::new(move || {
        // The generator of Park and Miller: keys in turns would always be the oldest.
        random = random * 48_271 % 2_147_483_647;
        let key = &keys[random as usize % length];
        assert_eq!(rig.send(message(key)), SendOutcome::Queued);
        assert_eq!(rig.machine.status().queued, length);
    })
}

/// The browser holds all that it may but for one message's room, again and again.
fn outbox_trickle(length: usize) -> Step {
    let mut rig = Rig::open(config().outbox(roomy(length)).max_buffered(1));
    for _ in 0..=length {
        let _ = rig.machine.send(rig.now, TEXT);
    }
    rig.carry_out();
    Box::new(move || {
        let before = rig.passed;
        assert_eq!(
            rig.machine.send(rig.now, black_box(TEXT)),
            SendOutcome::Queued
        );
        rig.buffered(0);
        rig.carry_out();
        assert_eq!(rig.passed, before + 1);
    })
}

fn outbox_all(length: usize) -> Step {
    let mut rig = Rig::open(config().outbox(roomy(length)).max_buffered(usize::MAX));
    Box::new(move || {
        rig.lose();
        for _ in 0..length {
            assert_eq!(rig.send(black_box(TEXT)), SendOutcome::Queued);
        }
        let before = rig.passed;
        rig.take_in(Input::RetryNow);
        rig.socket(heartline::SocketEvent::Opened);
        assert_eq!(rig.passed, before + length);
        assert_eq!(rig.machine.status().phase, Phase::Open);
    })
}
