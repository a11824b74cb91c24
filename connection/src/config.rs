//! Everything that a user decides about one connection, and the one place that checks it.

use std::time::Duration;

use crate::close::CloseCodes;
use crate::heartbeat::Heartbeat;
use crate::message::{Pattern, Payload};
use crate::outbox::{Outbox, Overflow};
use crate::reconnect::{Backoff, Reconnect};
use crate::rule::{ConfigError, positive, quoted, wrong};

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
    /// The largest message that may be sent, in bytes; default 1 MiB.
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
    pub const fn outbox(mut self, max_messages: usize, max_bytes: usize, full: Overflow) -> Self {
        self.outbox = Outbox {
            max_messages,
            max_bytes,
            overflow: full,
        };
        self
    }

    /// Sets [`Config::max_message`].
    #[must_use]
    pub const fn max_message(mut self, bytes: usize) -> Self {
        self.max_message = bytes;
        self
    }

    /// Checks every rule that the fields name.
    ///
    /// # Errors
    /// The first field that breaks its rule, with its value and the rule.
    pub fn check(&self) -> Result<(), ConfigError> {
        self.check_url()?;
        self.check_protocols()?;
        positive("connect_timeout", self.connect_timeout)?;
        positive("close_timeout", self.close_timeout)?;
        if let Some(heartbeat) = &self.heartbeat {
            heartbeat.check()?;
            self.check_own_message("heartbeat.ping", &heartbeat.ping)?;
        }
        self.reconnect.check()?;
        if let Some(greeting) = &self.greeting {
            self.check_own_message("greeting", greeting)?;
        }
        self.replies
            .iter()
            .try_for_each(|reply| self.check_own_message("replies", &reply.with))
    }

    /// Whether `other` leads to the same end point.
    pub(crate) fn same_address(&self, other: &Self) -> bool {
        self.url.trim() == other.url.trim() && self.protocols == other.protocols
    }

    fn check_url(&self) -> Result<(), ConfigError> {
        let url = self.url.trim();
        let known = url.starts_with('/') || SCHEMES.iter().any(|scheme| starts_with(url, scheme));
        let rule = if url.is_empty() {
            "give an address such as wss://example.org/live"
        } else if !known {
            "an address starts with ws:// or wss:// (http:// and https:// work too), or it is a path such as /ws"
        } else if url.len() > Self::MAX_URL {
            "an address has at most 8 192 bytes"
        } else if url.contains('#') {
            "a WebSocket address has no fragment: remove the # and what follows it"
        } else {
            return Ok(());
        };
        Err(wrong("url", &quoted(&self.url), rule))
    }

    fn check_protocols(&self) -> Result<(), ConfigError> {
        for (place, protocol) in self.protocols.iter().enumerate() {
            let rule = if protocol.is_empty() || !protocol.bytes().all(is_token_byte) {
                "a subprotocol is a name without spaces, commas, quotes or brackets"
            } else if self.protocols[..place].contains(protocol) {
                "name each subprotocol once"
            } else {
                continue;
            };
            return Err(wrong("protocols", &quoted(protocol), rule));
        }
        Ok(())
    }

    /// What a function makes is not known before it is needed.
    fn check_own_message(&self, field: &'static str, own: &Payload) -> Result<(), ConfigError> {
        match own {
            Payload::Fixed(message) if message.len() > self.max_message => {
                let size = format!("{} bytes", message.len());
                let rule = "it must not be larger than max_message";
                Err(wrong(field, &size, rule))
            }
            Payload::Fixed(_) | Payload::Made(_) => Ok(()),
        }
    }
}

/// The schemes that a WebSocket address may have.
const SCHEMES: [&str; 4] = ["ws://", "wss://", "http://", "https://"];

/// Schemes are written in either case ([RFC 3986 §3.1](https://www.rfc-editor.org/rfc/rfc3986#section-3.1)).
fn starts_with(url: &str, scheme: &str) -> bool {
    url.get(..scheme.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
}

/// What an HTTP token is made of ([RFC 9110 §5.6.2](https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2)).
const fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'!' | b'#'
                | b'$'
                | b'%'
                | b'&'
                | b'\''
                | b'*'
                | b'+'
                | b'-'
                | b'.'
                | b'^'
                | b'_'
                | b'`'
                | b'|'
                | b'~'
        )
}
