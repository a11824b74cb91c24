//! How attempts begin and end.

use std::time::Duration;

use super::Connection;
use crate::cause::{Cause, GaveUp};
use crate::close::{Close, CloseAction, Closed, SLOW_RETRY, Wish};
use crate::deadline::Deadline;
use crate::heartbeat::Pulse;
use crate::io::Command;
use crate::outbox::DropReason;
use crate::reconnect::{Decision, Retry};
use crate::state::{Drain, Outage, State};
use crate::time::Instant;

impl Connection {
    pub(super) fn open(&mut self, now: Instant) {
        self.cancel_drain(now);
        match self.state {
            State::Idle | State::Failed => self.start_afresh(now),
            State::Closing { .. } => {
                self.abandon(Close::normal());
                self.start_afresh(now);
            }
            State::Connecting { .. }
            | State::Greeting { .. }
            | State::Open { .. }
            | State::Ending { .. }
            | State::Waiting { .. } => {}
        }
    }

    pub(super) fn retry_now(&mut self, now: Instant) {
        self.cancel_drain(now);
        match self.state {
            State::Idle | State::Failed | State::Closing { .. } => self.open(now),
            State::Waiting { .. } => self.start_attempt(now),
            State::Connecting { .. } | State::Greeting { .. } => {}
            State::Open { .. } | State::Ending { .. } => {
                self.abandon(Close::normal());
                self.outage = Outage::default();
                self.cause = Some(Cause::Replaced);
                self.start_attempt(now);
            }
        }
    }

    pub(super) fn close(&mut self, now: Instant, close: Close) {
        let next = match self.state {
            State::Idle | State::Closing { .. } => return,
            State::Open { .. } => {
                let attempt = self.attempt;
                self.commands.push_back(Command::Close { attempt, close });
                let until = now + self.config.close_timeout;
                State::Closing { until }
            }
            State::Connecting { .. } | State::Greeting { .. } | State::Ending { .. } => {
                self.abandon(close);
                State::Idle
            }
            State::Waiting { .. } | State::Failed => State::Idle,
        };
        self.discard_queue(DropReason::Closed);
        self.cause = Some(Cause::ClosedByUser);
        self.gave_up = None;
        self.outage = Outage::default();
        self.drain = None;
        self.transition(now, next);
    }

    /// With nothing queued there is nothing to wait for: the browser itself sends what it has
    /// taken before it closes.
    pub(super) fn close_after_sending(&mut self, now: Instant, close: Close, within: Duration) {
        let pending = match self.state {
            State::Connecting { .. }
            | State::Greeting { .. }
            | State::Ending { .. }
            | State::Waiting { .. } => !self.queue.is_empty(),
            State::Idle | State::Open { .. } | State::Closing { .. } | State::Failed => false,
        };
        if !pending {
            return self.close(now, close);
        }
        let until = now + within;
        self.drain = Some(Drain { close, until });
        self.announce(now);
    }

    fn cancel_drain(&mut self, now: Instant) {
        self.drain = None;
        self.announce(now);
    }

    /// Closes, if a close was waiting for the outbox; what is still queued is reported.
    pub(super) fn end_drain(&mut self, now: Instant) {
        if let Some(drain) = self.drain.take() {
            self.close(now, drain.close);
        }
    }

    /// The heartbeat may have been turned on, off, or changed.
    pub(super) fn adopt_heartbeat(&mut self, now: Instant) {
        let heartbeat = self.heartbeat_in_force();
        if let State::Open { pulse, .. } = &mut self.state {
            *pulse = heartbeat.map(|heartbeat| match pulse.take() {
                Some(pulse) => Box::new(pulse.adopt(heartbeat)),
                None => Box::new(Pulse::new(now, heartbeat)),
            });
        }
    }

    /// The configuration asks for another socket than the present one, if any is wanted.
    pub(super) fn replace_socket(&mut self, now: Instant, cause: Option<Cause>) {
        if self.drain.is_some() && self.queue.is_empty() {
            return self.end_drain(now);
        }
        match self.state {
            State::Idle | State::Closing { .. } => return,
            State::Connecting { .. }
            | State::Greeting { .. }
            | State::Open { .. }
            | State::Ending { .. } => self.abandon(Close::normal()),
            State::Waiting { .. } | State::Failed => {}
        }
        self.outage = Outage::default();
        self.cause = cause;
        self.start_attempt(now);
    }

    /// An attempt without the burden of earlier failures.
    fn start_afresh(&mut self, now: Instant) {
        self.outage = Outage::default();
        self.cause = None;
        self.start_attempt(now);
    }

    pub(super) fn start_attempt(&mut self, now: Instant) {
        if let Err(error) = self.config.check() {
            self.cause = Some(Cause::BadConfig(error));
            return self.give_up(now, GaveUp::Pointless);
        }
        self.gave_up = None;
        self.replies_sent = 0;
        self.attempt += 1;
        self.stats.attempts += 1;
        self.commands.push_back(Command::Open {
            attempt: self.attempt,
            url: self.config.url.trim().to_owned(),
            protocols: self.config.protocols.clone(),
        });
        let deadline = Deadline::new(now + self.config.connect_timeout);
        self.transition(now, State::Connecting { deadline });
    }

