//! What can be done with a contestant: functions for `bench.ready`.

use js_sys::{Object, Reflect};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = bench)]
    fn ready(app: &Object);
}

/// The functions that the library has; each is left out where it has none.
#[must_use]
pub struct App(Object);

impl App {
    #[expect(
        clippy::new_without_default,
        reason = "it is no value, it is begun here"
    )]
    pub fn new() -> Self {
        Self(Object::new())
    }

    /// `send` answers with what the library answered.
    pub fn send(self, send: impl Fn(String) -> JsValue + 'static) -> Self {
        self.with(
            "send",
            Closure::<dyn Fn(String) -> JsValue>::new(send).into_js_value(),
        )
    }

    pub fn open(self, open: impl Fn() + 'static) -> Self {
        self.with("open", Closure::<dyn Fn()>::new(open).into_js_value())
    }

    pub fn close(self, close: impl Fn() + 'static) -> Self {
        self.with("close", Closure::<dyn Fn()>::new(close).into_js_value())
    }

    /// `unmount` ends the contestant.
    pub fn unmount(self, unmount: impl FnOnce() + 'static) -> Self {
        self.with("unmount", Closure::once_into_js(unmount))
    }

    /// The contestant runs.
    pub fn ready(self) {
        ready(&self.0);
    }

    fn with(self, name: &str, function: JsValue) -> Self {
        // A plain object takes every member.
        let _ = Reflect::set(&self.0, &name.into(), &function);
        self
    }
}
