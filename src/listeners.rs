//! Who wants to be told. A subscription is owned by the listener; dropping it ends it.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::{Rc, Weak};

type Listener<T> = dyn Fn(&T);

/// Keeps a listener subscribed; dropping it ends the subscription at once.
#[must_use = "dropping a subscription ends it"]
pub struct Subscription {
    _listener: Rc<dyn Any>,
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
        let listener: Rc<Listener<T>> = Rc::new(listener);
        self.list.borrow_mut().push(Rc::downgrade(&listener));
        Subscription {
            _listener: Rc::new(listener),
        }
    }

    /// Tells everyone who was subscribed at the start and still is when the turn comes. No borrow
    /// is held during a call, so a listener may subscribe, unsubscribe or emit.
    pub(crate) fn emit(&self, news: &T) {
        let count = self.list.borrow().len();
        self.depth.set(self.depth.get() + 1);
        for place in 0..count {
            let listener = self.list.borrow()[place].upgrade();
            if let Some(listener) = listener {
                listener(news);
            }
        }
        self.depth.set(self.depth.get() - 1);
        // Places must not shift under an `emit` further up the stack.
        if self.depth.get() == 0 {
            self.list
                .borrow_mut()
                .retain(|listener| listener.strong_count() > 0);
        }
    }
}
