//! Messages that were taken and could not be sent after all.

use std::fmt;
use std::rc::Rc;

use heartline_connection::{DropReason, Event, Language};
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

impl Undelivered {
    /// What `Display` says, in `language`.
    #[must_use]
    pub fn words_in(self, language: Language) -> String {
        match language {
            Language::English => self.to_string(),
            #[cfg(feature = "chinese")]
            Language::Chinese => {
                let (count, reason) = (self.count, self.reason.words_in(language));
                format!("有 {count} 条消息未发送：{reason}。")
            }
            #[cfg(not(feature = "chinese"))]
            _ => self.to_string(),
        }
    }
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

enum Change {
    NotSent(DropReason),
    Dismiss,
}

impl Reducible for Count {
    type Action = Change;

    fn reduce(self: Rc<Self>, change: Change) -> Rc<Self> {
        let count = self.0.map_or(0, |earlier| earlier.count) + 1;
        Rc::new(Self(match change {
            Change::NotSent(reason) => Some(Undelivered { count, reason }),
            Change::Dismiss => None,
        }))
    }
}

/// What was not sent, until somebody has taken note.
#[derive(Clone, PartialEq)]
pub struct UseUndeliveredHandle {
    count: UseReducerHandle<Count>,
}

impl UseUndeliveredHandle {
    /// What was reported since the component appeared, or since it was last dismissed.
    #[must_use]
    pub fn get(&self) -> Option<Undelivered> {
        self.count.0
    }

    /// Begins to count anew: the person has taken note.
    pub fn dismiss(&self) {
        self.count.dispatch(Change::Dismiss);
    }
}

/// What `agent` reports as not sent.
#[hook]
pub fn use_undelivered(agent: &WebSocketAgent) -> UseUndeliveredHandle {
    let count = use_reducer_eq(Count::default);
    let dispatcher = count.dispatcher();
    use_effect_with(agent.clone(), move |agent| {
        let subscription = agent.on_event(move |event| {
            if let Event::Undelivered { reason, .. } = event {
                dispatcher.dispatch(Change::NotSent(*reason));
            }
        });
        move || drop(subscription)
    });
    UseUndeliveredHandle { count }
}
