//! Futures in the fake world: a task that a test can look at and drop, and a gate to wait at.

use std::cell::RefCell;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};

use heartline::Later;
use heartline::platform::Platform;
use heartline::platform::fake::FakePlatform;

/// A future that runs in the fake world. Dropping the task drops the future.
pub(crate) struct Task<T> {
    world: FakePlatform,
    state: Rc<RefCell<State<T>>>,
}

enum State<T> {
    Runs(Later<T>),
    /// While it is polled.
    Lent,
    Done(T),
    Dropped,
}

impl<T: 'static> Task<T> {
    pub(crate) fn run(world: &FakePlatform, future: impl Future<Output = T> + 'static) -> Self {
        let state = Rc::new(RefCell::new(State::Runs(Box::pin(future))));
        let polled = state.clone();
        world.spawn(Box::pin(poll_fn(move |context| {
            let taken = std::mem::replace(&mut *polled.borrow_mut(), State::Lent);
            let State::Runs(mut future) = taken else {
                *polled.borrow_mut() = taken;
                return Poll::Ready(());
            };
            let next = match future.as_mut().poll(context) {
                Poll::Pending => State::Runs(future),
                Poll::Ready(value) => State::Done(value),
            };
            let pending = matches!(next, State::Runs(_));
            *polled.borrow_mut() = next;
            match pending {
                true => Poll::Pending,
                false => Poll::Ready(()),
            }
        })));
        let world = world.clone();
        world.settle();
        Self { world, state }
    }

    /// What it came to, once it is done.
    pub(crate) fn value(&self) -> Option<T>
    where
        T: Clone,
    {
        self.world.settle();
        match &*self.state.borrow() {
            State::Done(value) => Some(value.clone()),
            _ => None,
        }
    }
}

impl<T> Drop for Task<T> {
    fn drop(&mut self) {
        let _future = std::mem::replace(&mut *self.state.borrow_mut(), State::Dropped);
    }
}

/// A gate that is shut until somebody opens it.
#[derive(Clone, Default)]
pub(crate) struct Gate(Rc<RefCell<(bool, Option<Waker>)>>);

impl Gate {
    pub(crate) fn open(&self) {
        self.0.borrow_mut().0 = true;
        let waker = self.0.borrow_mut().1.take();
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    pub(crate) async fn pass(&self) {
        poll_fn(|context| {
            let mut gate = self.0.borrow_mut();
            gate.1 = Some(context.waker().clone());
            match gate.0 {
                true => Poll::Ready(()),
                false => Poll::Pending,
            }
        })
        .await;
    }
}
