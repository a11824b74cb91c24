//! **A WebSocket that stays alive**, for browser apps compiled to WebAssembly, Yew first.
//!
//! A browser does not tell a page that the network under an open WebSocket is gone, and a server
//! that hangs does not say goodbye. Heartline asks (*ping*), expects an answer in time (*pong*),
//! takes silence for death, connects again until it succeeds, keeps what was sent meanwhile, and
//! says at every moment what is going on.
//!
//! ```
//! use heartline::{Config, use_sentence, use_websocket};
//! use yew::prelude::*;
//!
//! #[component]
//! fn App() -> Html {
//!     let agent = use_websocket(Config::new("wss://example.org/live"));
//!     let sentence = use_sentence(&agent);
//!     html! { <p>{ sentence }</p> }
//! }
//! ```
//!
//! - [`use_websocket`] gives a component a connection; [`components::Websocket`] is a whole one to
//!   look at.
//! - [`WebSocketAgent`] is the same without Yew.
//! - [`Config`] says how it behaves: [`Heartbeat`], [`Reconnect`], [`CloseCodes`], [`Outbox`].
//! - [`Status`] explains what is going on; [`Stats`] counts.
//! - [`platform::fake`] (feature `test-support`) lets an application's own tests run on virtual
//!   time.
//!
//! How a connection lives is told in [`heartline_connection`], the pure state machine that this
//! crate drives and re-exports.
//!
//! # Features
//!
//! | feature | default | what it brings |
//! |---|---|---|
//! | `yew` | yes | the hooks and the components |
//! | `json` | yes | messages as serde values: `Message::json`, `Message::from_json` |
//! | `test-support` | no | the fake platform |
//! | `page` | no | the page of this project; applications do not need it |

mod agent;
#[cfg(feature = "yew")]
pub mod components;
#[cfg(feature = "yew")]
mod hooks;
mod listeners;
#[cfg(feature = "page")]
pub mod page;
pub mod platform;

pub use agent::WebSocketAgent;
pub use heartline_connection::*;
#[cfg(feature = "yew")]
pub use hooks::{
    MessageLog, Undelivered, use_message_log, use_sentence, use_status, use_undelivered,
    use_websocket,
};
pub use listeners::Subscription;
