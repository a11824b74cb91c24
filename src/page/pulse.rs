//! What is brought up to date once a second.

use gloo_timers::callback::Interval;
use yew::prelude::*;

use crate::WebSocketAgent;

/// How often, in milliseconds.
const BEAT: u32 = 1_000;

/// Calls `beat` at once and then every second, or as often as the browser lets a hidden page; and
/// renders the component afterwards while the page can be seen.
#[hook]
pub(super) fn use_pulse(agent: &WebSocketAgent, beat: impl Fn(&WebSocketAgent) + 'static) {
    let update = use_force_update();
    use_effect_with(agent.clone(), move |agent| {
        beat(agent);
        let agent = agent.clone();
        let interval = Interval::new(BEAT, move || {
            beat(&agent);
            if !is_hidden() {
                update.force_update();
            }
        });
        move || drop(interval)
    });
}

/// Whether nobody sees the page.
pub(super) fn is_hidden() -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    document.is_some_and(|document| document.hidden())
}
