//! How long the connection was open, of the time in which one was wanted.

use std::time::Duration;

use crate::stats::Stats;
use crate::status::Phase;
use crate::time::Instant;

/// What the phases so far add up to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Uptime {
    open: Stopwatch,
    wanted: Stopwatch,
    /// When the latest open socket was left, while no other one is open and one is wanted.
    left: Option<Instant>,
}

/// Adds up the times in which something was so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Stopwatch {
    before: Duration,
    since: Option<Instant>,
}

impl Stopwatch {
    fn set(&mut self, now: Instant, runs: bool) {
        self.before = self.total(now);
        self.since = runs.then_some(now);
    }

    fn total(&self, now: Instant) -> Duration {
        let run = self.since.map_or(Duration::ZERO, |since| now.since(since));
        self.before.saturating_add(run)
    }
}

impl Stats {
    /// How long the connection has been open in all, the present run included.
    #[must_use]
    pub fn open_for(&self, now: Instant) -> Duration {
        self.uptime.open.total(now)
    }

    /// How long a connection has been wanted in all, the present run included: from opening to
    /// closing by the user. A connection that gave up is still wanted.
    #[must_use]
    pub fn wanted_for(&self, now: Instant) -> Duration {
        self.uptime.wanted.total(now)
    }

    /// The part of [`Stats::wanted_for`] in which the connection was open, in thousandths, rounded
    /// down; `None` while none was wanted for a millisecond yet.
    #[must_use]
    pub fn uptime_permille(&self, now: Instant) -> Option<u16> {
        let open = whole_millis(self.open_for(now)).saturating_mul(1_000);
        let permille = open.checked_div(whole_millis(self.wanted_for(now)))?;
        u16::try_from(permille).ok()
    }

    pub(crate) fn note_phase(&mut self, now: Instant, phase: Phase) {
        let open = phase == Phase::Open;
        let wanted = !matches!(phase, Phase::Idle | Phase::Closing);
        let uptime = &mut self.uptime;
        if !wanted {
            uptime.left = None;
        } else if open {
            let outage = uptime.left.take().map(|left| now.since(left));
            outage
                .into_iter()
                .for_each(|outage| self.outages.add(outage));
        } else if uptime.open.since.is_some() {
            uptime.left = Some(now);
        }
        uptime.open.set(now, open);
        uptime.wanted.set(now, wanted);
    }
}

/// In 64 bits, because a division of 128 costs a page a kilobyte of code.
pub(crate) const fn whole_millis(duration: Duration) -> u64 {
    let seconds = duration.as_secs().saturating_mul(1_000);
    seconds.saturating_add(duration.subsec_millis() as u64)
}
