//! Why a question has no answer, and what to do then.

use std::fmt;
use std::time::Duration;

use heartline_connection::{DropReason, Human, Message};

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RequestError {
    /// The question was not taken; it comes back with the reason.
    NotSent(DropReason, Message),
    /// No answer within this time.
    TimedOut(Duration),
    /// The connection that the question was sent on is gone. Whether the server acted on it is not
    /// known.
    Disconnected,
    /// The question waited for a connection and never left.
    Undelivered(DropReason),
}

impl fmt::Display for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotSent(reason, _) => write!(f, "the question was not sent: {reason}"),
            Self::TimedOut(time) => write!(
                f,
                "no answer within {}: ask again, unless acting twice does harm",
                Human(*time)
            ),
            Self::Disconnected => f.write_str(
                "the connection was gone before the answer came: ask again, unless acting twice does harm",
            ),
            Self::Undelivered(reason) => {
                write!(
                    f,
                    "the question never left, so it can be asked again: {reason}"
                )
            }
        }
    }
}

impl std::error::Error for RequestError {}
