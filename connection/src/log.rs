//! The latest messages, within bounds: a ring that forgets its oldest entries.

use std::collections::VecDeque;
use std::rc::Rc;

use crate::message::Message;
use crate::outbox::DropReason;
use crate::time::Instant;

/// Which way a message went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From the server.
    Received,
    /// To the server: the browser has it.
    Sent,
    /// To the server, when the connection is ready: it waits in the outbox.
    Queued,
    /// Nowhere: it was for the server, and did not leave.
    NotSent(DropReason),
}

/// One logged message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Counts all logged messages, from 1; an entry keeps its number when older ones are
    /// forgotten.
    pub number: u64,
    /// When it was logged.
    pub at: Instant,
    /// Which way it went.
    pub direction: Direction,
    /// The message.
    pub message: Message,
}

/// The latest messages of a connection. Bounded by count and by bytes, so that neither a talkative
/// server nor a long day makes it grow without end; the count of all messages goes on.
#[derive(Clone, Debug)]
pub struct Log {
    entries: VecDeque<Rc<Entry>>,
    bytes: usize,
    total: u64,
    max_entries: usize,
    max_bytes: usize,
}

impl Log {
    /// The bytes of payload that [`Log::default`] keeps: 8 MiB.
    pub const MAX_BYTES: usize = 8 << 20;
    /// The entries that [`Log::default`] keeps.
    pub const MAX_ENTRIES: usize = 200;

    /// An empty log that keeps at most `max_entries` messages of together at most `max_bytes`.
    /// The latest message is kept in any case, so that what just happened can be seen.
    #[must_use]
    pub const fn new(max_entries: usize, max_bytes: usize) -> Self {
        Self {
            entries: VecDeque::new(),
            bytes: 0,
            total: 0,
            max_entries,
            max_bytes,
        }
    }

    /// Adds a message and forgets the oldest ones that no longer fit.
    pub fn push(&mut self, at: Instant, direction: Direction, message: Message) {
        self.total += 1;
        self.bytes += message.len();
        self.entries.push_back(Rc::new(Entry {
            number: self.total,
            at,
            direction,
            message,
        }));
        while self.entries.len() > 1 && !self.fits() {
            if let Some(oldest) = self.entries.pop_front() {
                self.bytes -= oldest.message.len();
            }
        }
    }

    /// What was queued has left. Whether anything was.
    pub fn mark_sent(&mut self) -> bool {
        let mut changed = false;
        for entry in &mut self.entries {
            if entry.direction == Direction::Queued {
                Rc::make_mut(entry).direction = Direction::Sent;
                changed = true;
            }
        }
        changed
    }

    /// The latest entry that is this message, queued or believed sent, did not leave after all.
    /// Whether there is one.
    pub fn mark_not_sent(&mut self, message: &Message, reason: DropReason) -> bool {
        let on_its_way = |entry: &Entry| {
            matches!(entry.direction, Direction::Queued | Direction::Sent)
                && entry.message == *message
        };
        let latest = self
            .entries
            .iter_mut()
            .rev()
            .find(|entry| on_its_way(entry));
        let found = latest.is_some();
        if let Some(entry) = latest {
            Rc::make_mut(entry).direction = Direction::NotSent(reason);
        }
        found
    }

    /// Forgets the entries; numbering goes on.
    pub fn clear(&mut self) {
        self.entries.clear();
        self.bytes = 0;
    }

    /// The kept messages, oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Rc<Entry>> {
        self.entries.iter()
    }

    /// How many messages are kept.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether none is kept.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// How many messages were ever logged.
    #[must_use]
    pub const fn total(&self) -> u64 {
        self.total
    }

    fn fits(&self) -> bool {
        self.entries.len() <= self.max_entries && self.bytes <= self.max_bytes
    }
}

impl Default for Log {
    fn default() -> Self {
        Self::new(Self::MAX_ENTRIES, Self::MAX_BYTES)
    }
}
