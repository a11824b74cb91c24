//! The browser: the one place that names its sockets, clock and timers.

mod address;
mod socket;

use std::rc::Rc;
use std::time::Duration;

use gloo_timers::callback::Timeout;
use heartline_connection::{Instant, Later, OpenError};

use super::{Alarm, OnEvent, Platform, Socket};
#[cfg(feature = "diagnose")]
pub(crate) use address::http_address;
use socket::BrowserSocket;

/// The browser that the program runs in.
#[derive(Clone, Copy, Debug, Default)]
pub struct Browser;

/// The longest delay that `setTimeout` keeps; a longer one would fire at once
/// ([HTML standard, timers](https://html.spec.whatwg.org/multipage/timers-and-user-prompts.html#timers)).
/// Waking early is harmless, so a longer wait is made of several alarms.
const MAX_DELAY_MILLIS: u128 = i32::MAX as u128;

impl Platform for Browser {
    fn now(&self) -> Instant {
        let millis = web_sys::window()
            .and_then(|window| window.performance())
            .map_or_else(js_sys::Date::now, |performance| performance.now());
        // The cast is saturating: no clock can make it fail.
        Instant::from_origin(Duration::from_micros((millis * 1000.0) as u64))
    }

    fn seed(&self) -> u64 {
        (js_sys::Math::random() * 2f64.powi(53)) as u64
    }

    fn open(
        &self,
        url: &str,
        protocols: &[String],
        on_event: OnEvent,
    ) -> Result<Rc<dyn Socket>, OpenError> {
        let url = address::resolve(url)?;
        Ok(Rc::new(BrowserSocket::open(&url, protocols, on_event)?))
    }

    fn alarm(&self, at: Instant, wake: Box<dyn FnOnce()>) -> Box<dyn Alarm> {
        let delay = at.since(self.now());
        // Rounded up: an alarm that rings a little early would only ring twice.
        let millis = delay.as_micros().div_ceil(1000).min(MAX_DELAY_MILLIS);
        Box::new(BrowserAlarm(Timeout::new(millis as u32, wake)))
    }

    fn spawn(&self, task: Later<()>) {
        wasm_bindgen_futures::spawn_local(task);
    }
}

/// Cancels its timer when dropped, because [`Timeout`] does.
struct BrowserAlarm(#[allow(dead_code, reason = "held for its Drop")] Timeout);

impl Alarm for BrowserAlarm {}
