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
    /// What the field takes.
    pub rule: &'static str,
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
            Self::Text(text) => match text.char_indices().nth(SHOWN) {
                Some((end, _)) => write!(f, "\"{}…\"", &text[..end]),
                None => write!(f, "\"{text}\""),
            },
            Self::Duration(duration) => Human(*duration).fmt(f),
            Self::Range(from, to) => write!(f, "{} to {}", Human(*from), Human(*to)),
            Self::Bytes(bytes) => write!(f, "{bytes} bytes"),
            Self::Empty => f.write_str("empty"),
            Self::Hidden => f.write_str("(not shown, it may hold a token)"),
        }
    }
}

/// How many characters of a text are shown.
const SHOWN: usize = 100;

pub(crate) const fn wrong(field: &'static str, value: Wrong, rule: &'static str) -> ConfigError {
    ConfigError { field, value, rule }
}

/// What [`Instant`](crate::Instant) cannot tell from zero counts as zero: a time that is over as soon
/// as it begins would come round and round at one instant.
pub(crate) fn positive(field: &'static str, duration: Duration) -> Result<(), ConfigError> {
    if duration < Duration::from_micros(1) {
        return Err(wrong(
            field,
            Wrong::Duration(duration),
            "it must be longer than zero",
        ));
    }
    Ok(())
}
