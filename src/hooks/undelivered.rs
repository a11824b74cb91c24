//! Messages that were queued and could not be sent after all.

use std::fmt;
use std::rc::Rc;

use heartline_connection::{DropReason, Event};
use yew::prelude::*;

use crate::WebSocketAgent;

/// How many messages were reported as not sent, and why the latest of them was not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Undelivered {
    /// How many.
    pub count: u64,
    /// Why the latest was not.
    pub reason: DropReason,
}

impl fmt::Display for Undelivered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.count {
            1 => write!(f, "1 message was not sent: {}.", self.reason),
            count => write!(f, "{count} messages were not sent: {}.", self.reason),
        }
    }
}

#[derive(Clone, Copy, Default, PartialEq)]
struct Count(Option<Undelivered>);

impl Reducible for Count {
    type Action = DropReason;

    fn reduce(self: Rc<Self>, reason: DropReason) -> Rc<Self> {
        let count = self.0.map_or(0, |earlier| earlier.count) + 1;
        Rc::new(Self(Some(Undelivered { count, reason })))
    }
}

/// What `agent` reported as not sent since the component appeared.
#[hook]
pub fn use_undelivered(agent: &WebSocketAgent) -> Option<Undelivered> {
    let count = use_reducer_eq(Count::default);
    let dispatcher = count.dispatcher();
    use_effect_with(agent.clone(), move |agent| {
        let subscription = agent.on_event(move |event| {
            if let Event::Undelivered { reason, .. } = event {
                dispatcher.dispatch(*reason);
            }
        });
        move || drop(subscription)
    });
    count.0
}
