//! The pieces of work as functions for JavaScript, which reads the clock: `node.cjs` calls them.

use heartline_bench_machine::{Step, find, works};
use wasm_bindgen::prelude::wasm_bindgen;

/// The ids of all pieces of work.
#[wasm_bindgen]
pub fn ids() -> Vec<String> {
    works().into_iter().map(|work| work.id).collect()
}

/// A piece of work that is ready to be done.
#[wasm_bindgen]
#[allow(missing_debug_implementations)]
pub struct Ready {
    step: Step,
}

#[wasm_bindgen]
impl Ready {
    /// `undefined` when there is no such work.
    pub fn prepare(id: &str) -> Option<Ready> {
        let work = find(id)?;
        let step = work.prepare();
        Some(Self { step })
    }

    /// Does the work so many times.
    pub fn run(&mut self, steps: u32) {
        (0..steps).for_each(|_| (self.step)());
    }
}
