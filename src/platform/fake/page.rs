//! The page of the fake world: what it goes through is what the test says.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use std::time::Duration;

use heartline_connection::Signal;

use super::FakePlatform;
use crate::platform::{OnSignal, Watch};

/// Who listens, and what is so at present.
#[derive(Default)]
pub(super) struct Page {
    hidden: Cell<bool>,
    offline: Cell<bool>,
    slept: Cell<Duration>,
    listeners: RefCell<Vec<Rc<OnSignal>>>,
}

impl FakePlatform {
    /// Nobody sees the page any more.
    pub fn hide(&self) {
        self.world.page.hidden.set(true);
        self.tell(Signal::Hidden);
    }

    /// The page is seen again.
    pub fn show(&self) {
        self.world.page.hidden.set(false);
        self.tell(Signal::Shown);
    }

    /// The browser says that it is offline.
    pub fn go_offline(&self) {
        self.world.page.offline.set(true);
        self.tell(Signal::Offline);
    }

    /// The browser says that it is online.
    pub fn go_online(&self) {
        self.world.page.offline.set(false);
        self.tell(Signal::Online);
    }

    /// The user goes to another page, and this one into the back/forward cache.
    pub fn leave(&self) {
        self.tell(Signal::Left);
    }

    /// The user comes back to the page.
    pub fn restore(&self) {
        self.tell(Signal::Restored);
    }

    /// The page runs again after it was frozen; see [`FakePlatform::freeze`].
    pub fn resume(&self) {
        self.tell(Signal::Resumed);
    }

    /// The machine sleeps: time passes that its monotonic clock does not show. The next alarm, or the
    /// next thing that the page goes through, finds that the wall clock ran ahead.
    pub fn sleep(&self, duration: Duration) {
        let page = &self.world.page;
        page.slept.set(page.slept.get().saturating_add(duration));
    }

    /// How many agents follow what the page goes through.
    #[must_use]
    pub fn watches(&self) -> usize {
        self.world.page.listeners.borrow().len()
    }

    fn tell(&self, signal: Signal) {
        let listeners = self.world.page.listeners.borrow().clone();
        for listener in listeners {
            listener(signal);
        }
        self.settle();
    }
}

impl Page {
    pub(super) fn slept(&self) -> Duration {
        self.slept.get()
    }

    pub(super) fn watch(self: &Rc<Self>, on_signal: OnSignal) -> Box<dyn Watch> {
        let listener = Rc::new(on_signal);
        self.listeners.borrow_mut().push(listener.clone());
        Box::new(FakeWatch {
            page: Rc::downgrade(self),
            listener,
        })
    }
}

struct FakeWatch {
    page: Weak<Page>,
    listener: Rc<OnSignal>,
}

impl Watch for FakeWatch {
    fn present(&self) -> Vec<Signal> {
        let Some(page) = self.page.upgrade() else {
            return Vec::new();
        };
        let hidden = page.hidden.get().then_some(Signal::Hidden);
        let offline = page.offline.get().then_some(Signal::Offline);
        hidden.into_iter().chain(offline).collect()
    }
}

impl Drop for FakeWatch {
    fn drop(&mut self) {
        if let Some(page) = self.page.upgrade() {
            let mut listeners = page.listeners.borrow_mut();
            listeners.retain(|known| !Rc::ptr_eq(known, &self.listener));
        }
    }
}
