//! Who wants to be told. A subscription is owned by the listener; dropping it ends it.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::{Rc, Weak};

use crate::platform::guard;

type Listener<T> = dyn Fn(&T);

/// Keeps a listener subscribed, or a server told; dropping it ends that at once.
#[must_use = "dropping a subscription ends it: keep it in a variable or a field (`let _ =` drops it at once)"]
pub struct Subscription {
    _listener: Rc<dyn Any>,
}

impl Subscription {
    /// Ends what `held` stands for when it is dropped.
    pub(crate) fn of(held: impl Any) -> Self {
        let _listener = Rc::new(held);
        Self { _listener }
    }
}

impl fmt::Debug for Subscription {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Subscription")
    }
}

/// The listeners to one kind of news.
pub(crate) struct Listeners<T: ?Sized> {
    list: RefCell<Vec<Weak<Listener<T>>>>,
    /// How many calls of `emit` are under way, one inside the other.
    depth: Cell<u32>,
}

impl<T: ?Sized> Default for Listeners<T> {
    fn default() -> Self {
        Self {
            list: RefCell::default(),
            depth: Cell::new(0),
        }
    }
}

impl<T: ?Sized + 'static> Listeners<T> {
    pub(crate) fn subscribe(&self, listener: impl Fn(&T) + 'static) -> Subscription {
        self.forget_ended();
        let listener: Rc<Listener<T>> = Rc::new(listener);
        self.list.borrow_mut().push(Rc::downgrade(&listener));
        Subscription::of(listener)
    }

    /// Tells everyone who was subscribed at the start and still is when the turn comes. No borrow
    /// is held during a call, so a listener may subscribe, unsubscribe or emit.
    pub(crate) fn emit(&self, news: &T) {
        let count = self.list.borrow().len();
        self.depth.set(self.depth.get() + 1);
        let mut place = 0;
        // Owned out here: what a frame that trapped holds is never released.
        let mut current: Option<Rc<Listener<T>>> = None;
        // Once, and again behind each listener that panicked.
        while place < count {
            guard(&mut || {
                while place < count {
                    current = self.list.borrow().get(place).and_then(Weak::upgrade);
                    place += 1;
                    if let Some(listener) = &current {
                        listener(news);
                    }
                }
            });
        }
        self.depth.set(self.depth.get() - 1);
        self.forget_ended();
    }

    /// Forgets everyone; an `emit` that is under way calls no one else.
    pub(crate) fn clear(&self) {
        self.list.borrow_mut().clear();
    }

    /// Places must not shift under an `emit` that is under way.
    fn forget_ended(&self) {
        if self.depth.get() == 0 {
            self.list
                .borrow_mut()
                .retain(|listener| listener.strong_count() > 0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn subscriptions_that_ended_take_no_room_although_there_is_no_news() {
        let listeners = Listeners::<u32>::default();
        for _ in 0..1_000 {
            drop(listeners.subscribe(|_| {}));
        }
        assert_eq!(listeners.list.borrow().len(), 1);
    }
}
