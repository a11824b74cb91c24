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
//! - [`use_websocket`] gives a component a connection, [`WebSocketProvider`] shares one among many;
//!   [`components::Websocket`] is a whole one to look at.
//! - [`WebSocketAgent`] is the same without Yew.
//! - [`Config`] says how it behaves: [`Heartbeat`], [`Reconnect`], [`CloseCodes`], [`Outbox`],
//!   [`Failover`], [`Config::prepare`].
//! - [`Status`] explains what is going on; [`Stats`] counts.
//! - [`WorldProvider`] and [`platform::fake`] (feature `test-support`) let an application's own tests
//!   run on virtual time.
//!
//! How a connection lives is told in [`heartline_connection`], the pure state machine that this
//! crate drives and re-exports.
//!
//! # Features
//!
//! | feature | default | what it brings |
//! |---|---|---|
//! | `yew` | yes | the hooks and the components |
//! | `json` | yes | messages as serde values: `Message::json`, `Message::from_json`, `Typed` |
//! | `cbor`, `messagepack`, `postcard` | no | other formats for `Typed`; each format brings `codec`, what they share |
//! | `requests` | no | `Requests`: messages that wait for their answers |
//! | `stream` | no | `messages()` and `statuses()` as a `Stream`, `sink()` as a `Sink` |
//! | `diagnose` | no | `diagnose_over_http`: why a handshake failed |
//! | `tracing` | no | what happens, as events of the crate `tracing` with target `heartline`, without secrets: `WARN` for what goes wrong, `DEBUG` for other transitions |
//! | `chinese` | no | [`Language`]`::Chinese`: what people read, in Chinese, by `sentence_in`, `advice_in`, `words_in` |
//! | `test-support` | no | the fake platform |
//! | `page` | no | the page of this project; applications do not need it |

mod agent;
#[cfg(feature = "yew")]
pub mod components;
#[cfg(feature = "diagnose")]
mod diagnose;
#[cfg(feature = "yew")]
mod hooks;
mod listeners;
#[cfg(feature = "page")]
pub mod page;
pub mod platform;
#[cfg(feature = "tracing")]
mod report;
#[cfg(feature = "requests")]
mod requests;
#[cfg(feature = "stream")]
mod stream;
#[cfg(feature = "codec")]
mod typed;

pub use agent::{NotReady, WebSocketAgent, When};
#[cfg(feature = "diagnose")]
pub use diagnose::diagnose_over_http;
pub use heartline_connection::*;
#[cfg(all(feature = "yew", feature = "json"))]
pub use hooks::use_latest_json;
#[cfg(feature = "yew")]
pub use hooks::{
    NoProvider, WebSocketProvider, WebSocketProviderProps, World, WorldProvider,
    WorldProviderProps, use_websocket_context, use_websocket_named,
};
#[cfg(feature = "yew")]
pub use hooks::{
    Undelivered, UseMessageLogHandle, UseUndeliveredHandle, use_latest, use_message_log,
    use_message_log_with, use_on_message, use_sentence, use_status, use_undelivered, use_websocket,
};
pub use listeners::Subscription;
#[cfg(feature = "requests")]
pub use requests::{RequestError, Requests};
#[cfg(feature = "stream")]
pub use stream::{Lost, MessageSink, Messages, SinkError, Statuses};
#[cfg(feature = "codec")]
pub use typed::Typed;

/// The guides are tests too.
#[cfg(doctest)]
mod guides {
    #[doc = include_str!("../docs/guides/authentication.md")]
    struct Authentication;
    #[doc = include_str!("../docs/guides/moving.md")]
    struct Moving;
    #[doc = include_str!("../docs/guides/server.md")]
    struct Server;
    #[doc = include_str!("../docs/guides/sharing.md")]
    struct Sharing;
    #[doc = include_str!("../docs/guides/testing.md")]
    struct Testing;
    #[doc = include_str!("../docs/guides/timings.md")]
    struct Timings;
    #[doc = include_str!("../docs/guides/typed-messages.md")]
    struct TypedMessages;
}
