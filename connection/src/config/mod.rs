//! Everything that a user decides about one connection, and the one place that checks it.

mod check;

use std::fmt::Display;
use std::time::Duration;

use crate::close::CloseCodes;
use crate::endpoint::{Diagnose, Endpoint, Finding, Prepare};
use crate::failover::Failover;
use crate::heartbeat::Heartbeat;
use crate::message::{Pattern, Payload};
use crate::outbox::Outbox;
use crate::reconnect::{Backoff, Reconnect};

/// How a connection behaves. Made by [`Config::new`], adjusted by chained calls, checked by
/// [`Config::check`] and whenever an attempt begins.
///
/// ```
/// use std::time::Duration;
/// use heartline_connection::{Config, Heartbeat, Reconnect};
///
/// let config = Config::new("wss://example.org/live")
///     .greeting(r#"{"id":"a1b2c3"}"#)
///     .heartbeat(Heartbeat::default().interval(Duration::from_secs(15)))
///     .reconnect(Reconnect::default().max_attempts(20));
/// assert!(config.check().is_ok());
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Config {
    /// Where to connect: `ws:`, `wss:`, `http:`, `https:`, or a path on the page's own host. No
    /// fragment ([WebSockets standard, constructor](https://websockets.spec.whatwg.org/#dom-websocket-websocket)).
    pub url: String,
    /// Other addresses of the same service, in order of preference after `url`; default none. Which
    /// one an attempt goes to is decided by [`Config::failover`]. What waits in the outbox goes to
    /// whichever answers.
    pub alternatives: Vec<String>,
    /// How a connection moves between its addresses; default [`Failover::default`].
    pub failover: Failover,
    /// A function that is asked before each attempt where it goes, such as one that fetches a
    /// fresh token; default none. Its failure is a failed attempt, and so is no answer within
    /// [`Config::connect_timeout`], which holds for both together; a later answer is ignored.
    pub prepare: Option<Prepare>,
    /// A function that looks at the address over HTTP when a handshake failed, once for each
    /// failed attempt, for five seconds at most; default none, because it costs a request. 401 and 403 are answered with one
    /// more attempt if [`Config::prepare`] can bring a fresh token, and end the connection
    /// otherwise; 404 and 410 end it; 429 and 5xx are retried after 5 to 15 s at the earliest.
    pub diagnose: Option<Diagnose>,
    /// Subprotocols in order of preference; default none. Each an HTTP token, none twice
    /// ([RFC 6455 §4.1](https://www.rfc-editor.org/rfc/rfc6455#section-4.1)).
    pub protocols: Vec<String>,
    /// How long an attempt may take until it is open (and ready); default 15 s. A browser alone
    /// would wait for minutes.
    pub connect_timeout: Duration,
    /// How long a closing handshake, by either side, may take before the socket is abandoned;
    /// default 3 s.
    pub close_timeout: Duration,
    /// The heartbeat, or `None` for none; default [`Heartbeat::default`].
    pub heartbeat: Option<Heartbeat>,
    /// Answers to messages that the server sends as its pings; default none. A pong is not
    /// answered, or two sides would answer each other for ever.
    pub replies: Vec<Reply>,
    /// Sent first on every open socket; default none.
    pub greeting: Option<Payload>,
    /// The message by which the server says that it is ready for data; default none: an open
    /// socket is ready. Until then nothing but the greeting and `replies` is sent.
    pub ready_when: Option<Pattern>,
    /// Whether pings and pongs of the server are delivered like data as well; default false.
    pub deliver_heartbeats: bool,
    /// When to connect again; default [`Reconnect::default`].
    pub reconnect: Reconnect,
    /// What a close code leads to; default [`CloseCodes::default`].
    pub close_codes: CloseCodes,
    /// The queue for messages that cannot be sent yet; default [`Outbox::default`].
    pub outbox: Outbox,
    /// How long without a connection until [`Status::suspended`](crate::Status::suspended) says
    /// that it will not be back soon; default 120 s, `None` for never. Attempts go on.
    pub suspend_after: Option<Duration>,
    /// How many bytes the browser may hold that the network has not taken (its
    /// [`bufferedAmount`](https://websockets.spec.whatwg.org/#dom-websocket-bufferedamount));
    /// default 1 MiB. While it holds as many, messages wait in the outbox.
    pub max_buffered: usize,
    /// The largest message of the application that may be sent, in bytes; default 1 MiB.
    pub max_message: usize,
}

/// An automatic answer to an inbound message.
#[derive(Clone, Debug, PartialEq)]
pub struct Reply {
    /// The message that is answered.
    pub to: Pattern,
    /// The answer.
    pub with: Payload,
}

impl Config {
    /// The longest address in bytes: 8 KiB, more than common servers take in a request line.
    pub const MAX_URL: usize = 8 << 10;

