//! How messages pass: out through the outbox, in past the heartbeat.

use std::time::Duration;

use super::Connection;
use crate::deadline::Deadline;
use crate::io::{Command, Event};
use crate::message::{Message, Payload};
use crate::outbox::{DropReason, Outgoing, SendOutcome};
use crate::state::State;
use crate::time::Instant;
use crate::wake::{Wake, WakeReason};

/// How often the browser is asked whether it has room: twenty times a second, because it does not
/// tell by itself.
const ROOM: Duration = Duration::from_millis(50);

/// What a reply that is yet to be made counts against [`Config::max_buffered`](crate::Config), in
/// bytes.
const MADE_REPLY: usize = 128;

impl Connection {
    pub(super) fn send_message(&mut self, now: Instant, mut outgoing: Outgoing) -> SendOutcome {
        let (size, limit) = (outgoing.message.len(), self.config.max_message);
        if size > limit {
            return self.dropped(DropReason::TooLarge { size, limit }, outgoing.message);
        }
        if self.drain.is_some() {
            return self.dropped(DropReason::Closed, outgoing.message);
        }
        outgoing.expires = outgoing.time_to_live.map(|duration| now + duration);
        match self.state {
            State::Idle if self.expected => self.enqueue(now, outgoing),
            State::Idle | State::Closing { .. } => {
                self.dropped(DropReason::NotConnected, outgoing.message)
            }
            State::Failed => self.dropped(DropReason::GaveUp, outgoing.message),
            State::Open { .. } if self.queue.is_empty() && self.has_room() => {
                self.command_send_data(outgoing);
                self.look_for_room_later(now);
                SendOutcome::Sent
            }
            State::Open { .. }
            | State::Preparing { .. }
            | State::Connecting { .. }
            | State::Greeting { .. }
            | State::Ending { .. }
            | State::Diagnosing { .. }
            | State::Waiting { .. }
            | State::Offline { .. }
            | State::Away { .. } => self.enqueue(now, outgoing),
        }
    }

    fn enqueue(&mut self, now: Instant, outgoing: Outgoing) -> SendOutcome {
        if outgoing
            .time_to_live
            .is_some_and(|duration| duration.is_zero())
        {
            return self.dropped(DropReason::Expired, outgoing.message);
        }
        let suspended = self.absence.is_some_and(|absence| absence.suspended);
        if suspended && self.config.outbox.drop_when_suspended {
            return self.dropped(DropReason::Suspended, outgoing.message);
        }
        // What is over by now takes no room.
        self.expire(now);
        match self.queue.push(outgoing, &self.config.outbox) {
            Err(message) => self.dropped(DropReason::OutboxFull, message),
            Ok(gave_way) => {
                self.stats.queued += 1;
                for (message, reason) in gave_way {
                    self.undelivered(message, reason);
                }
                SendOutcome::Queued
            }
        }
    }

    const fn dropped(&mut self, reason: DropReason, message: Message) -> SendOutcome {
        self.stats.dropped += 1;
        SendOutcome::Dropped(reason, message)
    }

    /// Sends what is queued, in order, as far as the browser has room. A close may be waiting for
    /// the last of it.
    pub(super) fn flush(&mut self, now: Instant) {
        self.expire(now);
        while self.has_room()
            && let Some(outgoing) = self.queue.take_first()
        {
            self.command_send_data(outgoing);
        }
        self.queue.look_for_expiry();
        self.look_for_room_later(now);
        self.end_drain_of_nothing(now);
    }

    fn has_room(&self) -> bool {
        self.buffered < self.config.max_buffered
    }

    /// The browser has said what it holds.
    pub(super) fn buffered(&mut self, now: Instant, attempt: u64, bytes: usize) {
        if attempt != self.attempt || !matches!(self.state, State::Open { .. }) {
            return;
        }
        self.buffered = bytes;
        self.use_room(now);
    }

    /// What the browser holds, or may hold, is another amount than before.
    pub(super) fn use_room(&mut self, now: Instant) {
        if self.look_for_room().is_some() && self.has_room() {
            self.set_room_at(None);
            self.flush(now);
        }
        self.look_for_room_later(now);
    }

    /// When the browser is to be asked whether it has room.
    pub(super) const fn look_for_room(&self) -> Option<Wake> {
        match self.state {
            State::Open {
                room_at: Some(at), ..
            } => Some(Wake::new(at, WakeReason::RoomDue)),
            _ => None,
        }
    }

    fn look_for_room_later(&mut self, now: Instant) {
        if !self.has_room() && self.look_for_room().is_none() {
            self.set_room_at(Some(now + ROOM));
        }
    }

    /// The browser was asked, and has no room yet.
    pub(super) fn postpone_room(&mut self, now: Instant) {
        if let State::Open {
            room_at: Some(at), ..
        } = &mut self.state
            && *at <= now
        {
            *at = now + ROOM;
        }
    }

    fn set_room_at(&mut self, next: Option<Instant>) {
        if let State::Open { room_at, .. } = &mut self.state {
            *room_at = next;
            self.changes += 1;
        }
    }

    /// Reports what has waited for too long. A close may have been waiting for the last of it.
    pub(super) fn expire(&mut self, now: Instant) {
        while let Some((message, reason)) = self.queue.expire(now) {
            self.undelivered(message, reason);
        }
        self.end_drain_of_nothing(now);
    }

