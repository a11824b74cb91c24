//! Heartline without JSON, as it is by default: with heartbeat, reconnection and outbox.

use heartline::{Config, use_status, use_websocket};
use yew::prelude::*;

#[component]
pub fn App() -> Html {
    let agent = use_websocket(Config::new(crate::ADDRESS));
    let status = use_status(&agent);
    let last = use_state(String::new);
    use_effect_with(agent, {
        let last = last.clone();
        move |agent| {
            let subscription = agent.on_message(move |message| {
                if let Some(text) = message.as_text() {
                    last.set(text.to_owned());
                }
            });
            move || drop(subscription)
        }
    });
    crate::view(status.phase.as_str(), (*last).clone())
}
