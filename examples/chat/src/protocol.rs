//! What this client and its server say to each other, as types.

use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

/// `{"id":"Ada"}` and `{"chat":"Good morning"}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ToServer {
    /// The name to go by.
    Id(String),
    /// A text for everyone.
    Chat(String),
}

/// What the server says. Told apart by the keys that are there.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum FromServer {
    /// The answer to a name.
    Welcome {
        /// The name.
        welcome: String,
        /// How many are connected, this one included.
        clients: usize,
    },
    /// Somebody said something; one's own words come back too.
    Chat {
        /// Who and what.
        chat: Said,
    },
    /// The server did not understand.
    Refused {
        /// Why.
        error: String,
    },
    /// Live data and whatever else is of no interest here.
    Other(IgnoredAny),
}

/// A text and who said it.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Said {
    /// The name.
    pub from: String,
    /// The text.
    pub text: String,
}
