//! The error that names a broken rule of the configuration, and the checks that several fields share.

use std::fmt;
use std::time::Duration;

use thiserror::Error;

use crate::human::Human;

/// A value that the configuration cannot have. Says which field, which value and which rule.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{field} is {value}: {rule}")]
#[non_exhaustive]
pub struct ConfigError {
    /// The field, as a path: `heartbeat.interval`.
    pub field: &'static str,
    /// The value that was found; `Display` says it in words.
    pub value: Wrong,
    /// What the field takes; `Display` says it in words.
    pub rule: Rule,
}

/// A rule of the configuration. `Display` says what to do, so that it is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Rule {
    /// There must be an address.
    AddressGiven,
    /// An address has a scheme that leads to a WebSocket, or is a path.
    AddressScheme,
    /// An address is not longer than [`Config::MAX_URL`](crate::Config::MAX_URL).
    AddressLength,
    /// An address has no fragment.
    AddressFragment,
    /// A subprotocol is an HTTP token
    /// ([RFC 6455 §4.1](https://www.rfc-editor.org/rfc/rfc6455#section-4.1)).
    ProtocolName,
    /// No subprotocol is named twice.
    ProtocolOnce,
    /// A duration is longer than zero.
    LongerThanZero,
    /// The shortest delay is not longer than the longest.
    DelayOrder,
    /// A list of delays holds at least one.
    DelayGiven,
    /// The browser may hold something of what is sent.
    RoomToSend,
    /// A message of the library's own keeps [`Config::max_message`](crate::Config::max_message).
    WithinMaxMessage,
}

impl Rule {
    /// What to do, as a clause without a full stop: "it must be longer than zero".
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AddressGiven => "give an address such as wss://example.org/live",
            Self::AddressScheme => {
                "an address starts with ws:// or wss:// (http:// and https:// work too), or it is a path such as /ws"
            }
            Self::AddressLength => "an address has at most 8 192 bytes",
            Self::AddressFragment => {
                "a WebSocket address has no fragment: remove the # and what follows it"
            }
            Self::ProtocolName => {
                "a subprotocol is a name without spaces, commas, quotes or brackets"
            }
            Self::ProtocolOnce => "name each subprotocol once",
            Self::LongerThanZero => "it must be longer than zero",
            Self::DelayOrder => "min must not be longer than max",
            Self::DelayGiven => "list at least one delay",
            Self::RoomToSend => "the browser must be allowed to hold something",
            Self::WithinMaxMessage => "it must not be larger than max_message",
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A value that breaks a rule. It becomes words when somebody asks for them, so that a program which
/// never does is spared the code that makes them.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Wrong {
    /// A text; shown in quotes, and no more of it than can be read.
    Text(String),
    /// A duration.
    Duration(Duration),
    /// Two durations in the wrong order.
    Range(Duration, Duration),
    /// A size in bytes.
    Bytes(usize),
    /// Nothing where there must be something.
    Empty,
    /// What is not shown, because it may hold a secret.
    Hidden,
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => {
                let (beginning, rest) = shown(text);
                write!(f, "\"{beginning}{rest}\"")
            }
            Self::Duration(duration) => Human(*duration).fmt(f),
            Self::Range(from, to) => write!(f, "{} to {}", Human(*from), Human(*to)),
            Self::Bytes(bytes) => write!(f, "{bytes} bytes"),
            Self::Empty => f.write_str("empty"),
            Self::Hidden => f.write_str("(not shown, it may hold a token)"),
        }
    }
}

/// The beginning of `text`, and an ellipsis for what follows it.
pub(crate) fn shown(text: &str) -> (&str, &'static str) {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => (&text[..end], "…"),
        None => (text, ""),
    }
}

/// How many characters of a text are shown.
const SHOWN: usize = 100;

pub(crate) const fn wrong(field: &'static str, value: Wrong, rule: Rule) -> ConfigError {
    ConfigError { field, value, rule }
}

/// What [`Instant`](crate::Instant) cannot tell from zero counts as zero: a time that is over as soon
/// as it begins would come round and round at one instant.
pub(crate) fn positive(field: &'static str, duration: Duration) -> Result<(), ConfigError> {
    if duration < Duration::from_micros(1) {
        return Err(wrong(
            field,
            Wrong::Duration(duration),
            Rule::LongerThanZero,
        ));
    }
    Ok(())
}
