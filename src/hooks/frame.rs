//! Rendering at the pace of the screen.

use std::cell::{Cell, RefCell};
use std::mem;
use std::rc::Rc;

use gloo_render::{AnimationFrame, request_animation_frame};
use yew::prelude::*;

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
            let request = || request_animation_frame(|_| render_all());
            next.request.get_or_insert_with(request);
        });
    }

    fn cancel(&self) {
        let _cancelled = NEXT.with_borrow_mut(|next| {
            next.waiting.retain(|other| !Rc::ptr_eq(other, &self.0));
            next.request.take_if(|_| next.waiting.is_empty())
        });
    }
}

/// The next frame. One for all components: they render together, each once.
#[derive(Default)]
struct Next {
    waiting: Vec<Rc<Waiting>>,
    request: Option<AnimationFrame>,
}

thread_local! {
    static NEXT: RefCell<Next> = RefCell::default();
}

fn render_all() {
    let next = NEXT.with_borrow_mut(mem::take);
    for component in next.waiting {
        component.waits.set(false);
        component.update.force_update();
    }
}

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
