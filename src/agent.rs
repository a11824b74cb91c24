//! The agent: the one loop between the connection machine and the world. It decides nothing.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::fmt;
use std::rc::{Rc, Weak};
use std::time::Duration;

use heartline_connection::{
    Close, Command, Config, Connection, DropReason, Event, Input, Instant, Message, SendOutcome,
    SocketEvent, Stats, Status, StatusKey,
};

use crate::listeners::{Listeners, Subscription};
use crate::platform::{Alarm, Browser, Platform, Socket};

/// A WebSocket that stays alive. Cheap to clone; equal when it is the same connection.
///
/// Every method may be called at any time, from any callback of the agent too. When the last
/// clone is dropped, the socket is closed with 1000, every handler and timer is gone, and no
/// callback runs again.
///
/// ```no_run
/// use heartline::{Config, WebSocketAgent};
///
/// let agent = WebSocketAgent::new(Config::new("wss://example.org/live"));
/// let messages = agent.on_message(|message| { /* … */ });
/// agent.open();
/// # drop(messages);
/// ```
#[derive(Clone)]
pub struct WebSocketAgent {
    owner: Rc<Owner>,
}

/// Shared by all clones of an agent; the last one shuts the core down.
struct Owner(Rc<Core>);

struct Core {
    platform: Rc<dyn Platform>,
    machine: RefCell<Connection>,
    inbox: RefCell<VecDeque<Step>>,
    /// Whether the loop is running, further up the stack.
    running: Cell<bool>,
    /// Whether the last clone of the agent is gone.
    shut_down: Cell<bool>,
    socket: RefCell<Option<(u64, Rc<dyn Socket>)>>,
    alarm: RefCell<Option<(Instant, Box<dyn Alarm>)>>,
    /// The status that listeners know.
    known: RefCell<(StatusKey, Status)>,
    on_message: Listeners<Message>,
    on_status: Listeners<Status>,
    on_event: Listeners<Event>,
}

/// What waits for its turn in the loop.
enum Step {
    Input(Input),
    Configure(Box<Config>),
}

impl WebSocketAgent {
    /// An agent in the browser, in phase `idle`. A configuration that breaks a rule shows as
    /// phase `failed` when it is opened; [`Config::check`] tells before.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self::on_platform(config, Rc::new(Browser))
    }

    /// An agent in a world of your choice, such as the fake one in a test.
    #[must_use]
    pub fn on_platform(config: Config, platform: Rc<dyn Platform>) -> Self {
        let machine = Connection::new(config, platform.seed());
        let known = (machine.status_key(), machine.status());
        let core = Core {
            platform,
            machine: RefCell::new(machine),
            inbox: RefCell::default(),
            running: Cell::new(false),
            shut_down: Cell::new(false),
            socket: RefCell::default(),
            alarm: RefCell::default(),
            known: RefCell::new(known),
            on_message: Listeners::default(),
            on_status: Listeners::default(),
            on_event: Listeners::default(),
        };
        Self {
            owner: Rc::new(Owner(Rc::new(core))),
        }
    }

    /// Connects and stays connected. Does nothing while that is so already.
    pub fn open(&self) {
        self.core().push(Step::Input(Input::Open));
    }

    /// Closes with 1000. Nothing opens again until the user says so.
    pub fn close(&self) {
        self.close_with(Close::normal());
    }

    /// Closes with a code and reason of your own.
    pub fn close_with(&self, close: Close) {
        self.core().push(Step::Input(Input::Close(close)));
    }

    /// Closes once what is queued has been sent, or after `within`, whichever is first.
    pub fn close_after_sending(&self, close: Close, within: Duration) {
        let input = Input::CloseAfterSending { close, within };
        self.core().push(Step::Input(input));
    }

    /// Makes an attempt at once: cuts a wait, revives a connection that gave up, replaces an open
    /// socket by a fresh one.
    pub fn retry_now(&self) {
        self.core().push(Step::Input(Input::RetryNow));
    }

    /// Sends `message`, or queues it, or hands it back; the answer says which.
    pub fn send(&self, message: impl Into<Message>) -> SendOutcome {
        self.core().send(message.into())
    }

    /// Replaces the configuration; see [`Connection::configure`].
    pub fn configure(&self, config: Config) {
        self.core().push(Step::Configure(Box::new(config)));
    }

    /// A snapshot of everything that a person may want to know.
    #[must_use]
    pub fn status(&self) -> Status {
        match self.core().machine.try_borrow() {
            Ok(machine) => machine.status(),
            // Called from a pattern or policy function, while the machine is at work.
            Err(_) => self.core().known.borrow().1.clone(),
        }
    }

    /// The counters; `None` from inside a pattern or policy function.
    #[must_use]
    pub fn stats(&self) -> Option<Stats> {
        let machine = self.core().machine.try_borrow().ok()?;
        Some(machine.stats().clone())
    }

    /// The present on the clock that [`Status`] uses.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.core().platform.now()
    }

    /// Calls `listener` with every message, once and in order.
    pub fn on_message(&self, listener: impl Fn(&Message) + 'static) -> Subscription {
        self.core().on_message.subscribe(listener)
    }

    /// Calls `listener` whenever the status changed. Messages alone do not change it.
    pub fn on_status(&self, listener: impl Fn(&Status) + 'static) -> Subscription {
        self.core().on_status.subscribe(listener)
    }

    /// Calls `listener` with every transition and every message that was not delivered.
    pub fn on_event(&self, listener: impl Fn(&Event) + 'static) -> Subscription {
        self.core().on_event.subscribe(listener)
    }

    fn core(&self) -> &Rc<Core> {
        &self.owner.0
    }
}

