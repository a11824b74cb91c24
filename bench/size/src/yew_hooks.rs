//! yew-hooks: reconnects every three seconds; no heartbeat.

use yew::prelude::*;
use yew_hooks::{UseWebSocketReadyState, use_websocket};

#[component]
pub fn App() -> Html {
    let socket = use_websocket(crate::ADDRESS.to_owned());
    let state = match *socket.ready_state {
        UseWebSocketReadyState::Connecting => "connecting",
        UseWebSocketReadyState::Open => "open",
        UseWebSocketReadyState::Closing => "closing",
        UseWebSocketReadyState::Closed => "closed",
    };
    let last = socket.message.as_ref().cloned().unwrap_or_default();
    crate::view(state, last)
}
