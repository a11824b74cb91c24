//! The one loop between the connection machine and the world. It decides nothing.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use heartline_connection::{
    Close, Command, Config, Connection, DropReason, Event, Finding, Input, Instant, Later, Message,
    Outgoing, Payload, PrepareError, SendOutcome, SocketEvent, Status, StatusKey,
};

use super::question::Question;
use crate::listeners::Listeners;
use crate::platform::{Alarm, Platform, Socket, Watch, guard, guarded};

/// Owned by the clones of an agent together.
pub(super) struct Core {
    pub(super) platform: Rc<dyn Platform>,
    pub(super) machine: RefCell<Connection>,
    inbox: RefCell<Vec<Step>>,
    /// Whether the loop is running, further up the stack.
    running: Cell<bool>,
    /// Whether the last clone of the agent is gone.
    shut_down: Cell<bool>,
    pub(super) socket: RefCell<Option<(u64, Rc<dyn Socket>)>>,
    pub(super) alarm: RefCell<Option<(Instant, Box<dyn Alarm>)>>,
    /// Who listens to what the page goes through.
    pub(super) watch: RefCell<Option<Box<dyn Watch>>>,
    /// What the application is being asked.
    question: RefCell<Option<Question>>,
    /// The status that listeners know.
    known: RefCell<(StatusKey, Status)>,
    pub(super) on_message: Listeners<Message>,
    pub(super) on_status: Listeners<Status>,
    pub(super) on_event: Listeners<Event>,
    /// The attempt, and what its socket took.
    #[cfg(feature = "requests")]
    pub(super) on_taken: Listeners<(u64, Outgoing)>,
    #[cfg(any(feature = "requests", feature = "stream"))]
    pub(super) on_end: Listeners<()>,
}

/// What waits for its turn in the loop.
pub(super) enum Step {
    Input(Input),
    Configure(Rc<Config>),
    /// The number is where the other end of the subscription finds it.
    Subscribe(Payload, Number),
    Unsubscribe(Number, Option<Payload>),
}

/// The number of a subscription, once the machine has given one.
type Number = Rc<Cell<Option<u64>>>;

impl Core {
    pub(super) fn new(config: Rc<Config>, platform: Rc<dyn Platform>) -> Rc<Self> {
        let machine = Connection::new(config, platform.seed()).guarded_by(guard);
        let known = (machine.status_key(), machine.status());
        let core = Rc::new(Self {
            platform,
            machine: RefCell::new(machine),
            inbox: RefCell::default(),
            running: Cell::new(false),
            shut_down: Cell::new(false),
            socket: RefCell::default(),
            alarm: RefCell::default(),
            watch: RefCell::default(),
            question: RefCell::default(),
            known: RefCell::new(known),
            on_message: Listeners::default(),
            on_status: Listeners::default(),
            on_event: Listeners::default(),
            #[cfg(feature = "requests")]
            on_taken: Listeners::default(),
            #[cfg(any(feature = "requests", feature = "stream"))]
            on_end: Listeners::default(),
        });
        core.listen();
        core
    }

    pub(super) fn shut_down(&self) {
        self.shut_down.set(true);
        self.on_message.clear();
        self.on_status.clear();
        self.on_event.clear();
        #[cfg(feature = "requests")]
        self.on_taken.clear();
        self.inbox.take();
        self.alarm.take();
        self.watch.take();
        self.forget_question();
        if let Some((_, socket)) = self.socket.take() {
            socket.abandon(&Close::normal());
        }
        #[cfg(any(feature = "requests", feature = "stream"))]
        self.on_end.emit(&());
    }

    /// What `look` sees of the machine; `None` while the machine is at work, further up the stack.
    pub(super) fn look<T>(&self, look: impl FnOnce(&Connection) -> T) -> Option<T> {
        self.machine.try_borrow().ok().map(|machine| look(&machine))
    }

    pub(super) fn status(&self) -> Status {
        let status = self.look(Connection::status);
        status.unwrap_or_else(|| self.known.borrow().1.clone())
    }

    pub(super) fn push(self: &Rc<Self>, step: Step) {
        self.inbox.borrow_mut().push(step);
        self.run();
    }

