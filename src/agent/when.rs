//! Waiting for a status.

use std::cell::RefCell;
use std::fmt;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use heartline_connection::{Phase, Status};

use super::WebSocketAgent;
use crate::listeners::Subscription;

/// A future that is ready when the status of a connection is as demanded; it gives that status.
/// Made by [`WebSocketAgent::when`]. It keeps the agent alive while it is waited for.
#[must_use = "a future does nothing unless it is awaited"]
pub struct When {
    agent: WebSocketAgent,
    condition: Box<dyn Fn(&Status) -> bool>,
    waker: Rc<RefCell<Option<Waker>>>,
    subscription: Option<Subscription>,
}

impl When {
    pub(super) fn new(
        agent: WebSocketAgent,
        condition: impl Fn(&Status) -> bool + 'static,
    ) -> Self {
        Self {
            agent,
            condition: Box::new(condition),
            waker: Rc::default(),
            subscription: None,
        }
    }
}

impl Future for When {
    type Output = Status;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Status> {
        let status = self.agent.status();
        if (self.condition)(&status) {
            self.subscription = None;
            return Poll::Ready(status);
        }
        *self.waker.borrow_mut() = Some(context.waker().clone());
        if self.subscription.is_none() {
            let waker = self.waker.clone();
            self.subscription = Some(self.agent.on_status(move |_| {
                let waker = waker.take();
                if let Some(waker) = waker {
                    waker.wake();
                }
            }));
        }
        Poll::Pending
    }
}

impl fmt::Debug for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("When")
            .field("agent", &self.agent)
            .finish_non_exhaustive()
    }
}

/// There is no connection to be ready, and none is on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NotReady {
    /// What the connection is doing instead.
    pub phase: Phase,
}

impl fmt::Display for NotReady {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the connection is ")?;
        f.write_str(self.phase.as_str())?;
        f.write_str(": open it first")
    }
}

impl std::error::Error for NotReady {}
