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
    /// From the server, and no data: a pong, or a ping of the server's own.
    Heartbeat,
    /// To the server, by the library itself: a ping, a greeting, a subscription, a reply.
    Automatic,
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
///
/// Entries are numbered without gaps, so that one is found by its number at once, however many are
/// kept: a list that shows a few of a hundred thousand looks at those few.
#[derive(Clone, Debug)]
pub struct Log {
    entries: VecDeque<Rc<Entry>>,
    bytes: usize,
    total: u64,
    max_entries: usize,
    max_bytes: usize,
    heartbeats: bool,
    /// The numbers of those that wait, so that nobody has to look for them.
    queued: VecDeque<u64>,
    /// The numbers of the latest that were sent, which may come back.
    sent: VecDeque<u64>,
}

impl Log {
    /// The bytes of payload that [`Log::default`] keeps: 8 MiB.
    pub const MAX_BYTES: usize = 8 << 20;
    /// The entries that [`Log::default`] keeps.
    pub const MAX_ENTRIES: usize = 200;
    /// How many of the latest sent messages can still become [`Direction::NotSent`]. What a socket
    /// does not take comes back at once, so it is among the latest.
    pub const MAX_TAKEN_BACK: usize = 1_000;

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
            heartbeats: false,
            queued: VecDeque::new(),
            sent: VecDeque::new(),
        }
    }

    /// Whether whoever fills the log is to add heartbeats and what the library sends by itself;
    /// default false.
    #[must_use]
    pub const fn heartbeats(mut self, heartbeats: bool) -> Self {
        self.heartbeats = heartbeats;
        self
    }

    /// What [`Log::heartbeats`] says.
    #[must_use]
    pub const fn wants_heartbeats(&self) -> bool {
        self.heartbeats
    }

    /// Adds a message and forgets the oldest ones that no longer fit.
    pub fn push(&mut self, at: Instant, direction: Direction, message: Message) {
        self.total += 1;
        self.bytes += message.len();
        match direction {
            Direction::Queued => self.queued.push_back(self.total),
            Direction::Sent => self.note_sent(self.total),
            _ => {}
        }
        self.entries.push_back(Rc::new(Entry {
            number: self.total,
            at,
            direction,
            message,
        }));
        while self.entries.len() > 1 && !self.fits() {
            if let Some(oldest) = self.entries.pop_front() {
                self.bytes -= oldest.message.len();
                self.queued.pop_front_if(|number| *number == oldest.number);
            }
        }
    }

    /// What was queued has left. Whether anything was.
    pub fn mark_sent(&mut self) -> bool {
        let mut changed = false;
        for number in std::mem::take(&mut self.queued) {
            if let Some(entry) = self.entry_mut(number) {
                entry.direction = Direction::Sent;
                changed = true;
            }
            self.note_sent(number);
        }
        changed
    }

    /// The entry that is this message did not leave after all: the oldest that is queued, because
    /// an outbox gives back from its front, or else the latest of the [`Log::MAX_TAKEN_BACK`]
    /// believed sent. Whether there is one.
    pub fn mark_not_sent(&mut self, message: &Message, reason: DropReason) -> bool {
        let is_it = |number: &&u64| {
            let entry = self.entry(**number);
            entry.is_some_and(|entry| entry.message == *message)
        };
        let queued = self.queued.iter().find(is_it);
        let Some(found) = queued
            .or_else(|| self.sent.iter().rev().find(is_it))
            .copied()
        else {
            return false;
        };
        self.queued.retain(|number| *number != found);
        self.sent.retain(|number| *number != found);
        if let Some(entry) = self.entry_mut(found) {
            entry.direction = Direction::NotSent(reason);
        }
        true
    }

    fn note_sent(&mut self, number: u64) {
        if self.sent.len() >= Self::MAX_TAKEN_BACK {
            self.sent.pop_front();
        }
        self.sent.push_back(number);
    }

    /// Forgets the entries; numbering goes on.
    pub fn clear(&mut self) {
        self.entries.clear();
        self.queued.clear();
        self.sent.clear();
        self.bytes = 0;
    }

    /// The kept messages, oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Rc<Entry>> {
        self.entries.iter()
    }

    /// The entry with this number; `None` when it is forgotten, or yet to come.
    #[must_use]
    pub fn entry(&self, number: u64) -> Option<&Rc<Entry>> {
        self.entries.get(self.place(number)?)
    }

    /// The number of the oldest kept entry; of the next one while none is kept.
    #[must_use]
    pub fn first(&self) -> u64 {
        self.total - self.entries.len() as u64 + 1
    }

    /// How many messages are kept.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// The size of the kept messages' payloads.
    #[must_use]
    pub const fn bytes(&self) -> usize {
        self.bytes
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

    fn place(&self, number: u64) -> Option<usize> {
        usize::try_from(number.checked_sub(self.first())?).ok()
    }

    /// Whoever holds the entry keeps it as it was.
    fn entry_mut(&mut self, number: u64) -> Option<&mut Entry> {
        let place = self.place(number)?;
        self.entries.get_mut(place).map(Rc::make_mut)
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
