//! What a walk is made of: deeds whose attempt and time are found when they are done, because they
//! depend on what the machine did before.

use std::time::Duration;

use heartline_connection::{Finding, Signal};

use crate::deed::{Answer, Deed, Fault};

#[derive(Clone, Copy, PartialEq, Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "copied, so that walks are plain data"
)]
pub(crate) enum Act {
    /// What needs no attempt.
    Do(Deed),
    Send {
        size: usize,
        time_to_live: Option<Duration>,
        key: Option<char>,
    },
    Unsubscribe(u64, bool),
    Socket(Which, Event),
    /// The answer to the question where an attempt goes.
    Prepared(Which, Answer),
    /// The answer to the question why a handshake failed.
    Diagnosed(Which, Finding),
    /// What the page goes through.
    Page(Signal),
    /// The machine under the page sleeps, and no clock but the wall clock goes on.
    Sleep(Duration),
    /// The server begins to close: the browser takes nothing from now on.
    BeginsToClose,
    /// What the browser holds, until said otherwise.
    Holds(usize),
    /// Time in which no alarm rings.
    Pass(Duration),
    /// The clock steps back.
    Back(Duration),
    /// Time passes up to the alarm, which rings this much late.
    Ring(Duration),
}

/// Whose event it is.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Which {
    Current,
    Older(u8),
    /// One that there has never been.
    Unknown,
}

/// What a socket does.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Event {
    CannotBeMade(Fault),
    Opened,
    Says(&'static str),
    Error,
    Closed(u16, &'static str),
    /// It gives back the latest letter that it was handed.
    Refuses,
    Holds(usize),
}

impl Which {
    pub(crate) fn of(self, current: u64) -> u64 {
        match self {
            Self::Current => current,
            Self::Older(by) => current.saturating_sub(u64::from(by)),
            Self::Unknown => current + 7,
        }
    }
}

impl Event {
    /// `None` for what takes a letter.
    pub(crate) const fn deed(self, attempt: u64) -> Option<Deed> {
        Some(match self {
            Self::CannotBeMade(fault) => Deed::OpenFailed(attempt, fault),
            Self::Opened => Deed::Opened(attempt),
            Self::Says(words) => Deed::Says(attempt, words),
            Self::Error => Deed::Error(attempt),
            Self::Closed(code, reason) => Deed::Closed(attempt, code, reason),
            Self::Holds(bytes) => Deed::Buffered(attempt, bytes),
            Self::Refuses => return None,
        })
    }
}
