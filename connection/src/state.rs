//! The states of a connection. A deadline lives inside the state that needs it, so leaving the
//! state drops it.

use crate::close::Close;
use crate::deadline::Deadline;
use crate::heartbeat::Pulse;
use crate::message::Payload;
use crate::status::Phase;
use crate::time::Instant;
use crate::wake::{Wake, WakeReason};

/// How they lead to one another is drawn in the [crate documentation](crate). A phase is one state,
/// but for `connecting` (an end point that is prepared, a socket that opens, one that is not ready
/// yet, and a handshake that failed and is looked at) and `open` (a socket that takes messages, and
/// one that the server has begun to close).
#[derive(Debug)]
pub(crate) enum State {
    /// No socket, none wanted.
    Idle,
    /// The application is asked where the attempt goes.
    Preparing { deadline: Deadline },
    /// A socket is being opened; the greeting is what a prepared end point is to be told first.
    Connecting {
        deadline: Deadline,
        greeting: Option<Payload>,
    },
    /// The socket is open and greeted; the server has not yet said that it is ready.
    Greeting { deadline: Deadline },
    /// Open and ready. Without a heartbeat there is no pulse. While the browser holds all that it
    /// may, it is looked at again when `room_at` says.
    Open {
        since: Instant,
        pulse: Option<Box<Pulse>>,
        room_at: Option<Instant>,
    },
    /// The browser takes no more messages: the server has begun to close. Its `close`, which says
    /// why, must come by then.
    Ending { since: Instant, deadline: Deadline },
    /// The handshake failed; the application is asked why.
    Diagnosing { until: Instant },
    /// No socket; the next attempt is due. None but the user may ask for it before `floor`: the
    /// server wants room until then.
    Waiting { due: Instant, floor: Instant },
    /// No socket; no attempt before the browser says that it is online.
    Offline { floor: Instant },
    /// No socket; the page is in the back/forward cache and does not run. `floor` is that of the wait
    /// that it left.
    Away { floor: Instant },
    /// The closing handshake is under way.
    Closing { until: Instant },
    /// No socket; only the user can go on.
    Failed,
}

impl State {
    pub(crate) const fn phase(&self) -> Phase {
        match self {
            Self::Idle => Phase::Idle,
            Self::Preparing { .. }
            | Self::Connecting { .. }
            | Self::Greeting { .. }
            | Self::Diagnosing { .. } => Phase::Connecting,
            Self::Open { .. } | Self::Ending { .. } => Phase::Open,
            Self::Waiting { .. } | Self::Away { .. } => Phase::Waiting,
            Self::Offline { .. } => Phase::Offline,
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
            Self::Idle
            | Self::Preparing { .. }
            | Self::Diagnosing { .. }
            | Self::Waiting { .. }
            | Self::Offline { .. }
            | Self::Away { .. }
            | Self::Failed => false,
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
            Self::Idle | Self::Offline { .. } | Self::Away { .. } | Self::Failed => None,
            Self::Preparing { deadline }
            | Self::Connecting { deadline, .. }
            | Self::Greeting { deadline } => {
                Some(Wake::new(deadline.at(), WakeReason::ConnectTimeout))
            }
            Self::Diagnosing { until } => Some(Wake::new(*until, WakeReason::DiagnoseTimeout)),
            Self::Open { pulse, .. } => pulse.as_deref().map(Pulse::wake),
            Self::Waiting { due, .. } => Some(Wake::new(*due, WakeReason::RetryDue)),
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
    /// How many of them ended because the server does not let this client in.
    pub(crate) unauthorized: u32,
}

/// The time without a connection although one is wanted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Absence {
    pub(crate) since: Instant,
    /// Whether it has lasted for so long that the application was told.
    pub(crate) suspended: bool,
}
