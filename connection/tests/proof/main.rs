//! The machine, proved: whatever happens in whatever order, what holds always holds, and a model that
//! was written on its own says the same. Native only; `tests/machine` tells the behaviours one by one.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod act;
mod deed;
mod demands;
mod every;
mod ledger;
mod model;
mod parsing;
mod random;
mod setup;
mod tally;
mod told;
mod walks;
mod world;