    pub(super) fn send(self: &Rc<Self>, outgoing: Outgoing) -> SendOutcome {
        if self.machine.try_borrow_mut().is_err() {
            return SendOutcome::Dropped(DropReason::Busy, outgoing.message);
        }
        // What was asked for before this message is taken in before it.
        while let Some(step) = self.next_step() {
            self.take_in(step);
        }
        // What was commanded and not yet carried out is not in the browser's figure.
        if !self.running.get() {
            self.tell_buffered();
        }
        let now = self.platform.now();
        let outcome = self.machine.borrow_mut().send(now, outgoing);
        self.run();
        outcome
    }

    /// The loop. A call from inside one of its callbacks leaves its input to the loop that is
    /// already running.
    fn run(self: &Rc<Self>) {
        if self.running.replace(true) {
            return;
        }
        loop {
            self.execute_commands();
            match self.next_step() {
                Some(step) => self.take_in(step),
                // A listener may have sent something.
                None if self.tell_status() => {}
                None => break,
            }
        }
        self.running.set(false);
        self.arm_alarm();
    }

    fn next_step(&self) -> Option<Step> {
        let mut inbox = self.inbox.borrow_mut();
        (!inbox.is_empty()).then(|| inbox.remove(0))
    }

    fn take_in(&self, step: Step) {
        self.look_around(&step);
        let now = self.platform.now();
        if let Step::Input(Input::Signal(signal)) = step {
            self.machine.borrow_mut().handle(now, Input::Signal(signal));
            // What the page went through comes first: where there is no network, that the machine
            // slept is no reason to try.
            return self.tell_clock();
        }
        let mut machine = self.machine.borrow_mut();
        match step {
            Step::Input(input) => machine.handle(now, input),
            Step::Configure(config) => machine.configure(now, config),
            Step::Subscribe(payload, number) => number.set(Some(machine.subscribe(payload))),
            Step::Unsubscribe(number, farewell) => {
                if let Some(number) = number.take() {
                    machine.unsubscribe(number, farewell);
                }
            }
        }
    }

    fn execute_commands(self: &Rc<Self>) {
        while !self.shut_down.get() {
            let Some(command) = self.machine.borrow_mut().poll_command() else {
                return;
            };
            self.execute(command);
        }
    }

    fn execute(self: &Rc<Self>, command: Command) {
        match command {
            Command::Open {
                attempt,
                url,
                protocols,
            } => self.open_socket(attempt, &url, &protocols),
            Command::Prepare {
                attempt,
                endpoint,
                prepare,
            } => {
                let answer = Err(PrepareError::Panicked);
                let panicked = Input::Prepared { attempt, answer };
                self.wait_for(guarded(|| prepare.ask(endpoint)), panicked);
            }
            Command::Diagnose {
                attempt,
                url,
                diagnose,
            } => {
                let finding = Finding::NoAnswer;
                let panicked = Input::Diagnosed { attempt, finding };
                self.wait_for(guarded(|| diagnose.ask(attempt, url)), panicked);
            }
            Command::Cancel { .. } => self.forget_question(),
            Command::Send { attempt, outgoing } => self.send_on_socket(attempt, outgoing),
            Command::SendAutomatic {
                attempt,
                payload,
                number,
            } => self.send_automatic(attempt, payload, number),
            Command::Close { attempt, close } => {
                if let Some(socket) = self.socket_of(attempt) {
                    socket.close(&close);
                }
            }
            Command::Abandon { attempt, close } => {
                if let Some(socket) = self.release_socket(attempt) {
                    socket.abandon(&close);
                }
            }
            Command::Deliver(message) => self.on_message.emit(&message),
            Command::Report(event) => {
                #[cfg(feature = "tracing")]
                self.trace(&event);
                self.on_event.emit(&event);
            }
        }
    }

    /// What the application answers is taken in later, unless nobody waits for it by then;
    /// `panicked` is taken in if its code panics, or did when it was asked.
    fn wait_for(self: &Rc<Self>, answer: Option<Later<Input>>, panicked: Input) {
        let Some(answer) = answer else {
            return self.push(Step::Input(panicked));
        };
        let (question, waiting) = Question::new(Rc::downgrade(self), answer, panicked);
        self.forget_question();
        *self.question.borrow_mut() = Some(question);
        self.platform.spawn(Box::pin(waiting));
    }

