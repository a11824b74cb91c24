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

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn the_numbers_are_those_of_splitmix64() {
        // <https://rosettacode.org/wiki/Pseudo-random_numbers/Splitmix64>
        let mut jitter = Jitter::new(1_234_567);
        let numbers = [(); 5].map(|()| jitter.next());
        assert_eq!(
            numbers,
            [
                6_457_827_717_110_365_317,
                3_203_168_211_198_807_973,
                9_817_491_932_198_370_423,
                4_593_380_528_125_082_431,
                16_408_922_859_458_223_821
            ]
        );
    }

    #[test]
    fn a_duration_is_drawn_from_the_whole_range_and_never_its_end() {
        let (low, high) = (Duration::from_nanos(7), Duration::from_nanos(10));
        let mut jitter = Jitter::new(1);
        let drawn: std::collections::BTreeSet<_> =
            (0..100).map(|_| jitter.between(low, high)).collect();
        assert_eq!(drawn, [7, 8, 9].map(Duration::from_nanos).into());
        assert_eq!(jitter.between(high, low), high);
    }
}
