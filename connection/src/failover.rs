//! Several addresses of one service: which one is next.

use std::time::Duration;

use crate::rule::{ConfigError, positive};
use crate::time::Instant;

/// How a connection with several addresses ([`Config::alternatives`](crate::Config::alternatives))
/// moves between them. The order of the addresses is the order of preference.
///
/// An attempt goes to the first address that has not failed lately; when all have, to the one
/// whose failure lies longest ago. So after a failure the next address has its turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Failover {
    /// How long a failure of an address, or the loss of a connection to it, counts; default 60 s.
    /// That the browser is offline ([`Finding::Offline`](crate::Finding)) is no failure of an address.
    pub forget_after: Duration,
    /// How long a connection to an address that is not the first stays, before the first one that
    /// has not failed lately is tried again in its place; default `None`: as long as it holds.
    pub return_after: Option<Duration>,
}

impl Default for Failover {
    fn default() -> Self {
        Self {
            forget_after: Duration::from_secs(60),
            return_after: None,
        }
    }
}

impl Failover {
    /// Sets [`Failover::forget_after`].
    #[must_use]
    pub const fn forget_after(mut self, duration: Duration) -> Self {
        self.forget_after = duration;
        self
    }

    /// Sets [`Failover::return_after`].
    #[must_use]
    pub fn return_after(mut self, duration: impl Into<Option<Duration>>) -> Self {
        self.return_after = duration.into();
        self
    }

    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        positive("failover.forget_after", self.forget_after)?;
        match self.return_after {
            Some(duration) => positive("failover.return_after", duration),
            None => Ok(()),
        }
    }
}

/// What is known about the addresses, by their places: when each failed last.
#[derive(Clone, Debug, Default)]
pub(crate) struct Health {
    failures: Vec<Option<Instant>>,
}

impl Health {
    pub(crate) fn note_failure(&mut self, place: usize, now: Instant) {
        if self.failures.len() <= place {
            self.failures.resize(place + 1, None);
        }
        self.failures[place] = Some(now);
    }

    /// The place of the address that is next, of `count`.
    pub(crate) fn choose(&self, count: usize, failover: &Failover, now: Instant) -> usize {
        let failure = |place: &usize| self.failures.get(*place).copied().flatten();
        let well = |place: &usize| {
            failure(place).is_none_or(|failed_at| now.since(failed_at) >= failover.forget_after)
        };
        (0..count)
            .find(well)
            .or_else(|| (0..count).min_by_key(failure))
            .unwrap_or(0)
    }

    /// From when on an address that is preferred to the one at `place` is worth a try; `None` when
    /// there is no better one.
    pub(crate) fn better_from(&self, place: usize, failover: &Failover) -> Option<Instant> {
        let failures = (0..place).map(|better| self.failures.get(better).copied().flatten());
        let well_at = failures.map(|failure| {
            failure.map_or(Instant::ORIGIN, |failed_at| {
                failed_at + failover.forget_after
            })
        });
        well_at.min()
    }
}
