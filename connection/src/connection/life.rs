//! How a connection begins, ends against the user's wish, and is closed.

use std::time::Duration;

use super::Connection;
use crate::cause::{Cause, GaveUp, HttpClass, OpenError};
use crate::close::{Close, CloseAction, Closed, SLOW_RETRY, Wish};
use crate::io::{Command, Event};
use crate::outbox::DropReason;
use crate::reconnect::{Decision, Retry};
use crate::state::{Absence, Drain, Outage, State};
use crate::time::Instant;
use crate::wake::{Wake, WakeReason};

impl Connection {
    pub(super) fn open(&mut self, now: Instant) {
        self.cancel_drain(now);
        if self.begin_afresh() {
            self.start_when_online(now);
        }
    }

    /// Clears the record of a connection that is not wanted so far, and lets go of a socket that is
    /// closing; `false`, with nothing changed, where one is wanted.
    fn begin_afresh(&mut self) -> bool {
        match self.state {
            State::Idle | State::Failed => {}
            State::Closing { .. } => self.abandon(Close::normal()),
            State::Preparing { .. }
            | State::Connecting { .. }
            | State::Greeting { .. }
            | State::Open { .. }
            | State::Ending { .. }
            | State::Diagnosing { .. }
            | State::Waiting { .. }
            | State::Offline { .. }
            | State::Away { .. } => return false,
        }
        self.outage = Outage::default();
        self.cause = None;
        true
    }

    pub(super) fn retry_now(&mut self, now: Instant) {
        self.cancel_drain(now);
        if self.begin_afresh() {
            return self.start_attempt(now);
        }
        match self.state {
            State::Idle | State::Failed | State::Closing { .. } => {}
            // Whatever the browser says: the user may know better.
            State::Waiting { .. } | State::Offline { .. } | State::Away { .. } => {
                self.start_attempt(now)
            }
            State::Preparing { .. }
            | State::Connecting { .. }
            | State::Greeting { .. }
            | State::Diagnosing { .. } => {}
            State::Open { .. } | State::Ending { .. } => self.replace(now, Cause::Replaced),
        }
    }

    /// A fresh socket in the place of one that is open.
    pub(super) fn replace(&mut self, now: Instant, cause: Cause) {
        self.abandon(Close::normal());
        self.outage = Outage::default();
        self.cause = Some(cause);
        self.start_attempt(now);
    }