    /// A connection to `url` with the defaults that each field names.
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            alternatives: Vec::new(),
            failover: Failover::default(),
            prepare: None,
            diagnose: None,
            protocols: Vec::new(),
            connect_timeout: Duration::from_secs(15),
            close_timeout: Duration::from_secs(3),
            heartbeat: Some(Heartbeat::default()),
            replies: Vec::new(),
            greeting: None,
            ready_when: None,
            deliver_heartbeats: false,
            reconnect: Reconnect::default(),
            close_codes: CloseCodes::default(),
            outbox: Outbox::default(),
            suspend_after: Some(Duration::from_secs(120)),
            max_buffered: 1 << 20,
            max_message: 1 << 20,
        }
    }

    /// The timings and messages of the original Vue page: ping after 60 s, 60 s for the answer,
    /// a retry every 60 s without end, greeting `{"id":"a1b2c3"}`.
    pub fn original(url: impl Into<String>) -> Self {
        const MINUTE: Duration = Duration::from_secs(60);
        Self::new(url)
            .heartbeat(Heartbeat::default().interval(MINUTE).timeout(MINUTE))
            .reconnect(Reconnect::new(Backoff::Fixed(MINUTE)))
            .greeting(r#"{"id":"a1b2c3"}"#)
    }

    /// Sets [`Config::alternatives`].
    #[must_use]
    pub fn alternatives<U: Into<String>>(mut self, urls: impl IntoIterator<Item = U>) -> Self {
        self.alternatives = urls.into_iter().map(Into::into).collect();
        self
    }

    /// Sets [`Config::failover`].
    #[must_use]
    pub const fn failover(mut self, failover: Failover) -> Self {
        self.failover = failover;
        self
    }

    /// Sets [`Config::prepare`].
    ///
    /// ```
    /// # use heartline_connection::Config;
    /// # async fn fetch_token() -> Result<String, String> { Ok("t".to_owned()) }
    /// let config = Config::new("wss://example.org/live").prepare(|endpoint| async {
    ///     let token = fetch_token().await?;
    ///     Ok::<_, String>(endpoint.query("token", &token))
    /// });
    /// ```
    #[must_use]
    pub fn prepare<F, A, E>(mut self, prepare: F) -> Self
    where
        F: Fn(Endpoint) -> A + 'static,
        A: Future<Output = Result<Endpoint, E>> + 'static,
        E: Display,
    {
        self.prepare = Some(Prepare::new(prepare));
        self
    }

    /// Sets [`Config::diagnose`].
    #[must_use]
    pub fn diagnose<A>(mut self, diagnose: impl Fn(String) -> A + 'static) -> Self
    where
        A: Future<Output = Finding> + 'static,
    {
        self.diagnose = Some(Diagnose::new(diagnose));
        self
    }

    /// Sets [`Config::protocols`].
    #[must_use]
    pub fn protocols<P: Into<String>>(mut self, protocols: impl IntoIterator<Item = P>) -> Self {
        self.protocols = protocols.into_iter().map(Into::into).collect();
        self
    }

    /// Sets [`Config::connect_timeout`].
    #[must_use]
    pub const fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// Sets [`Config::close_timeout`].
    #[must_use]
    pub const fn close_timeout(mut self, timeout: Duration) -> Self {
        self.close_timeout = timeout;
        self
    }

    /// Sets [`Config::heartbeat`]; `None` turns it off.
    #[must_use]
    pub fn heartbeat(mut self, heartbeat: impl Into<Option<Heartbeat>>) -> Self {
        self.heartbeat = heartbeat.into();
        self
    }

    /// Adds an automatic answer to a message of the server, such as its own ping.
    #[must_use]
    pub fn reply(mut self, to: Pattern, with: impl Into<Payload>) -> Self {
        let with = with.into();
        self.replies.push(Reply { to, with });
        self
    }

    /// Sets [`Config::greeting`].
    #[must_use]
    pub fn greeting(mut self, greeting: impl Into<Payload>) -> Self {
        self.greeting = Some(greeting.into());
        self
    }

    /// Sets [`Config::ready_when`].
    #[must_use]
    pub fn ready_when(mut self, pattern: Pattern) -> Self {
        self.ready_when = Some(pattern);
        self
    }

    /// Sets [`Config::deliver_heartbeats`].
    #[must_use]
    pub const fn deliver_heartbeats(mut self, deliver: bool) -> Self {
        self.deliver_heartbeats = deliver;
        self
    }

    /// Sets [`Config::reconnect`].
    #[must_use]
    pub fn reconnect(mut self, reconnect: Reconnect) -> Self {
        self.reconnect = reconnect;
        self
    }

    /// Sets [`Config::close_codes`].
    #[must_use]
    pub fn close_codes(mut self, codes: CloseCodes) -> Self {
        self.close_codes = codes;
        self
    }

    /// Sets [`Config::outbox`].
    #[must_use]
    pub const fn outbox(mut self, outbox: Outbox) -> Self {
        self.outbox = outbox;
        self
    }

    /// Sets [`Config::suspend_after`]; `None` turns it off.
    #[must_use]
    pub fn suspend_after(mut self, duration: impl Into<Option<Duration>>) -> Self {
        self.suspend_after = duration.into();
        self
    }

    /// Sets [`Config::max_buffered`].
    #[must_use]
    pub const fn max_buffered(mut self, bytes: usize) -> Self {
        self.max_buffered = bytes;
        self
    }

    /// Sets [`Config::max_message`].
    #[must_use]
    pub const fn max_message(mut self, bytes: usize) -> Self {
        self.max_message = bytes;
        self
    }
}
