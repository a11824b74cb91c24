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

//!
//! What the page goes through ([`Signal`]) is what the test says: [`FakePlatform::hide`],
//! [`FakePlatform::go_offline`], [`FakePlatform::sleep`] and the like.
//!
//! What an application's functions answer later (`Config::prepare`, `Config::diagnose`) runs when
//! the test moves time, asks for a socket, or calls [`FakePlatform::settle`].

mod page;
mod socket;
mod tasks;

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::{Rc, Weak};
use std::time::Duration;

#[cfg(doc)]
use heartline_connection::Signal;
use heartline_connection::{Instant, Later, OpenError};

use self::page::Page;
use self::socket::Held;
use self::tasks::Tasks;
use super::{Alarm, OnEvent, OnSignal, Platform, Socket, Watch};

pub use self::socket::FakeSocket;

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
    tasks: Tasks,
    page: Rc<Page>,
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
        self.settle();
        let end = self.world.now.get() + duration;
        while let Some(alarm) = self.next_alarm(end) {
            self.world.now.set(alarm.at.max(self.world.now.get()));
            self.disarm(&alarm);
            alarm.ring();
            self.settle();
        }
        self.world.now.set(end);
    }

    /// Lets time pass while the page is frozen: no alarm rings on the way, all that are due ring
    /// late, at the end.
    pub fn freeze(&self, duration: Duration) {
        self.world.now.set(self.world.now.get() + duration);
        self.advance(Duration::ZERO);
    }

    /// Lets every future run that can go on.
    pub fn settle(&self) {
        self.world.tasks.settle();
    }

    /// The socket that was made last.
    #[must_use]
    pub fn latest_socket(&self) -> Option<FakeSocket> {
        self.settle();
        self.world.sockets.borrow().last().cloned()
    }

    /// Every socket that was made, in order.
    #[must_use]
    pub fn sockets(&self) -> Vec<FakeSocket> {
        self.settle();
        self.world.sockets.borrow().clone()
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

    fn wall(&self) -> Duration {
        self.now().since_origin() + self.world.page.slept()
    }

    fn watch(&self, on_signal: OnSignal) -> Option<Box<dyn Watch>> {
        Some(self.world.page.watch(on_signal))
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

    fn spawn(&self, task: Later<()>) {
        self.world.tasks.add(task);
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
