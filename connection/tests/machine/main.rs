//! The connection machine as its users see it: one transcript or table for each behaviour of
//! `docs/behaviour.md`, named by the behaviour's id.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod adaptive;
#[cfg(feature = "chinese")]
mod chinese;
mod close_codes;
mod config;
mod congestion;
mod diagnose;
mod expected;
mod expiry;
mod failover;
mod faults;
mod graceful;
#[cfg(not(target_arch = "wasm32"))]
mod guard;
mod heartbeat;
mod hidden;
mod late;
mod leaving;
mod life;
mod measuring;
mod moving;
mod offline;
mod prepare;
mod probing;
mod questions;
mod receiving;
mod reconnect;
mod redact;
mod replies;
mod script;
mod sending;
mod statistics;
mod status;
mod subscriptions;
mod suspended;
mod timeline;
mod walks;
