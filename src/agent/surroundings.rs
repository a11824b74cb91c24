//! What the loop tells the machine of the world by the way: clocks, what the browser holds, and what
//! the page goes through.

use std::rc::Rc;

use heartline_connection::{Input, Signal};

use super::core::{Core, Step};

impl Core {
    /// Follows what the page goes through, from what is so already.
    pub(super) fn listen(self: &Rc<Self>) {
        self.tell_clock();
        let core = Rc::downgrade(self);
        let on_signal = move |signal| {
            if let Some(core) = core.upgrade() {
                core.push(Step::Input(Input::Signal(signal)));
            }
        };
        let watch = self.platform.watch(Rc::new(on_signal));
        let present = watch.as_ref().map(|watch| watch.present());
        *self.watch.borrow_mut() = watch;
        for signal in present.into_iter().flatten() {
            self.push(Step::Input(Input::Signal(signal)));
        }
    }

    /// What the machine has to know before it takes `step` in.
    pub(super) fn look_around(&self, step: &Step) {
        match &step {
            Step::Input(Input::Wake) => {
                self.tell_buffered();
                self.tell_clock();
            }
            Step::Input(Input::Signal(signal)) => {
                self.tell_buffered();
                if matches!(signal, Signal::Hidden | Signal::Shown) {
                    // The next one may be of another kind.
                    self.alarm.take();
                }
            }
            _ => {}
        }
    }

    /// How much the browser holds of what it was given.
    pub(super) fn tell_buffered(&self) {
        let socket = self.socket.borrow().clone();
        if let Some((attempt, socket)) = socket {
            let bytes = socket.buffered();
            let input = Input::Buffered { attempt, bytes };
            let now = self.platform.now();
            self.machine.borrow_mut().handle(now, input);
        }
    }

    /// What the clock says that goes on while the machine sleeps.
    pub(super) fn tell_clock(&self) {
        let (now, wall) = (self.platform.now(), self.platform.wall());
        let mut machine = self.machine.borrow_mut();
        machine.handle(now, Input::Clock { wall });
    }
}
