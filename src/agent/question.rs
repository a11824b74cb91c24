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
            None => self.panicked.take(),
        };
        // It may have become unwanted by what it did.
        let (Some(pending), Some(core)) = (self.pending.upgrade(), self.core.upgrade()) else {
            return Poll::Ready(());
        };
        let Some(input) = told else {
            *pending.borrow_mut() = Some(answer);
            return Poll::Pending;
        };
        core.push(Step::Input(input));
        Poll::Ready(())
    }
}
