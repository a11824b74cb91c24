//! What the fault listener, its connections and the control share.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use tokio::{
    sync::{broadcast, watch},
    time::timeout,
};

use super::{
    manner::{Conduct, Manner, Order},
    record::Record,
};
use crate::origin::OriginCheck;

/// The meeting point.
pub(crate) struct Shared {
    started: Instant,
    /// Which pages may come.
    pub(crate) origins: Arc<OriginCheck>,
    state: Mutex<State>,
    /// TCP connections that are open.
    present: watch::Sender<usize>,
    calls: broadcast::Sender<Call>,
    /// Changes when all connections are to end with a reset.
    leave: watch::Sender<()>,
}

/// What changes, besides the connections themselves.
#[derive(Default)]
pub(crate) struct State {
    pub(crate) record: Record,
    /// How the next connection is treated; good where nothing was ordered.
    pub(crate) order: Option<Order>,
    /// How the last one was.
    last: Option<Manner>,
    /// Connections that are open and speak.
    pub(crate) speaking: usize,
    /// Numbered messages that were asked for.
    numbered: u64,
}

/// What open connections are told.
#[derive(Clone, Debug)]
pub(crate) enum Call {
    /// To change their manner.
    Change(Arc<Manner>),
    /// To send numbered messages.
    Count(Arc<Numbers>),
    /// To send this text.
    Say(Arc<str>),
}

/// Numbered messages to send.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Numbers {
    pub(crate) next: u64,
    pub(crate) last: u64,
    pub(crate) every: Duration,
    /// Bytes that each is padded with.
    pub(crate) size: usize,
}

/// An open TCP connection; dropping it counts it out.
pub(crate) struct Presence {
    pub(crate) shared: Arc<Shared>,
    pub(crate) number: u64,
    pub(crate) calls: broadcast::Receiver<Call>,
    pub(crate) leave: watch::Receiver<()>,
    speaks: bool,
}

/// Calls that a connection may be behind.
const CALLS: usize = 1024;

/// Time for connections that were reset to be gone.
const PATIENCE: Duration = Duration::from_secs(2);

impl Shared {
    pub(crate) fn new(origins: Arc<OriginCheck>) -> Self {
        Self {
            started: Instant::now(),
            origins,
            state: Mutex::default(),
            present: watch::Sender::new(0),
            calls: broadcast::Sender::new(CALLS),
            leave: watch::Sender::new(()),
        }
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        // Whoever panicked while holding it left counts behind, which are only told.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Time since the fault server started.
    pub(crate) fn clock(&self) -> Duration {
        self.started.elapsed()
    }

    pub(crate) fn open(&self) -> usize {
        *self.present.borrow()
    }

    /// Counts a connection in.
    pub(crate) fn arrive(self: &Arc<Self>) -> Presence {
        let mut state = self.state();
        self.present.send_modify(|present| *present += 1);
        Presence {
            shared: Arc::clone(self),
            number: state.record.arrived(self.open()),
            calls: self.calls.subscribe(),
            leave: self.leave.subscribe(),
            speaks: false,
        }
    }

    /// Takes an order about the connections to come, and perhaps those that are open.
    pub(crate) fn order(&self, order: Order) {
        let mut state = self.state();
        let conduct = &order.manner.conduct;
        // Of what comes instead of an open connection, one says that the server is gone.
        if order.now && (conduct.is_of_open_connections() || *conduct == Conduct::Refuse {}) {
            self.call(Call::Change(Arc::new(order.manner.clone())));
        }
        if order.times != Some(0) {
            state.order = Some(order);
        }
    }

    /// Has all that speak say a text. Gives how many.
    pub(crate) fn say(&self, text: &str) -> usize {
        let state = self.state();
        self.call(Call::Say(text.into()));
        state.speaking
    }

    /// Says something to all open connections. Whoever holds the state sees the same connections
    /// open as hear it.
    fn call(&self, call: Call) {
        // An error only says that there are none.
        let _ = self.calls.send(call);
    }

    /// Has all that speak send so many more numbered messages. Gives their first number, their last,
    /// and how many connections that are.
    pub(crate) fn count(&self, numbers: u64, every: Duration, size: usize) -> (u64, u64, usize) {
        let mut state = self.state();
        let next = state.numbered + 1;
        state.numbered += numbers;
        let last = state.numbered;
        let numbers = Numbers {
            next,
            last,
            every,
            size,
        };
        self.call(Call::Count(Arc::new(numbers)));
        (next, last, state.speaking)
    }

    /// Resets every connection and forgets everything.
    pub(crate) async fn clear(&self) {
        self.state().order = None;
        self.leave.send_replace(());
        let mut present = self.present.subscribe();
        let gone = present.wait_for(|present| *present == 0);
        if timeout(PATIENCE, gone).await.is_err() {
            tracing::debug!("some connections are still there");
        }
        let mut state = self.state();
        *state = State {
            record: Record::new(self.open()),
            speaking: state.speaking,
            ..State::default()
        };
    }
}

impl State {
    /// How a connection that asks for a WebSocket is treated.
    pub(crate) fn take(&mut self) -> Manner {
        let manner = self.coming();
        if let Some(times) = self.order.as_mut().and_then(|order| order.times.as_mut()) {
            *times -= 1;
            if *times == 0 {
                self.order = None;
            }
        }
        self.last = Some(manner.clone());
        manner
    }

