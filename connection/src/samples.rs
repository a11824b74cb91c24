//! The latest durations of something, and their percentiles.

use std::collections::VecDeque;
use std::time::Duration;

/// The latest [`Samples::MAX`] measurements of a duration.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Samples(VecDeque<Duration>);

impl Samples {
    /// How many are kept: enough for a 99th percentile, in 4 KiB.
    pub const MAX: usize = 256;

    /// The latest one, or `None` before the first.
    #[must_use]
    pub fn latest(&self) -> Option<Duration> {
        self.0.back().copied()
    }

    /// The duration that `percent` of those kept do not exceed (nearest rank); `None` before the
    /// first. Above 100 counts as 100.
    #[must_use]
    pub fn percentile(&self, percent: u8) -> Option<Duration> {
        let mut sorted: Vec<_> = self.0.iter().copied().collect();
        sorted.sort_unstable();
        let rank = (sorted.len() * usize::from(percent.min(100))).div_ceil(100);
        sorted.get(rank.saturating_sub(1)).copied()
    }

    pub(crate) fn add(&mut self, sample: Duration) {
        if self.0.len() == Self::MAX {
            self.0.pop_front();
        }
        self.0.push_back(sample);
    }
}
