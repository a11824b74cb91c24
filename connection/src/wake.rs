//! When the machine wants to be called next, and why.

use crate::time::Instant;

/// The one alarm that a driver keeps armed for the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wake {
    /// When to call [`handle`](crate::Connection::handle) with [`Input::Wake`](crate::Input::Wake).
    pub at: Instant,
    /// What is due then.
    pub why: WakeReason,
}

impl Wake {
    pub(crate) const fn new(at: Instant, why: WakeReason) -> Self {
        Self { at, why }
    }

    /// The earlier one; of two that are due at the same time, the first.
    pub(crate) fn earlier(a: Option<Self>, b: Option<Self>) -> Option<Self> {
        match (a, b) {
            (Some(first), Some(second)) if second.at < first.at => b,
            (None, _) => b,
            _ => a,
        }
    }
}

/// What an alarm is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WakeReason {
    /// The attempt must be open and ready by then.
    ConnectTimeout,
    /// It will have been quiet for the interval: a ping.
    PingDue,
    /// The ping must have been followed by any message by then.
    PongDue,
    /// The next attempt.
    RetryDue,
    /// The closing handshake must be complete by then.
    CloseTimeout,
    /// What is queued must have been sent by then; the connection closes in any case.
    DrainTimeout,
    /// The look at why the handshake failed must be over by then.
    DiagnoseTimeout,
    /// There will have been no connection for too long.
    SuspendDue,
    /// A message will have waited in the outbox for too long.
    MessageExpires,
    /// The browser may have room for more messages.
    RoomDue,
    /// A preferred address is to be tried again.
    ReturnDue,
}