    /// How a plain request is treated: as the last that asked for a WebSocket, so that whoever asks
    /// over HTTP what was wrong hears it.
    pub(crate) fn again(&self) -> Manner {
        self.last.clone().unwrap_or_else(|| self.coming())
    }

    /// How the next connection is treated.
    pub(crate) fn coming(&self) -> Manner {
        match &self.order {
            // A connection that slipped in while the port was closing.
            Some(order) if order.manner.conduct == Conduct::Refuse {} => Manner {
                conduct: Conduct::ResetHandshake {},
                after: Duration::ZERO,
            },
            Some(order) => order.manner.clone(),
            None => Manner::GOOD,
        }
    }
}

impl Presence {
    /// The connection is a WebSocket from here on, and hears what is said from here on.
    pub(crate) fn open(&mut self) {
        let mut state = self.shared.state();
        self.calls = self.shared.calls.subscribe();
        state.record.opened();
        state.speaking += 1;
        self.speaks = true;
    }

    /// Counts the connection among those that speak, or not.
    pub(crate) fn speak(&mut self, speaks: bool) {
        let mut state = self.shared.state();
        match (self.speaks, speaks) {
            (true, false) => state.speaking = state.speaking.saturating_sub(1),
            (false, true) => state.speaking += 1,
            _ => {}
        }
        self.speaks = speaks;
    }
}

impl Drop for Presence {
    fn drop(&mut self) {
        self.speak(false);
        let present = &self.shared.present;
        present.send_modify(|present| *present = present.saturating_sub(1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(order: &str) -> State {
        State {
            order: Some(Order::read(order.as_bytes()).unwrap()),
            ..State::default()
        }
    }

    #[test]
    fn an_order_holds_for_as_many_connections_as_it_says() {
        let mut state = state(r#"{"manner":"fin","times":2}"#);
        let treated: Vec<_> = (0..3).map(|_| state.take().conduct).collect();
        assert_eq!(treated, [Conduct::Fin {}, Conduct::Fin {}, Conduct::GOOD]);
    }

    #[test]
    fn an_order_without_a_number_holds_until_the_next() {
        let mut state = state(r#"{"manner":"fin"}"#);
        assert!((0..10).all(|_| state.take().conduct == Conduct::Fin {}));
    }

    #[test]
    fn a_plain_request_is_treated_as_the_handshake_before_it_and_counts_for_nothing() {
        let mut state = state(r#"{"manner":"status","status":401,"times":1}"#);
        assert_ne!(state.again(), Manner::GOOD);
        let refused = state.take();
        assert_eq!(state.again(), refused);
        assert_eq!(state.take(), Manner::GOOD);
        assert_eq!(state.again(), Manner::GOOD);
    }
}
