//! Messages as values and back: one unit type for each format, behind a feature of its own.
//!
//! Whatever a server sends ends as a value or as a [`DecodeError`]: nesting is limited, and nothing is
//! allocated ahead for an announced length (by CBOR at most 1 MiB for each level). Elements without a
//! size, such as those of a `Vec<()>`, need no bytes: do not decode them from postcard.

#[cfg(any(feature = "messagepack", feature = "postcard"))]
mod depth;

use serde::Serialize;
use serde::de::DeserializeOwned;
use thiserror::Error;

use crate::message::Message;

/// A format of messages: from a value to a message and back.
///
/// ```
/// # #[cfg(feature = "json")] {
/// use heartline_connection::{Codec, Json, Message};
///
/// let message = Json::encode(&("temperature", 21.5)).unwrap();
/// assert_eq!(message, Message::from(r#"["temperature",21.5]"#));
/// let (name, degrees): (String, f64) = Json::decode(&message).unwrap();
/// assert_eq!((name.as_str(), degrees), ("temperature", 21.5));
/// # }
/// ```
pub trait Codec {
    /// The message that holds `value`.
    ///
    /// # Errors
    /// [`EncodeError`] when `value` has no form in this format.
    fn encode<T: Serialize + ?Sized>(value: &T) -> Result<Message, EncodeError>;

    /// The value that `message` holds.
    ///
    /// # Errors
    /// [`DecodeError`] when it holds anything else, or something after the value.
    fn decode<T: DeserializeOwned>(message: &Message) -> Result<T, DecodeError>;
}

/// A message that is not the value that was asked for. Nothing is lost: it holds the message.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("not the expected message: {reason}")]
pub struct DecodeError {
    /// The message as it came.
    pub raw: Message,
    /// What is wrong with it, and where.
    pub reason: String,
}

/// A value that has no form in the format.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("no message can hold this value: {reason}")]
pub struct EncodeError {
    /// What stands in the way, such as a map in JSON with keys that are not text.
    pub reason: String,
}

/// [JSON](https://www.rfc-editor.org/rfc/rfc8259) in text messages; decodes binary ones too.
/// Feature `json`.
///
/// A number with a fraction may come back different in its last binary digit, unless the application
/// turns on `float_roundtrip` of
/// [serde_json](https://docs.rs/crate/serde_json/latest/features), which costs a page some kilobytes.
#[cfg(feature = "json")]
#[derive(Clone, Copy, Debug)]
pub struct Json;

#[cfg(feature = "json")]
impl Json {
    fn read<T: DeserializeOwned>(message: &Message) -> Result<T, String> {
        match message {
            Message::Text(text) => serde_json::from_str(text),
            Message::Binary(bytes) => serde_json::from_slice(bytes),
        }
        .map_err(|error| error.to_string())
    }
}

#[cfg(feature = "json")]
impl Codec for Json {
    fn encode<T: Serialize + ?Sized>(value: &T) -> Result<Message, EncodeError> {
        let text = serde_json::to_string(value).map_err(|error| unfit(&error))?;
        Ok(Message::Text(text))
    }

    fn decode<T: DeserializeOwned>(message: &Message) -> Result<T, DecodeError> {
        Self::read(message).map_err(|reason| unlike(message, reason))
    }
}

#[cfg(feature = "json")]
impl Message {
    /// The text message that holds `value` as JSON.
    ///
    /// # Errors
    /// [`EncodeError`] when `value` has no JSON form, such as a map with keys that are not text.
    pub fn from_json<T: Serialize + ?Sized>(value: &T) -> Result<Self, EncodeError> {
        Json::encode(value)
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
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, DecodeError> {
        Json::decode(self)
    }
}

/// [CBOR](https://www.rfc-editor.org/rfc/rfc8949) in binary messages. Feature `cbor`.
#[cfg(feature = "cbor")]
#[derive(Clone, Copy, Debug)]
pub struct Cbor;

#[cfg(feature = "cbor")]
impl Codec for Cbor {
    fn encode<T: Serialize + ?Sized>(value: &T) -> Result<Message, EncodeError> {
        let mut bytes = Vec::new();
        ciborium::into_writer(value, &mut bytes).map_err(|error| unfit(&error))?;
        Ok(Message::Binary(bytes))
    }

