//! The passing of time in a component.

use gloo_timers::callback::Interval;
use yew::prelude::*;

use crate::{Phase, WebSocketAgent, use_status};

/// How often what tells the time is brought up to date, in milliseconds.
const TICK: u32 = 500;

/// What is going on with `agent`, as a sentence that stays true: durations and count-downs go on
/// while the component is shown.
#[hook]
pub fn use_sentence(agent: &WebSocketAgent) -> String {
    let status = use_status(agent);
    use_clock(is_timed(status.phase));
    agent.status().sentence(agent.now())
}

/// Whether what can be said about a phase changes with time alone.
pub(crate) const fn is_timed(phase: Phase) -> bool {
    !matches!(phase, Phase::Idle | Phase::Failed)
}

/// Renders the component twice a second while `running`.
#[hook]
pub(crate) fn use_clock(running: bool) {
    let update = use_force_update();
    use_effect_with(running, move |&running| {
        let interval = running.then(|| Interval::new(TICK, move || update.force_update()));
        move || drop(interval)
    });
}
