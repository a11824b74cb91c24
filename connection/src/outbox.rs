//! Messages that wait for a connection: bounded, in order, and none lost without a word.

use std::collections::VecDeque;

use crate::message::Message;

/// The bounds of the queue for messages that cannot be sent yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Outbox {
    /// How many messages may wait; default 1 000. 0 queues nothing.
    pub max_messages: usize,
    /// How many bytes of payload may wait; default 1 MiB.
    pub max_bytes: usize,
    /// What happens to a message for which there is no room; default [`Overflow::Refuse`].
    pub overflow: Overflow,
}

impl Default for Outbox {
    fn default() -> Self {
        Self {
            max_messages: 1_000,
            max_bytes: 1 << 20,
            overflow: Overflow::Refuse,
        }
    }
}

/// Which message gives way when the outbox is full.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Overflow {
    /// The new message is refused and handed back to the caller.
    #[default]
    Refuse,
    /// The messages that waited longest are dropped and reported, one by one.
    DropOldest,
    /// The messages queued last are dropped and reported, one by one.
    DropNewest,
}

/// What became of a message at the moment of sending.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a dropped message is only in this answer"]
pub enum SendOutcome {
    /// Handed to the browser. That is no receipt: only an answer of the server proves arrival.
    Sent,
    /// Waits in the outbox and leaves, in order, as soon as the connection is ready.
    Queued,
    /// Not taken; the message comes back with the reason.
    Dropped(DropReason, Message),
}

/// Why a message was not, or will not be, sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DropReason {
    /// There is no connection and none is wanted: open it first.
    #[error("not connected, open the connection first")]
    NotConnected,
    /// The connection was closed by the user before the message could leave.
    #[error("the connection was closed before it could be sent")]
    Closed,
    /// The connection gave up: retry or open it first.
    #[error("the connection gave up, retry first")]
    GaveUp,
    /// The outbox is full.
    #[error("the outbox is full")]
    OutboxFull,
    /// The message is larger than [`Config::max_message`](crate::Config::max_message).
    #[error("{size} bytes are more than the limit of {limit}")]
    TooLarge {
        /// The size of the message in bytes.
        size: usize,
        /// The limit in bytes.
        limit: usize,
    },
    /// The address was changed; messages for one address do not go to another.
    #[error("the address was changed")]
    AddressChanged,
    /// The socket was closing when the message was handed to the browser.
    #[error("the socket was closing")]
    Refused,
    /// The call came from inside a pattern or policy function, which may not send.
    #[error("a pattern or policy function cannot send")]
    Busy,
}

/// The queue itself.
#[derive(Debug, Default)]
pub(crate) struct Queue {
    messages: VecDeque<Message>,
    bytes: usize,
}

impl Queue {
    pub(crate) fn len(&self) -> usize {
        self.messages.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.messages.is_empty()
    }

    /// Queues `message` within the bounds of `outbox`; the messages that had to give way come
    /// back. `Err` holds the message itself when it was not taken.
    pub(crate) fn push(
        &mut self,
        message: Message,
        outbox: &Outbox,
    ) -> Result<Vec<Message>, Message> {
        if outbox.max_messages == 0 || message.len() > outbox.max_bytes {
            return Err(message);
        }
        let mut gave_way = Vec::new();
        while self.len() >= outbox.max_messages || self.bytes + message.len() > outbox.max_bytes {
            let victim = match outbox.overflow {
                Overflow::Refuse => None,
                Overflow::DropOldest => self.messages.pop_front(),
                Overflow::DropNewest => self.messages.pop_back(),
            };
            let Some(victim) = victim else {
                return Err(message);
            };
            self.bytes -= victim.len();
            gave_way.push(victim);
        }
        self.bytes += message.len();
        self.messages.push_back(message);
        Ok(gave_way)
    }

    /// Takes everything, first queued first.
    pub(crate) fn take(&mut self) -> VecDeque<Message> {
        self.bytes = 0;
        std::mem::take(&mut self.messages)
    }
}
