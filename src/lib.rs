//! Heartline: a WebSocket that stays alive.

mod agent;
#[cfg(feature = "yew")]
pub mod components;
#[cfg(feature = "yew")]
mod hooks;
mod listeners;
#[cfg(feature = "page")]
pub mod page;
pub mod platform;

pub use agent::WebSocketAgent;
pub use heartline_connection::*;
#[cfg(feature = "yew")]
pub use hooks::{
    MessageLog, Undelivered, use_message_log, use_status, use_undelivered, use_websocket,
};
pub use listeners::Subscription;
