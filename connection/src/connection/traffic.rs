//! How messages pass: out through the outbox, in past the heartbeat.

use super::Connection;
use crate::deadline::Deadline;
use crate::heartbeat::Sign;
use crate::io::{Command, Event};
use crate::message::{Message, Payload};
use crate::outbox::{DropReason, SendOutcome};
use crate::state::State;
use crate::time::Instant;

impl Connection {
    pub(super) fn send_message(&mut self, message: Message) -> SendOutcome {
        let (size, limit) = (message.len(), self.config.max_message);
        if size > limit {
            return self.dropped(DropReason::TooLarge { size, limit }, message);
        }
        if self.drain.is_some() {
            return self.dropped(DropReason::Closed, message);
        }
        match self.state {
            State::Idle | State::Closing { .. } => self.dropped(DropReason::NotConnected, message),
            State::Failed => self.dropped(DropReason::GaveUp, message),
            State::Open { .. } => {
                self.command_send_data(message);
                SendOutcome::Sent
            }
            State::Connecting { .. }
            | State::Greeting { .. }
            | State::Ending { .. }
            | State::Waiting { .. } => self.enqueue(message),
        }
    }

    fn enqueue(&mut self, message: Message) -> SendOutcome {
        match self.queue.push(message, &self.config.outbox) {
            Err(message) => self.dropped(DropReason::OutboxFull, message),
            Ok(gave_way) => {
                self.stats.queued += 1;
                for message in gave_way {
                    self.undelivered(message, DropReason::OutboxFull);
                }
                SendOutcome::Queued
            }
        }
    }

    const fn dropped(&mut self, reason: DropReason, message: Message) -> SendOutcome {
        self.stats.dropped += 1;
        SendOutcome::Dropped(reason, message)
    }

    /// Sends what is queued, in order.
    pub(super) fn flush(&mut self) {
        for message in self.queue.take() {
            self.command_send_data(message);
        }
    }

    /// Reports everything that is queued as not sent.
    pub(super) fn discard_queue(&mut self, reason: DropReason) {
        for message in self.queue.take() {
            self.undelivered(message, reason);
        }
    }

    fn command_send_data(&mut self, message: Message) {
        self.stats.sent.count(message.len());
        let attempt = self.attempt;
        self.commands.push_back(Command::Send { attempt, message });
    }

    pub(super) fn command_send_automatic(&mut self, payload: Payload, number: u64) {
        self.commands.push_back(Command::SendAutomatic {
            attempt: self.attempt,
            payload,
            number,
        });
    }

    /// The browser did not take a message. On the current socket that means that the server has
    /// begun to close it: the message goes back to the outbox, and the `close` decides what is
    /// next.
    pub(super) fn send_failed(&mut self, now: Instant, attempt: u64, message: Message) {
        self.stats.sent.uncount(message.len());
        match self.state {
            State::Open { since, .. } if attempt == self.attempt => {
                let deadline = Deadline::new(now + self.config.close_timeout);
                self.transition(now, State::Ending { since, deadline });
            }
            State::Ending { .. } | State::Waiting { .. } if attempt == self.attempt => {}
            _ => return self.undelivered(message, DropReason::Refused),
        }
        if let SendOutcome::Dropped(reason, message) = self.enqueue(message) {
            self.report(Event::Undelivered { message, reason });
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
        let heartbeat = self.note_life(now, &message) || self.reply_to(&message);
        if !heartbeat || self.config.deliver_heartbeats {
            self.stats.received.count(message.len());
            self.commands.push_back(Command::Deliver(message));
        }
        // Last, because a close may be waiting for it.
        if says_ready {
            self.ready(now);
        }
    }

    fn says_ready(&self, message: &Message) -> bool {
        let expected = self.config.ready_when.as_ref();
        matches!(self.state, State::Greeting { .. })
            && expected.is_some_and(|pattern| pattern.matches(message))
    }

    /// Whether `message` is a pong. Any message is a sign of life; the pong of an open socket's ping
    /// also measures.
    fn note_life(&mut self, now: Instant, message: &Message) -> bool {
        let Some(pulse) = self.state.pulse_mut() else {
            let heartbeat = self.config.heartbeat.as_ref();
            return heartbeat.is_some_and(|heartbeat| heartbeat.pong.matches(message));
        };
        let Sign::Pong(round_trip) = pulse.on_message(now, message) else {
            return false;
        };
        self.stats.pongs += 1;
        if let Some(round_trip) = round_trip {
            self.stats.round_trips.add(round_trip);
        }
        true
    }

    /// Answers the server's own ping, if `message` is one.
    fn reply_to(&mut self, message: &Message) -> bool {
        let reply = self
            .config
            .replies
            .iter()
            .find(|reply| reply.to.matches(message));
        let Some(answer) = reply.map(|reply| reply.with.clone()) else {
            return false;
        };
        self.replies_sent += 1;
        self.command_send_automatic(answer, self.replies_sent);
        true
    }
}
