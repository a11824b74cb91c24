//! How connections begin and end in the model, and how long it waits in between.

use std::time::Duration;

use heartline_connection::{DropReason, Finding, Instant, Phase, WakeReason};

use super::heart::{By, Look};
use super::{Model, Span, Stage, Wait};
use crate::deed::Fault;
use crate::setup::{Retries, millis, secs};
use crate::told::Told;

/// Why a connection or an attempt ended.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Loss {
    Closed(u16, &'static str),
    NotMade(Fault),
    Found(Finding),
    /// Nothing was heard since then.
    Silent(Instant),
    Other,
}

/// The shortest and the longest delay.
type Bounds = (Duration, Duration);

/// `None` is to give up.
type Delay = Option<Bounds>;

impl Model {
    pub(super) fn open(&mut self, now: Instant) {
        self.drain = None;
        self.show();
        match self.stage {
            Stage::Idle | Stage::Failed(_) => {}
            Stage::Closing(_) => self.tell(Told::Abandon(self.attempt)),
            _ => return,
        }
        self.forget_failures();
        self.begin_when_online(now);
    }

    /// At once, whatever the browser says of the network.
    pub(super) fn retry(&mut self, now: Instant) {
        self.drain = None;
        self.show();
        match self.stage {
            Stage::Closing(_) | Stage::Open { .. } | Stage::Ending(..) => {
                self.tell(Told::Abandon(self.attempt));
                self.forget_failures();
            }
            Stage::Idle | Stage::Failed(_) => self.forget_failures(),
            Stage::Waiting(_) | Stage::Offline(_) | Stage::Away(_) => {}
            Stage::Asking(..) | Stage::Opening(..) | Stage::Greeting(_) | Stage::Looking(_) => {
                return;
            }
        }
        self.begin(now);
    }

    pub(super) fn begin_when_online(&mut self, now: Instant) {
        if !self.is_paused() || self.setup.broken.is_some() {
            return self.begin(now);
        }
        self.expected = false;
        self.be_absent(now);
        self.enter(Stage::Offline((now, now)));
    }

    pub(super) fn forget_failures(&mut self) {
        (self.failures, self.failing_since, self.unauthorized) = (0, None, 0);
    }

    pub(super) fn begin(&mut self, now: Instant) {
        if self.setup.broken.is_some() {
            return self.give_up(now, Stage::Failed(self.setup.broken));
        }
        self.expected = false;
        self.attempt += 1;
        self.attempted_at = Some(now);
        self.be_absent(now);
        let by = By::new(now + self.setup.connect_timeout);
        if self.setup.prepare {
            self.tell(Told::Ask(self.attempt));
            return self.enter(Stage::Asking(by, self.setup.greeting));
        }
        self.go_out(by, self.setup.greeting);
    }

    pub(super) fn go_out(&mut self, by: By, greet: bool) {
        self.tell(Told::Open(self.attempt));
        self.enter(Stage::Opening(by, greet));
    }

    pub(super) fn be_absent(&mut self, now: Instant) {
        self.absent = self.absent.or(Some((now, false)));
    }

    fn give_up(&mut self, now: Instant, failed: Stage) {
        self.absent = None;
        self.expected = false;
        self.enter(failed);
        if self.drain.is_some() {
            self.close(now);
        }
    }

    pub(super) fn close(&mut self, now: Instant) {
        let next = match self.stage {
            Stage::Idle => {
                self.expected = false;
                let victims = self.letters.everything(DropReason::Closed);
                return self.report(victims);
            }
            Stage::Closing(_) => return,
            Stage::Open { .. } => {
                self.tell(Told::Close(self.attempt));
                Stage::Closing(now + self.setup.close_timeout)
            }
            Stage::Opening(..) | Stage::Greeting(_) | Stage::Ending(..) => {
                self.tell(Told::Abandon(self.attempt));
                Stage::Idle
            }
            Stage::Asking(..) | Stage::Looking(_) => {
                self.tell(Told::Cancel(self.attempt));
                Stage::Idle
            }
            Stage::Waiting(_) | Stage::Offline(_) | Stage::Away(_) | Stage::Failed(_) => {
                Stage::Idle
            }
        };
        self.absent = None;
        self.expected = false;
        self.drain = None;
        self.forget_failures();
        let victims = self.letters.everything(DropReason::Closed);
        self.report(victims);
        self.enter(next);
    }

