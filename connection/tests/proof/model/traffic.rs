//! How messages pass in the model.

use heartline_connection::{DropReason, Instant};

use super::heart::{Beat, By, ROOM};
use super::letters::Waiting;
use super::life::Loss;
use super::{Model, Stage};
use crate::deed::{FAREWELL, GREETING, Letter, PING, PONG_REPLY, READY, SERVER_PING};
use crate::told::Told;

impl Model {
    pub(super) fn send(&mut self, now: Instant, letter: Letter) {
        let expires = letter.time_to_live.map(|time| now + time);
        let new = Waiting { letter, expires };
        self.taken.push(new);
        let (size, limit) = (letter.len(), self.setup.max_message);
        let dropped = match self.stage {
            _ if size > limit => DropReason::TooLarge { size, limit },
            _ if self.drain.is_some() => DropReason::Closed,
            Stage::Idle if self.expected => return self.put(now, new),
            Stage::Idle | Stage::Closing(_) => DropReason::NotConnected,
            Stage::Failed(_) => DropReason::GaveUp,
            Stage::Open { .. } if self.letters.is_empty() && self.has_room() => {
                self.tell(Told::Sent);
                self.hand_over(new);
                return self.look_for_room_later(now);
            }
            _ => return self.put(now, new),
        };
        self.tell(Told::Dropped(dropped));
    }

    /// Queues a letter, or says why not; the answer comes before what had to give way.
    fn put(&mut self, now: Instant, new: Waiting) {
        if new.letter.time_to_live.is_some_and(|time| time.is_zero()) {
            return self.tell(Told::Dropped(DropReason::Expired));
        }
        if self.is_suspended() && self.setup.drop_when_suspended {
            return self.tell(Told::Dropped(DropReason::Suspended));
        }
        let mut victims = self.letters.expired(now);
        match self.letters.put(new, &self.setup) {
            None => self.tell(Told::Dropped(DropReason::OutboxFull)),
            Some(others) => {
                self.tell(Told::Queued);
                victims.extend(others);
            }
        }
        self.report(victims);
    }

    fn hand_over(&mut self, waiting: Waiting) {
        self.buffered += waiting.letter.len();
        self.tell(Told::Send(self.attempt, waiting.letter.number));
    }

    fn say(&mut self, text: &str) {
        self.tell(Told::Automatic(self.attempt, text.to_owned()));
    }

    pub(super) fn opened(&mut self, now: Instant, of: u64) {
        let Stage::Opening(by, greet) = self.stage else {
            return;
        };
        if of != self.attempt {
            return;
        }
        self.buffered = 0;
        let greet = if self.setup.prepare {
            greet
        } else {
            self.setup.greeting
        };
        if greet {
            self.say(GREETING);
        }
        match self.setup.ready {
            true => self.enter(Stage::Greeting(by)),
            false => self.ready(now),
        }
    }

    fn ready(&mut self, now: Instant) {
        self.unauthorized = 0;
        self.absent = None;
        self.enter(Stage::Open {
            since: now,
            beat: self.setup.heart.map(|heart| Beat::new(now, heart.measure)),
            room_at: None,
        });
        for _ in self.subscriptions.clone() {
            self.say("sub");
        }
        self.flush(now);
    }

    pub(super) fn expire(&mut self, now: Instant) {
        let victims = self.letters.expired(now);
        self.report(victims);
        self.close_if_done(now);
    }

    fn flush(&mut self, now: Instant) {
        self.expire(now);
        let room = self.setup.max_buffered.saturating_sub(self.buffered);
        for waiting in self.letters.take(room) {
            self.hand_over(waiting);
        }
        self.look_for_room_later(now);
        self.close_if_done(now);
    }

    const fn has_room(&self) -> bool {
        self.buffered < self.setup.max_buffered
    }

    fn look_for_room_later(&mut self, now: Instant) {
        let full = !self.has_room();
        if let Stage::Open { room_at, .. } = &mut self.stage {
            *room_at = room_at.or(full.then(|| now + ROOM));
        }
    }

    pub(super) fn holds(&mut self, now: Instant, of: u64, bytes: usize) {
        if of == self.attempt && matches!(self.stage, Stage::Open { .. }) {
            self.buffered = bytes;
            self.use_room(now);
        }
    }

    pub(super) fn use_room(&mut self, now: Instant) {
        let has_room = self.has_room();
        if let Stage::Open { room_at, .. } = &mut self.stage
            && has_room
            && room_at.take().is_some()
        {
            self.flush(now);
        }
        self.look_for_room_later(now);
    }

    pub(super) fn beat(&mut self, now: Instant) {
        let rhythm = self.rhythm();
        let Stage::Open { beat, room_at, .. } = &mut self.stage else {
            return;
        };
        if room_at.is_some_and(|at| at <= now) {
            *room_at = Some(now + ROOM);
        }
        let Some((beat, rhythm)) = beat.as_mut().zip(rhythm) else {
            return;
        };
        match beat.look(now, rhythm) {
            (true, _) => self.say(PING),
            (_, true) => {
                let heard = beat.heard();
                self.tell(Told::Abandon(self.attempt));
                self.lose(now, Loss::Silent(heard));
            }
            _ => {}
        }
    }

    pub(super) fn says(&mut self, now: Instant, of: u64, words: &str) {
        let listens = matches!(
            self.stage,
            Stage::Greeting(_) | Stage::Open { .. } | Stage::Ending(..)
        );
        if of != self.attempt || !listens {
            return;
        }
        if let Stage::Open {
            beat: Some(beat), ..
        } = &mut self.stage
        {
            beat.hear(now);
        }
        let pong = self.setup.heart.is_some() && words.trim() == PING;
        let asks = !pong && self.setup.reply && words == SERVER_PING;
        if asks && self.has_room() {
            self.buffered += PONG_REPLY.len();
            self.say(PONG_REPLY);
            self.look_for_room_later(now);
        }
        if !(pong || asks) || self.setup.deliver_heartbeats {
            self.tell(Told::Deliver(words.to_owned()));
        } else {
            self.tell(Told::Heartbeat(words.to_owned()));
        }
        if matches!(self.stage, Stage::Greeting(_)) && self.setup.ready && words == READY {
            self.ready(now);
        }
    }

    pub(super) fn refused(&mut self, now: Instant, of: u64, letter: Letter) {
        match self.stage {
            Stage::Open { since, .. } if of == self.attempt => {
                self.enter(Stage::Ending(
                    since,
                    By::new(now + self.setup.close_timeout),
                ));
            }
            Stage::Ending(..) | Stage::Waiting(_) | Stage::Offline(_) | Stage::Away(_)
                if of == self.attempt => {}
            _ => return self.report(vec![(letter.number, DropReason::Refused)]),
        }
        let back = self.taken[letter.number as usize];
        let victims = self.letters.give_back(back, &self.setup);
        self.report(victims);
    }

    pub(super) fn subscribe(&mut self) {
        self.subscribed += 1;
        self.subscriptions.push(self.subscribed);
        if matches!(self.stage, Stage::Open { .. }) {
            self.say("sub");
        }
    }

    pub(super) fn unsubscribe(&mut self, number: u64, farewell: bool) {
        let before = self.subscriptions.len();
        self.subscriptions.retain(|known| *known != number);
        let known = self.subscriptions.len() < before;
        if known && farewell && matches!(self.stage, Stage::Open { .. }) {
            self.say(FAREWELL);
        }
    }
}
