//! What the page goes through, in the model.

use std::time::Duration;

use heartline_connection::{Instant, Signal};

use super::heart::Rhythm;
use super::{Model, Span, Stage, Wait};
use crate::deed::PING;
use crate::setup::{millis, secs};
use crate::told::Told;

impl Model {
    pub(super) fn signal(&mut self, now: Instant, signal: Signal) {
        self.close_if_overdue(now);
        match signal {
            Signal::Hidden => {
                self.hidden = true;
                if let Stage::Waiting(Wait { due, floor }) = self.stage {
                    let due = (self.paced(due.0), self.paced(due.1));
                    self.enter(Stage::Waiting(Wait { due, floor }));
                }
            }
            Signal::Shown => {
                self.hidden = false;
                self.look_up(now, Duration::ZERO);
            }
            Signal::Offline => {
                self.offline = true;
                self.go_offline(now);
            }
            Signal::Online => {
                self.offline = false;
                self.look_up(now, millis(500));
            }
            Signal::Left => self.leave(now),
            Signal::Restored => self.come_back(now),
            _ => self.run_again(now),
        }
    }

    fn come_back(&mut self, now: Instant) {
        let Stage::Away(floor) = self.stage else {
            return self.run_again(now);
        };
        self.be_absent(now);
        if self.is_paused() && self.setup.broken.is_none() {
            return self.enter(Stage::Offline(floor));
        }
        let due = self.soonest(now, Duration::ZERO, floor);
        self.patience_begins_anew(now);
        self.attempt_at(now, Wait { due, floor });
    }

    /// What arrived while the page did not run may still wait to be heard.
    fn run_again(&mut self, now: Instant) {
        let least = now + secs(2);
        match &mut self.stage {
            Stage::Open { .. } => self.probe(now, false),
            Stage::Asking(by, _)
            | Stage::Opening(by, _)
            | Stage::Greeting(by)
            | Stage::Ending(_, by) => {
                if by.at < least {
                    by.put_off(least);
                }
            }
            _ => self.look_up(now, Duration::ZERO),
        }
    }

    /// The time in which nothing could be tried is not held against the connection.
    fn patience_begins_anew(&mut self, now: Instant) {
        self.failing_since = self.failing_since.map(|_| now);
    }

    pub(super) fn clock(&mut self, now: Instant, wall: Duration) {
        let before = self.clocks.replace((now, wall));
        let slept = before.is_some_and(|(then, wall_then)| {
            wall.saturating_sub(wall_then) > now.since(then).saturating_add(secs(5))
        });
        if slept {
            self.run_again(now);
        }
    }

    pub(super) const fn is_paused(&self) -> bool {
        self.offline && self.setup.pause_offline
    }

    /// In a hidden page attempts keep their distance.
    pub(super) fn paced(&self, due: Instant) -> Instant {
        let pace = self.setup.hidden_pace.filter(|_| self.hidden);
        let earliest = self.attempted_at.zip(pace);
        earliest.map_or(due, |(began, pace)| due.max(began + pace))
    }

    /// Good news: a link that is open is asked, a wait may be over.
    pub(super) fn look_up(&mut self, now: Instant, spread: Duration) {
        match self.stage {
            Stage::Open { .. } => self.probe(now, true),
            Stage::Offline(floor) if !self.is_paused() => {
                let sooner = self.soonest(now, spread, floor);
                self.patience_begins_anew(now);
                self.attempt_at(now, Wait { due: sooner, floor });
            }
            Stage::Waiting(Wait { due, floor }) => {
                let sooner = self.soonest(now, spread, floor);
                let due = (sooner.0.min(due.0), sooner.1.min(due.1));
                // A wait that stays as it is is over by an alarm only.
                match sooner.0 < due.1 || self.began() {
                    true => self.attempt_at(now, Wait { due, floor }),
                    false => self.stage = Stage::Waiting(Wait { due, floor }),
                }
            }
            _ => {}
        }
    }

    /// The machine has begun another attempt in this step.
    const fn began(&self) -> bool {
        self.seen.status.attempt > self.attempt
    }

    /// At the earliest a second after the attempt before, and not before the server allows it.
    fn soonest(&self, now: Instant, spread: Duration, floor: Span) -> Span {
        let second = self.attempted_at.map_or(now, |began| began + secs(1));
        let at = |wanted: Instant, floor: Instant| self.paced(wanted.max(second).max(floor));
        (at(now, floor.0), at(now + spread, floor.1))
    }

    fn attempt_at(&mut self, now: Instant, wait: Wait) {
        let (from, to) = wait.due;
        if to <= now || (from <= now && self.began()) {
            return self.begin(now);
        }
        self.enter(Stage::Waiting(wait));
    }

    fn probe(&mut self, now: Instant, ran: bool) {
        let rhythm = self.rhythm();
        if let Stage::Open {
            beat: Some(beat), ..
        } = &mut self.stage
            && rhythm.is_some_and(|rhythm| beat.probe(now, rhythm, ran))
        {
            self.tell(Told::Automatic(self.attempt, PING.to_owned()));
        }
    }

    fn go_offline(&mut self, now: Instant) {
        match self.stage {
            _ if !self.is_paused() => return self.probe(now, true),
            Stage::Open { .. } => return self.probe(now, true),
            Stage::Opening(..) => self.tell(Told::Abandon(self.attempt)),
            Stage::Asking(..) | Stage::Looking(_) => self.tell(Told::Cancel(self.attempt)),
            Stage::Waiting(wait) => return self.enter(Stage::Offline(wait.floor)),
            _ => return,
        }
        self.enter(Stage::Offline((now, now)));
    }

    fn leave(&mut self, now: Instant) {
        self.forgive(now);
        let floor = match self.stage {
            Stage::Idle | Stage::Away(_) | Stage::Failed(_) => return,
            Stage::Waiting(wait) => wait.floor,
            Stage::Offline(floor) => floor,
            _ => (now, now),
        };
        match self.stage {
            Stage::Closing(_) => {
                self.tell(Told::Abandon(self.attempt));
                return self.enter(Stage::Idle);
            }
            Stage::Waiting(_) | Stage::Offline(_) => {}
            Stage::Asking(..) | Stage::Looking(_) => self.tell(Told::Cancel(self.attempt)),
            _ => self.tell(Told::Abandon(self.attempt)),
        }
        self.absent = None;
        self.enter(Stage::Away(floor));
    }

    /// The silence before a ping: what is configured, or less where that was learned.
    pub(super) fn interval(&self) -> Option<Duration> {
        let heart = self.setup.heart?;
        let learned = self.seen.interval.filter(|_| heart.adaptive);
        Some(learned.map_or(heart.interval, |learned| learned.min(heart.interval)))
    }

    pub(super) fn rhythm(&self) -> Option<Rhythm> {
        let heart = self.setup.heart?;
        let usual = self.seen.usual.filter(|_| self.measured);
        let answer = usual.filter(|_| heart.adaptive);
        Some(Rhythm {
            interval: self.interval()?,
            measure: heart.measure,
            answer: answer.map_or(heart.timeout, |usual| usual.max(secs(3)).min(heart.timeout)),
            probe: match self.buffered {
                0 => usual.unwrap_or_default().max(secs(2)).min(heart.timeout),
                _ => heart.timeout,
            },
        })
    }
}
