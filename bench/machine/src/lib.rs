//! The pieces of work whose cost is measured, each a closure that does it once more. The same pieces
//! are timed natively and in WebAssembly, and counted by callgrind.

#![cfg_attr(not(test), warn(clippy::unwrap_used))]

mod work;

pub use work::{Kind, Step, Work, find, works};
