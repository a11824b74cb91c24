//! Rendering at the pace of the screen, and at a slower one where the page cannot keep that.

use std::cell::{Cell, RefCell};
use std::mem;
use std::rc::Rc;
use std::time::Duration;

use gloo_render::{AnimationFrame, request_animation_frame};
use gloo_timers::callback::Timeout;
use heartline_connection::Instant;
use yew::prelude::*;

use crate::platform::{Browser, Platform};

/// A component that renders with the next animation frame when it is asked to, however many of its
/// hooks ask, and however often: once.
#[derive(Clone)]
pub(super) struct Frame(Rc<Waiting>);

struct Waiting {
    waits: Cell<bool>,
    update: UseForceUpdateHandle,
}

impl Frame {
    /// A hidden page has no frames: there nothing renders, so what is to be rendered must be
    /// bounded by itself.
    pub(super) fn render_soon(&self) {
        if self.0.waits.replace(true) {
            return;
        }
        NEXT.with_borrow_mut(|next| {
            next.waiting.push(self.0.clone());
            next.arm();
        });
    }

    fn cancel(&self) {
        let _cancelled = NEXT.with_borrow_mut(|next| {
            next.waiting.retain(|other| !Rc::ptr_eq(other, &self.0));
            let nobody = next.waiting.is_empty();
            let alarm = next.alarm.take_if(|_| nobody);
            (alarm, next.painting.take_if(|_| nobody))
        });
    }
}

/// The next frame. One for all components: they render together, each once.
#[derive(Default)]
struct Next {
    waiting: Vec<Rc<Waiting>>,
    alarm: Option<Alarm>,
    /// Fires when what was rendered last has been painted.
    painting: Option<Timeout>,
    /// When the messages have had their share of the time.
    rested: Option<Instant>,
}

/// What is waited for. Dropping it cancels it.
enum Alarm {
    Frame { _request: AnimationFrame },
    Rest { _timer: Timeout },
}

impl Next {
    fn arm(&mut self) {
        if self.alarm.is_none() {
            self.alarm = Some(Alarm::after(self.rested.take()));
        }
    }
}

impl Alarm {
    fn after(rested: Option<Instant>) -> Self {
        let left = rested.map(|rested| rested.since(Browser.now()));
        match left.map(|left| left.as_millis() as u32) {
            None | Some(0) => Self::Frame {
                _request: request_animation_frame(|_| render_all()),
            },
            Some(millis) => Self::Rest {
                _timer: Timeout::new(millis, rested_enough),
            },
        }
    }
}

thread_local! {
    static NEXT: RefCell<Next> = RefCell::default();
}

fn rested_enough() {
    NEXT.with_borrow_mut(|next| next.alarm = Some(Alarm::after(None)));
}

fn render_all() {
    let begun = Browser.now();
    let waiting = NEXT.with_borrow_mut(|next| {
        // In its turn after the frame, with its layout and its paint.
        next.painting = Some(Timeout::new(0, move || painted(begun)));
        next.alarm = None;
        mem::take(&mut next.waiting)
    });
    for component in waiting {
        component.waits.set(false);
        component.update.force_update();
    }
}

/// Whoever has asked meanwhile waits until the rest is over.
fn painted(begun: Instant) {
    let now = Browser.now();
    let rest = rest(now.since(begun));
    NEXT.with_borrow_mut(|next| {
        next.rested = rest.map(|rest| now + rest);
        if rest.is_some() && next.alarm.take().is_some() {
            next.arm();
        }
    });
}

/// How long nothing renders after what took so long: in a flood most of the time belongs to the
/// messages, which otherwise queue up behind layout and paint. None where the next frame is as far
/// away anyway.
fn rest(took: Duration) -> Option<Duration> {
    let rest = (took * REST_FOR_RENDER).min(LONGEST_REST);
    (rest > FRAME).then_some(rest)
}

/// Rendering gets a fifth of the time.
const REST_FOR_RENDER: u32 = 4;

/// Ten times a second a person still sees things move.
const LONGEST_REST: Duration = Duration::from_millis(100);

/// Of a screen of 60 Hz.
const FRAME: Duration = Duration::from_millis(16);

/// The frame of this component; cancelled when it goes.
#[hook]
pub(super) fn use_frame() -> Frame {
    let update = use_force_update();
    let waits = Cell::new(false);
    let frame = Frame(use_memo((), move |()| Waiting { waits, update }));
    use_effect_with((), {
        let frame = frame.clone();
        move |()| move || frame.cancel()
    });
    frame
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn i8_what_takes_long_to_render_leaves_most_of_the_time_to_the_messages() {
        let millis = Duration::from_millis;
        let table = [
            (0, None),
            (4, None),
            (5, Some(20)),
            (12, Some(48)),
            (25, Some(100)),
            (5_000, Some(100)),
        ];
        for (took, expected) in table {
            assert_eq!(rest(millis(took)), expected.map(millis), "{took} ms");
        }
    }
}
