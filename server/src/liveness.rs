//! Whether a client is still there: ping when it is silent, give up when it stays silent.

use std::time::{Duration, Instant};

use crate::Options;

/// What is known of a client. A deadline counts from the moment something happened, so that a server
/// which was itself stopped for a while asks before it gives up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Liveness {
    /// Something arrived at this time; a ping is due when the client stays silent.
    Heard(Instant),
    /// A ping left at this time; silence after it means that the client is gone.
    Pinged(Instant),
}

/// What has fallen due.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Due {
    Ping,
    GiveUp,
}

/// A deadline seen later than this was missed by the server: it was stopped, or its machine slept.
/// The answer may then wait in the system's buffers, so the client is asked again.
const LATE: Duration = Duration::from_millis(200);

impl Liveness {
    /// How long until something is due.
    pub(crate) fn wait(self, now: Instant, options: &Options) -> Duration {
        let (since, allowed) = self.deadline(options);
        allowed.saturating_sub(now.saturating_duration_since(since))
    }

    /// What is due when that time has passed.
    pub(crate) fn due(self, now: Instant, options: &Options) -> Due {
        let (since, allowed) = self.deadline(options);
        let late = now.saturating_duration_since(since).saturating_sub(allowed);
        match self {
            Self::Pinged(_) if late <= LATE => Due::GiveUp,
            Self::Pinged(_) | Self::Heard(_) => Due::Ping,
        }
    }

    fn deadline(self, options: &Options) -> (Instant, Duration) {
        match self {
            Self::Heard(since) => (since, options.ping_interval),
            Self::Pinged(since) => (since, options.ping_timeout),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Seconds to wait, and what is due then, at this many milliseconds.
    fn at(milliseconds: u64, liveness: impl Fn(Instant) -> Liveness) -> (u64, Due) {
        let start = Instant::now();
        let now = start + Duration::from_millis(milliseconds);
        let (liveness, options) = (liveness(start), Options::default());
        (
            liveness.wait(now, &options).as_secs(),
            liveness.due(now, &options),
        )
    }

    #[test]
    fn a_silent_client_is_pinged() {
        assert_eq!(at(0, Liveness::Heard), (20, Due::Ping));
        assert_eq!(at(15_000, Liveness::Heard), (5, Due::Ping));
        assert_eq!(at(500_000, Liveness::Heard), (0, Due::Ping));
    }

    #[test]
    fn a_client_that_does_not_answer_is_given_up() {
        assert_eq!(at(0, Liveness::Pinged), (20, Due::GiveUp));
        assert_eq!(at(20_000, Liveness::Pinged), (0, Due::GiveUp));
        assert_eq!(at(20_200, Liveness::Pinged), (0, Due::GiveUp));
    }

    #[test]
    fn a_deadline_that_the_server_missed_is_a_reason_to_ask_again() {
        assert_eq!(at(20_201, Liveness::Pinged), (0, Due::Ping));
        assert_eq!(at(500_000, Liveness::Pinged), (0, Due::Ping));
    }
}
