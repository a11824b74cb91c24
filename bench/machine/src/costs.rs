//! What was measured, by the ids of the pieces of work.

use std::collections::BTreeMap;

use heartline_bench_report::Spread;

/// What a step costs, as far as it was measured.
#[derive(Clone, Debug, Default)]
pub(crate) struct Costs {
    /// Nanoseconds, natively.
    pub(crate) native: BTreeMap<String, Spread>,
    pub(crate) counts: BTreeMap<String, Count>,
    pub(crate) wasm: BTreeMap<String, Wasm>,
}

/// What valgrind counts for a step: no clock, so no spread.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Count {
    pub(crate) instructions: f64,
    /// The instructions of another run of the same program; like the allocations not counted for growth.
    pub(crate) again: Option<f64>,
    pub(crate) allocations: Option<f64>,
}

impl Count {
    /// How far another run was from this one, where there was one.
    pub(crate) fn differs(&self) -> Option<f64> {
        Some(self.again? - self.instructions)
    }
}

/// Nanoseconds in WebAssembly.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wasm {
    /// Built as the page is.
    pub(crate) page: Spread,
    /// Built for speed.
    pub(crate) fast: Spread,
    /// The page's time as a multiple of the other, round by round.
    pub(crate) ratio: Spread,
}
