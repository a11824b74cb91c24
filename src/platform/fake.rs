//! A world for tests: time stands still until the test moves it, and the test plays the server.
//!
//! ```
//! use std::{rc::Rc, time::Duration};
//! use heartline::platform::fake::FakePlatform;
//! use heartline::{Config, Phase, WebSocketAgent};
//!
//! let world = FakePlatform::default();
//! let agent = WebSocketAgent::on_platform(Config::new("/ws"), Rc::new(world.clone()));
//! agent.open();
//! world.latest_socket().unwrap().accept();
//! assert_eq!(agent.status().phase, Phase::Open);
//!
//! world.advance(Duration::from_secs(35)); // the server is silent
//! assert_eq!(world.open_sockets(), 0);
//! assert_eq!(agent.status().phase, Phase::Waiting);
//! ```

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::{Rc, Weak};
use std::time::Duration;

use heartline_connection::{Close, Closed, Instant, Message, OpenError, SocketEvent};

use super::{Alarm, OnEvent, Platform, SendError, Socket};

/// The fake world. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct FakePlatform {
    world: Rc<World>,
}

#[derive(Default)]
struct World {
    now: Cell<Instant>,
    seeds: Cell<u64>,
    sockets: RefCell<Vec<FakeSocket>>,
    alarms: RefCell<Vec<Rc<Armed>>>,
    refusal: RefCell<Option<OpenError>>,
}

impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("World")
            .field("now", &self.now)
            .field("sockets", &self.sockets.borrow())
            .field("alarms", &self.alarms.borrow().len())
            .finish_non_exhaustive()
    }
}

impl FakePlatform {
    /// Lets time pass; every alarm that is due on the way rings at its time.
    pub fn advance(&self, duration: Duration) {
        let end = self.world.now.get() + duration;
        while let Some(alarm) = self.next_alarm(end) {
            self.world.now.set(alarm.at.max(self.world.now.get()));
            self.disarm(&alarm);
            alarm.ring();
        }
        self.world.now.set(end);
    }

    /// Lets time pass while the page is frozen: no alarm rings on the way, all that are due ring
    /// late, at the end.
    pub fn freeze(&self, duration: Duration) {
        self.world.now.set(self.world.now.get() + duration);
        self.advance(Duration::ZERO);
    }

    /// The socket that was made last.
    #[must_use]
    pub fn latest_socket(&self) -> Option<FakeSocket> {
        self.world.sockets.borrow().last().cloned()
    }

    /// How many sockets were ever made.
    #[must_use]
    pub fn sockets_made(&self) -> usize {
        self.world.sockets.borrow().len()
    }

    /// How many sockets are connecting or open and have somebody listening.
    #[must_use]
    pub fn open_sockets(&self) -> usize {
        let sockets = self.world.sockets.borrow();
        sockets.iter().filter(|socket| socket.is_alive()).count()
    }

    /// How many alarms are armed.
    #[must_use]
    pub fn alarms(&self) -> usize {
        self.world.alarms.borrow().len()
    }

    /// Makes the next call for a socket fail with `error`.
    pub fn refuse_next(&self, error: OpenError) {
        *self.world.refusal.borrow_mut() = Some(error);
    }

    fn next_alarm(&self, end: Instant) -> Option<Rc<Armed>> {
        let alarms = self.world.alarms.borrow();
        let due = alarms.iter().filter(|alarm| alarm.at <= end);
        due.min_by_key(|alarm| alarm.at).cloned()
    }

    fn disarm(&self, alarm: &Rc<Armed>) {
        let mut alarms = self.world.alarms.borrow_mut();
        alarms.retain(|armed| !Rc::ptr_eq(armed, alarm));
    }
}

impl Platform for FakePlatform {
    fn now(&self) -> Instant {
        self.world.now.get()
    }

    fn seed(&self) -> u64 {
        self.world.seeds.set(self.world.seeds.get() + 1);
        self.world.seeds.get()
    }

    fn open(
        &self,
        url: &str,
        protocols: &[String],
        on_event: OnEvent,
    ) -> Result<Rc<dyn Socket>, OpenError> {
        if let Some(error) = self.world.refusal.take() {
            return Err(error);
        }
        let socket = FakeSocket::new(url, protocols, on_event);
        self.world.sockets.borrow_mut().push(socket.clone());
        Ok(Rc::new(Held(socket)))
    }

    fn alarm(&self, at: Instant, wake: Box<dyn FnOnce()>) -> Box<dyn Alarm> {
        let armed = Rc::new(Armed {
            at,
            wake: RefCell::new(Some(wake)),
        });
        self.world.alarms.borrow_mut().push(armed.clone());
        Box::new(FakeAlarm {
            armed,
            world: Rc::downgrade(&self.world),
        })
    }
}

struct Armed {
    at: Instant,
    wake: RefCell<Option<Box<dyn FnOnce()>>>,
}

impl Armed {
    fn ring(&self) {
        let wake = self.wake.take();
        if let Some(wake) = wake {
            wake();
        }
    }
}

struct FakeAlarm {
    armed: Rc<Armed>,
    world: Weak<World>,
}

impl Alarm for FakeAlarm {}

impl Drop for FakeAlarm {
    fn drop(&mut self) {
        self.armed.wake.take();
        if let Some(world) = self.world.upgrade() {
            FakePlatform { world }.disarm(&self.armed);
        }
    }
}

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
    fn new(url: &str, protocols: &[String], on_event: OnEvent) -> Self {
        Self {
            wire: Rc::new(Wire {
                url: url.to_owned(),
                protocols: protocols.to_vec(),
                on_event: RefCell::new(Some(on_event)),
                open: Cell::new(false),
                refuses_sends: Cell::new(false),
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
struct Held(FakeSocket);

impl Socket for Held {
    fn send(&self, message: &Message) -> Result<(), SendError> {
        let wire = &self.0.wire;
        if wire.refuses_sends.get() || !wire.open.get() {
            return Err(SendError);
        }
        wire.sent.borrow_mut().push(message.clone());
        Ok(())
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
