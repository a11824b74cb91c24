//! A connection that carries values: what an application sends and what it hears have types.

use std::fmt;
use std::marker::PhantomData;

use heartline_connection::{Codec, DecodeError, EncodeError, Message, SendOutcome};
use serde::Serialize;
use serde::de::DeserializeOwned;

#[cfg(feature = "json")]
use heartline_connection::Json;

use crate::{Subscription, WebSocketAgent};

/// A view of an agent through which values of type `In` arrive and values of type `Out` leave, in
/// the format `C`; by default [`Json`](crate::Json), where feature `json` is on. Made by
/// [`WebSocketAgent::typed`].
///
/// It is a handle like a clone of the agent: cheap to clone, and it keeps the connection alive. Any
/// number of views with other types may stand beside it.
///
/// ```no_run
/// # #[cfg(feature = "json")] {
/// use heartline::{Config, Typed, WebSocketAgent};
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Serialize)]
/// struct Say { chat: String }
///
/// #[derive(Deserialize)]
/// struct Said { from: u32, chat: String }
///
/// let agent = WebSocketAgent::new(Config::new("wss://example.org/chat"));
/// let chat: Typed<Said, Say> = agent.typed();
/// let listening = chat.on_message(|said| match said {
///     Ok(Said { from, chat }) => println!("{from}: {chat}"),
///     Err(error) => println!("{error}; it was {:?}", error.raw),
/// });
/// let outcome = chat.send(&Say { chat: "hello".to_owned() });
/// # drop((listening, outcome));
/// # }
/// ```
pub struct Typed<In, Out, #[cfg(feature = "json")] C = Json, #[cfg(not(feature = "json"))] C> {
    agent: WebSocketAgent,
    types: PhantomData<fn(Out) -> (In, C)>,
}

impl WebSocketAgent {
    /// The connection as one of values: `In` arrives, `Out` leaves, in the format `C`.
    #[must_use]
    pub fn typed<In, Out, C: Codec>(&self) -> Typed<In, Out, C> {
        Typed {
            agent: self.clone(),
            types: PhantomData,
        }
    }
}

impl<In, Out, C: Codec> Typed<In, Out, C> {
    /// Sends `value`, or queues it, or hands its message back: see [`WebSocketAgent::send`].
    ///
    /// # Errors
    /// [`EncodeError`] when `value` has no form in the format; nothing is sent then.
    pub fn send(&self, value: &Out) -> Result<SendOutcome, EncodeError>
    where
        Out: Serialize,
    {
        Ok(self.agent.send(self.message(value)?))
    }

    /// The message that holds `value`, for whatever takes one: a subscription, an
    /// [`Outgoing`](crate::Outgoing) with a key.
    ///
    /// # Errors
    /// [`EncodeError`] when `value` has no form in the format.
    pub fn message(&self, value: &Out) -> Result<Message, EncodeError>
    where
        Out: Serialize,
    {
        C::encode(value)
    }

    /// Calls `listener` with every message, once and in order: its value, or, when it holds none of
    /// this type, the message and the reason. Each listener decodes for itself.
    pub fn on_message(&self, listener: impl Fn(Result<In, DecodeError>) + 'static) -> Subscription
    where
        In: DeserializeOwned,
    {
        self.agent
            .on_message(move |message| listener(C::decode(message)))
    }

    /// The connection itself.
    #[must_use]
    pub const fn agent(&self) -> &WebSocketAgent {
        &self.agent
    }
}

impl<In, Out, C> Clone for Typed<In, Out, C> {
    fn clone(&self) -> Self {
        Self {
            agent: self.agent.clone(),
            types: PhantomData,
        }
    }
}

/// Views are equal when they are of the same connection.
impl<In, Out, C> PartialEq for Typed<In, Out, C> {
    fn eq(&self, other: &Self) -> bool {
        self.agent == other.agent
    }
}

impl<In, Out, C> fmt::Debug for Typed<In, Out, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Typed").field(&self.agent).finish()
    }
}
