//! Why a connection or an attempt ended: a code for programs, words for people, and advice.

use std::time::Duration;

use thiserror::Error;

use crate::close::Closed;
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

    /// What the person at the screen can do about it, where there is something to do.
    #[must_use]
    pub const fn advice(&self) -> Option<&'static str> {
        match self {
            Self::NoAnswer(_) => Some(
                "Check the network. If the server never answers pings, use a ping it knows or turn the heartbeat off.",
            ),
            Self::ConnectTimeout(_) | Self::CouldNotConnect => Some(
                "Check that the address is right, the server is running and the network is up.",
            ),
            Self::ReadyTimeout(_) => Some("Check what the server sends when it is ready."),
            Self::HttpStatus(status) => Some(HttpClass::of(*status).advice()),
            Self::Offline => Some("Check the network of this machine."),
            Self::Prepare(PrepareError::BadEndpoint(error)) => Some(error.rule),
            Self::Prepare(_) => {
                Some("Check the network. If it lasts, sign in again or reload the page.")
            }
            Self::Closed(closed) => closed_advice(closed.code),
            Self::BadConfig(_) => Some("Correct the settings."),
            Self::CouldNotOpen(error) => Some(error.advice()),
            Self::SendFailed
            | Self::ClosedByUser
            | Self::Replaced
            | Self::Returned
            | Self::PageLeft
            | Self::AddressChanged => None,
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

    const fn advice(self) -> &'static str {
        match self {
            Self::Unauthorized => "Sign in again.",
            Self::NotFound => "Correct the address.",
            Self::Busy => "If it happens again, the server's log says more.",
            Self::Other => "Check that a WebSocket answers at this address.",
        }
    }
}

/// Why a socket could not be made, found before anything was sent.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The address is not one that a browser can connect to; holds what is wrong.
    #[error("The address cannot be used: {0}")]
    BadAddress(String),
    /// The browser forbids it, such as `ws:` from an `https:` page; holds what it said.
    #[error("The browser does not allow this connection: {0}")]
    Blocked(String),
    /// There is no WebSocket here.
    #[error("This browser has no WebSocket")]
    Unsupported,
    /// Anything else, such as too many sockets; holds what the browser said.
    #[error("The browser could not make a socket: {0}")]
    Other(String),
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

    const fn advice(&self) -> &'static str {
        match self {
            Self::BadAddress(_) => {
                "Correct the address: ws:// or wss://, host, optional port, path."
            }
            Self::Blocked(_) => "Use wss:// from an https page, and a port that browsers allow.",
            Self::Unsupported => "Use a current browser.",
            Self::Other(_) => "Close other pages that use many connections.",
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
    let Closed { code, reason, .. } = closed;
    let what = close_code_words(*code);
    let reason: String = reason.chars().filter(|c| !upsets_lines(*c)).collect();
    match reason.is_empty() {
        true => format!("{what} (code {code})"),
        false => format!("{what} (code {code}: {reason})"),
    }
}

/// Control characters and those that turn the direction of all text that follows
/// ([UAX #9 §2](https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters)): in a
/// server's reason they would scramble our sentence.
pub(crate) const fn upsets_lines(c: char) -> bool {
    matches!(c, '\0'..='\x1f' | '\x7f'..='\u{9f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Close codes in words, by [RFC 6455 §7.4.1](https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1)
/// and the IANA registry.
const fn close_code_words(code: u16) -> &'static str {
    match code {
        1000 => "The server closed the connection",
        1001 => "The server is going away",
        1002 => "The server saw a protocol error",
        1003 => "The server does not take this kind of data",
        1005 => "The server closed without saying why",
        1006 => "The connection was lost",
        1007 => "The server saw data that is not what it claims to be",
        1008 => "The server refused by its policy",
        1009 => "The message was too big for the server",
        1010 => "The server lacks an extension",
        1011 => "The server met an error",
        1012 => "The server is restarting",
        1013 => "The server is overloaded",
        1014 => "The gateway got no answer from the server",
        1015 => "The certificate was not accepted",
        3000 | 4401 => "The server does not know who you are",
        3003 | 4403 => "The server does not allow this",
        3008 | 4408 => "The server waited too long",
        4429 => "The server asks for fewer requests",
        _ => "The server closed the connection",
    }
}

const fn closed_advice(code: u16) -> Option<&'static str> {
    match code {
        1002 | 1003 | 1007 | 1010 => Some("Check that client and server speak the same protocol."),
        1008 | 3000 | 3003 | 4400..=4407 | 4409..=4424 => {
            Some("Check who is signed in and what the server allows.")
        }
        1009 => Some("Send smaller messages."),
        1006 => Some("Check the network, and what stands between this page and the server."),
        1011 | 1014 => Some("If it happens again, the server's log says more."),
        1015 => Some("Check the server's certificate by opening its address with https://."),
        _ => None,
    }
}
