//! Hooks: a connection, its status and its messages in a Yew component.

mod clock;
mod log;
mod undelivered;
mod websocket;

pub(crate) use clock::use_clock;
pub use log::{MessageLog, use_message_log};
pub use undelivered::{Undelivered, use_undelivered};
pub use websocket::{use_status, use_websocket};
