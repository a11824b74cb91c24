//! What the page and the machine under it go through, and what the connection makes of it.

use std::time::Duration;

use super::Connection;
use crate::cause::Cause;
use crate::clocks::Clocks;
use crate::close::Close;
use crate::deadline::GRACE;
use crate::heartbeat::Told;
use crate::io::Signal;
use crate::state::State;
use crate::time::Instant;

/// The longest time by which the first attempt after [`Signal::Online`] is put off: half a second.
/// Everybody behind one router hears that it is back at the same instant.
const ONLINE_SPREAD: Duration = Duration::from_millis(500);

/// The shortest time between the beginnings of two attempts that signals bring about: one second.
/// A network that comes and goes ten times a second must not make as many sockets.
const SIGNAL_PACE: Duration = Duration::from_secs(1);

/// What is known of the page.
#[derive(Debug, Default)]
pub(super) struct Surroundings {
    hidden: bool,
    offline: bool,
    clocks: Clocks,
}

impl Connection {
    pub(super) fn signal(&mut self, now: Instant, signal: Signal) {
        self.end_overdue_drain(now);
        match signal {
            Signal::Hidden => {
                self.surroundings.hidden = true;
                self.slow_down(now);
            }
            Signal::Shown => {
                self.surroundings.hidden = false;
                self.look_up(now, Duration::ZERO);
            }
            Signal::Resumed => self.run_again(now),
            Signal::Left => self.leave_page(now),
            Signal::Restored => self.come_back(now),
            Signal::Offline => {
                self.surroundings.offline = true;
                self.go_offline(now);
            }
            Signal::Online => {
                self.surroundings.offline = false;
                let spread = self.jitter.between(Duration::ZERO, ONLINE_SPREAD);
                self.look_up(now, spread);
            }
        }
    }

    pub(super) fn clock(&mut self, now: Instant, wall: Duration) {
        if self.surroundings.clocks.tell_sleep(now, wall) {
            self.run_again(now);
        }
    }

    /// Whether attempts have to wait until the browser is online.
    pub(super) fn is_paused(&self) -> bool {
        self.surroundings.offline && self.config.reconnect.pause_offline
    }

    /// An attempt, or the wait until the browser is online.
    pub(super) fn start_when_online(&mut self, now: Instant) {
        if !self.is_paused() || self.config.check().is_err() {
            return self.start_attempt(now);
        }
        self.gave_up = None;
        self.expected = false;
        self.be_absent(now);
        self.transition(now, State::Offline { floor: now });
    }

    /// Where a wait leads that ends at `due`, or at `floor` if the surroundings allow it.
    pub(super) fn wait(&mut self, now: Instant, due: Instant, floor: Instant) {
        let next = match self.is_paused() {
            true => State::Offline { floor },
            false => State::Waiting {
                due: self.paced(due),
                floor,
            },
        };
        self.transition(now, next);
    }

    /// The page did not run for a while, nor did what it would have heard.
    fn run_again(&mut self, now: Instant) {
        match &mut self.state {
            State::Open { .. } => self.probe(now, Told::Late),
            State::Preparing { deadline }
            | State::Connecting { deadline, .. }
            | State::Greeting { deadline }
            | State::Ending { deadline, .. } => {
                if deadline.at() < now + GRACE && deadline.extend(now + GRACE) {
                    self.changes += 1;
                }
            }
            _ => self.look_up(now, Duration::ZERO),
        }
    }

    /// Something changed for the better: an open link is probed, a wait is over as soon as it may.
    fn look_up(&mut self, now: Instant, spread: Duration) {
        match self.state {
            State::Open { .. } => self.probe(now, Told::InTime),
            State::Waiting { due, floor } => {
                let sooner = self.soonest(now + spread, floor);
                if sooner < due {
                    self.attempt_at(now, sooner, floor);
                }
            }
            State::Offline { floor } if !self.is_paused() => {
                let due = self.soonest(now + spread, floor);
                self.attempt_after_pause(now, due, floor);
            }
            _ => {}
        }
    }

