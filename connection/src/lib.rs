//! The connection state machine of [Heartline](https://docs.rs/heartline): everything that keeps a
//! WebSocket alive, and nothing that touches one.
//!
//! A browser does not tell a page that the network under an open WebSocket is gone, and a server
//! that hangs does not say goodbye. So a client has to ask (*ping*), expect an answer in time
//! (*pong*), take silence for death, and connect again until it succeeds: without storms, without
//! losing what was sent meanwhile, and telling the person at every moment what is going on.
//! [`Connection`] decides all of that. It holds no socket, reads no clock and draws no random
//! number: it is told what happened and when, and answers with commands. Whoever owns the socket
//! and the timer is its *driver*; for browsers that is `heartline::WebSocketAgent`.
//!
//! Three words: the *connection* is the user's wish to be connected and lives long; an *attempt* is
//! one try, numbered from 1; a *socket* is one WebSocket, made for one attempt.
//!
//! # Phases
//!
//! ```text
//!          Open               opened, greeted, ready
//!  idle ───────────> connecting ──────────────────────> open
//!   ^ ^                │    ^                            │ │
//!   │ │                │    │ due,                closed,│ │
//!   │ │      failed,   │    │ RetryNow             silent│ │ Close
//!   │ │      timed out v    │                            │ │
//!   │ └──── Close ──── waiting <─────────────────────────┘ │
//!   │                  │ │  ^                              v
//!   │      failed <────┘ │  │ Online                    closing
//!   │            Offline v  │                              │
//!   │                  offline                             │
//!   └────────────────── closed, timed out ─────────────────┘
//! ```
//! `Close` leads from connecting, failed and offline to idle as well. `Open` leads from failed and
//! closing to connecting, and so does `RetryNow`, from idle, open and offline too.
//!
//! - **idle**: not connected, by the user's wish. Nothing is due.
//! - **connecting**: one attempt, from its beginning until the socket is open and, where
//!   [`Config::ready_when`] is set, the server has said that it is ready. Where [`Config::prepare`]
//!   is set, the application is asked first where the attempt goes. One time limit,
//!   [`Config::connect_timeout`], holds for all of it. A handshake that failed is still this phase
//!   while [`Config::diagnose`] looks for the reason, for five seconds at most.
//! - **open**: messages pass and the heart beats. After [`Heartbeat::interval`] without a message
//!   from the server a ping leaves; [`Heartbeat::timeout`] later, without any message, the link is
//!   dead. [`Heartbeat::adaptive`] lets both follow the network. When the browser does not take a
//!   message any more, the server has begun to close: that message and those that follow are queued,
//!   no ping leaves, and the `close` event must come within [`Config::close_timeout`]. While the
//!   browser holds [`Config::max_buffered`], messages are queued too, and it is asked twenty times a
//!   second whether it has room ([`WakeReason::RoomDue`]).
//! - **waiting**: no socket. The next attempt is due when [`Backoff`] and the way of ending
//!   ([`CloseCodes`], the server's wish in a close reason, what [`Config::diagnose`] found) say so.
//!   Of several addresses ([`Config::alternatives`]) it goes to the first that has not failed lately.
//!   While the page is hidden attempts are paced ([`Reconnect::hidden_pace`]); while it is in the
//!   back/forward cache ([`Signal::Left`]) none is due.
//! - **offline**: no socket, and none will be tried until the browser says that it is online, or the
//!   user asks for it ([`Reconnect::pause_offline`]). `Open` leads here while the browser says so, an
//!   attempt that is given up because of it does, and so does a loss.
//! - **closing**: by the user's wish, until the socket's `close` or [`Config::close_timeout`];
//!   after [`Input::CloseAfterSending`] also while what is queued is still being sent. `Open` and
//!   `RetryNow` lead back at once.
//! - **failed**: gave up, for the reason in [`Status::gave_up`]. Only the user goes on: `Open`,
//!   `RetryNow`, or a configuration with another address or without the broken rule. What is queued
//!   waits for that, as far as its time to live allows.
//!
//! Of what the page goes through ([`Signal`]) only [`Signal::Left`] ends an open connection: its socket
//! is closed, and [`Signal::Restored`] brings an attempt. On everything else it is probed with a ping
//! that has [`GRACE`] to be answered, longer where answers are known to take longer or the browser still
//! holds what was sent before it, and never longer than [`Heartbeat::timeout`]. Where there is no connection, good news ends the wait, but not the
//! room that the server asked for, and not within a second of the last attempt.
//!
//! Beside the phase, [`Status::suspended`] says that a connection which is wanted has been away for
//! [`Config::suspend_after`]. Attempts go on.
//!
//! # What a driver does
//!
//! For everything that happens, in this order:
//!
//! 1. [`Connection::handle`] with the present time and the [`Input`]: a wish of the user, an event
//!    of a socket with the number of its attempt, or the alarm.
//! 2. [`Connection::poll_command`] until it is empty; carry out each [`Command`].
//! 3. Arm the one alarm for [`Connection::next_wake`], or none.
//!
//! [`Connection::send`], [`Connection::configure`], [`Connection::subscribe`] and
//! [`Connection::unsubscribe`] are inputs too: steps 2 and 3 follow them. What happens *while* a
//! command is carried out, such as a call from inside a callback, waits until all commands are
//! carried out.
//!
//! While there is a socket, [`Input::Buffered`] tells before each send, each [`Input::Wake`] and each
//! [`Input::Signal`] how much the browser holds; without that a connection which has sent [`Config::max_buffered`] sends
//! nothing more.
//!
//! [`Input::Clock`] tells before each [`Input::Wake`] and after each [`Input::Signal`], and once in the
//! beginning, what the wall clock says. Without that nobody notices that the machine slept.
//!
//! [`Command::Prepare`] and [`Command::Diagnose`] hold a function of the application and what to ask
//! it: the driver calls [`Prepare::ask`] or [`Diagnose::ask`], waits, without holding up anything
//! else, and hands in the [`Input::Prepared`] or [`Input::Diagnosed`] that comes. One question is open
//! at a time. [`Command::Cancel`] says that its answer is not waited for any more, so that the driver
//! can drop what it waits on; an answer that comes nevertheless changes nothing.
//!
//! A driver that can stop a panic hands in a [`Guard`] ([`Connection::guarded_by`]).
//!
//! What can be shown or logged is in [`Connection::status`], [`Connection::stats`] and
//! [`Connection::timeline`]; [`redact`] takes the secrets out of an address.
//!
//! ```
//! use std::time::Duration;
//! use heartline_connection::{
//!     Backoff, Command, Config, Connection, Input, Instant, Reconnect, SocketEvent,
//! };
//!
//! /// A driver on a virtual clock. It writes down what another one would do to a socket.
//! struct Driver {
//!     machine: Connection,
//!     now: Instant,
//!     done: Vec<String>,
//! }
//!
//! impl Driver {
//!     fn take_in(&mut self, input: Input) {
//!         self.machine.handle(self.now, input);
//!         while let Some(command) = self.machine.poll_command() {
//!             let deed = match command {
//!                 Command::Open { attempt, url, .. } => format!("open {attempt}: {url}"),
//!                 Command::Send { attempt, outgoing } => {
//!                     format!("send {attempt}: {:?}", outgoing.message)
//!                 }
//!                 Command::SendAutomatic { attempt, payload, number } => {
//!                     let message = payload.message(number);
//!                     format!("ping {attempt}: {}", message.as_text().unwrap_or("bytes"))
//!                 }
//!                 Command::Close { attempt, .. } => format!("close {attempt}"),
//!                 Command::Abandon { attempt, .. } => format!("abandon {attempt}"),
//!                 Command::Deliver(message) => format!("deliver {message:?}"),
//!                 // This one's configuration has no function to ask.
//!                 Command::Prepare { .. } | Command::Diagnose { .. } | Command::Cancel { .. } => continue,
//!                 Command::Report(_) => continue,
//!             };
//!             self.done.push(format!("{} s {deed}", self.now.since_origin().as_secs()));
//!         }
//!     }
//!
//!     /// Lets time pass. Its alarm is a loop; another driver sets a timer.
//!     fn sleep_until(&mut self, end: Instant) {
//!         while let Some(wake) = self.machine.next_wake().filter(|wake| wake.at <= end) {
//!             self.now = self.now.max(wake.at);
//!             self.take_in(Input::Wake);
//!         }
//!         self.now = end;
//!     }
//! }
//!
//! let every_second = Reconnect::new(Backoff::Fixed(Duration::from_secs(1)));
//! let config = Config::new("wss://example.org/live").reconnect(every_second);
//! let mut driver = Driver {
//!     machine: Connection::new(config, 42),
//!     now: Instant::ORIGIN,
//!     done: Vec::new(),
//! };
//! driver.take_in(Input::Open);
//! driver.take_in(Input::Socket { attempt: 1, event: SocketEvent::Opened });
//! // From here on the server is silent.
//! driver.sleep_until(Instant::from_origin(Duration::from_secs(36)));
//! assert_eq!(
//!     driver.done,
//!     [
//!         "0 s open 1: wss://example.org/live",
//!         "25 s ping 1: {\"heart\":1}",
//!         "35 s abandon 1",
//!         "36 s open 2: wss://example.org/live",
//!     ]
//! );
//! assert_eq!(
//!     driver.machine.status().sentence(driver.now),
//!     "No answer for 10 s: connecting, attempt 2."
//! );
//! ```
//!
//! # What can be relied on
//!
//! - At most one socket is alive: every [`Command::Open`] comes after the `close` event, the failed
//!   opening or the [`Command::Abandon`] of the socket before. No socket is alive while a question to
//!   the application is open, and after each question comes its answer, or its [`Command::Cancel`].
//! - [`Command::Send`] and [`Command::Close`] go to a socket that is open. Nothing is sent after a
//!   close.
//! - Events of an older attempt change nothing that anyone can see, [`SocketEvent::SendFailed`]
//!   aside: its message is queued again or reported, because nobody else has it.
//! - Only `close` and the machine's own deadlines end an attempt. `error` is counted, no more.
//! - A dead link is abandoned at once. Its `close` event, which a browser may withhold for a
//!   minute, is not waited for.
//! - A deadline that is looked at more than [`LATE`] after its time, because the page was
//!   throttled or frozen, is not proof of death: it moves by [`GRACE`], with another ping where it
//!   was for a pong, which then has as long as any probe. Three times in a row, and no more.
//! - After a close by the user nothing opens, and nothing is due, until the user says so.
//! - A message that was taken is sent or reported, once. Messages leave in the order in which they
//!   were sent: the greeting first, then the subscriptions, then what was queued, then new ones. One
//!   that a closing socket did not take keeps its place.
//! - No message leaves after its time to live, however late the alarm for it rings, and of two with
//!   one key that wait, only the newer.
//! - On every socket that becomes ready each subscription is sent once, in the order of the calls.
//!   Pings, replies and subscriptions are the machine's own: they do not wait for room in the browser.
//! - The outbox and the [`Log`] are bounded. What does not fit is an answer that the caller gets.
//! - What the browser holds is bounded: by [`Config::max_buffered`] and one message.
//! - Nothing that a server sends makes the machine panic, loop, or wait longer than
//!   [`MAX_RETRY_AFTER`] and a tenth of it.
//! - The same inputs, times and seed give the same commands.
//!
//! Functions in the configuration are the user's. The driver calls those that make something or take
//! their time ([`Payload::Made`], [`Prepare`], [`Diagnose`]). Those that decide ([`Pattern::With`],
//! [`Backoff::With`], [`CloseCodes::decided_by`]) run inside [`Connection::handle`] and cannot call
//! the machine; under a [`Guard`] one that panics is taken for one that has nothing to say.
//!
//! # Where the rules come from
//!
//! Close codes, their ranges and the length of a reason:
//! [RFC 6455 §7.4](https://www.rfc-editor.org/rfc/rfc6455#section-7.4), the
//! [IANA registry](https://www.iana.org/assignments/websocket/websocket.xhtml#close-code-number) and
//! the [WebSockets standard](https://websockets.spec.whatwg.org/). Round trips:
//! [RFC 6298](https://www.rfc-editor.org/rfc/rfc6298). Spread of retries:
//! [Exponential Backoff and Jitter](https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
//! Why timers are late: the
//! [HTML standard](https://html.spec.whatwg.org/multipage/timers-and-user-prompts.html#timers).
//! Each default stands, with its reason, at its field of [`Config`], [`Heartbeat`], [`Reconnect`]
//! and [`Outbox`]; each behaviour stands, with the test that proves it, in `docs/behaviour.md` of
//! the repository.
//!
//! Features, all off by default: `json` (`Message::from_json`, `Message::json`, `Json`), `cbor`,
//! `messagepack` and `postcard` (a `Codec` each), `chinese` ([`Language`]).

