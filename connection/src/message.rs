//! What travels over the connection, what the library itself sends, and how it recognises an answer.

use std::fmt;
use std::rc::Rc;

use crate::guard::{Guard, guarded};
use crate::json;

/// One WebSocket message, complete ([RFC 6455 §5.6](https://www.rfc-editor.org/rfc/rfc6455#section-5.6)).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// A text message.
    Text(String),
    /// A binary message.
    Binary(Vec<u8>),
}

impl Message {
    /// The size of the payload in bytes; for text, of its UTF-8 form.
    #[must_use]
    pub const fn len(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Binary(bytes) => bytes.len(),
        }
    }

    /// Whether the payload is empty. An empty message is a valid one.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The text, or `None` for a binary message.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Binary(_) => None,
        }
    }
}

impl From<&str> for Message {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Message {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Vec<u8>> for Message {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Binary(bytes)
    }
}

/// A message that the library sends by itself: a ping, a greeting, a subscription, an automatic
/// reply.
#[derive(Clone)]
pub enum Payload {
    /// The same message every time.
    Fixed(Message),
    /// A message made when it is needed. The argument counts from 1: the number of the ping or
    /// reply on this socket, or, for a greeting or a subscription, the number of the attempt.
    Made(Rc<dyn Fn(u64) -> Message>),
}

impl Payload {
    /// A payload made by `make` each time that it is needed.
    pub fn made(make: impl Fn(u64) -> Message + 'static) -> Self {
        Self::Made(Rc::new(make))
    }

    /// The message to send. Drivers call this while they hold no borrow of the machine, because
    /// `make` is foreign code.
    #[must_use]
    pub fn message(self, number: u64) -> Message {
        match self {
            Self::Fixed(message) => message,
            Self::Made(make) => make(number),
        }
    }
}

impl<M: Into<Message>> From<M> for Payload {
    fn from(message: M) -> Self {
        Self::Fixed(message.into())
    }
}

impl fmt::Debug for Payload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fixed(message) => message.fmt(f),
            Self::Made(_) => f.write_str("Made(..)"),
        }
    }
}

/// Functions are equal when they are the same function value, so that a configuration which is
/// rebuilt with a new closure counts as changed.
impl PartialEq for Payload {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Fixed(a), Self::Fixed(b)) => a == b,
            (Self::Made(a), Self::Made(b)) => Rc::ptr_eq(a, b),
            _ => false,
        }
    }
}

/// Recognises an inbound message: the pong, a server's ping, the sign that the server is ready.
#[derive(Clone)]
pub enum Pattern {
    /// Exactly this message.
    Exact(Message),
    /// A text that is this JSON text, whatever white space stands between its tokens. Key order
    /// and the spelling of numbers count, so no JSON parser is needed.
    Json(String),
    /// Whatever the function accepts. It runs while the machine is at work: it may look at the
    /// message, and calls it makes to the connection take effect after the message is handled.
    With(Rc<dyn Fn(&Message) -> bool>),
}

impl Pattern {
    /// A pattern that accepts what `accepts` accepts.
    pub fn with(accepts: impl Fn(&Message) -> bool + 'static) -> Self {
        Self::With(Rc::new(accepts))
    }

    /// Whether `message` is what this pattern describes.
    #[must_use]
    pub fn matches(&self, message: &Message) -> bool {
        match self {
            Self::Exact(expected) => expected == message,
            Self::Json(expected) => message
                .as_text()
                .is_some_and(|text| json::same_but_for_white_space(expected, text)),
            Self::With(accepts) => accepts(message),
        }
    }

    /// Like [`Self::matches`]; a function that panics accepts nothing.
    pub(crate) fn accepts(&self, guard: Guard, message: &Message) -> bool {
        match self {
            Self::With(accepts) => guarded(guard, || accepts(message)).unwrap_or(false),
            _ => self.matches(message),
        }
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exact(message) => f.debug_tuple("Exact").field(message).finish(),
            Self::Json(text) => f.debug_tuple("Json").field(text).finish(),
            Self::With(_) => f.write_str("With(..)"),
        }
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Exact(a), Self::Exact(b)) => a == b,
            (Self::Json(a), Self::Json(b)) => a == b,
            (Self::With(a), Self::With(b)) => Rc::ptr_eq(a, b),
            _ => false,
        }
    }
}
