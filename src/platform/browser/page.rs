//! What the browser tells of the page: seen or hidden, left and restored, frozen, online or offline.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use heartline_connection::Signal;
use wasm_bindgen::prelude::*;
use web_sys::{Document, Event, EventTarget, PageTransitionEvent, Window};

use super::worker::Timekeeper;
use crate::platform::{OnSignal, Watch};

/// What happens to the document. `freeze` asks for nothing: a frozen page cannot do anything.
const OF_DOCUMENT: [&str; 2] = ["visibilitychange", "resume"];

/// What happens to the window. `unload` and `beforeunload` are not among them: they keep a page out
/// of the back/forward cache.
const OF_WINDOW: [&str; 4] = ["pagehide", "pageshow", "online", "offline"];

/// Listens to the page. Dropping it removes every listener.
pub(super) struct PageWatch {
    window: Window,
    document: Document,
    /// One for all events: each one more is code and glue.
    listener: Closure<dyn Fn(Event)>,
    timekeeper: Rc<RefCell<Timekeeper>>,
}

impl PageWatch {
    /// `None` where there is no page, as in a worker.
    pub(super) fn new(on_signal: OnSignal) -> Option<Self> {
        let window = web_sys::window()?;
        let document = window.document()?;
        let timekeeper = Rc::<RefCell<Timekeeper>>::default();
        timekeeper.borrow_mut().follow(document.hidden());
        let listener = {
            let (document, timekeeper) = (document.clone(), timekeeper.clone());
            let (navigator, online) = (window.navigator(), Cell::new(window.navigator().on_line()));
            Closure::<dyn Fn(_)>::new(move |event: Event| {
                let Some(signal) = read(&event, &document) else {
                    return;
                };
                // The worker must be there before an alarm is asked for.
                timekeeper.borrow_mut().follow(document.hidden());
                // A page that did not run may have missed it.
                let present = navigator.on_line();
                match (online.replace(present) != present, signal) {
                    (true, Signal::Online | Signal::Offline) | (false, _) => {}
                    (true, _) if present => on_signal(Signal::Online),
                    (true, _) => on_signal(Signal::Offline),
                }
                on_signal(signal);
            })
        };
        let watch = Self {
            window,
            document,
            listener,
            timekeeper,
        };
        watch.each(|target, event, listener| {
            // It fails only for a listener that is none.
            let _ = target.add_event_listener_with_callback(event, listener);
        });
        Some(watch)
    }

    fn each(&self, deed: impl Fn(&EventTarget, &str, &js_sys::Function)) {
        let listener = self.listener.as_ref().unchecked_ref();
        for event in OF_DOCUMENT {
            deed(&self.document, event, listener);
        }
        for event in OF_WINDOW {
            deed(&self.window, event, listener);
        }
    }
}

impl Watch for PageWatch {
    fn present(&self) -> Vec<Signal> {
        let hidden = self.document.hidden().then_some(Signal::Hidden);
        let offline = !self.window.navigator().on_line();
        let offline = offline.then_some(Signal::Offline);
        hidden.into_iter().chain(offline).collect()
    }
}

impl Drop for PageWatch {
    fn drop(&mut self) {
        self.each(|target, event, listener| {
            let _ = target.remove_event_listener_with_callback(event, listener);
        });
        self.timekeeper.take();
    }
}

fn read(event: &Event, document: &Document) -> Option<Signal> {
    let kept = || {
        let transition = event.dyn_ref::<PageTransitionEvent>();
        transition.is_some_and(PageTransitionEvent::persisted)
    };
    Some(match event.type_().as_str() {
        "visibilitychange" if document.hidden() => Signal::Hidden,
        "visibilitychange" => Signal::Shown,
        "resume" => Signal::Resumed,
        "online" => Signal::Online,
        "offline" => Signal::Offline,
        // Where the page is not kept, the browser closes its sockets and nothing of it runs again.
        "pagehide" if kept() => Signal::Left,
        "pageshow" if kept() => Signal::Restored,
        _ => return None,
    })
}
