//! Hooks: a connection, its status and its messages in a Yew component.

mod clock;
mod frame;
mod latest;
mod listen;
mod log;
mod shared;
mod undelivered;
mod websocket;
mod world;

pub use clock::use_sentence;
pub(crate) use clock::{is_timed, use_clock};
pub use latest::use_latest;
#[cfg(feature = "json")]
pub use latest::use_latest_json;
pub use listen::use_on_message;
pub use log::{UseMessageLogHandle, use_message_log, use_message_log_with};
pub use shared::{
    NoProvider, WebSocketProvider, WebSocketProviderProps, use_websocket_context,
    use_websocket_named,
};
pub use undelivered::{Undelivered, UseUndeliveredHandle, use_undelivered};
pub use websocket::{use_status, use_websocket};
pub use world::{World, WorldProvider, WorldProviderProps};
