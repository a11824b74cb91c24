//! What the agent needs from the world: a clock, an alarm, sockets. The browser is one world, the
//! fake one for tests another.

mod browser;
#[cfg(feature = "test-support")]
pub mod fake;

use std::rc::Rc;

use heartline_connection::{Close, Instant, Message, OpenError, SocketEvent};

pub use browser::Browser;

/// How a socket reports what it does.
pub type OnEvent = Rc<dyn Fn(SocketEvent)>;

/// A world in which an agent can live.
///
/// Ownership is clean-up: dropping a socket or an alarm ends it, and its callback never runs
/// again.
pub trait Platform {
    /// The present on a monotonic clock.
    fn now(&self) -> Instant;

    /// A number that differs from one call to the next; it spreads the retries of connections.
    fn seed(&self) -> u64;

    /// Makes a socket to `url` that reports through `on_event`, never before this call returns.
    ///
    /// # Errors
    /// Why there is no socket.
    fn open(
        &self,
        url: &str,
        protocols: &[String],
        on_event: OnEvent,
    ) -> Result<Rc<dyn Socket>, OpenError>;

    /// Calls `wake` once, at `at` or later, unless the returned alarm is dropped before.
    fn alarm(&self, at: Instant, wake: Box<dyn FnOnce()>) -> Box<dyn Alarm>;
}

/// One WebSocket of a [`Platform`]. Dropping it detaches every handler.
pub trait Socket {
    /// Sends `message`.
    ///
    /// # Errors
    /// [`SendError`] when the socket does not take it.
    fn send(&self, message: &Message) -> Result<(), SendError>;

    /// Starts the closing handshake; the socket reports when it is complete.
    fn close(&self, close: &Close);

    /// Detaches every handler and closes without waiting. The socket reports nothing more.
    fn abandon(&self, close: &Close);
}

/// The socket did not take a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SendError;

/// An armed alarm of a [`Platform`]. Dropping it cancels it.
#[must_use = "dropping an alarm cancels it"]
pub trait Alarm {}
