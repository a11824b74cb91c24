//! The server beside the Heartline page: it answers heartbeats, sends live data of this machine,
//! passes chat messages on, and serves the built page.
//!
//! [`serve`] runs all of it on a listener, in a program or in a test on port 0. The binary adds the
//! command line ([`cli`]) and nothing else.
//!
//! # What it speaks
//!
//! A WebSocket at `/ws` and, as the original page knew it, at `/ajaxchattest`; for clients that bring
//! a token, at `/private?token=…`. Text is JSON.
//!
//! | a client sends | and gets |
//! |---|---|
//! | an object with the key `heart` | `{"heart":1}` |
//! | `{"id":"a1b2c3"}` | `{"welcome":"a1b2c3","clients":3}` |
//! | `{"chat":"hello"}` | everyone gets `{"chat":{"from":"a1b2c3","text":"hello"}}` |
//! | binary | the same bytes |
//! | any other text | `{"error":"…"}` with what is accepted |
//! | nothing | `{"live":{…}}` every second, see [`Options::live_interval`] |
//!
//! `GET /token` answers `{"token":"…"}`, which opens `/private` once within [`TOKEN_LIFETIME`]. Of
//! tokens that were not used, the latest [`MAX_TOKENS`] are remembered.
//!
//! # Whom it does not let in
//!
//! A handshake, and a plain GET of the same path as well, is answered with the first that applies:
//!
//! | status | when |
//! |---|---|
//! | 403 | a page of a foreign origin asks, see [`Options::allowed_origins`]; also at `/token` |
//! | 401 | at `/private`: the token is missing, unknown, used or expired |
//! | 503 | all connections are taken, see [`Options::max_connections`] |
//! | 426 | the request does not ask for a WebSocket |
//! | 400 | it asks in a way that RFC 6455 does not know |
//!
//! Only a handshake that is let in uses its token. Whatever the answer, a page whose origin is not
//! foreign may read it (CORS), so that it can fetch a token from another server, and ask over HTTP
//! why a handshake failed: a browser does not tell.
//!
//! # What it does wrong on command
//!
//! With [`Options::faults`] it opens two more ports: one whose WebSocket refuses, hangs, lies, floods
//! or dies as it is told, and one that relays to this server until a direction is stalled or cut.
//! `/faults` answers where they are, what can be ordered, and what was seen there. Only on loopback,
//! and never to a page of a foreign origin. The header `Heartline-Faults` of the page and its files
//! says so.
//!
//! # What it closes with
//!
//! | code | when |
//! |---|---|
//! | 1001 | the server is going away |
//! | 1002, 1007 | the client broke the protocol, or sent text that is not UTF-8 |
//! | 1009 | a message is larger than [`MAX_MESSAGE`] |
//! | 1011 | a ping was not answered in time |
//! | 1013 | the client reads more slowly than the others write |

mod app;
pub mod cli;
mod client;
mod crowd;
mod faults;
mod hub;
mod linger;
mod live;
mod liveness;
mod options;
mod origin;
mod page;
mod policy;
mod protocol;
mod refusal;
mod serve;
mod signals;
mod token;

pub use client::MAX_MESSAGE;
pub use hub::BACKLOG;
pub use options::Options;
pub use origin::{Origin, OriginError};
pub use page::{Page, PageError};
pub use protocol::{MAX_CHAT, MAX_ID};
pub use serve::{SHUTDOWN_GRACE, serve};
pub use token::{MAX_TOKENS, TOKEN_LIFETIME};
