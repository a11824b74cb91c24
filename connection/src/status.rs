//! One value that explains everything a person may want to know about the connection.

use std::fmt;
use std::time::Duration;

use crate::cause::{Cause, GaveUp};
use crate::close::Closed;
use crate::time::Instant;
use crate::wake::Wake;

/// What the connection is doing, in words that a user understands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Phase {
    /// Not connected, by the user's wish.
    #[default]
    Idle,
    /// An attempt is under way.
    Connecting,
    /// Connected and ready.
    Open,
    /// Waiting for the next attempt.
    Waiting,
    /// Waiting until the browser says that it is online.
    Offline,
    /// Closing by the user's wish.
    Closing,
    /// Gave up. Only the user can start it again.
    Failed,
}

impl Phase {
    /// The phase as one lower-case word, as it stands in `data-phase`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Connecting => "connecting",
            Self::Open => "open",
            Self::Waiting => "waiting",
            Self::Offline => "offline",
            Self::Closing => "closing",
            Self::Failed => "failed",
        }
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Stands for a [`Status`]: two that are equal stand for the same status, the time of the next
/// ping aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatusKey {
    pub(crate) changes: u64,
    pub(crate) next: Option<Wake>,
    pub(crate) round_trip: Option<Duration>,
    pub(crate) unanswered_since: Option<Instant>,
    pub(crate) queued: usize,
}

/// A snapshot of the connection.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Status {
    /// What the connection is doing.
    pub phase: Phase,
    /// Since when.
    pub since: Instant,
    /// The number of the current attempt, from 1; 0 before the first. Never goes back.
    pub attempt: u64,
    /// How many attempts in a row had failed, a lost connection included, before the present phase.
    /// While open it keeps its value until the next loss tells whether the connection was
    /// [stable](crate::Reconnect::stable_after).
    pub failures: u32,
    /// Why the latest connection or attempt ended; `None` while none has. Kept while the next
    /// connection is open.
    pub cause: Option<Cause>,
    /// Why the connection gave up, in phase [`Phase::Failed`].
    pub gave_up: Option<GaveUp>,
    /// What happens next by itself, and when.
    pub next: Option<Wake>,
    /// The code and reason of the latest `close` event.
    pub last_close: Option<Closed>,
    /// The latest round-trip time on the present socket; `None` while it has given none.
    pub round_trip: Option<Duration>,
    /// Since when a ping waits for any sign of life.
    pub unanswered_since: Option<Instant>,
    /// How many messages wait in the outbox.
    pub queued: usize,
    /// Whether the browser holds all that it may
    /// ([`Config::max_buffered`](crate::Config::max_buffered)): the network takes less than is
    /// sent, or the server has begun to close. Messages wait in the outbox although the connection
    /// is open.
    pub congested: bool,
    /// Whether there has been no connection for
    /// [`Config::suspend_after`](crate::Config::suspend_after). Attempts go on.
    pub suspended: bool,
}

impl Status {
    /// Whether opening would do something.
    #[must_use]
    pub const fn can_open(&self) -> bool {
        matches!(self.phase, Phase::Idle | Phase::Closing | Phase::Failed)
    }

    /// Whether closing would do something.
    #[must_use]
    pub const fn can_close(&self) -> bool {
        match self.phase {
            Phase::Idle => false,
            // It is still sending what is queued, which a plain close cuts short.
            Phase::Closing => self.queued > 0,
            _ => true,
        }
    }

    /// Whether a message would leave at once, as far as the browser has told.
    #[must_use]
    pub const fn can_send(&self) -> bool {
        matches!(self.phase, Phase::Open) && self.queued == 0 && !self.congested
    }

    /// Whether an attempt can be made at once, instead of the wait, of giving up or of the
    /// present socket.
    #[must_use]
    pub const fn can_retry(&self) -> bool {
        matches!(
            self.phase,
            Phase::Waiting | Phase::Offline | Phase::Open | Phase::Failed
        )
    }
}
