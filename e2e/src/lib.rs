//! What the end-to-end tests are made of: a browser, the server, a server that misbehaves on
//! request, and the page as a person sees it.
//!
//! `cargo xtask test --only e2e` builds what they need and runs them. What is there already is
//! enough for `cargo test -p heartline-e2e`: the page in `HEARTLINE_DIST` (or `dist/`), the example
//! apps in `HEARTLINE_EXAMPLES` (or `target/examples/`), the server at `HEARTLINE_SERVER` (or where
//! `cargo build --profile server` puts it), browsers, drivers and Trunk in the search path, where
//! `cargo xtask` installs them, or at `CHROMEDRIVER`, `GECKODRIVER`, `FIREFOX`, `WEBKITWEBDRIVER`,
//! `MINIBROWSER` and `XVFB`. Pictures of the page go to `target/e2e-screenshots/`, one of each
//! failed test included.
//!
//! Every test is a [`scenario`](scenario::scenario) in Chromium, or runs in
//! [every engine](workbench::every_engine): it gets its own server, port, browser and profile, and
//! whatever it does, none of them outlives it. The tests themselves stand in `tests/`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "the whole package is tests, and a test states what must hold by failing loudly"
)]

pub mod axe;
pub mod browser;
pub mod dialog;
pub mod doorman;
pub mod engine;
pub mod faults;
pub mod outsider;
pub mod page;
pub mod patience;
pub mod person;
pub mod places;
mod profile;
pub mod scenario;
pub mod scenarios;
pub mod server;
pub mod states;
pub mod talker;
pub mod witness;
pub mod workbench;

pub use doorman::Doorman;
pub use engine::Engine;
pub use faults::Faults;
pub use page::Snapshot;
pub use patience::{PATIENCE, stays, until};
pub use person::{Press, Saved};
pub use scenario::{Stage, example, scenario, scenario_on};
pub use talker::Talker;
pub use workbench::every_engine;
