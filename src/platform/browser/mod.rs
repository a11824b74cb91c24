//! The browser: the one place that names its sockets, clock and timers.

mod address;
mod page;
mod socket;
mod worker;

use std::rc::Rc;
use std::time::Duration;

use gloo_timers::callback::Timeout;
use heartline_connection::{Instant, Later, OpenError};
use web_sys::Performance;

use super::{Alarm, OnEvent, OnSignal, Platform, Socket, Watch};
#[cfg(feature = "diagnose")]
pub(crate) use address::http_address;
use page::PageWatch;
use socket::BrowserSocket;
use worker::{AlarmWorker, WorkerAlarm};

/// The browser that the program runs in.
#[derive(Clone, Copy, Debug, Default)]
pub struct Browser;

/// The longest delay that `setTimeout` keeps; a longer one would fire at once
/// ([HTML standard, timers](https://html.spec.whatwg.org/multipage/timers-and-user-prompts.html#timers)).
/// Waking early is harmless, so a longer wait is made of several alarms.
const MAX_DELAY_MILLIS: u128 = i32::MAX as u128;

thread_local! {
    /// Found once: each message asks what time it is, and finding the clock takes longer than
    /// reading it.
    static CLOCK: Option<Performance> =
        web_sys::window().and_then(|window| window.performance());
}

impl Platform for Browser {
    fn now(&self) -> Instant {
        let millis = CLOCK.with(|clock| match clock {
            Some(clock) => clock.now(),
            None => js_sys::Date::now(),
        });
        // The cast is saturating: no clock can make it fail.
        Instant::from_origin(Duration::from_micros((millis * 1000.0) as u64))
    }

    fn wall(&self) -> Duration {
        Duration::from_millis(js_sys::Date::now() as u64)
    }

    fn watch(&self, on_signal: OnSignal) -> Option<Box<dyn Watch>> {
        let watch = PageWatch::new(on_signal)?;
        Some(Box::new(watch))
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
        let millis = millis as u32;
        Box::new(match AlarmWorker::present() {
            Some(worker) => BrowserAlarm::OfWorker(worker.set(millis, wake)),
            None => BrowserAlarm::OfPage(Timeout::new(millis, wake)),
        })
    }

    fn spawn(&self, task: Later<()>) {
        wasm_bindgen_futures::spawn_local(task);
    }
}

/// Cancels its timer when dropped, because what it holds does.
#[allow(dead_code, reason = "held for their Drop")]
enum BrowserAlarm {
    OfPage(Timeout),
    /// Only while the page is hidden.
    OfWorker(WorkerAlarm),
}

impl Alarm for BrowserAlarm {}