mod adapt;
mod advice;
mod cause;
mod clocks;
mod close;
mod close_code;
#[cfg(feature = "codec")]
mod codec;
mod config;
mod connection;
mod deadline;
mod endpoint;
mod failover;
mod guard;
mod heartbeat;
mod human;
mod io;
mod jitter;
mod json;
mod language;
mod log;
mod message;
mod outbox;
mod reconnect;
mod redact;
mod rtt;
mod rule;
mod samples;
mod state;
mod stats;
mod status;
mod time;
mod timeline;
mod uptime;
mod wake;
mod words;

pub use adapt::{MIN_ANSWER, MIN_INTERVAL};
pub use cause::{AddressFault, Cause, GaveUp, OpenError};
pub use clocks::SLEPT;
pub use close::{Close, CloseAction, CloseCodes, CloseError, Closed, MAX_RETRY_AFTER, SLOW_RETRY};
#[cfg(feature = "cbor")]
pub use codec::Cbor;
#[cfg(feature = "json")]
pub use codec::Json;
#[cfg(feature = "messagepack")]
pub use codec::MessagePack;
#[cfg(feature = "postcard")]
pub use codec::Postcard;
#[cfg(feature = "codec")]
pub use codec::{Codec, DecodeError, EncodeError};
pub use config::{Config, Reply};
pub use connection::Connection;
pub use deadline::{Deadline, GRACE, LATE, Verdict};
pub use endpoint::{Diagnose, Endpoint, Finding, Later, Prepare, PrepareError, Prepared};
pub use failover::Failover;
pub use guard::Guard;
pub use heartbeat::Heartbeat;
pub use human::Human;
pub use io::{Command, Event, Input, Signal, SocketEvent};
pub use language::Language;
pub use log::{Direction, Entry, Log};
pub use message::{Message, Pattern, Payload};
pub use outbox::{DropReason, Outbox, Outgoing, Overflow, SendOutcome};
pub use reconnect::{Backoff, Decision, MIN_DECIDED, Reconnect, Retry};
pub use redact::{redact, without_user};
pub use rtt::RoundTrips;
pub use rule::{ConfigError, Rule, Wrong};
pub use samples::Samples;
pub use stats::{Stats, Traffic};
pub use status::{Phase, Status, StatusKey};
pub use time::Instant;
pub use timeline::{Timeline, Transition};
pub use wake::{Wake, WakeReason};

/// The example of the README is a test too.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
