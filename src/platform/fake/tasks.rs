//! The futures that run in the fake world: polled when the test lets them, never by themselves.

use std::cell::RefCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Wake, Waker};

use heartline_connection::Later;

#[derive(Default)]
pub(super) struct Tasks(RefCell<Vec<Task>>);

struct Task {
    future: Later<()>,
    woken: Arc<Woken>,
}

struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Tasks {
    pub(super) fn add(&self, future: Later<()>) {
        let woken = Arc::new(Woken(AtomicBool::new(true)));
        self.0.borrow_mut().push(Task { future, woken });
    }

    /// Polls whatever was woken until nothing is.
    pub(super) fn settle(&self) {
        while let Some(mut task) = self.take_woken() {
            let waker = Waker::from(task.woken.clone());
            let poll = task.future.as_mut().poll(&mut Context::from_waker(&waker));
            if poll.is_pending() {
                self.0.borrow_mut().push(task);
            }
        }
    }

    fn take_woken(&self) -> Option<Task> {
        let mut tasks = self.0.borrow_mut();
        let woken = |task: &Task| task.woken.0.swap(false, Ordering::Relaxed);
        let place = tasks.iter().position(woken)?;
        Some(tasks.remove(place))
    }
}