    fn decode<T: DeserializeOwned>(message: &Message) -> Result<T, DecodeError> {
        whole(message, |bytes| {
            let mut rest = bytes;
            let value =
                ciborium::de::from_reader_with_recursion_limit(&mut rest, MAX_DEPTH as usize);
            value
                .map(|value| (value, rest.len()))
                .map_err(|error| error.to_string())
        })
    }
}

/// [MessagePack](https://msgpack.org) in binary messages; structs are maps with the names of their
/// fields, as other languages expect. Feature `messagepack`.
#[cfg(feature = "messagepack")]
#[derive(Clone, Copy, Debug)]
pub struct MessagePack;

#[cfg(feature = "messagepack")]
impl Codec for MessagePack {
    fn encode<T: Serialize + ?Sized>(value: &T) -> Result<Message, EncodeError> {
        let bytes = rmp_serde::to_vec_named(value).map_err(|error| unfit(&error))?;
        Ok(Message::Binary(bytes))
    }

    fn decode<T: DeserializeOwned>(message: &Message) -> Result<T, DecodeError> {
        whole(message, |bytes| {
            let mut format = rmp_serde::Deserializer::new(std::io::Cursor::new(bytes));
            let value = depth::read(&mut format)?;
            // What was read is never more than there is.
            Ok((value, bytes.len() - format.position() as usize))
        })
    }
}

/// [Postcard](https://postcard.jamesmunns.com/wire-format), the smallest: without names, for two
/// ends that share their types. In binary messages. Feature `postcard`.
#[cfg(feature = "postcard")]
#[derive(Clone, Copy, Debug)]
pub struct Postcard;

#[cfg(feature = "postcard")]
impl Codec for Postcard {
    fn encode<T: Serialize + ?Sized>(value: &T) -> Result<Message, EncodeError> {
        let bytes = postcard::to_allocvec(value).map_err(|error| unfit(&error))?;
        Ok(Message::Binary(bytes))
    }

    fn decode<T: DeserializeOwned>(message: &Message) -> Result<T, DecodeError> {
        whole(message, |bytes| {
            let mut format = postcard::Deserializer::from_bytes(bytes);
            let value = depth::read(&mut format)?;
            let rest = format.finalize().map_err(|error| error.to_string())?;
            Ok((value, rest.len()))
        })
    }
}

/// The deepest nesting that is decoded: that of `serde_json`. Deeper messages would exhaust the
/// stack.
#[cfg(any(feature = "cbor", feature = "messagepack", feature = "postcard"))]
const MAX_DEPTH: u8 = 128;

/// Decodes a binary message with `read`, which also says how many bytes it left.
#[cfg(any(feature = "cbor", feature = "messagepack", feature = "postcard"))]
fn whole<T>(
    message: &Message,
    read: impl FnOnce(&[u8]) -> Result<(T, usize), String>,
) -> Result<T, DecodeError> {
    let Message::Binary(bytes) = message else {
        return Err(unlike(message, "text, and not binary".to_owned()));
    };
    match read(bytes) {
        Ok((value, 0)) => Ok(value),
        Ok((_, rest)) => Err(unlike(message, format!("{rest} bytes after the value"))),
        Err(reason) => Err(unlike(message, reason)),
    }
}

fn unlike(message: &Message, reason: String) -> DecodeError {
    DecodeError {
        raw: message.clone(),
        reason,
    }
}

fn unfit(error: &dyn std::fmt::Display) -> EncodeError {
    EncodeError {
        reason: error.to_string(),
    }
}

#[cfg(test)]
mod tests;
