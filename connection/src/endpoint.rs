//! Where an attempt goes and what it shows there, and how an application decides both anew for each.

use std::fmt::{self, Display};
use std::pin::Pin;
use std::rc::Rc;
use std::time::Duration;

use thiserror::Error;

use crate::cause::Cause;
use crate::human::Human;
use crate::io::Input;
use crate::message::Payload;
use crate::rule::ConfigError;

/// An answer that takes its time. The driver waits for it, the machine does not.
pub type Later<T> = Pin<Box<dyn Future<Output = T>>>;

/// What one attempt connects to.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Endpoint {
    /// The address; one of the [`Config`](crate::Config)'s before it was prepared.
    pub url: String,
    /// The subprotocols in order of preference.
    pub protocols: Vec<String>,
    /// What is sent first.
    pub greeting: Option<Payload>,
    /// The number of the attempt.
    pub attempt: u64,
    /// Why the latest connection or attempt ended; after a [`Cause::HttpStatus`] of 401 a token is
    /// stale. `None` for the first attempt after the user opened the connection or revived one that
    /// gave up.
    pub cause: Option<Cause>,
}

impl Endpoint {
    /// Adds a parameter to the query of the address, percent-encoded
    /// ([RFC 3986 §2](https://www.rfc-editor.org/rfc/rfc3986#section-2)). Browsers give pages no
    /// way to set a header of the handshake, so this is how a token travels; servers may log it,
    /// so it should be short-lived.
    ///
    /// ```
    /// # use heartline_connection::{Config, Endpoint};
    /// # fn with_token(endpoint: Endpoint) -> Endpoint {
    /// endpoint.query("token", "a b")
    /// # }
    /// ```
    #[must_use]
    pub fn query(mut self, name: &str, value: &str) -> Self {
        self.url.push(match self.url.as_bytes().contains(&b'?') {
            true => '&',
            false => '?',
        });
        encode(&mut self.url, name);
        self.url.push('=');
        encode(&mut self.url, value);
        self
    }

    /// Sets [`Endpoint::protocols`].
    #[must_use]
    pub fn protocols<P: Into<String>>(mut self, protocols: impl IntoIterator<Item = P>) -> Self {
        self.protocols = protocols.into_iter().map(Into::into).collect();
        self
    }

    /// Sets [`Endpoint::greeting`].
    #[must_use]
    pub fn greeting(mut self, greeting: impl Into<Payload>) -> Self {
        self.greeting = Some(greeting.into());
        self
    }
}

/// Everything but the unreserved characters is written as its bytes.
fn encode(into: &mut String, text: &str) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            into.push(byte as char);
        } else {
            into.push('%');
            into.push(DIGITS[usize::from(byte >> 4)] as char);
            into.push(DIGITS[usize::from(byte & 15)] as char);
        }
    }
}

/// What an attempt goes to, as an application's function made it, or why there is no attempt.
pub type Prepared = Result<Endpoint, PrepareError>;

/// Why a function of the application gave no end point.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PrepareError {
    /// It said so, in these words.
    #[error("{0}")]
    Failed(String),
    /// It panicked.
    #[error("the function panicked")]
    Panicked,
    /// It did not answer within this time.
    #[error("no answer within {}", Human(*.0))]
    NoAnswer(Duration),
    /// What it answered breaks a rule.
    #[error(transparent)]
    BadEndpoint(#[from] ConfigError),
}

/// A function that is asked before each attempt where it goes: see
/// [`Config::prepare`](crate::Config::prepare).
#[derive(Clone)]
pub struct Prepare(Rc<dyn Fn(Endpoint) -> Later<Input>>);

impl Prepare {
    /// Asks `prepare`, which may take until [`Config::connect_timeout`](crate::Config).
    pub fn new<F, A, E>(prepare: F) -> Self
    where
        F: Fn(Endpoint) -> A + 'static,
        A: Future<Output = Result<Endpoint, E>> + 'static,
        E: Display,
    {
        Self(Rc::new(move |endpoint| {
            let attempt = endpoint.attempt;
            let answer = prepare(endpoint);
            Box::pin(async move {
                let answer = answer.await;
                let answer = answer.map_err(|error| PrepareError::Failed(error.to_string()));
                Input::Prepared { attempt, answer }
            })
        }))
    }

    /// Calls the function; what it answers is an [`Input::Prepared`]. Drivers do so while they hold
    /// no borrow of the machine, because it is foreign code.
    #[must_use]
    pub fn ask(&self, endpoint: Endpoint) -> Later<Input> {
        (self.0)(endpoint)
    }
}

/// A function that looks at an address over HTTP after a handshake failed, because browsers do not
/// tell pages why: see [`Config::diagnose`](crate::Config::diagnose).
#[derive(Clone)]
pub struct Diagnose(Rc<dyn Fn(u64, String) -> Later<Input>>);

impl Diagnose {
    /// Asks `diagnose` with the address of the attempt, as it was opened.
    pub fn new<A>(diagnose: impl Fn(String) -> A + 'static) -> Self
    where
        A: Future<Output = Finding> + 'static,
    {
        Self(Rc::new(move |attempt, url| {
            let finding = diagnose(url);
            Box::pin(async move {
                let finding = finding.await;
                Input::Diagnosed { attempt, finding }
            })
        }))
    }

    /// Calls the function; what it finds is an [`Input::Diagnosed`]. Drivers do so while they hold
    /// no borrow of the machine, because it is foreign code.
    #[must_use]
    pub fn ask(&self, attempt: u64, url: String) -> Later<Input> {
        (self.0)(attempt, url)
    }
}

/// What a [`Diagnose`] function found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Finding {
    /// The server answered with this HTTP status.
    Status(u16),
    /// No answer: the server, or the way to it, is gone, or another site's answer is hidden
    /// ([CORS](https://fetch.spec.whatwg.org/#http-cors-protocol)).
    NoAnswer,
    /// The browser says that it is offline.
    Offline,
}

/// Functions are equal when they are the same function value.
macro_rules! function_value {
    ($name:ident) => {
        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                Rc::ptr_eq(&self.0, &other.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        }
    };
}

function_value!(Prepare);
function_value!(Diagnose);