    pub(super) fn opened(&mut self, now: Instant) {
        let State::Connecting { deadline } = self.state else {
            return;
        };
        if let Some(greeting) = self.config.greeting.clone() {
            self.command_send_automatic(greeting, self.attempt);
        }
        match self.config.ready_when {
            Some(_) => self.transition(now, State::Greeting { deadline }),
            None => self.ready(now),
        }
    }

    /// Open and greeted: from here on data flows and the heart beats.
    pub(super) fn ready(&mut self, now: Instant) {
        self.stats.opens += 1;
        let heartbeat = self.heartbeat_in_force();
        let pulse = heartbeat.map(|heartbeat| Box::new(Pulse::new(now, heartbeat)));
        self.transition(now, State::Open { since: now, pulse });
        self.flush();
        self.end_drain(now);
    }

    pub(super) fn connect_timed_out(&mut self, now: Instant) {
        let timeout = self.config.connect_timeout;
        let cause = match self.state {
            State::Greeting { .. } => Cause::ReadyTimeout(timeout),
            _ => Cause::ConnectTimeout(timeout),
        };
        self.abandon(Close::normal());
        self.lost(now, cause);
    }

    pub(super) fn socket_closed(&mut self, now: Instant, closed: Closed) {
        self.last_close = Some(closed.clone());
        match self.state {
            State::Closing { .. } => self.transition(now, State::Idle),
            State::Connecting { .. } => self.lost(now, Cause::CouldNotConnect),
            _ => self.lost(now, Cause::Closed(closed)),
        }
    }

    /// Lets go of the current socket without waiting for it.
    pub(super) fn abandon(&mut self, close: Close) {
        let attempt = self.attempt;
        self.commands.push_back(Command::Abandon { attempt, close });
    }

    /// The attempt or connection is over against the user's wish: wait, or give up.
    pub(super) fn lost(&mut self, now: Instant, cause: Cause) {
        self.stats.count_loss(&cause);
        self.learn_from(now, &cause);
        let stable_after = self.config.reconnect.stable_after;
        let opened = match self.state {
            State::Open { since, .. } | State::Ending { since, .. } => Some(since),
            _ => None,
        };
        if opened.is_some_and(|since| now.since(since) >= stable_after) {
            self.outage = Outage::default();
        }
        self.outage.failures = self.outage.failures.saturating_add(1);
        self.outage.since.get_or_insert(now);
        let next = self.next_attempt(now, &cause);
        self.cause = Some(cause);
        match next {
            Ok(delay) => self.transition(now, State::Waiting { due: now + delay }),
            Err(why) => self.give_up(now, why),
        }
    }

    /// What is queued stays queued: a retry by the user may still send it.
    fn give_up(&mut self, now: Instant, why: GaveUp) {
        self.gave_up = Some(why);
        self.transition(now, State::Failed);
        self.end_drain(now);
    }

    /// The delay before the next attempt, or why there is none.
    fn next_attempt(&mut self, now: Instant, cause: &Cause) -> Result<Duration, GaveUp> {
        let floor = self.floor(cause)?;
        let reconnect = &self.config.reconnect;
        let failures = self.outage.failures;
        let elapsed = self
            .outage
            .since
            .map_or(Duration::ZERO, |since| now.since(since));
        match reconnect.max_attempts {
            Some(0) => return Err(GaveUp::Disabled),
            Some(limit) if failures > limit => return Err(GaveUp::Attempts(limit)),
            _ => {}
        }
        let retry = Retry {
            failures,
            elapsed,
            cause,
        };
        let delay = match reconnect.backoff.decide(&retry, &mut self.jitter) {
            Decision::After(delay) => delay.max(floor),
            Decision::Stop => return Err(GaveUp::Policy),
        };
        match reconnect.max_elapsed {
            Some(limit) if elapsed.saturating_add(delay) > limit => Err(GaveUp::Elapsed(limit)),
            _ => Ok(delay),
        }
    }

    /// The shortest delay that the way of ending allows, or why it allows no retry at all.
    fn floor(&mut self, cause: &Cause) -> Result<Duration, GaveUp> {
        let closed = match cause {
            Cause::CouldNotOpen(error) if error.is_permanent() => return Err(GaveUp::Pointless),
            Cause::Closed(closed) => closed,
            _ => return Ok(Duration::ZERO),
        };
        let wish = Wish::read(&closed.reason);
        if wish.stop {
            return Err(GaveUp::ServerSaidStop);
        }
        if let Some(asked) = wish.retry_after {
            // All clients of one server are asked at once: a tenth more keeps them apart.
            return Ok(self.jitter.between(asked, asked + asked / 10));
        }
        match self.config.close_codes.action(closed.code) {
            CloseAction::Stop => Err(GaveUp::Pointless),
            CloseAction::Retry => Ok(Duration::ZERO),
            CloseAction::RetrySlowly => {
                Ok(self.jitter.between(*SLOW_RETRY.start(), *SLOW_RETRY.end()))
            }
        }
    }
}
