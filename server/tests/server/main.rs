//! The server as its clients see it: started on a free port of this machine, spoken to over TCP.

// Helpers fail the test that calls them, as loudly as the test itself would.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod bounds;
mod cors;
mod faults;
#[cfg(target_os = "linux")]
mod figures;
mod flood;
mod going_away;
mod handshake;
mod page;
#[cfg(unix)]
mod program;
mod speech;
mod support;
mod token;
