//! What a connection does at all, whatever its manner.

use std::time::Instant;

/// A stance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Stance {
    /// It reads and writes.
    Speaks,
    /// It writes what it has begun and reads.
    FallsSilent,
    /// It reads.
    Silent,
    /// It neither reads nor writes.
    Stopped,
    /// It has sent a close frame and waits, until then, for the answer.
    Closing(Instant),
    /// It writes what it has begun and ends.
    Ends,
}

impl Stance {
    pub(crate) fn reads(self) -> bool {
        self != Self::Stopped
    }

    pub(crate) fn writes(self) -> bool {
        !matches!(self, Self::Silent | Self::Stopped)
    }

    pub(crate) fn speaks(self) -> bool {
        self == Self::Speaks
    }

    /// Until when it waits.
    pub(crate) fn until(self) -> Option<Instant> {
        match self {
            Self::Closing(until) => Some(until),
            _ => None,
        }
    }
}
