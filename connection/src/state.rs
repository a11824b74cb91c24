//! The states of a connection. A deadline lives inside the state that needs it, so leaving the
//! state drops it.

use crate::close::Close;
use crate::deadline::Deadline;
use crate::heartbeat::Pulse;
use crate::status::Phase;
use crate::time::Instant;
use crate::wake::{Wake, WakeReason};

/// How they lead to one another is drawn in the [crate documentation](crate). A phase is one state,
/// but for `connecting` (a socket that opens, and one that is not ready yet) and `open` (a socket
/// that takes messages, and one that the server has begun to close).
#[derive(Debug)]
pub(crate) enum State {
    /// No socket, none wanted.
    Idle,
    /// A socket is being opened.
    Connecting { deadline: Deadline },
    /// The socket is open and greeted; the server has not yet said that it is ready.
    Greeting { deadline: Deadline },
    /// Open and ready. Without a heartbeat there is no pulse.
    Open {
        since: Instant,
        pulse: Option<Box<Pulse>>,
    },
    /// The browser takes no more messages: the server has begun to close. Its `close`, which says
    /// why, must come by then.
    Ending { since: Instant, deadline: Deadline },
    /// No socket; the next attempt is due.
    Waiting { due: Instant },
    /// The closing handshake is under way.
    Closing { until: Instant },
    /// No socket; only the user can go on.
    Failed,
}

impl State {
    pub(crate) const fn phase(&self) -> Phase {
        match self {
            Self::Idle => Phase::Idle,
            Self::Connecting { .. } | Self::Greeting { .. } => Phase::Connecting,
            Self::Open { .. } | Self::Ending { .. } => Phase::Open,
            Self::Waiting { .. } => Phase::Waiting,
            Self::Closing { .. } => Phase::Closing,
            Self::Failed => Phase::Failed,
        }
    }

    /// Whether a socket exists, so that its events mean something.
    pub(crate) const fn has_socket(&self) -> bool {
        match self {
            Self::Connecting { .. }
            | Self::Greeting { .. }
            | Self::Open { .. }
            | Self::Ending { .. }
            | Self::Closing { .. } => true,
            Self::Idle | Self::Waiting { .. } | Self::Failed => false,
        }
    }

    pub(crate) fn pulse(&self) -> Option<&Pulse> {
        match self {
            Self::Open { pulse, .. } => pulse.as_deref(),
            _ => None,
        }
    }

    pub(crate) fn pulse_mut(&mut self) -> Option<&mut Pulse> {
        match self {
            Self::Open { pulse, .. } => pulse.as_deref_mut(),
            _ => None,
        }
    }

    /// What this state waits for, if it waits for a time at all.
    pub(crate) fn wake(&self) -> Option<Wake> {
        match self {
            Self::Idle | Self::Failed => None,
            Self::Connecting { deadline } | Self::Greeting { deadline } => {
                Some(Wake::new(deadline.at(), WakeReason::ConnectTimeout))
            }
            Self::Open { pulse, .. } => pulse.as_deref().map(Pulse::wake),
            Self::Waiting { due } => Some(Wake::new(*due, WakeReason::RetryDue)),
            Self::Ending { deadline, .. } => {
                Some(Wake::new(deadline.at(), WakeReason::CloseTimeout))
            }
            Self::Closing { until } => Some(Wake::new(*until, WakeReason::CloseTimeout)),
        }
    }
}

/// A close that the user asked for, waiting for the outbox to empty.
#[derive(Debug)]
pub(crate) struct Drain {
    pub(crate) close: Close,
    pub(crate) until: Instant,
}

/// The run of failures since the connection was last stable.
#[derive(Debug, Default)]
pub(crate) struct Outage {
    /// Attempts in a row that failed, the lost connection included.
    pub(crate) failures: u32,
    /// When the first of them failed.
    pub(crate) since: Option<Instant>,
}
