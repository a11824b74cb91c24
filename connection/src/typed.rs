//! Messages as values: JSON by serde. Feature `json`.

use serde::Serialize;
use serde::de::DeserializeOwned;
use thiserror::Error;

use crate::message::Message;

/// A message that is not the value that was asked for. Nothing is lost: it holds the message.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("not the expected message: {reason}")]
pub struct DecodeError {
    /// The message as it came.
    pub raw: Message,
    /// What is wrong with it, and where.
    pub reason: String,
}

impl Message {
    /// The text message that holds `value` as JSON.
    ///
    /// # Errors
    /// What serde says when `value` has no JSON form, such as a map with keys that are not text.
    pub fn from_json<T: Serialize + ?Sized>(value: &T) -> Result<Self, serde_json::Error> {
        serde_json::to_string(value).map(Self::Text)
    }

    /// The value that this message holds as JSON, in text or in binary.
    ///
    /// # Errors
    /// [`DecodeError`] with the message and the reason, when it holds anything else.
    ///
    /// ```
    /// # use heartline_connection::Message;
    /// let point: (u8, u8) = Message::from("[1, 2]").json().unwrap();
    /// assert_eq!(point, (1, 2));
    /// let error = Message::from("hello").json::<(u8, u8)>().unwrap_err();
    /// assert_eq!(error.raw, Message::from("hello"));
    /// ```
    pub fn json<T: DeserializeOwned>(self) -> Result<T, DecodeError> {
        let parsed = match &self {
            Self::Text(text) => serde_json::from_str(text),
            Self::Binary(bytes) => serde_json::from_slice(bytes),
        };
        parsed.map_err(|error| DecodeError {
            reason: error.to_string(),
            raw: self,
        })
    }
}
