//! The connection machine as its users see it: one transcript or table for each behaviour of
//! `docs/behaviour.md`, named by the behaviour's id.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod adaptive;
mod config;
mod faults;
mod graceful;
mod heartbeat;
mod late;
mod life;
mod moving;
mod receiving;
mod reconnect;
mod redact;
mod script;
mod sending;
mod statistics;
mod status;
mod timeline;
mod walks;
