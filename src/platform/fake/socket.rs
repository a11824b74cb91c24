//! A scripted socket: the test plays the server and the network.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;

use heartline_connection::{Close, Closed, Message, SocketEvent};

use crate::platform::{OnEvent, SendError, Socket};

/// A socket as the test sees it: the server's end, and what the client did.
#[derive(Clone)]
pub struct FakeSocket {
    wire: Rc<Wire>,
}

struct Wire {
    url: String,
    protocols: Vec<String>,
    on_event: RefCell<Option<OnEvent>>,
    open: Cell<bool>,
    refuses_sends: Cell<bool>,
    /// Whether the network takes nothing, so that the browser holds what is sent.
    stalled: Cell<bool>,
    buffered: Cell<usize>,
    sent: RefCell<Vec<Message>>,
    closed_with: RefCell<Option<Close>>,
}

impl fmt::Debug for FakeSocket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FakeSocket")
            .field("url", &self.wire.url)
            .field("open", &self.wire.open)
            .field("sent", &self.wire.sent)
            .field("closed_with", &self.wire.closed_with)
            .finish_non_exhaustive()
    }
}

impl FakeSocket {
    pub(super) fn new(url: &str, protocols: &[String], on_event: OnEvent) -> Self {
        Self {
            wire: Rc::new(Wire {
                url: url.to_owned(),
                protocols: protocols.to_vec(),
                on_event: RefCell::new(Some(on_event)),
                open: Cell::new(false),
                refuses_sends: Cell::new(false),
                stalled: Cell::new(false),
                buffered: Cell::new(0),
                sent: RefCell::default(),
                closed_with: RefCell::default(),
            }),
        }
    }

    /// The server accepts.
    pub fn accept(&self) {
        self.wire.open.set(true);
        self.tell(SocketEvent::Opened);
    }

    /// The server sends `message`.
    pub fn deliver(&self, message: impl Into<Message>) {
        self.tell(SocketEvent::Message(message.into()));
    }

    /// The socket reports an error, which says nothing.
    pub fn fail(&self) {
        self.tell(SocketEvent::Error);
    }

    /// The socket closes; 1006 stands for a loss without a word.
    pub fn lose(&self, code: u16, reason: &str) {
        self.wire.open.set(false);
        // It is gone when it reports so.
        let on_event = self.wire.on_event.take();
        if let Some(on_event) = on_event {
            on_event(SocketEvent::Closed(Closed {
                code,
                reason: reason.to_owned(),
                was_clean: code != 1006,
            }));
        }
    }

    /// From here on the browser refuses to send.
    pub fn refuse_sends(&self) {
        self.wire.refuses_sends.set(true);
    }

    /// From here on the network takes nothing; the browser holds what is sent.
    pub fn stall(&self) {
        self.wire.stalled.set(true);
    }

    /// The network takes everything that the browser held, and goes on.
    pub fn resume(&self) {
        self.wire.stalled.set(false);
        self.wire.buffered.set(0);
    }

    /// The address that the socket was made for.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.wire.url
    }

    /// The subprotocols that the socket was made with.
    #[must_use]
    pub fn protocols(&self) -> &[String] {
        &self.wire.protocols
    }

    /// What the client sent, in order.
    #[must_use]
    pub fn sent(&self) -> Vec<Message> {
        self.wire.sent.borrow().clone()
    }

    /// What the client closed or abandoned the socket with.
    #[must_use]
    pub fn closed_with(&self) -> Option<Close> {
        self.wire.closed_with.borrow().clone()
    }

    /// Whether the client still listens and has not closed.
    #[must_use]
    pub fn is_alive(&self) -> bool {
        self.wire.on_event.borrow().is_some() && self.wire.closed_with.borrow().is_none()
    }

    fn tell(&self, event: SocketEvent) {
        let on_event = self.wire.on_event.borrow().clone();
        if let Some(on_event) = on_event {
            on_event(event);
        }
    }

    fn detach(&self) {
        self.wire.on_event.take();
    }
}

/// The client's end of a fake socket.
pub(super) struct Held(pub(super) FakeSocket);

impl Socket for Held {
    fn send(&self, message: &Message) -> Result<(), SendError> {
        let wire = &self.0.wire;
        if wire.refuses_sends.get() || !wire.open.get() {
            return Err(SendError);
        }
        wire.sent.borrow_mut().push(message.clone());
        if wire.stalled.get() {
            wire.buffered.set(wire.buffered.get() + message.len());
        }
        Ok(())
    }

    fn buffered(&self) -> usize {
        self.0.wire.buffered.get()
    }

    fn close(&self, close: &Close) {
        *self.0.wire.closed_with.borrow_mut() = Some(close.clone());
    }

    fn abandon(&self, close: &Close) {
        self.0.detach();
        self.close(close);
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.0.detach();
    }
}
