//! Alarms that ring on time in a hidden page: timers of a worker, which browsers do not slow down.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use gloo_timers::callback::Timeout;
use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, Event, MessageEvent, Url, Worker};

/// `[number, delay]` sets a timer, `[number]` clears it; a number comes back when its timer rings.
const SCRIPT: &str = "const t={};onmessage=({data:[n,d]})=>{clearTimeout(t[n]);\
    if(d>=0)t[n]=setTimeout(()=>postMessage(n),d);else delete t[n]}";

thread_local! {
    /// The one of this page, while somebody holds it.
    static PRESENT: RefCell<Weak<AlarmWorker>> = RefCell::default();
}

/// Holds the worker for as long as it is needed.
#[derive(Default)]
pub(super) struct Timekeeper {
    worker: Option<Rc<AlarmWorker>>,
    /// Whether the browser refused to run one, by a content-security policy as a rule. It would
    /// refuse again, and report it on the console each time.
    refused: bool,
}

impl Timekeeper {
    /// Nobody needs a worker while the page is seen.
    pub(super) fn follow(&mut self, hidden: bool) {
        self.refused |= self.worker.as_ref().is_some_and(|worker| worker.failed());
        self.worker = match hidden && !self.refused {
            true => AlarmWorker::get(),
            false => None,
        };
        self.refused |= hidden && self.worker.is_none();
        if !hidden {
            // Alarms that are set ring in it and keep it until then; no new one is set there.
            PRESENT.take();
        }
    }
}

/// A worker that keeps time. Dropping the last holder ends it.
pub(super) struct AlarmWorker {
    worker: Worker,
    url: String,
    /// A few at most, so that a list is the least code.
    alarms: RefCell<Vec<Set>>,
    numbers: Cell<u32>,
    failed: Cell<bool>,
    _handler: Closure<dyn Fn(Event)>,
}

/// An alarm that is set.
struct Set {
    number: u32,
    wake: Box<dyn FnOnce()>,
    /// When it is due, in milliseconds of the wall clock.
    due: f64,
    /// What rings in place of a worker that does not run.
    _timer: Option<Timeout>,
}

impl AlarmWorker {
    /// The one of this page; `None` where the browser forbids it.
    fn get() -> Option<Rc<Self>> {
        Self::present().or_else(Self::start)
    }

    /// The one that runs already.
    pub(super) fn present() -> Option<Rc<Self>> {
        let present = PRESENT.with_borrow(Weak::upgrade);
        present.filter(|worker| !worker.failed())
    }

    fn failed(&self) -> bool {
        self.failed.get()
    }

    fn start() -> Option<Rc<Self>> {
        let script = Blob::new_with_str_sequence(&Array::of1(&SCRIPT.into())).ok()?;
        let url = Url::create_object_url_with_blob(&script).ok()?;
        let Ok(worker) = Worker::new(&url) else {
            let _ = Url::revoke_object_url(&url);
            return None;
        };
        let started = Rc::new_cyclic(|known: &Weak<Self>| {
            let known = known.clone();
            let handler = Closure::<dyn Fn(_)>::new(move |event: Event| {
                if let Some(worker) = known.upgrade() {
                    worker.heard(&event);
                }
            });
            worker.set_onmessage(Some(handler.as_ref().unchecked_ref()));
            worker.set_onerror(Some(handler.as_ref().unchecked_ref()));
            Self {
                worker,
                url,
                alarms: RefCell::default(),
                numbers: Cell::new(0),
                failed: Cell::new(false),
                _handler: handler,
            }
        });
        PRESENT.set(Rc::downgrade(&started));
        Some(started)
    }

    /// Calls `wake` after this many milliseconds, unless the alarm is dropped before.
    pub(super) fn set(self: &Rc<Self>, millis: u32, wake: Box<dyn FnOnce()>) -> WorkerAlarm {
        let number = self.numbers.get().wrapping_add(1);
        self.numbers.set(number);
        let set = Set {
            number,
            wake,
            due: js_sys::Date::now() + f64::from(millis),
            _timer: None,
        };
        self.alarms.borrow_mut().push(set);
        self.tell(&Array::of2(&number.into(), &millis.into()));
        WorkerAlarm {
            worker: self.clone(),
            number,
        }
    }

    fn tell(&self, words: &Array) {
        // It fails only for what cannot be copied.
        let _ = self.worker.post_message(words);
    }

    /// A timer rang, or the worker does not run: such an event is no message.
    fn heard(self: &Rc<Self>, event: &Event) {
        match event.dyn_ref::<MessageEvent>() {
            Some(message) => self.ring(message.data().as_f64().unwrap_or_default() as u32),
            None => self.do_without(),
        }
    }

    fn ring(&self, number: u32) {
        if let Some(set) = self.take(number) {
            (set.wake)();
        }
    }

    fn take(&self, number: u32) -> Option<Set> {
        let mut alarms = self.alarms.borrow_mut();
        let place = alarms.iter().position(|set| set.number == number)?;
        Some(alarms.swap_remove(place))
    }

    /// Every alarm that is set rings by a timer of the page.
    fn do_without(self: &Rc<Self>) {
        self.failed.set(true);
        let now = js_sys::Date::now();
        for set in self.alarms.borrow_mut().iter_mut() {
            let (worker, number) = (Rc::downgrade(self), set.number);
            let ring = move || {
                if let Some(worker) = worker.upgrade() {
                    worker.ring(number);
                }
            };
            // The cast is saturating.
            set._timer = Some(Timeout::new((set.due - now).ceil() as u32, ring));
        }
    }
}

impl Drop for AlarmWorker {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
        let _ = Url::revoke_object_url(&self.url);
    }
}

/// Clears its timer when dropped.
pub(super) struct WorkerAlarm {
    worker: Rc<AlarmWorker>,
    number: u32,
}

impl Drop for WorkerAlarm {
    fn drop(&mut self) {
        if self.worker.take(self.number).is_some() {
            self.worker.tell(&Array::of1(&self.number.into()));
        }
    }
}
