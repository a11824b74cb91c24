//! What the agent needs from the world: a clock, an alarm, sockets. The browser is one world, the
//! fake one for tests another.

#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(not(target_arch = "wasm32"))]
#[path = "elsewhere.rs"]
mod browser;
#[cfg(feature = "test-support")]
pub mod fake;
mod guard;

use std::rc::Rc;
use std::time::Duration;

use heartline_connection::{Close, Instant, Later, Message, OpenError, Signal, SocketEvent};

pub use browser::Browser;
#[cfg(all(feature = "diagnose", target_arch = "wasm32"))]
pub(crate) use browser::http_address;
pub(crate) use guard::{guard, guarded};

/// How a socket reports what it does.
pub type OnEvent = Rc<dyn Fn(SocketEvent)>;

/// How a world reports what it goes through.
pub type OnSignal = Rc<dyn Fn(Signal)>;

/// A world in which an agent can live.
///
/// Ownership is clean-up: dropping a socket or an alarm ends it, and its callback never runs
/// again.
pub trait Platform {
    /// The present on a monotonic clock.
    fn now(&self) -> Instant;

    /// The time since the Unix epoch by a clock that goes on while the machine sleeps. By default the
    /// clock of [`Platform::now`], by which no sleep is ever noticed.
    fn wall(&self) -> Duration {
        self.now().since_origin()
    }

    /// Reports through `on_signal` what the page goes through, never before this call returns, until
    /// the returned watch is dropped. By default there is no page, and nothing to report.
    fn watch(&self, on_signal: OnSignal) -> Option<Box<dyn Watch>> {
        drop(on_signal);
        None
    }

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

    /// Calls `wake` once, at `at` or later, unless the returned alarm is dropped before. The agent
    /// asks for its alarm anew on [`Signal::Hidden`] and [`Signal::Shown`], because what rings on
    /// time may be another thing then.
    fn alarm(&self, at: Instant, wake: Box<dyn FnOnce()>) -> Box<dyn Alarm>;

    /// Runs `task` to its end, beginning after this call has returned.
    fn spawn(&self, task: Later<()>);
}

/// One WebSocket of a [`Platform`]. Dropping it detaches every handler.
pub trait Socket {
    /// Sends `message`.
    ///
    /// # Errors
    /// [`SendError`] when the socket does not take it.
    fn send(&self, message: &Message) -> Result<(), SendError>;

    /// How many bytes were given to the socket that the network has not taken
    /// ([`bufferedAmount`](https://websockets.spec.whatwg.org/#dom-websocket-bufferedamount)).
    fn buffered(&self) -> usize;

    /// Starts the closing handshake; the socket reports when it is complete.
    fn close(&self, close: &Close);

    /// Detaches every handler and closes without waiting. The socket reports nothing more.
    fn abandon(&self, close: &Close);
}

/// The socket did not take a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SendError;

/// Somebody listens to a [`Platform`]. Dropping it ends that.
#[must_use = "dropping a watch ends it"]
pub trait Watch {
    /// What is so at present: [`Signal::Hidden`], [`Signal::Offline`], both or neither.
    fn present(&self) -> Vec<Signal>;
}

/// An armed alarm of a [`Platform`]. Dropping it cancels it.
#[must_use = "dropping an alarm cancels it"]
pub trait Alarm {}
