//! `harness.js` for contestants in Rust: the orders of the page's address, the book, and what is
//! the same in all of them: how a message's number is read, and its line in the log.

mod app;
mod list;
mod number;

use std::time::Duration;

use wasm_bindgen::prelude::*;

pub use app::App;
pub use list::{receiver, show_state};
pub use number::{Data, Kind, Row};

/// How many messages are shown.
pub const SHOWN: usize = 200;

#[wasm_bindgen]
extern "C" {
    type Bench;
    #[wasm_bindgen(thread_local_v2, js_name = bench)]
    static BENCH: Bench;
    #[wasm_bindgen(method, getter)]
    fn url(this: &Bench) -> String;
    #[wasm_bindgen(method, getter)]
    fn rendered(this: &Bench) -> bool;
    #[wasm_bindgen(method, getter)]
    fn kind(this: &Bench) -> String;
    #[wasm_bindgen(method, getter)]
    fn interval(this: &Bench) -> Option<f64>;
    #[wasm_bindgen(method, getter)]
    fn timeout(this: &Bench) -> Option<f64>;
    #[wasm_bindgen(method, getter)]
    fn attempts(this: &Bench) -> Option<u32>;
    #[wasm_bindgen(method, getter)]
    fn provider(this: &Bench) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    fn ping(this: &Bench) -> String;
    #[wasm_bindgen(method, getter)]
    fn greeting(this: &Bench) -> Option<String>;

    /// The application has got message `n`.
    #[wasm_bindgen(js_namespace = bench)]
    pub fn seen(n: u32);
    /// The library says that it is connected.
    #[wasm_bindgen(js_namespace = bench)]
    pub fn opened();
    /// The library says that it is not.
    #[wasm_bindgen(js_namespace = bench)]
    pub fn closed();
}

/// What the page's address asks for.
#[derive(Clone, PartialEq)]
pub struct Orders {
    pub url: String,
    pub rendered: bool,
    pub kind: Kind,
    pub interval: Option<Duration>,
    pub timeout: Option<Duration>,
    pub attempts: Option<u32>,
    /// Whether a function that gives the address rejects the first time.
    pub rejects_once: bool,
    pub ping: String,
    pub greeting: Option<String>,
}

/// Reads what the page's address asks for.
#[must_use]
pub fn orders() -> Orders {
    let millis = |millis: f64| Duration::from_millis(millis as u64);
    BENCH.with(|bench| Orders {
        url: bench.url(),
        rendered: bench.rendered(),
        kind: Kind::named(&bench.kind()),
        interval: bench.interval().map(millis),
        timeout: bench.timeout().map(millis),
        attempts: bench.attempts(),
        rejects_once: bench.provider().as_deref() == Some("reject-once"),
        ping: bench.ping(),
        greeting: bench.greeting(),
    })
}

/// What `send` answers where the library answers nothing.
pub const NOTHING: JsValue = JsValue::UNDEFINED;
