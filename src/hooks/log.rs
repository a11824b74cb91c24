//! The latest messages of a connection, rendered at most once per animation frame.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_render::{AnimationFrame, request_animation_frame};
use heartline_connection::{Direction, Entry, Instant, Log, Message};
use yew::prelude::*;

use crate::WebSocketAgent;

/// A handle to the log of a component. Cheap to clone. Two are equal when they are of one log and
/// nothing was logged or cleared between the renders that they come from, so that it can be a prop.
#[derive(Clone)]
pub struct MessageLog {
    log: Rc<RefCell<Log>>,
    /// How many messages had been logged, and how many were kept, at the render.
    seen: (u64, usize),
    frame: Rc<RefCell<Option<AnimationFrame>>>,
    update: UseForceUpdateHandle,
}

impl PartialEq for MessageLog {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.log, &other.log) && self.seen == other.seen
    }
}

impl MessageLog {
    /// The kept entries, oldest first.
    #[must_use]
    pub fn entries(&self) -> Vec<Rc<Entry>> {
        self.log.borrow().iter().cloned().collect()
    }

    /// Whether nothing is kept.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.log.borrow().is_empty()
    }

    /// Adds a message.
    pub fn push(&self, at: Instant, direction: Direction, message: Message) {
        self.log.borrow_mut().push(at, direction, message);
        self.render_soon();
    }

    /// Forgets the entries; numbering goes on.
    pub fn clear(&self) {
        self.log.borrow_mut().clear();
        self.render_soon();
    }

    /// However many messages come before the next frame, they cost one render together. A hidden
    /// page has no frames; there the log alone takes them in, within its bounds.
    fn render_soon(&self) {
        if self.frame.borrow().is_some() {
            return;
        }
        let (frame, update) = (Rc::downgrade(&self.frame), self.update.clone());
        let request = request_animation_frame(move |_| {
            let pending = frame.upgrade().and_then(|frame| frame.take());
            update.force_update();
            drop(pending);
        });
        *self.frame.borrow_mut() = Some(request);
    }
}

/// Logs what `agent` receives, within the bounds of [`Log::default`]. What the application sends
/// is logged when it says so with [`MessageLog::push`].
#[hook]
pub fn use_message_log(agent: &WebSocketAgent) -> MessageLog {
    let log = use_mut_ref(Log::default);
    let frame = use_mut_ref(|| None);
    let update = use_force_update();
    let seen = (log.borrow().total(), log.borrow().len());
    let handle = MessageLog {
        log,
        seen,
        frame,
        update,
    };
    use_effect_with(agent.clone(), {
        let handle = handle.clone();
        move |agent| {
            let clock = agent.clone();
            let frame = handle.frame.clone();
            let subscription = agent.on_message(move |message| {
                handle.push(clock.now(), Direction::Received, message.clone());
            });
            move || {
                drop(subscription);
                frame.take();
            }
        }
    });
    handle
}
