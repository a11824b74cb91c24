//! Heartline with JSON: each message as a value of a type.

use heartline::{Config, use_status, use_websocket};
use serde::Deserialize;
use yew::prelude::*;

#[derive(Deserialize)]
struct Chat {
    from: u32,
    text: String,
}

#[component]
pub fn App() -> Html {
    let agent = use_websocket(Config::new(crate::ADDRESS));
    let status = use_status(&agent);
    let last = use_state(String::new);
    use_effect_with(agent, {
        let last = last.clone();
        move |agent| {
            let subscription = agent.on_message(move |message| {
                if let Ok(Chat { from, text }) = message.clone().json() {
                    last.set(from.to_string() + ": " + &text);
                }
            });
            move || drop(subscription)
        }
    });
    crate::view(status.phase.as_str(), (*last).clone())
}
