//! All chance of a run comes from here, and so from one seed.

use std::time::Duration;

pub(crate) struct Dice(fastrand::Rng);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(fastrand::Rng::with_seed(seed))
    }

    /// A number below `sides`, which is at least 1.
    pub(crate) fn below(&mut self, sides: u64) -> u64 {
        self.0.u64(..sides)
    }

    pub(crate) fn one_in(&mut self, many: u64) -> bool {
        self.below(many) == 0
    }

    pub(crate) fn seed(&mut self) -> u64 {
        self.0.u64(..)
    }

    pub(crate) fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.0.usize(..from.len())]
    }

    /// Evenly from the range.
    pub(crate) fn between(&mut self, low: Duration, high: Duration) -> Duration {
        let width = high.saturating_sub(low).as_micros() as u64;
        low + Duration::from_micros(self.below(width + 1))
    }

    /// From the range, each doubling as likely as the next: short times are common, long ones
    /// happen.
    pub(crate) fn skewed(&mut self, low: Duration, high: Duration) -> Duration {
        let ratio = (high.as_micros() / low.as_micros().max(1)).max(1) as u64;
        let doublings = u64::from(64 - ratio.leading_zeros());
        let start = low * (1 << self.below(doublings)) as u32;
        self.between(start, start * 2).min(high)
    }
}
