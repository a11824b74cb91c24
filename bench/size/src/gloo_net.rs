//! gloo-net: a stream of messages. It has no heartbeat and no reconnection, and its state is asked
//! for, not told: here with each message.

use futures_util::StreamExt;
use gloo_net::websocket::{Message, State, futures::WebSocket};
use yew::prelude::*;

#[component]
pub fn App() -> Html {
    let state = use_state(|| State::Connecting);
    let last = use_state(String::new);
    use_effect_with((), {
        let (state, last) = (state.clone(), last.clone());
        move |()| {
            let Ok(mut socket) = WebSocket::open(crate::ADDRESS) else {
                return state.set(State::Closed);
            };
            yew::platform::spawn_local(async move {
                while let Some(message) = socket.next().await {
                    state.set(socket.state());
                    if let Ok(Message::Text(text)) = message {
                        last.set(text);
                    }
                }
                state.set(State::Closed);
            });
        }
    });
    let state = match *state {
        State::Connecting => "connecting",
        State::Open => "open",
        State::Closing => "closing",
        State::Closed => "closed",
    };
    crate::view(state, (*last).clone())
}
