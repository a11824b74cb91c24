//! Messages that wait for a connection: bounded, in order, and none lost without a word.

use std::collections::VecDeque;
use std::mem;
use std::time::Duration;

use crate::message::Message;
use crate::time::Instant;

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
    /// Whether what is queued is reported as not sent, and nothing more is queued, while the
    /// connection is suspended ([`Config::suspend_after`](crate::Config::suspend_after)); default
    /// false: it waits on.
    pub drop_when_suspended: bool,
}

impl Outbox {
    /// Sets [`Outbox::max_messages`].
    #[must_use]
    pub const fn max_messages(mut self, messages: usize) -> Self {
        self.max_messages = messages;
        self
    }

    /// Sets [`Outbox::max_bytes`].
    #[must_use]
    pub const fn max_bytes(mut self, bytes: usize) -> Self {
        self.max_bytes = bytes;
        self
    }

    /// Sets [`Outbox::overflow`].
    #[must_use]
    pub const fn overflow(mut self, overflow: Overflow) -> Self {
        self.overflow = overflow;
        self
    }

    /// Sets [`Outbox::drop_when_suspended`].
    #[must_use]
    pub const fn drop_when_suspended(mut self, drop: bool) -> Self {
        self.drop_when_suspended = drop;
        self
    }
}

impl Default for Outbox {
    fn default() -> Self {
        Self {
            max_messages: 1_000,
            max_bytes: 1 << 20,
            overflow: Overflow::Refuse,
            drop_when_suspended: false,
        }
    }
}

/// A message for the application's own end of the connection, with what the outbox should know
/// about it. Anything that is a [`Message`] is one, without time to live and key.
///
/// ```
/// # use std::time::Duration;
/// # use heartline_connection::Outgoing;
/// let cursor = Outgoing::new(r#"{"cursor":[3,4]}"#)
///     .time_to_live(Duration::from_secs(2))
///     .key("cursor");
/// # assert!(cursor.key.is_some());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Outgoing {
    /// The message.
    pub message: Message,
    /// How long it may wait in the outbox before it is reported as not sent; default `None`,
    /// without limit. Zero: it leaves at once or not at all.
    pub time_to_live: Option<Duration>,
    /// While it waits in the outbox, a newer message with the same key takes its place at the end
    /// of the queue, and the older one is reported; default `None`.
    pub key: Option<String>,
    /// When it must have left, once it has been taken.
    pub(crate) expires: Option<Instant>,
}

impl Outgoing {
    /// A message without time to live and key.
    pub fn new(message: impl Into<Message>) -> Self {
        Self {
            message: message.into(),
            time_to_live: None,
            key: None,
            expires: None,
        }
    }

    /// Sets [`Outgoing::time_to_live`].
    #[must_use]
    pub fn time_to_live(mut self, duration: impl Into<Option<Duration>>) -> Self {
        self.time_to_live = duration.into();
        self
    }

    /// Sets [`Outgoing::key`].
    #[must_use]
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }

    fn is_over(&self, now: Instant) -> bool {
        self.expires.is_some_and(|expires| expires <= now)
    }

    fn replaces(&self, other: &Self) -> bool {
        self.key.is_some() && self.key == other.key
    }

    fn len(&self) -> usize {
        self.message.len()
    }
}

