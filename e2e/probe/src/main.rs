//! The app that the soak drives from outside: one connection that asks without end, and counts.
//!
//! What is exported here stands in `window.wasmBindings`, where a driver finds it.

mod account;
mod ears;
mod panel;

use std::cell::RefCell;
use std::time::Duration;

use gloo_timers::callback::Interval;
use heartline::{Backoff, Config, Heartbeat, Reconnect, WebSocketAgent};
use serde_json::{Value, json};
use wasm_bindgen::prelude::*;

use account::Account;
use ears::Ears;
use panel::Wall;

/// All there is, for as long as the page lives.
struct Probe {
    agent: WebSocketAgent,
    account: Account,
    ears: Ears,
    wall: Wall,
    asking: RefCell<Option<Interval>>,
}

thread_local!(static PROBE: Probe = Probe::new());

impl Probe {
    fn new() -> Self {
        // Nobody listens there: the driver says where to go.
        let agent = WebSocketAgent::new(config("/nowhere"));
        Self {
            account: Account::of(&agent),
            ears: Ears::of(&agent),
            wall: Wall::build(agent.clone()),
            asking: RefCell::default(),
            agent,
        }
    }

    fn report(&self) -> Value {
        let status = self.agent.status();
        let stats = self.agent.stats();
        let cause = status.cause.as_ref().map(ToString::to_string);
        json!({
            "phase": status.phase.as_str(),
            "attempt": status.attempt,
            "cause": cause,
            "queued": status.queued,
            "account": self.account.report(),
            "ears": self.ears.report(),
            "opens": stats.map(|stats| stats.opens),
            "wasm": memory(),
        })
    }
}

/// Short timings: an hour is to hold as many deaths as possible.
fn config(url: &str) -> Config {
    let heartbeat = Heartbeat::default()
        .interval(Duration::from_secs(2))
        .timeout(Duration::from_secs(1));
    let backoff = Backoff::Exponential {
        min: Duration::from_millis(200),
        max: Duration::from_secs(2),
    };
    Config::new(url)
        .heartbeat(heartbeat)
        .connect_timeout(Duration::from_secs(3))
        .close_timeout(Duration::from_secs(1))
        .reconnect(Reconnect::new(backoff).stable_after(Duration::from_secs(3)))
}

/// How many bytes WebAssembly has taken.
fn memory() -> f64 {
    let memory = wasm_bindgen::memory().unchecked_into::<js_sys::WebAssembly::Memory>();
    let buffer = memory.buffer().unchecked_into::<js_sys::ArrayBuffer>();
    f64::from(buffer.byte_length())
}

/// Moves the connection to another address, and opens it there.
#[wasm_bindgen]
pub fn go(url: &str) {
    PROBE.with(|probe| {
        probe.agent.configure(config(url));
        probe.agent.open();
    });
}

/// The person connects.
#[wasm_bindgen]
pub fn open() {
    PROBE.with(|probe| probe.agent.open());
}

/// The person disconnects.
#[wasm_bindgen]
pub fn close() {
    PROBE.with(|probe| probe.agent.close());
}

/// The person is impatient.
#[wasm_bindgen]
pub fn retry() {
    PROBE.with(|probe| probe.agent.retry_now());
}

/// Asks a question again and again, every so many milliseconds; 0 for no more.
#[wasm_bindgen]
pub fn ask(every: u32) {
    PROBE.with(|probe| {
        let asking =
            (every > 0).then(|| Interval::new(every, || PROBE.with(|probe| probe.account.ask())));
        // Dropped after the borrow: an interval that goes is cleared.
        let _before = probe.asking.replace(asking);
    });
}

/// Shows components that use the connection, and one with a connection of its own; or none.
#[wasm_bindgen]
pub fn mount(shown: bool) {
    PROBE.with(|probe| probe.wall.show(shown));
}

/// Everything that was counted, as JSON.
#[wasm_bindgen]
pub fn report() -> String {
    PROBE.with(|probe| probe.report().to_string())
}

/// The questions that ended since the last call, as JSON: number and outcome of each.
#[wasm_bindgen]
pub fn ended() -> String {
    PROBE.with(|probe| probe.account.ended().to_string())
}

fn main() {
    PROBE.with(|_| ());
}
