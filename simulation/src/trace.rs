//! What happened in a run: the latest lines in words, all of them as one number.

use std::collections::VecDeque;
use std::fmt;
use std::hash::{Hash, Hasher};

use heartline_connection::{Instant, Phase, Signal};

use crate::event::{News, Parcel};
use crate::incident::Incident;
use crate::user::Deed;

/// How many lines a failing run shows.
const KEPT: usize = 40;

/// One thing that happened to one client.
#[derive(Clone, Copy, Debug, Hash)]
pub(crate) struct Line {
    at: Instant,
    client: u8,
    note: Note,
}

#[derive(Clone, Copy, Debug, Hash)]
pub(crate) enum Note {
    Wake,
    Signal(Signal),
    Incident(Incident),
    User(Deed),
    /// The browser hears something of the socket of an attempt.
    Hears(u64, News),
    /// The same, of a socket that nobody listens to any more.
    HearsLate(u64, News),
    ServerHears(u64, Parcel),
    Opens(u64, u8),
    CannotOpen(u64),
    Asks(u64),
    AsksWhy(u64),
    Cancels(u64),
    Sends(u64, Parcel),
    NotTaken(u64, u64),
    Closes(u64),
    Abandons(u64, u16),
    Delivers(u32),
    Undelivered(u64, &'static str),
    Is(Phase),
    Suspended,
    /// The oracle looks whether it is open again.
    Looks(Phase),
}

pub(crate) struct Trace {
    /// The latest lines of each client.
    kept: Vec<VecDeque<Line>>,
    latest: u8,
    hash: Fold,
    aloud: bool,
}

impl Trace {
    /// `aloud` prints every line as it comes.
    pub(crate) fn new(clients: usize, aloud: bool) -> Self {
        Self {
            kept: vec![VecDeque::new(); clients],
            latest: 0,
            hash: Fold(0),
            aloud,
        }
    }

    pub(crate) fn note(&mut self, at: Instant, client: u8, note: Note) {
        let line = Line { at, client, note };
        line.hash(&mut self.hash);
        if self.aloud {
            println!("{line}");
        }
        self.latest = client;
        let kept = &mut self.kept[usize::from(client)];
        if kept.len() == KEPT {
            kept.pop_front();
        }
        kept.push_back(line);
    }

    /// Two runs with the same number took the same course.
    pub(crate) fn hash(&self) -> u64 {
        self.hash.finish()
    }

    /// The latest lines of the client to which something happened last.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.kept[usize::from(self.latest)]
            .iter()
            .map(ToString::to_string)
            .collect()
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { at, client, note } = self;
        let seconds = at.since_origin().as_secs_f64();
        write!(f, "{seconds:>16.6} s  client {client}  {note:?}")
    }
}

/// A fold by multiplication and rotation: fast, and the same on every machine, which is all that is
/// asked of it.
struct Fold(u64);

impl Hasher for Fold {
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 32)
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u64((*byte).into()));
    }

    fn write_u64(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(23) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    fn write_u8(&mut self, word: u8) {
        self.write_u64(word.into());
    }

    fn write_u16(&mut self, word: u16) {
        self.write_u64(word.into());
    }

    fn write_u32(&mut self, word: u32) {
        self.write_u64(word.into());
    }

    fn write_usize(&mut self, word: usize) {
        self.write_u64(word as u64);
    }

    fn write_isize(&mut self, word: isize) {
        self.write_u64(word as u64);
    }
}