    pub(super) fn close(&mut self, now: Instant, close: Close) {
        let next = match self.state {
            State::Idle => {
                self.expected = false;
                return self.discard_queue(DropReason::Closed);
            }
            State::Closing { .. } => return,
            State::Open { .. } => {
                let attempt = self.attempt;
                self.commands.push(Command::Close { attempt, close });
                let until = now + self.config.close_timeout;
                State::Closing { until }
            }
            State::Connecting { .. } | State::Greeting { .. } | State::Ending { .. } => {
                self.abandon(close);
                State::Idle
            }
            State::Preparing { .. } | State::Diagnosing { .. } => {
                self.cancel_question();
                State::Idle
            }
            State::Waiting { .. } | State::Offline { .. } | State::Away { .. } | State::Failed => {
                State::Idle
            }
        };
        self.absence = None;
        self.expected = false;
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
            State::Preparing { .. }
            | State::Connecting { .. }
            | State::Greeting { .. }
            | State::Open { .. }
            | State::Ending { .. }
            | State::Diagnosing { .. }
            | State::Waiting { .. }
            | State::Offline { .. }
            | State::Away { .. } => !self.queue.is_empty(),
            State::Idle | State::Closing { .. } | State::Failed => false,
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

    /// Whether a close has waited for the outbox for as long as it may.
    pub(super) fn end_overdue_drain(&mut self, now: Instant) -> bool {
        let overdue = self.drain.as_ref().is_some_and(|drain| drain.until <= now);
        if overdue {
            self.end_drain(now);
        }
        overdue
    }

    /// A close that waits for the outbox waits no longer once that is empty.
    pub(super) fn end_drain_of_nothing(&mut self, now: Instant) {
        if self.queue.is_empty() {
            self.end_drain(now);
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
            State::Preparing { .. } | State::Diagnosing { .. } => self.cancel_question(),
            // The attempt that follows when the page is back goes to the new address.
            State::Away { .. } => {
                self.outage = Outage::default();
                self.cause = cause;
                return self.transition(now, State::Away { floor: now });
            }
            State::Waiting { .. } | State::Offline { .. } | State::Failed => {}
        }
        self.outage = Outage::default();
        self.cause = cause;
        self.start_when_online(now);
    }

    pub(super) fn socket_closed(&mut self, now: Instant, closed: Closed) {
        self.last_close = Some(closed.clone());
        match self.state {
            State::Closing { .. } => self.transition(now, State::Idle),
            State::Connecting { .. } => self.handshake_failed(now),
            _ => self.lost(now, Cause::Closed(closed)),
        }
    }

    /// Lets go of the current socket without waiting for it.
    pub(super) fn abandon(&mut self, close: Close) {
        let attempt = self.attempt;
        self.commands.push(Command::Abandon { attempt, close });
    }

    /// The attempt or connection is over against the user's wish: wait, or give up.
    pub(super) fn lost(&mut self, now: Instant, cause: Cause) {
        self.stats.count_loss(&cause);
        self.forgive(self.lived_until(now, &cause));
        // While there is no network nobody is to blame, and nothing is to be learned.
        if !self.is_paused() {
            self.note_failure(now, &cause);
        }
        self.be_absent(now);
        let next = self.next_attempt(now, &cause);
        self.cause = Some(cause);
        match next {
            Ok((delay, floor)) => self.wait(now, now + delay, now + floor),
            Err(why) => self.give_up(now, why),
        }
    }

    fn note_failure(&mut self, now: Instant, cause: &Cause) {
        self.learn_from(now, cause);
        self.outage.failures = self.outage.failures.saturating_add(1);
        self.outage.since.get_or_insert(now);
        if let Cause::HttpStatus(status) = cause {
            let refused = HttpClass::of(*status) == HttpClass::Unauthorized;
            self.outage.unauthorized += u32::from(refused);
        }
        if *cause != Cause::Offline {
            self.health.note_failure(self.place, now);
        }
    }

    /// Whatever ends a connection shows that it lived until now; only silence shows nothing.
    fn lived_until(&self, now: Instant, cause: &Cause) -> Instant {
        match (cause, self.state.pulse()) {
            (Cause::NoAnswer(_), Some(pulse)) => pulse.last_inbound(),
            _ => now,
        }
    }

    /// A connection that lived until then makes up for the failures before it, if it was stable.
    pub(super) fn forgive(&mut self, until: Instant) {
        if self.has_lasted(until) {
            self.outage = Outage::default();
        }
    }

    /// Whether a connection that lived until then was stable.
    pub(super) fn has_lasted(&self, until: Instant) -> bool {
        let stable_after = self.config.reconnect.stable_after;
        let opened = match self.state {
            State::Open { since, .. } | State::Ending { since, .. } => Some(since),
            _ => None,
        };
        opened.is_some_and(|since| until.since(since) >= stable_after)
    }

    /// What is queued stays queued: a retry by the user may still send it.
    pub(super) fn give_up(&mut self, now: Instant, why: GaveUp) {
        self.gave_up = Some(why);
        self.expected = false;
        self.absence = None;
        self.transition(now, State::Failed);
        self.end_drain(now);
    }

    /// The delay before the next attempt and the least that the server wants, or why there is none.
    fn next_attempt(
        &mut self,
        now: Instant,
        cause: &Cause,
    ) -> Result<(Duration, Duration), GaveUp> {
        let floor = self.floor(cause)?;
        let reconnect = &self.config.reconnect;
        if self.is_paused() && reconnect.max_attempts != Some(0) {
            return Ok((floor, floor));
        }
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
        let delay = match reconnect
            .backoff
            .decide(self.guard, &retry, &mut self.jitter)
        {
            Decision::After(delay) => delay.max(floor),
            Decision::Stop => return Err(GaveUp::Policy),
        };
        match reconnect.max_elapsed {
            Some(limit) if elapsed.saturating_add(delay) > limit => Err(GaveUp::Elapsed(limit)),
            _ => Ok((delay, floor)),
        }
    }

    /// The shortest delay that the way of ending allows, or why it allows no retry at all.
    fn floor(&mut self, cause: &Cause) -> Result<Duration, GaveUp> {
        match cause {
            Cause::CouldNotOpen(OpenError::Unsupported) => Err(GaveUp::Pointless),
            Cause::CouldNotOpen(error) if error.is_permanent() => self.unless_elsewhere(),
            Cause::HttpStatus(status) => match HttpClass::of(*status) {
                // The first time, a fresh token may help.
                HttpClass::Unauthorized
                    if self.config.prepare.is_some() && self.outage.unauthorized < 2 =>
                {
                    Ok(Duration::ZERO)
                }
                HttpClass::Unauthorized => Err(GaveUp::Unauthorized),
                HttpClass::NotFound => self.unless_elsewhere(),
                HttpClass::Busy => Ok(self.slow_retry()),
                HttpClass::Other => Ok(Duration::ZERO),
            },
            Cause::Closed(closed) => self.floor_after(closed),
            _ => Ok(Duration::ZERO),
        }
    }

    /// Of no use at this address; another one may do better.
    fn unless_elsewhere(&self) -> Result<Duration, GaveUp> {
        match self.config.alternatives.is_empty() {
            true => Err(GaveUp::Pointless),
            false => Ok(Duration::ZERO),
        }
    }

    fn floor_after(&mut self, closed: &Closed) -> Result<Duration, GaveUp> {
        let wish = Wish::read(&closed.reason);
        if wish.stop {
            return Err(GaveUp::ServerSaidStop);
        }
        if let Some(asked) = wish.retry_after {
            // All clients of one server are asked at once: a tenth more keeps them apart.
            return Ok(self.jitter.between(asked, asked + asked / 10));
        }
        match self.config.close_codes.action_under(self.guard, closed) {
            CloseAction::Stop => Err(GaveUp::Pointless),
            CloseAction::Retry => Ok(Duration::ZERO),
            CloseAction::RetrySlowly => Ok(self.slow_retry()),
        }
    }

    fn slow_retry(&mut self) -> Duration {
        self.jitter.between(*SLOW_RETRY.start(), *SLOW_RETRY.end())
    }

    pub(super) fn be_absent(&mut self, now: Instant) {
        let since = now;
        let suspended = false;
        self.absence.get_or_insert(Absence { since, suspended });
    }

    /// When the connection will have been away for too long.
    pub(super) fn suspension(&self) -> Option<Wake> {
        let absence = self.absence.filter(|absence| !absence.suspended)?;
        let at = absence.since + self.config.suspend_after?;
        Some(Wake::new(at, WakeReason::SuspendDue))
    }

    /// Notes when the connection has been away for too long.
    pub(super) fn note_absence(&mut self, now: Instant) {
        if self.suspension().is_none_or(|wake| now < wake.at) {
            return;
        }
        if let Some(absence) = &mut self.absence {
            absence.suspended = true;
        }
        self.changes += 1;
        self.report(Event::Suspended);
        if self.config.outbox.drop_when_suspended {
            self.discard_queue(DropReason::Suspended);
            self.end_drain_of_nothing(now);
        }
    }
}