    pub(super) fn close_after_sending(&mut self, now: Instant, until: Instant) {
        let ended = matches!(
            self.stage,
            Stage::Idle | Stage::Closing(_) | Stage::Failed(_)
        );
        if ended || self.letters.is_empty() {
            return self.close(now);
        }
        self.drain = Some(until);
        self.show();
    }

    pub(super) fn close_if_overdue(&mut self, now: Instant) {
        if self.drain.is_some_and(|until| until <= now) {
            self.close(now);
        }
    }

    /// A close that waited for the outbox happens when that is empty.
    pub(super) fn close_if_done(&mut self, now: Instant) {
        if self.drain.is_some() && self.letters.is_empty() {
            self.close(now);
        }
    }

    pub(super) fn closed(&mut self, now: Instant, of: u64, loss: Loss) {
        match self.stage {
            _ if of != self.attempt => {}
            Stage::Closing(_) => self.enter(Stage::Idle),
            Stage::Opening(..) if self.setup.diagnose => {
                self.tell(Told::Diagnose(self.attempt));
                self.enter(Stage::Looking(now + secs(5)));
            }
            Stage::Opening(..) => self.lose(now, Loss::Other),
            Stage::Greeting(_) | Stage::Open { .. } | Stage::Ending(..) => self.lose(now, loss),
            _ => {}
        }
    }

    pub(super) fn lose(&mut self, now: Instant, loss: Loss) {
        self.forgive(match loss {
            Loss::Silent(heard) => heard,
            _ => now,
        });
        let mut began = now;
        if !self.is_paused() {
            self.failures = self.failures.saturating_add(1);
            began = *self.failing_since.get_or_insert(now);
            let refused = matches!(loss, Loss::Found(Finding::Status(401 | 403)));
            self.unauthorized += u32::from(refused);
        }
        self.be_absent(now);
        match self.delay(now.since(began), loss) {
            Some(((from, to), floor)) => {
                let floor = (now + floor.0, now + floor.1);
                self.wait((now + from, now + to), floor);
            }
            None => self.give_up(now, Stage::Failed(None)),
        }
    }

    /// A connection that lasted until then makes up for the failures before it.
    pub(super) fn forgive(&mut self, end: Instant) {
        let since = match self.stage {
            Stage::Open { since, .. } | Stage::Ending(since, _) => Some(since),
            _ => None,
        };
        if since.is_some_and(|since| end.since(since) >= self.setup.stable_after) {
            self.forget_failures();
        }
    }

    fn wait(&mut self, due: Span, floor: Span) {
        let due = (self.paced(due.0), self.paced(due.1));
        match self.is_paused() {
            true => self.enter(Stage::Offline(floor)),
            false => self.enter(Stage::Waiting(Wait { due, floor })),
        }
    }

    /// The delay, and of it what the server wants at least.
    fn delay(&self, elapsed: Duration, loss: Loss) -> Option<(Bounds, Bounds)> {
        let floor = self.floor(loss)?;
        if self.is_paused() && self.setup.max_attempts != Some(0) {
            return Some((floor, floor));
        }
        if self.setup.max_attempts == Some(0) {
            return None;
        }
        if self
            .setup
            .max_attempts
            .is_some_and(|limit| self.failures > limit)
        {
            return None;
        }
        let (from, to) = self.backoff()?;
        let (from, to) = (from.max(floor.0), to.max(floor.1));
        let Some(limit) = self.setup.max_elapsed else {
            return Some(((from, to), floor));
        };
        // What was drawn decides; that shows.
        let gave_up = matches!(self.seen.status.phase, Phase::Failed | Phase::Idle);
        let (sooner, later) = (elapsed.saturating_add(from), elapsed.saturating_add(to));
        match gave_up {
            _ if sooner > limit => None,
            true if later > limit => None,
            _ => Some(((from, to.min(limit.saturating_sub(elapsed))), floor)),
        }
    }

    fn backoff(&self) -> Delay {
        let nth = self.failures;
        match self.setup.retries {
            Retries::Fixed(delay) => Some((delay, delay)),
            Retries::Exponential(min, max) => {
                let doubled = (0..nth.min(64)).fold(min, |delay, _| delay.saturating_mul(2));
                let from = if nth <= 1 { Duration::ZERO } else { min };
                Some((from, doubled.min(max).max(from)))
            }
            Retries::List([first, _]) if nth <= 1 => Some((first, first)),
            Retries::List([_, second]) => Some((second, second)),
            Retries::Decided(delay) => {
                let delay = delay?.max(millis(100));
                Some((delay, delay))
            }
        }
    }

