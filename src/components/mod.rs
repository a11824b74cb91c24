//! Components: they show snapshots and hand wishes to the agent. None holds a socket.

mod composer;
mod format;
mod message_list;
mod status_view;
mod websocket;

pub use composer::{Composer, ComposerProps};
pub use status_view::{StatusView, StatusViewProps};
pub use websocket::{Websocket, WebsocketProps, WebsocketView, WebsocketViewProps};