impl<M: Into<Message>> From<M> for Outgoing {
    fn from(message: M) -> Self {
        Self::new(message)
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
    /// It waited for longer than its time to live.
    #[error("it could not be sent in time")]
    Expired,
    /// A newer message with the same key took its place.
    #[error("a newer message took its place")]
    Replaced,
    /// The connection is suspended, and
    /// [`Outbox::drop_when_suspended`] is set.
    #[error("there has been no connection for too long")]
    Suspended,
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
    waiting: VecDeque<Outgoing>,
    bytes: usize,
    /// How many at the front came back since anything left: what the latest socket did not take.
    returned: usize,
    /// No message expires before this time.
    next_expiry: Option<Instant>,
}

/// A message that had to leave the queue unsent, and why.
pub(crate) type Victim = (Message, DropReason);

impl Queue {
    pub(crate) fn len(&self) -> usize {
        self.waiting.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// When [`Self::expire`] may have something to do.
    pub(crate) const fn next_expiry(&self) -> Option<Instant> {
        self.next_expiry
    }

    /// Queues `outgoing` within the bounds of `outbox`; the messages that had to give way come
    /// back. `Err` holds the message itself when it was not taken.
    pub(crate) fn push(
        &mut self,
        outgoing: Outgoing,
        outbox: &Outbox,
    ) -> Result<Vec<Victim>, Message> {
        if outbox.max_messages == 0 || outgoing.len() > outbox.max_bytes {
            return Err(outgoing.message);
        }
        let older = self.position(&outgoing);
        if outbox.overflow == Overflow::Refuse && !self.fits(&outgoing, older, outbox) {
            return Err(outgoing.message);
        }
        let older = older.and_then(|place| self.remove(place, DropReason::Replaced));
        let mut gave_way: Vec<_> = older.into_iter().collect();
        while self.len() >= outbox.max_messages || self.bytes + outgoing.len() > outbox.max_bytes {
            let place = match outbox.overflow {
                Overflow::DropNewest => self.len().saturating_sub(1),
                Overflow::DropOldest | Overflow::Refuse => 0,
            };
            match self.remove(place, DropReason::OutboxFull) {
                Some(victim) => gave_way.push(victim),
                None => break,
            }
        }
        self.insert(self.len(), outgoing);
        Ok(gave_way)
    }

    /// Takes back a message that the browser did not take. It was sent before everything that
    /// waits, so it goes before that, behind those that came back already; of these it replaces the
    /// one with its key, which comes back.
    pub(crate) fn take_back(
        &mut self,
        outgoing: Outgoing,
        outbox: &Outbox,
    ) -> Result<Option<Victim>, Victim> {
        let same_key = self.position(&outgoing);
        if same_key.is_some_and(|place| place >= self.returned) {
            return Err((outgoing.message, DropReason::Replaced));
        }
        if !self.fits(&outgoing, same_key, outbox) {
            return Err((outgoing.message, DropReason::OutboxFull));
        }
        let older = same_key.and_then(|place| self.remove(place, DropReason::Replaced));
        self.insert(self.returned, outgoing);
        self.returned += 1;
        Ok(older)
    }

    /// Takes the message that is first. When the last one that may leave has left,
    /// [`Self::look_for_expiry`] follows.
    pub(crate) fn take_first(&mut self) -> Option<Outgoing> {
        let first = self.waiting.pop_front()?;
        self.returned = 0;
        self.bytes -= first.len();
        Some(first)
    }

    /// Takes everything, first queued first.
    pub(crate) fn take(&mut self) -> VecDeque<Outgoing> {
        mem::take(self).waiting
    }

    /// Takes a message whose time is over, as long as there is one.
    pub(crate) fn expire(&mut self, now: Instant) -> Option<Victim> {
        if self.next_expiry.is_none_or(|at| now < at) {
            return None;
        }
        let over = self.waiting.iter().position(|waiting| waiting.is_over(now));
        if over.is_none() {
            self.look_for_expiry();
        }
        self.remove(over?, DropReason::Expired)
    }

    /// Some have left. Where none expires, those that wait are not looked at.
    pub(crate) fn look_for_expiry(&mut self) {
        if self.next_expiry.is_some() {
            self.next_expiry = self.waiting.iter().filter_map(|w| w.expires).min();
        }
    }

    fn position(&self, newer: &Outgoing) -> Option<usize> {
        // Most messages have no key, and no need to be compared with all that wait.
        newer.key.as_ref()?;
        self.waiting.iter().position(|older| newer.replaces(older))
    }

    /// Whether there is room for `outgoing` once the message at `older` is gone.
    fn fits(&self, outgoing: &Outgoing, older: Option<usize>, outbox: &Outbox) -> bool {
        let (fewer, freed) = older.map_or((0, 0), |place| (1, self.waiting[place].len()));
        self.len() - fewer < outbox.max_messages
            && self.bytes - freed + outgoing.len() <= outbox.max_bytes
    }

    fn insert(&mut self, place: usize, outgoing: Outgoing) {
        self.bytes += outgoing.len();
        let earliest = self.next_expiry.into_iter().chain(outgoing.expires).min();
        self.next_expiry = earliest;
        self.waiting.insert(place, outgoing);
    }

    fn remove(&mut self, place: usize, reason: DropReason) -> Option<Victim> {
        let removed = self.waiting.remove(place)?;
        self.bytes -= removed.len();
        if place < self.returned {
            self.returned -= 1;
        }
        Some((removed.message, reason))
    }
}
