//! A connection's life, and the history that is kept of it, for tests.

use std::time::Duration;

use heartline_connection::{Closed, Config, Connection, Input, Instant, SocketEvent, redact};

use super::history::{History, Now, Target};
use super::sums::Sums;

/// 2026-11-26T00:00:00Z, which is when the tests' clock begins.
pub(super) const MIDNIGHT: u64 = 1_795_651_200_000;

/// A machine of whose life a history is kept.
pub(super) struct Life {
    pub(super) machine: Connection,
    pub(super) history: History,
    millis: u64,
}

impl Life {
    pub(super) fn begin() -> Self {
        let machine = Connection::new(Config::new("ws://example.org/"), 7);
        Self {
            machine,
            history: History::default(),
            millis: 0,
        }
    }

    pub(super) fn now(&self) -> Now {
        Now {
            instant: Instant::from_origin(Duration::from_millis(self.millis)),
            wall: MIDNIGHT + self.millis,
        }
    }

    /// Something happens, after so many milliseconds.
    pub(super) fn after(&mut self, millis: u64, input: Input) -> &mut Self {
        self.millis += millis;
        self.machine.handle(self.now().instant, input);
        self.collect()
    }

    /// Other settings, after so many milliseconds.
    pub(super) fn configure(&mut self, millis: u64, config: Config) -> &mut Self {
        self.millis += millis;
        self.machine.configure(self.now().instant, config);
        self.collect()
    }

    fn collect(&mut self) -> &mut Self {
        while self.machine.poll_command().is_some() {}
        let (timeline, cause) = (self.machine.timeline(), self.machine.status().cause);
        let target = Target {
            address: &redact(self.machine.url()),
            server: &self.machine.config().url,
        };
        self.history
            .collect(timeline, cause.as_ref(), target, self.now());
        self
    }

    fn socket(&mut self, millis: u64, event: SocketEvent) -> &mut Self {
        let attempt = self.machine.status().attempt;
        self.after(millis, Input::Socket { attempt, event })
    }

    pub(super) fn open(&mut self, millis: u64) -> &mut Self {
        self.socket(millis, SocketEvent::Opened)
    }

    pub(super) fn lose(&mut self, millis: u64, reason: &str) -> &mut Self {
        let closed = Closed {
            code: 4242,
            reason: reason.to_owned(),
            was_clean: true,
        };
        self.socket(millis, SocketEvent::Closed(closed))
    }

    pub(super) fn session(&self) -> Sums {
        self.history.session(self.now().instant)
    }
}