    /// What the way of ending asks for at least.
    fn floor(&self, loss: Loss) -> Delay {
        let none = Some((Duration::ZERO, Duration::ZERO));
        let slow = Some((secs(5), secs(15)));
        let elsewhere = none.filter(|_| self.setup.spare);
        match loss {
            Loss::Closed(_, r#"{"reconnect":false}"#) => None,
            Loss::Closed(_, r#"{"retry_after_ms":7000}"#) => Some((secs(7), millis(7_700))),
            Loss::Closed(_, r#"{"retry_after_ms":99999999999}"#) => {
                Some((secs(3_600), secs(3_960)))
            }
            Loss::Closed(_, r#"{"reconnect":true, "retry_after_ms":0}"#) => none,
            Loss::Closed(1012 | 1013 | 4429, _) => slow,
            Loss::Closed(4408 | 4425, _) => none,
            Loss::Closed(1002 | 1003 | 1007..=1010 | 4400..=4499, _) => None,
            Loss::NotMade(Fault::Unsupported) => None,
            Loss::NotMade(Fault::BadAddress | Fault::Blocked) => elsewhere,
            Loss::Found(Finding::Status(401 | 403)) => {
                none.filter(|_| self.setup.prepare && self.unauthorized < 2)
            }
            Loss::Found(Finding::Status(404 | 410)) => elsewhere,
            Loss::Found(Finding::Status(429 | 500..=599)) => slow,
            Loss::Closed(..)
            | Loss::NotMade(Fault::Other)
            | Loss::Found(_)
            | Loss::Silent(_)
            | Loss::Other => none,
        }
    }

    /// The machine shows when it will try again; that must lie between the bounds.
    pub(super) fn learn_delay(&mut self) -> Result<(), String> {
        let mut shown = [self.seen.status.next, self.seen.alarm]
            .into_iter()
            .flatten();
        let shown = shown.rfind(|wake| wake.why == WakeReason::RetryDue);
        let (Stage::Waiting(wait), Some(wake)) = (self.stage, shown) else {
            return Ok(());
        };
        let (from, to) = wait.due;
        if wake.at < from || wake.at > to {
            return Err(format!("{wake:?} is not between {from:?} and {to:?}"));
        }
        let due = (wake.at, wake.at);
        self.stage = Stage::Waiting(Wait { due, ..wait });
        Ok(())
    }

    pub(super) fn wake(&mut self, now: Instant) {
        if self.drain.is_some_and(|until| until <= now) {
            return self.close(now);
        }
        self.expire(now);
        self.note_absence(now);
        match &mut self.stage {
            Stage::Idle | Stage::Offline(_) | Stage::Away(_) | Stage::Failed(_) => {}
            Stage::Asking(by, _)
            | Stage::Opening(by, _)
            | Stage::Greeting(by)
            | Stage::Ending(_, by) => {
                if by.look(now, secs(2)) == Look::Over {
                    self.time_over(now);
                }
            }
            Stage::Looking(until) | Stage::Closing(until) if now < *until => {}
            Stage::Looking(_) | Stage::Closing(_) => self.time_over(now),
            Stage::Open { .. } => self.beat(now),
            Stage::Waiting(wait) if now < wait.due.0 => {}
            Stage::Waiting(wait) => {
                // Between the bounds it shows whether that was the time.
                if now >= wait.due.1 || self.seen.status.attempt > self.attempt {
                    self.begin(now);
                }
            }
        }
    }

    fn time_over(&mut self, now: Instant) {
        let asked = matches!(self.stage, Stage::Asking(..) | Stage::Looking(_));
        self.tell(match asked {
            true => Told::Cancel(self.attempt),
            false => Told::Abandon(self.attempt),
        });
        match self.stage {
            Stage::Closing(_) => self.enter(Stage::Idle),
            _ => self.lose(now, Loss::Other),
        }
    }

    fn note_absence(&mut self, now: Instant) {
        let Some(((since, false), after)) = self.absent.zip(self.setup.suspend_after) else {
            return;
        };
        if now < since + after {
            return;
        }
        self.absent = Some((since, true));
        self.tell(Told::Suspended);
        if self.setup.drop_when_suspended {
            let victims = self.letters.everything(DropReason::Suspended);
            self.report(victims);
            self.close_if_done(now);
        }
    }
}
