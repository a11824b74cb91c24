//! What happens to an open connection, one input at a time, with all that a driver does about it:
//! commands until there are none, the alarm, the key of the status.

use std::hint::black_box;
use std::time::Duration;

use heartline::{
    Closed, Command, Config, Connection, Input, Instant, Message, Outbox, Outgoing, Overflow,
    SendOutcome, SocketEvent, WakeReason,
};

use super::{Single, Step, TEXT};

/// In the order of the table.
pub(super) const INPUTS: [Single; 9] = [
    ("message", "a message made and dropped, no machine", message),
    ("received", "message received", received),
    (
        "received-binary",
        "binary message received",
        received_binary,
    ),
    ("sent", "message sent", sent),
    (
        "queued",
        "message queued while there is no connection",
        queued,
    ),
    ("ping-pong", "ping sent and answered", ping_pong),
    (
        "reconnect",
        "connection lost, waited for, open again",
        reconnect,
    ),
    ("status", "status()", status),
    ("next-wake", "next_wake()", next_wake),
];

/// A machine with its driver, which carries out nothing.
pub(super) struct Rig {
    pub(super) machine: Connection,
    pub(super) now: Instant,
    /// What was delivered or sent, and what else was commanded.
    pub(super) passed: usize,
}

impl Rig {
    /// An open connection.
    pub(super) fn open(config: Config) -> Self {
        let mut rig = Self {
            machine: Connection::new(config, 1),
            now: Instant::ORIGIN,
            passed: 0,
        };
        rig.take_in(Input::Open);
        rig.socket(SocketEvent::Opened);
        rig
    }

    /// What a driver does for everything that happens.
    pub(super) fn take_in(&mut self, input: Input) {
        self.machine.handle(self.now, input);
        self.carry_out();
    }

    pub(super) fn carry_out(&mut self) {
        while let Some(command) = self.machine.poll_command() {
            match command {
                Command::Deliver(_) | Command::Send { .. } | Command::SendAutomatic { .. } => {
                    self.passed += 1;
                }
                _ => {}
            }
        }
        black_box(self.machine.next_wake());
        black_box(self.machine.status_key());
    }

    /// The socket of the present attempt does something.
    pub(super) fn socket(&mut self, event: SocketEvent) {
        let attempt = self.machine.stats().attempts;
        self.take_in(Input::Socket { attempt, event });
    }

    pub(super) fn buffered(&mut self, bytes: usize) {
        let attempt = self.machine.stats().attempts;
        self.machine
            .handle(self.now, Input::Buffered { attempt, bytes });
    }

    pub(super) fn receive(&mut self, message: Message) {
        self.now = self.now + Duration::from_millis(1);
        self.socket(SocketEvent::Message(message));
    }

    pub(super) fn send(&mut self, message: impl Into<Outgoing>) -> SendOutcome {
        self.now = self.now + Duration::from_millis(1);
        self.buffered(0);
        let outcome = self.machine.send(self.now, message);
        self.carry_out();
        outcome
    }

    /// The alarm rings.
    pub(super) fn wake(&mut self) -> Option<WakeReason> {
        let wake = self.machine.next_wake()?;
        self.now = wake.at;
        self.take_in(Input::Wake);
        Some(wake.why)
    }

    pub(super) fn lose(&mut self) {
        self.socket(SocketEvent::Closed(Closed {
            code: 1006,
            reason: String::new(),
            was_clean: false,
        }));
    }

    /// The connection breaks and is open again.
    pub(super) fn reconnect(&mut self) {
        self.lose();
        assert_eq!(self.wake(), Some(WakeReason::RetryDue));
        self.socket(SocketEvent::Opened);
    }
}

pub(super) fn config() -> Config {
    Config::new("wss://example.org/live")
}

fn message(_: usize) -> Step {
    Box::new(|| {
        black_box(Message::from(black_box(TEXT)));
    })
}

fn received(_: usize) -> Step {
    receiving(config())
}

/// A connection that is sent the message once in every step.
pub(super) fn receiving(config: Config) -> Step {
    receiving_on(Rig::open(config))
}

pub(super) fn receiving_on(mut rig: Rig) -> Step {
    Box::new(move || {
        let before = rig.passed;
        rig.receive(Message::from(black_box(TEXT)));
        assert_eq!(rig.passed, before + 1);
    })
}

fn received_binary(_: usize) -> Step {
    let mut rig = Rig::open(config());
    Box::new(move || {
        let before = rig.passed;
        rig.receive(Message::from(black_box(TEXT).as_bytes().to_vec()));
        assert_eq!(rig.passed, before + 1);
    })
}

fn sent(_: usize) -> Step {
    let mut rig = Rig::open(config());
    Box::new(move || {
        assert_eq!(rig.send(black_box(TEXT)), SendOutcome::Sent);
    })
}

/// At its bound of ten messages, so that it is as long before the step as after it.
fn queued(_: usize) -> Step {
    queueing(10)
}

pub(super) fn queueing(length: usize) -> Step {
    let outbox = Outbox::default()
        .max_messages(length)
        .max_bytes(usize::MAX)
        .overflow(Overflow::DropOldest);
    let mut rig = Rig::open(config().outbox(outbox).suspend_after(None));
    rig.lose();
    for _ in 0..length {
        assert_eq!(rig.send(TEXT), SendOutcome::Queued);
    }
    Box::new(move || {
        assert_eq!(rig.send(black_box(TEXT)), SendOutcome::Queued);
    })
}

fn ping_pong(_: usize) -> Step {
    let mut rig = Rig::open(config());
    Box::new(move || {
        assert_eq!(rig.wake(), Some(WakeReason::PingDue));
        rig.receive(Message::from(black_box(r#"{"heart":1}"#)));
        assert_eq!(rig.machine.stats().pings, rig.machine.stats().pongs);
    })
}

fn reconnect(_: usize) -> Step {
    let mut rig = Rig::open(config());
    Box::new(move || rig.reconnect())
}

fn status(_: usize) -> Step {
    let mut rig = Rig::open(config());
    rig.reconnect();
    Box::new(move || {
        black_box(black_box(&rig.machine).status());
    })
}

fn next_wake(_: usize) -> Step {
    let rig = Rig::open(config());
    Box::new(move || {
        black_box(black_box(&rig.machine).next_wake());
    })
}