    /// Reports everything that is queued as not sent.
    pub(super) fn discard_queue(&mut self, reason: DropReason) {
        for outgoing in self.queue.take() {
            self.undelivered(outgoing.message, reason);
        }
    }

    pub(super) fn add_subscription(&mut self, payload: Payload) -> u64 {
        self.subscriptions_made += 1;
        let number = self.subscriptions_made;
        self.subscriptions.push((number, payload.clone()));
        if matches!(self.state, State::Open { .. }) {
            self.command_send_automatic(payload, self.attempt);
        }
        number
    }

    pub(super) fn remove_subscription(&mut self, number: u64, farewell: Option<Payload>) {
        let before = self.subscriptions.len();
        self.subscriptions.retain(|(known, _)| *known != number);
        let known = self.subscriptions.len() < before;
        if let Some(farewell) = farewell
            && known
            && matches!(self.state, State::Open { .. })
        {
            self.command_send_automatic(farewell, self.attempt);
        }
    }

    pub(super) fn send_subscriptions(&mut self) {
        let attempt = self.attempt;
        let all = self.subscriptions.iter();
        self.commands
            .extend(all.map(|(_, payload)| Command::SendAutomatic {
                attempt,
                payload: payload.clone(),
                number: attempt,
            }));
    }

    fn command_send_data(&mut self, outgoing: Outgoing) {
        let (attempt, bytes) = (self.attempt, outgoing.message.len());
        self.stats.sent.count(bytes);
        self.buffered = self.buffered.saturating_add(bytes);
        self.commands.push(Command::Send { attempt, outgoing });
    }

    pub(super) fn command_send_automatic(&mut self, payload: Payload, number: u64) {
        self.commands.push(Command::SendAutomatic {
            attempt: self.attempt,
            payload,
            number,
        });
    }

    /// The browser did not take a message. On the current socket that means that the server has
    /// begun to close it: the message goes back to the outbox, and the `close` decides what is
    /// next.
    pub(super) fn send_failed(&mut self, now: Instant, attempt: u64, outgoing: Outgoing) {
        self.stats.sent.uncount(outgoing.message.len());
        match self.state {
            State::Open { since, .. } if attempt == self.attempt => {
                let deadline = Deadline::new(now + self.config.close_timeout);
                self.transition(now, State::Ending { since, deadline });
            }
            State::Ending { .. }
            | State::Waiting { .. }
            | State::Offline { .. }
            | State::Away { .. }
                if attempt == self.attempt => {}
            _ => return self.undelivered(outgoing.message, DropReason::Refused),
        }
        let taken_back = self.queue.take_back(outgoing, &self.config.outbox);
        self.stats.queued += u64::from(taken_back.is_ok());
        if let Ok(Some((message, reason))) | Err((message, reason)) = taken_back {
            self.undelivered(message, reason);
        }
    }

    pub(super) fn inbound(&mut self, now: Instant, message: Message) {
        // A message before `open` cannot be, and after a close by the user is not wanted.
        if !matches!(
            self.state,
            State::Greeting { .. } | State::Open { .. } | State::Ending { .. }
        ) {
            return;
        }
        let says_ready = self.says_ready(&message);
        let heartbeat = self.note_life(now, &message) || self.reply_to(now, &message);
        if !heartbeat || self.config.deliver_heartbeats {
            self.stats.received.count(message.len());
            self.commands.push(Command::Deliver(message));
        } else {
            self.report(Event::Heartbeat { message });
        }
        // Last, because a close may be waiting for it.
        if says_ready {
            self.ready(now);
        }
    }

    fn says_ready(&self, message: &Message) -> bool {
        let expected = self.config.ready_when.as_ref();
        matches!(self.state, State::Greeting { .. })
            && expected.is_some_and(|pattern| pattern.accepts(self.guard, message))
    }

    /// Whether `message` is a pong. Any message is a sign of life; the pong of an open socket's ping
    /// also measures.
    fn note_life(&mut self, now: Instant, message: &Message) -> bool {
        let heartbeat = self.config.heartbeat.as_ref();
        let pong = heartbeat.is_some_and(|heartbeat| heartbeat.pong.accepts(self.guard, message));
        if let Some(pulse) = self.state.pulse_mut() {
            pulse.on_message(now);
            if pong {
                self.stats.pongs += 1;
                if let Some(round_trip) = pulse.on_pong(now) {
                    self.stats.round_trips.add(round_trip);
                }
            }
        }
        pong
    }

    /// Answers the server's own ping, if `message` is one. A server that asks and does not read gets
    /// no answer once the browser holds all that it may.
    fn reply_to(&mut self, now: Instant, message: &Message) -> bool {
        let reply = self
            .config
            .replies
            .iter()
            .find(|reply| reply.to.accepts(self.guard, message));
        let Some(answer) = reply.map(|reply| reply.with.clone()) else {
            return false;
        };
        if self.has_room() {
            self.buffered = self.buffered.saturating_add(match &answer {
                Payload::Fixed(message) => message.len(),
                // Not made yet; about as long as answers are.
                Payload::Made(_) => MADE_REPLY,
            });
            self.replies_sent += 1;
            self.command_send_automatic(answer, self.replies_sent);
            self.look_for_room_later(now);
        }
        true
    }
}
