//! Why a connection or an attempt ended: a code for programs, words for people, and advice.

use std::time::Duration;

use thiserror::Error;

use crate::close::Closed;
use crate::close_code::CloseMeaning;
use crate::endpoint::PrepareError;
use crate::human::Human;
use crate::rule::ConfigError;

/// Why the latest connection or attempt ended. `Display` says it in words.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Cause {
    /// The user closed the connection.
    #[error("Closed by you")]
    ClosedByUser,
    /// The user asked for a fresh socket.
    #[error("Replaced on request")]
    Replaced,
    /// A preferred address is tried again, as [`Failover::return_after`](crate::Failover) says.
    #[error("Returned to a preferred address")]
    Returned,
    /// The address or the subprotocols were changed.
    #[error("The address was changed")]
    AddressChanged,
    /// A ping asked this long ago and nothing has arrived since: the link is dead.
    #[error("No answer for {}", Human(*.0))]
    NoAnswer(Duration),
    /// The attempt was not open in time.
    #[error("No connection within {}", Human(*.0))]
    ConnectTimeout(Duration),
    /// The socket opened, but the server did not say that it is ready in time.
    #[error("The server was not ready within {}", Human(*.0))]
    ReadyTimeout(Duration),
    /// The attempt failed. Browsers do not tell pages whether the host, the network, the
    /// certificate or the server's answer was at fault.
    #[error("Could not connect")]
    CouldNotConnect,
    /// The attempt failed, and over HTTP the server answers with this status: 401, 403, 404, 410,
    /// 429 or 5xx. Others say nothing about the handshake.
    #[error("The server refused with HTTP status {0}")]
    HttpStatus(u16),
    /// The browser says that it is offline, so no attempt was made, or one was given up.
    #[error("The browser is offline")]
    Offline,
    /// The page went into the back/forward cache, where it does not run.
    #[error("The page was left")]
    PageLeft,
    /// The application's own function gave no end point for the attempt.
    #[error("The address could not be prepared: {0}")]
    Prepare(#[from] PrepareError),
    /// The open socket was closed, or lost (code 1006).
    #[error("{}", closed_words(.0))]
    Closed(Closed),
    /// The server began to close the socket and never said that it had.
    #[error("The server stopped in the middle of closing")]
    SendFailed,
    /// The configuration breaks a rule, so nothing was tried.
    #[error("The settings cannot be used: {} is {}", .0.field, .0.value)]
    BadConfig(#[from] ConfigError),
    /// The socket could not be made at all.
    #[error(transparent)]
    CouldNotOpen(#[from] OpenError),
}

impl Cause {
    /// A stable name for programs, logs and statistics.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::ClosedByUser => "closed_by_user",
            Self::Replaced => "replaced",
            Self::Returned => "returned",
            Self::AddressChanged => "address_changed",
            Self::NoAnswer(_) => "no_answer",
            Self::ConnectTimeout(_) => "connect_timeout",
            Self::ReadyTimeout(_) => "ready_timeout",
            Self::CouldNotConnect => "could_not_connect",
            Self::HttpStatus(status) => HttpClass::of(*status).code(),
            Self::Offline => "offline",
            Self::PageLeft => "page_left",
            Self::Prepare(_) => "prepare",
            Self::Closed(_) => "closed",
            Self::SendFailed => "send_failed",
            Self::BadConfig(_) => "bad_config",
            Self::CouldNotOpen(error) => error.code(),
        }
    }
}

/// What an HTTP status, found after a handshake failed, asks of a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HttpClass {
    /// Who asks is not known or not allowed: a fresh token may help, the old one does not.
    Unauthorized,
    /// There is no such end point.
    NotFound,
    /// The server is at fault, or busy: it needs room.
    Busy,
    /// Anything else says nothing: a request that is no handshake is not what the end point is for.
    Other,
}

impl HttpClass {
    pub(crate) const fn of(status: u16) -> Self {
        match status {
            401 | 403 => Self::Unauthorized,
            404 | 410 => Self::NotFound,
            429 | 500..=599 => Self::Busy,
            _ => Self::Other,
        }
    }

    const fn code(self) -> &'static str {
        match self {
            Self::Unauthorized => "unauthorized",
            Self::NotFound => "not_found",
            Self::Busy => "server_error",
            Self::Other => "http_status",
        }
    }
}

