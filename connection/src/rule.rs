//! The error that names a broken rule of the configuration, and the checks that several fields share.

use std::fmt::Display;
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
    /// The value that was found, in words.
    pub value: String,
    /// What the field takes.
    pub rule: &'static str,
}

/// The text in quotes, cut where it is too long to be read.
pub(crate) fn quoted(text: &str) -> String {
    const SHOWN: usize = 100;
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => ["\"", &text[..end], "…\""].concat(),
        None => ["\"", text, "\""].concat(),
    }
}

pub(crate) fn wrong(
    field: &'static str,
    value: &(impl Display + ?Sized),
    rule: &'static str,
) -> ConfigError {
    let value = value.to_string();
    ConfigError { field, value, rule }
}

pub(crate) fn positive(field: &'static str, duration: Duration) -> Result<(), ConfigError> {
    if duration.is_zero() {
        return Err(wrong(
            field,
            &Human(duration),
            "it must be longer than zero",
        ));
    }
    Ok(())
}
