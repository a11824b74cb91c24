//! The browser platform, the hooks and the components in a real browser.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod address;
mod burst;
mod components;
mod composer;
mod embedding;
mod hooks;
mod leaks;
mod lifecycle;
mod page;
mod real;
mod shared;
mod socket;
mod stub;
mod timers;
mod view;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