impl PartialEq for WebSocketAgent {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.owner, &other.owner)
    }
}

impl fmt::Debug for WebSocketAgent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let status = self.status();
        f.debug_struct("WebSocketAgent")
            .field("phase", &status.phase)
            .field("attempt", &status.attempt)
            .finish_non_exhaustive()
    }
}

impl Drop for Owner {
    fn drop(&mut self) {
        self.0.shut_down.set(true);
        self.0.on_message.clear();
        self.0.on_status.clear();
        self.0.on_event.clear();
        self.0.inbox.take();
        self.0.alarm.take();
        if let Some((_, socket)) = self.0.socket.take() {
            socket.abandon(&Close::normal());
        }
    }
}

impl Core {
    fn push(self: &Rc<Self>, step: Step) {
        self.inbox.borrow_mut().push_back(step);
        self.run();
    }

    fn send(self: &Rc<Self>, message: Message) -> SendOutcome {
        if self.machine.try_borrow_mut().is_err() {
            return SendOutcome::Dropped(DropReason::Busy, message);
        }
        // What was asked for before this message is taken in before it.
        while let Some(step) = self.next_step() {
            self.take_in(step);
        }
        let outcome = self.machine.borrow_mut().send(message);
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
        self.inbox.borrow_mut().pop_front()
    }

    fn take_in(&self, step: Step) {
        let now = self.platform.now();
        let mut machine = self.machine.borrow_mut();
        match step {
            Step::Input(input) => machine.handle(now, input),
            Step::Configure(config) => machine.configure(now, *config),
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
            Command::Send { attempt, message } => self.send_on_socket(attempt, message),
            Command::SendAutomatic {
                attempt,
                payload,
                number,
            } => {
                let message = payload.message(number);
                if let Some(socket) = self.socket_of(attempt) {
                    // What is not taken is made up for by the `close` that follows.
                    let _ = socket.send(&message);
                }
            }
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
            Command::Report(event) => self.on_event.emit(&event),
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

    fn send_on_socket(self: &Rc<Self>, attempt: u64, message: Message) {
        // A socket that has closed is gone before the machine takes its event in.
        let sent = self
            .socket_of(attempt)
            .is_some_and(|socket| socket.send(&message).is_ok());
        if !sent {
            let event = SocketEvent::SendFailed(message);
            self.push(Step::Input(Input::Socket { attempt, event }));
        }
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
        let (key, status) = {
            let machine = self.machine.borrow();
            let key = machine.status_key();
            if key == self.known.borrow().0 {
                return false;
            }
            (key, machine.status())
        };
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
