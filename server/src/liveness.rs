//! Whether a client is still there: ping when it is silent, give up when it stays silent.

use std::time::{Duration, Instant};

use crate::Options;

/// What is known of a client, and what is due next. A deadline counts from the moment something
/// happened, so that a server which was itself stopped for a while asks before it gives up.
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

impl Liveness {
    /// What is due next, and how long until then.
    pub(crate) fn next(self, now: Instant, options: &Options) -> (Due, Duration) {
        let (due, since, allowed) = match self {
            Self::Heard(since) => (Due::Ping, since, options.ping_interval),
            Self::Pinged(since) => (Due::GiveUp, since, options.ping_timeout),
        };
        (
            due,
            allowed.saturating_sub(now.saturating_duration_since(since)),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_silent_client_is_pinged_and_then_given_up() {
        let options = Options::default();
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let next = |liveness: Liveness, seconds| {
            let (due, wait) = liveness.next(at(seconds), &options);
            (due, wait.as_secs())
        };
        assert_eq!(next(Liveness::Heard(start), 0), (Due::Ping, 20));
        assert_eq!(next(Liveness::Heard(start), 15), (Due::Ping, 5));
        assert_eq!(next(Liveness::Heard(start), 500), (Due::Ping, 0));
        assert_eq!(next(Liveness::Pinged(at(500)), 500), (Due::GiveUp, 20));
        assert_eq!(next(Liveness::Pinged(at(500)), 520), (Due::GiveUp, 0));
    }
}
