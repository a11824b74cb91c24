//! The agent in the fake world: what holds whatever happens, and what a callback may do.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod asking;
mod faults;
mod later;
mod leaving;
mod listening;
mod messages;
mod panics;
mod readiness;
mod reentrancy;
#[cfg(feature = "tracing")]
mod report;
#[cfg(feature = "requests")]
mod requests;
mod scene;
#[cfg(feature = "stream")]
mod stream;
mod surroundings;
mod telling;
#[cfg(feature = "codec")]
mod typed;
mod walks;
mod world;
