//! A question to the application whose answer takes its time, such as a fresh token.

use std::cell::RefCell;
use std::pin::Pin;
use std::rc::{Rc, Weak};
use std::task::{Context, Poll};

use heartline_connection::{Input, Later};

use super::core::{Core, Step};
use crate::platform::guarded;

/// A question that somebody waits for. Dropping it drops the application's future: none of its
/// code runs again.
pub(super) struct Question {
    _pending: Rc<Pending>,
}

/// The application's future, but while it is being polled.
type Pending = RefCell<Option<Later<Input>>>;

impl Question {
    /// The question, and the task that waits for the answer and tells it to `core`. When the
    /// application's code panics, the answer is `panicked`.
    pub(super) fn new(core: Weak<Core>, answer: Later<Input>, panicked: Input) -> (Self, Waiting) {
        let pending = Rc::new(RefCell::new(Some(answer)));
        let waiting = Waiting {
            core,
            pending: Rc::downgrade(&pending),
            panicked: Some(panicked),
        };
        let _pending = pending;
        (Self { _pending }, waiting)
    }
}

/// Polls the application's future while it is wanted.
pub(super) struct Waiting {
    core: Weak<Core>,
    pending: Weak<Pending>,
    panicked: Option<Input>,
}

impl Future for Waiting {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let taken = self.pending.upgrade().and_then(|pending| pending.take());
        let Some(mut answer) = taken else {
            return Poll::Ready(());
        };
        let told = match guarded(|| answer.as_mut().poll(context)) {
            Some(Poll::Ready(input)) => Some(input),
            Some(Poll::Pending) => None,
            None => {
                forget_trapped(answer);
                answer = Box::pin(std::future::pending());
                self.panicked.take()
            }
        };
        // It may have become unwanted by what it did.
        let wanted = self.pending.upgrade().zip(self.core.upgrade());
        if let (None, Some((pending, _))) = (&told, &wanted) {
            *pending.borrow_mut() = Some(answer);
            return Poll::Pending;
        }
        // Its destructor is foreign code too.
        guarded(|| drop(answer));
        if let (Some(input), Some((_, core))) = (told, wanted) {
            core.push(Step::Input(input));
        }
        Poll::Ready(())
    }
}

/// A panic in WebAssembly is a trap: nothing was unwound, and the future does not know how far it came.
/// To drop it would free a second time what it has freed already, so it is left where it is.
#[cfg(target_arch = "wasm32")]
#[allow(clippy::mem_forget, reason = "a leak is the lesser evil")]
fn forget_trapped(answer: Later<Input>) {
    std::mem::forget(answer);
}

/// Unwinding has left the future in order.
#[cfg(not(target_arch = "wasm32"))]
fn forget_trapped(answer: Later<Input>) {
    guarded(|| drop(answer));
}