    fn send_automatic(&self, attempt: u64, payload: Payload, number: u64) {
        let message = guarded(|| payload.message(number));
        if let (Some(message), Some(socket)) = (message, self.socket_of(attempt)) {
            // What is not taken is made up for by the `close` that follows.
            if socket.send(&message).is_ok() {
                self.on_event.emit(&Event::Automatic { message });
            }
        }
    }

    fn open_socket(self: &Rc<Self>, attempt: u64, url: &str, protocols: &[String]) {
        let core = Rc::downgrade(self);
        let on_event = Rc::new(move |event| Self::socket_event(&core, attempt, event));
        match self.platform.open(url, protocols, on_event) {
            Ok(socket) => *self.socket.borrow_mut() = Some((attempt, socket)),
            Err(error) => self.push(Step::Input(Input::OpenFailed { attempt, error })),
        }
    }

    fn socket_event(core: &Weak<Self>, attempt: u64, event: SocketEvent) {
        let Some(core) = core.upgrade() else {
            return;
        };
        // A socket that has closed is of no further use; it goes when this event is handled.
        let _closed = match event {
            SocketEvent::Closed(_) => core.release_socket(attempt),
            _ => None,
        };
        core.push(Step::Input(Input::Socket { attempt, event }));
    }

    fn send_on_socket(self: &Rc<Self>, attempt: u64, outgoing: Outgoing) {
        // A socket that has closed is gone before the machine takes its event in.
        let sent = self
            .socket_of(attempt)
            .is_some_and(|socket| socket.send(&outgoing.message).is_ok());
        if sent {
            #[cfg(feature = "requests")]
            self.on_taken.emit(&(attempt, outgoing));
            return;
        }
        let event = SocketEvent::SendFailed(outgoing);
        self.push(Step::Input(Input::Socket { attempt, event }));
    }

    #[cfg(feature = "tracing")]
    fn trace(&self, event: &Event) {
        let seen = self.look(|machine| (machine.status(), machine.url().to_owned()));
        if let Some((status, url)) = seen {
            guard(&mut || crate::report::trace(event, &status, &url));
        }
    }

    /// Drops the application's future, which is foreign code too.
    fn forget_question(&self) {
        guarded(|| drop(self.question.take()));
    }

    fn socket_of(&self, attempt: u64) -> Option<Rc<dyn Socket>> {
        let socket = self.socket.borrow();
        let (_, socket) = socket.as_ref().filter(|(of, _)| *of == attempt)?;
        Some(socket.clone())
    }

    fn release_socket(&self, attempt: u64) -> Option<Rc<dyn Socket>> {
        let socket = self.socket.borrow_mut().take_if(|(of, _)| *of == attempt);
        socket.map(|(_, socket)| socket)
    }

    /// Whether there was something to tell.
    fn tell_status(&self) -> bool {
        if self.shut_down.get() {
            return false;
        }
        let machine = self.machine.borrow();
        let key = machine.status_key();
        if key == self.known.borrow().0 {
            return false;
        }
        let status = machine.status();
        drop(machine);
        *self.known.borrow_mut() = (key, status.clone());
        self.on_status.emit(&status);
        true
    }

    /// One alarm, touched only when the machine wants another time.
    fn arm_alarm(self: &Rc<Self>) {
        if self.shut_down.get() {
            return;
        }
        let wanted = self.machine.borrow().next_wake().map(|wake| wake.at);
        let armed = self.alarm.borrow().as_ref().map(|(at, _)| *at);
        if wanted == armed {
            return;
        }
        drop(self.alarm.take());
        let core = Rc::downgrade(self);
        let alarm = wanted.map(|at| {
            let wake = Box::new(move || Self::alarm_rang(&core));
            (at, self.platform.alarm(at, wake))
        });
        *self.alarm.borrow_mut() = alarm;
    }

    fn alarm_rang(core: &Weak<Self>) {
        let Some(core) = core.upgrade() else {
            return;
        };
        let _rang = core.alarm.take();
        core.push(Step::Input(Input::Wake));
    }
}
