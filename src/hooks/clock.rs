//! The passing of time in a component.

use gloo_timers::callback::Interval;
use yew::prelude::*;

/// Renders the component once per `millis` while `running`, so that durations on it stay true.
#[hook]
pub(crate) fn use_clock(millis: u32, running: bool) {
    let update = use_force_update();
    use_effect_with((millis, running), move |&(millis, running)| {
        let interval = running.then(|| Interval::new(millis, move || update.force_update()));
        move || drop(interval)
    });
}
