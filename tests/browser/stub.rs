//! The Rust face of `browser.js`: the stub that stands for the browser's WebSocket, and waiting.

use js_sys::{Array, Function, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

thread_local! {
    static TESTS: JsValue = js_sys::eval(include_str!("browser.js")).expect("browser.js runs");
}

/// Calls a function of `browser.js`.
pub(crate) fn call(name: &str, arguments: &[&JsValue]) -> JsValue {
    TESTS.with(|tests| call_on(tests, name, arguments))
}

pub(crate) fn call_on(object: &JsValue, name: &str, arguments: &[&JsValue]) -> JsValue {
    let function: Function = get(object, name).unchecked_into();
    let arguments: Array = arguments.iter().copied().collect();
    let result = function.apply(object, &arguments);
    result.unwrap_or_else(|thrown| panic!("{name} threw {thrown:?}"))
}

pub(crate) fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap()
}

pub(crate) fn number(object: &JsValue, name: &str) -> usize {
    get(object, name).as_f64().unwrap() as usize
}

fn tests_get(name: &str) -> JsValue {
    TESTS.with(|tests| get(tests, name))
}

fn tests_set(name: &str, value: &JsValue) {
    TESTS.with(|tests| Reflect::set(tests, &name.into(), value).unwrap());
}

fn exception(name: Option<&str>) -> JsValue {
    name.map_or(JsValue::NULL, |name| call("exception", &[&name.into()]))
}

/// Lets the browser do what is due.
pub(crate) async fn task() {
    JsFuture::from(call("task", &[]).unchecked_into::<Promise>())
        .await
        .unwrap();
}

/// Waits until what was to be rendered is rendered.
pub(crate) async fn rendered() {
    JsFuture::from(call("rendered", &[]).unchecked_into::<Promise>())
        .await
        .unwrap();
}

/// Waits until `condition` holds.
pub(crate) async fn until(what: &str, condition: impl Fn() -> bool) {
    for _ in 0..2_000 {
        if condition() {
            return;
        }
        task().await;
    }
    panic!("not in time: {what}");
}

/// While it lives, `window.WebSocket` and the timers are those of `browser.js`.
pub(crate) struct Stub(());

impl Stub {
    pub(crate) fn install() -> Self {
        for (name, value) in [
            ("sockets", Array::new().into()),
            ("delays", Array::new().into()),
            ("listeners", 0.into()),
            ("timers", js_sys::Set::new(&JsValue::UNDEFINED).into()),
            ("throws", JsValue::NULL),
            ("sendThrows", JsValue::NULL),
        ] {
            tests_set(name, &value);
        }
        call("install", &[]);
        Self(())
    }

    /// What the constructor throws from here on; `None` for nothing.
    pub(crate) fn constructor_throws(&self, name: Option<&str>) {
        tests_set("throws", &exception(name));
    }

    /// What `send` throws from here on; `None` for nothing.
    pub(crate) fn send_throws(&self, name: Option<&str>) {
        tests_set("sendThrows", &exception(name));
    }

    /// Every socket that was constructed.
    pub(crate) fn sockets(&self) -> Vec<StubSocket> {
        let sockets: Array = tests_get("sockets").unchecked_into();
        sockets.iter().map(StubSocket).collect()
    }

    /// How many sockets were constructed.
    pub(crate) fn made(&self) -> usize {
        number(&tests_get("sockets"), "length")
    }

    pub(crate) fn latest(&self) -> StubSocket {
        let sockets: Array = tests_get("sockets").unchecked_into();
        assert!(sockets.length() > 0, "no socket was made");
        StubSocket(sockets.get(sockets.length() - 1))
    }

    /// How many timers have neither fired nor been cleared.
    pub(crate) fn timers(&self) -> usize {
        number(&tests_get("timers"), "size")
    }

    /// How many listeners were added to objects of the browser and not removed.
    pub(crate) fn listeners(&self) -> usize {
        tests_get("listeners").as_f64().unwrap() as usize
    }

    /// How many animation frames were asked for and neither came nor were cancelled.
    pub(crate) fn frames(&self) -> usize {
        number(&tests_get("frames"), "size")
    }

    /// How many sockets have a handler.
    pub(crate) fn attached(&self) -> usize {
        call("attached", &[]).as_f64().unwrap() as usize
    }

    /// The delays of all timers, in milliseconds.
    pub(crate) fn delays(&self) -> Vec<f64> {
        let delays: Array = tests_get("delays").unchecked_into();
        delays.iter().filter_map(|delay| delay.as_f64()).collect()
    }
}

impl Drop for Stub {
    fn drop(&mut self) {
        call("restore", &[]);
    }
}

/// A socket as the test sees it: the server's end, and what was done to it.
#[derive(Clone)]
pub(crate) struct StubSocket(JsValue);

impl StubSocket {
    pub(crate) fn accept(&self) {
        call_on(&self.0, "accept", &[]);
    }

    pub(crate) fn deliver(&self, text: &str) {
        call_on(&self.0, "deliver", &[&text.into()]);
    }

    /// As the browser does it when asked for array buffers.
    pub(crate) fn deliver_bytes(&self, bytes: &[u8]) {
        call_on(&self.0, "deliver", &[&Uint8Array::from(bytes).buffer()]);
    }

    pub(crate) fn fail(&self) {
        call_on(&self.0, "fail", &[]);
    }

    /// The server closes; the browser has not reported it yet.
    pub(crate) fn begins_to_close(&self) {
        Reflect::set(&self.0, &"readyState".into(), &2.into()).unwrap();
    }

    pub(crate) fn lose(&self, code: u16, reason: &str) {
        call_on(&self.0, "lose", &[&code.into(), &reason.into()]);
    }

    pub(crate) fn text(&self, name: &str) -> Option<String> {
        get(&self.0, name).as_string()
    }

    pub(crate) fn url(&self) -> String {
        self.text("url").unwrap()
    }

    pub(crate) fn closed_with(&self) -> Option<String> {
        self.text("closedWith")
    }

    /// Texts as they are, bytes as numbers.
    pub(crate) fn list(&self, name: &str) -> Vec<String> {
        let list: Array = get(&self.0, name).unchecked_into();
        list.iter().filter_map(|item| item.as_string()).collect()
    }

    pub(crate) fn sent(&self) -> Vec<String> {
        self.list("sent")
    }

    /// How many of the four handlers are set.
    pub(crate) fn handlers(&self) -> usize {
        call_on(&self.0, "handlers", &[]).as_f64().unwrap() as usize
    }
}