    /// The configuration may have come to allow attempts although the browser says that it is
    /// offline, or to allow none.
    pub(super) fn follow_pausing(&mut self, now: Instant) {
        match self.state {
            State::Offline { .. } => self.look_up(now, Duration::ZERO),
            State::Waiting { floor, .. } if self.is_paused() => {
                self.transition(now, State::Offline { floor });
            }
            _ => {}
        }
    }

    /// An attempt after a time in which none could be made.
    fn attempt_after_pause(&mut self, now: Instant, due: Instant, floor: Instant) {
        // What the policy allows for does not run out while nothing can be done.
        self.outage.since = self.outage.since.map(|_| now);
        self.attempt_at(now, due, floor);
    }

    fn attempt_at(&mut self, now: Instant, due: Instant, floor: Instant) {
        if due <= now {
            return self.start_attempt(now);
        }
        self.transition(now, State::Waiting { due, floor });
    }

    /// The earliest time from `wanted` on that a signal may bring an attempt about.
    fn soonest(&self, wanted: Instant, floor: Instant) -> Instant {
        let began = self.attempted_at;
        let spaced = began.map_or(wanted, |began| wanted.max(began + SIGNAL_PACE));
        self.paced(spaced.max(floor))
    }

    /// `due`, or later where the page is hidden.
    pub(super) fn paced(&self, due: Instant) -> Instant {
        let pace = self.config.reconnect.hidden_pace;
        match (pace, self.attempted_at) {
            (Some(pace), Some(began)) if self.surroundings.hidden => due.max(began + pace),
            _ => due,
        }
    }

    fn slow_down(&mut self, now: Instant) {
        if let State::Waiting { due, floor } = self.state {
            let paced = self.paced(due);
            if paced != due {
                self.transition(now, State::Waiting { due: paced, floor });
            }
        }
    }

    fn go_offline(&mut self, now: Instant) {
        if !self.is_paused() {
            return self.probe(now, Told::InTime);
        }
        let floor = match self.state {
            State::Open { .. } => return self.probe(now, Told::InTime),
            State::Connecting { .. } => {
                self.abandon(Close::normal());
                now
            }
            State::Preparing { .. } | State::Diagnosing { .. } => {
                self.cancel_question();
                now
            }
            State::Waiting { floor, .. } => return self.transition(now, State::Offline { floor }),
            State::Idle
            | State::Greeting { .. }
            | State::Ending { .. }
            | State::Offline { .. }
            | State::Away { .. }
            | State::Closing { .. }
            | State::Failed => return,
        };
        self.stats.count_loss(&Cause::Offline);
        self.cause = Some(Cause::Offline);
        self.transition(now, State::Offline { floor });
    }

    /// A socket would keep the page out of the cache, or die in it without a word.
    fn leave_page(&mut self, now: Instant) {
        self.forgive(now);
        let floor = match self.state {
            State::Idle | State::Away { .. } | State::Failed => return,
            State::Closing { .. } => {
                self.abandon(Close::normal());
                return self.transition(now, State::Idle);
            }
            State::Connecting { .. }
            | State::Greeting { .. }
            | State::Open { .. }
            | State::Ending { .. } => {
                self.abandon(Close::normal());
                now
            }
            State::Preparing { .. } | State::Diagnosing { .. } => {
                self.cancel_question();
                now
            }
            State::Waiting { floor, .. } | State::Offline { floor } => floor,
        };
        // What is not there cannot miss anything.
        self.absence = None;
        self.cause = Some(Cause::PageLeft);
        self.transition(now, State::Away { floor });
    }

    fn come_back(&mut self, now: Instant) {
        let State::Away { floor } = self.state else {
            return self.run_again(now);
        };
        self.be_absent(now);
        if self.is_paused() && self.config.check().is_ok() {
            return self.transition(now, State::Offline { floor });
        }
        self.attempt_after_pause(now, self.soonest(now, floor), floor);
    }
}
