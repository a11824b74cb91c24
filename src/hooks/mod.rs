//! Hooks: a connection, its status and its messages in a Yew component.

mod clock;
mod log;
mod undelivered;
mod websocket;

pub use clock::use_sentence;
pub(crate) use clock::{is_timed, use_clock};
pub use log::{MessageLog, use_message_log};
pub use undelivered::{Undelivered, use_undelivered};
pub use websocket::{use_status, use_websocket};
