//! One thing that is told to the machine, as a value that can be shown, told twice, and told to the
//! model as well. It reads like a line of the transcripts in `tests/machine`.

use std::fmt;
use std::time::Duration;

use heartline_connection::{
    AddressFault, Closed, Endpoint, Finding, Message, OpenError, Outgoing, Signal,
};

use crate::setup::Setup;

pub(crate) const GREETING: &str = "hello";
pub(crate) const READY: &str = "ready";
pub(crate) const PING: &str = "heart";
pub(crate) const SERVER_PING: &str = "ping";
pub(crate) const PONG_REPLY: &str = "pong";
pub(crate) const FAREWELL: &str = "bye";

/// What a server may say.
pub(crate) const WORDS: [&str; 5] = ["data", PING, " heart\n", READY, SERVER_PING];

/// What a server may close with.
pub(crate) const REASONS: [&str; 6] = [
    "",
    "going",
    r#"{"reconnect":false}"#,
    r#"{"retry_after_ms":7000}"#,
    r#"{"retry_after_ms":99999999999}"#,
    r#"{"reconnect":true, "retry_after_ms":0}"#,
];

#[derive(Clone, Copy, PartialEq, Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "copied, so that walks are plain data"
)]
pub(crate) enum Deed {
    Open,
    Expect,
    Close,
    CloseAfterSending(Duration),
    Retry,
    Wake,
    /// What the page goes through.
    Page(Signal),
    /// What the wall clock says.
    Clock(Duration),
    Send(Letter),
    Subscribe,
    Unsubscribe(u64, bool),
    Configure(Setup),
    Prepared(u64, Answer),
    Diagnosed(u64, Finding),
    Buffered(u64, usize),
    OpenFailed(u64, Fault),
    Opened(u64),
    Says(u64, &'static str),
    Error(u64),
    Closed(u64, u16, &'static str),
    /// The browser did not take this letter.
    Refused(u64, Letter),
}

/// A message of the application; its number is its text.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Letter {
    pub(crate) number: u32,
    pub(crate) size: usize,
    pub(crate) time_to_live: Option<Duration>,
    pub(crate) key: Option<char>,
}

/// What the application's function answers.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Answer {
    Good,
    BadAddress,
    Failed,
}

/// Why a socket cannot be made.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Fault {
    BadAddress,
    Blocked,
    Unsupported,
    Other,
}

impl Letter {
    pub(crate) fn outgoing(self) -> Outgoing {
        let text = format!("{:.<width$}", self.number, width = self.size);
        let outgoing = Outgoing::new(text).time_to_live(self.time_to_live);
        match self.key {
            Some(key) => outgoing.key(key),
            None => outgoing,
        }
    }

    /// The number of the letter that this message is.
    pub(crate) fn number_of(message: &Message) -> Option<u32> {
        let text = message.as_text()?;
        text.trim_end_matches('.').parse().ok()
    }

    /// How many bytes it has, and not fewer than its number needs.
    pub(crate) fn len(&self) -> usize {
        let digits = self.number.checked_ilog10().unwrap_or(0) as usize + 1;
        self.size.max(digits)
    }
}

impl Answer {
    pub(crate) fn endpoint(self, mut given: Endpoint) -> Endpoint {
        if self == Self::BadAddress {
            "no address".clone_into(&mut given.url);
        }
        given
    }
}

impl Fault {
    pub(crate) fn error(self) -> OpenError {
        match self {
            Self::BadAddress => AddressFault::Refused("no host".to_owned()).into(),
            Self::Blocked => OpenError::Blocked("insecure".to_owned()),
            Self::Unsupported => OpenError::Unsupported,
            Self::Other => OpenError::Other("too many sockets".to_owned()),
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::BadAddress => "read the address",
            Self::Blocked => "pass the block",
            Self::Unsupported => "find WebSocket",
            Self::Other => "be made",
        }
    }
}

pub(crate) fn closed(code: u16, reason: &str) -> Closed {
    Closed {
        code,
        reason: reason.to_owned(),
        was_clean: code != 1006,
    }
}

impl fmt::Display for Deed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open => f.write_str("user: open"),
            Self::Expect => f.write_str("user: expects to open"),
            Self::Close => f.write_str("user: close"),
            Self::CloseAfterSending(within) => {
                let within = within.as_secs_f64();
                write!(f, "user: close after sending, within {within}s")
            }
            Self::Retry => f.write_str("user: retry"),
            Self::Wake => f.write_str("-- the alarm"),
            Self::Page(signal) => write!(f, "page: {signal:?}"),
            Self::Clock(wall) => write!(f, "-- the wall clock says {}s", wall.as_secs_f64()),
            Self::Send(letter) => write!(f, "user: send {letter}"),
            Self::Subscribe => f.write_str("user: subscribe sub"),
            Self::Unsubscribe(number, false) => write!(f, "user: unsubscribe {number}"),
            Self::Unsubscribe(number, true) => write!(f, "user: unsubscribe {number} {FAREWELL}"),
            Self::Configure(setup) => write!(f, "user: configure {setup}"),
            Self::Prepared(of, Answer::Good) => write!(f, "app: sends {of} ws://p/"),
            Self::Prepared(of, Answer::BadAddress) => write!(f, "app: sends {of} no address"),
            Self::Prepared(of, Answer::Failed) => write!(f, "app: fails {of} no token"),
            Self::Diagnosed(of, Finding::Status(status)) => write!(f, "app: finds {of} {status}"),
            Self::Diagnosed(of, Finding::Offline) => write!(f, "app: finds {of} offline"),
            Self::Diagnosed(of, _) => write!(f, "app: finds {of} nothing"),
            Self::Buffered(of, bytes) => write!(f, "socket {of}: holds {bytes}"),
            Self::OpenFailed(of, fault) => write!(f, "socket {of}: cannot {}", fault.words()),
            Self::Opened(of) => write!(f, "socket {of}: opened"),
            Self::Says(of, words) => write!(f, "socket {of}: says {words}"),
            Self::Error(of) => write!(f, "socket {of}: error"),
            Self::Closed(of, code, reason) => write!(f, "socket {of}: closed {code} {reason}"),
            Self::Refused(of, letter) => write!(f, "socket {of}: refuses {letter}"),
        }
    }
}

impl fmt::Display for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.<width$}", self.number, width = self.size.min(40))?;
        if let Some(time) = self.time_to_live {
            write!(f, " | ttl {}s", time.as_secs_f64())?;
        }
        self.key.map_or(Ok(()), |key| write!(f, " | key {key}"))
    }
}