/// Why a socket could not be made, found before anything was sent.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The address is not one that a browser can connect to; holds what is wrong.
    #[error("The address cannot be used: {0}")]
    BadAddress(#[from] AddressFault),
    /// The browser forbids it, such as `ws:` from an `https:` page; holds what it said.
    #[error("The browser does not allow this connection: {0}")]
    Blocked(String),
    /// There is no WebSocket here.
    #[error("This browser has no WebSocket")]
    Unsupported,
    /// Anything else, such as too many sockets; holds what the browser said.
    #[error("The browser could not make a socket: {}", said(.0, "it gave no reason"))]
    Other(String),
}

/// What is wrong with an address that keeps the rules of the configuration.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum AddressFault {
    /// The browser can make nothing of it.
    #[error("it is not a web address")]
    Unreadable,
    /// It leads to this scheme, with its colon.
    #[error("it leads neither to ws: nor to wss: but to {0}")]
    Scheme(String),
    /// It has the one port that cannot be connected to.
    #[error("nothing listens on port 0, ports go from 1 to 65535")]
    PortZero,
    /// The constructor did not take it; holds what the browser said.
    #[error("{0}")]
    Refused(String),
}

/// What the browser said, or words for its silence.
pub(crate) fn said<'a>(words: &'a str, silence: &'a str) -> &'a str {
    match words.is_empty() {
        true => silence,
        false => words,
    }
}

impl OpenError {
    /// Whether the next attempt would fail in the same way.
    #[must_use]
    pub const fn is_permanent(&self) -> bool {
        match self {
            Self::BadAddress(_) | Self::Blocked(_) | Self::Unsupported => true,
            Self::Other(_) => false,
        }
    }

    const fn code(&self) -> &'static str {
        match self {
            Self::BadAddress(_) => "bad_address",
            Self::Blocked(_) => "blocked",
            Self::Unsupported => "unsupported",
            Self::Other(_) => "could_not_open",
        }
    }
}

/// Why the connection gave up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum GaveUp {
    /// Another attempt would end the same way: a bad address, or a close code that says stop.
    #[error("trying again would not help")]
    Pointless,
    /// The server asked not to reconnect.
    #[error("the server asked not to reconnect")]
    ServerSaidStop,
    /// The server does not let this client in, not with a fresh token either.
    #[error("the server does not let you in")]
    Unauthorized,
    /// Reconnection is turned off.
    #[error("reconnection is off")]
    Disabled,
    /// It tried again as often as the policy allows.
    #[error("{}", tried_again(*.0))]
    Attempts(u32),
    /// The time that the policy allows has passed.
    #[error("it did not come back within {}", Human(*.0))]
    Elapsed(Duration),
    /// The user's retry function decided so.
    #[error("the retry policy says so")]
    Policy,
}

impl GaveUp {
    /// A stable name for programs, logs and statistics.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Pointless => "pointless",
            Self::ServerSaidStop => "server_said_stop",
            Self::Unauthorized => "unauthorized",
            Self::Disabled => "disabled",
            Self::Attempts(_) => "attempts",
            Self::Elapsed(_) => "elapsed",
            Self::Policy => "policy",
        }
    }
}

fn tried_again(times: u32) -> String {
    match times {
        1 => "tried again once".to_owned(),
        _ => format!("tried again {times} times"),
    }
}

fn closed_words(closed: &Closed) -> String {
    let (what, code) = (CloseMeaning::of(closed.code).words(), closed.code);
    match readable(&closed.reason) {
        reason if reason.is_empty() => format!("{what} (code {code})"),
        reason => format!("{what} (code {code}: {reason})"),
    }
}

/// What a server wrote, fit for a sentence of ours.
pub(crate) fn readable(reason: &str) -> String {
    reason.chars().filter(|c| !upsets_lines(*c)).collect()
}

/// Control characters and those that turn the direction of all text that follows
/// ([UAX #9 §2](https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters)): in a
/// server's reason they would scramble our sentence.
pub(crate) const fn upsets_lines(c: char) -> bool {
    matches!(c, '\0'..='\x1f' | '\x7f'..='\u{9f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
