//! The latest messages of a connection, rendered at most once per animation frame.

use std::cell::{Cell, Ref, RefCell};
use std::rc::Rc;

use heartline_connection::{
    Direction, DropReason, Entry, Event, Instant, Log, Message, Outgoing, SendOutcome, Status,
};
use yew::prelude::*;

use super::frame::{Frame, use_frame};
use crate::{Subscription, WebSocketAgent};

/// The log of a component. Cheap to clone. Two are equal when they are of one log and nothing in
/// it changed between the renders that they come from, so that it can be a prop.
#[derive(Clone)]
pub struct UseMessageLogHandle {
    agent: WebSocketAgent,
    kept: Rc<Kept>,
    /// How often it had changed at the render.
    seen: u64,
    frame: Frame,
}

struct Kept {
    log: RefCell<Log>,
    changes: Cell<u64>,
    /// What came back during a send, which may be what is being sent: it is marked when that has
    /// its entry.
    back: RefCell<Option<Vec<(Message, DropReason)>>>,
}

impl PartialEq for UseMessageLogHandle {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.kept, &other.kept) && self.seen == other.seen && self.agent == other.agent
    }
}

impl UseMessageLogHandle {
    /// The kept entries, oldest first.
    #[must_use]
    pub fn entries(&self) -> Vec<Rc<Entry>> {
        self.kept.log.borrow().iter().cloned().collect()
    }

    /// The log itself, for who looks at some of many entries: [`Log::entry`] finds one by its
    /// number, and nothing is copied. Let go of it before anything is logged.
    #[must_use]
    pub fn borrow(&self) -> Ref<'_, Log> {
        self.kept.log.borrow()
    }

    /// Whether nothing is kept.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.kept.log.borrow().is_empty()
    }

    /// Sends on the log's connection and logs what was taken. The entry tells what becomes of it:
    /// [`Direction::Queued`] ends as [`Direction::Sent`] or [`Direction::NotSent`].
    pub fn send(&self, message: impl Into<Outgoing>) -> SendOutcome {
        let outgoing = message.into();
        let message = outgoing.message.clone();
        let outer = self.kept.back.replace(Some(Vec::new()));
        let outcome = self.agent.send(outgoing);
        let direction = match outcome {
            SendOutcome::Dropped(..) => None,
            SendOutcome::Queued if self.agent.status().queued > 0 => Some(Direction::Queued),
            _ => Some(Direction::Sent),
        };
        if let Some(direction) = direction {
            self.push(self.agent.now(), direction, message);
        }
        for (message, reason) in self.kept.back.replace(outer).into_iter().flatten() {
            self.change(|log| log.mark_not_sent(&message, reason));
        }
        outcome
    }

    fn came_back(&self, message: &Message, reason: DropReason) {
        match &mut *self.kept.back.borrow_mut() {
            Some(back) => back.push((message.clone(), reason)),
            None => self.change(|log| log.mark_not_sent(message, reason)),
        }
    }

    /// Adds a message.
    pub fn push(&self, at: Instant, direction: Direction, message: Message) {
        self.change(|log| {
            log.push(at, direction, message);
            true
        });
    }

    /// Forgets the entries; numbering goes on.
    pub fn clear(&self) {
        self.change(|log| {
            log.clear();
            true
        });
    }

    /// Renders soon if there was a change.
    fn change(&self, change: impl FnOnce(&mut Log) -> bool) {
        let changed = change(&mut self.kept.log.borrow_mut());
        if changed {
            self.kept.changes.set(self.kept.changes.get() + 1);
            self.frame.render_soon();
        }
    }

    fn listen(self) -> [Subscription; 3] {
        let agent = self.agent.clone();
        let of_messages = self.clone();
        let of_drops = self.clone();
        [
            agent.on_message(move |message| {
                let now = of_messages.agent.now();
                of_messages.push(now, Direction::Received, message.clone());
            }),
            agent.on_event(move |event| {
                let overheard = |direction, message: &Message| {
                    if of_drops.kept.log.borrow().wants_heartbeats() {
                        of_drops.push(of_drops.agent.now(), direction, message.clone());
                    }
                };
                match event {
                    Event::Undelivered { message, reason } => of_drops.came_back(message, *reason),
                    Event::Heartbeat { message } => overheard(Direction::Heartbeat, message),
                    Event::Automatic { message } => overheard(Direction::Automatic, message),
                    _ => {}
                }
            }),
            agent.on_status(move |status: &Status| {
                if status.queued == 0 {
                    self.change(Log::mark_sent);
                }
            }),
        ]
    }
}

/// Logs what `agent` receives, within the bounds of [`Log::default`]. What the application sends
/// is logged when it says so: with [`UseMessageLogHandle::send`] or [`UseMessageLogHandle::push`].
#[hook]
pub fn use_message_log(agent: &WebSocketAgent) -> UseMessageLogHandle {
    use_message_log_with(agent, Log::default)
}

/// Like [`use_message_log`], with a log of your own: its bounds, and whether heartbeats are logged
/// ([`Log::heartbeats`]). `log` is called once, when the component appears.
///
/// ```
/// use heartline::{Config, Log, use_message_log_with, use_websocket};
/// use yew::prelude::*;
///
/// #[component]
/// fn Latest() -> Html {
///     let agent = use_websocket(Config::new("/prices"));
///     let log = use_message_log_with(&agent, || Log::new(100_000, 64 << 20));
///     let log = log.borrow();
///     let latest = log.entry(log.total());
///     html! { if let Some(entry) = latest { <p>{ entry.message.len() }</p> } }
/// }
/// ```
#[hook]
pub fn use_message_log_with<F>(agent: &WebSocketAgent, log: F) -> UseMessageLogHandle
where
    F: FnOnce() -> Log,
{
    let kept = use_memo((), |()| Kept {
        log: RefCell::new(log()),
        changes: Cell::new(0),
        back: RefCell::default(),
    });
    let frame = use_frame();
    let handle = UseMessageLogHandle {
        agent: agent.clone(),
        seen: kept.changes.get(),
        kept,
        frame,
    };
    use_effect_with(agent.clone(), {
        let handle = handle.clone();
        move |_| {
            let subscriptions = handle.listen();
            move || drop(subscriptions)
        }
    });
    handle
}
