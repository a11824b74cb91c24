//! The agent in the fake world: what holds whatever happens, and what a callback may do.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod faults;
mod leaving;
mod listening;
mod messages;
mod reentrancy;
mod scene;
mod walks;
mod world;
