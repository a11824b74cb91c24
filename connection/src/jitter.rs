//! Repeatable pseudo-random numbers from the seed that the driver hands in. They spread retries;
//! nothing secret depends on them.

use std::time::Duration;

/// SplitMix64 (Steele, Lea and Flood, 2014): one word of state, every seed is a good seed.
#[derive(Clone, Debug)]
pub(crate) struct Jitter(u64);

impl Jitter {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A duration from `low` (included) to `high` (excluded); `low` when that range is empty.
    pub(crate) fn between(&mut self, low: Duration, high: Duration) -> Duration {
        let width = high.saturating_sub(low).as_nanos();
        // The upper 64 bits of a 128-bit product: an even spread without floating point.
        let part = u64::try_from(width).unwrap_or(u64::MAX);
        let part = (u128::from(part) * u128::from(self.next())) >> 64;
        low.saturating_add(Duration::from_nanos(part as u64))
    }

    const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}
