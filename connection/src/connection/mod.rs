//! The machine: what it is made of, and its face to the driver.
//!
//! How a connection begins and ends is in `life`, an attempt up to the open socket in `attempt`, how
//! messages pass in `traffic`.

mod adapting;
mod attempt;
mod life;
mod record;
mod surroundings;
mod traffic;

use std::mem;
use std::rc::Rc;

use self::surroundings::Surroundings;
use crate::adapt::Lessons;
use crate::cause::{Cause, GaveUp};
use crate::close::{Close, Closed};
use crate::config::Config;
use crate::deadline::Verdict;
use crate::failover::Health;
use crate::guard::{Guard, unguarded};
use crate::heartbeat::Pulse;
use crate::io::{Command, Event, Input, SocketEvent};
use crate::jitter::Jitter;
use crate::message::{Message, Payload};
use crate::outbox::{DropReason, Outgoing, Queue, SendOutcome};
use crate::rtt::RoundTrips;
use crate::state::{Absence, Drain, Outage, State};
use crate::stats::Stats;
use crate::status::{Phase, Status, StatusKey};
use crate::time::Instant;
use crate::timeline::Timeline;
use crate::wake::{Wake, WakeReason};

/// The user's wish to be connected, and everything that is done to keep it fulfilled.
///
/// Pure: it is told the time and what happened, and answers with commands. The
/// [crate documentation](crate) is its manual.
#[derive(Debug)]
pub struct Connection {
    config: Rc<Config>,
    state: State,
    /// The phase and attempt that were reported last.
    announced: (Phase, u64),
    /// When that was.
    entered: Instant,
    /// Counts the transitions that may have changed the status; see [`StatusKey`].
    changes: u64,
    /// The number of the current attempt; its socket's events carry it.
    attempt: u64,
    /// When it began; `None` before the first.
    attempted_at: Option<Instant>,
    /// The address that the current attempt was opened with, and its place in the configuration.
    url: String,
    place: usize,
    health: Health,
    outage: Outage,
    absence: Option<Absence>,
    /// Whether messages are queued although nobody has opened the connection yet.
    expected: bool,
    drain: Option<Drain>,
    queue: Queue,
    /// What the browser holds that the network has not taken, as far as is known.
    buffered: usize,
    /// What is sent anew on every socket, by its number, in the order in which it was asked for.
    subscriptions: Vec<(u64, Payload)>,
    subscriptions_made: u64,
    replies_sent: u64,
    cause: Option<Cause>,
    gave_up: Option<GaveUp>,
    last_close: Option<Closed>,
    jitter: Jitter,
    guard: Guard,
    lessons: Lessons,
    surroundings: Surroundings,
    stats: Stats,
    timeline: Timeline,
    commands: Vec<Command>,
    /// Those that the driver is being given, the next one last.
    polled: Vec<Command>,
}

impl Connection {
    /// A connection in phase `idle`. `seed` spreads its retries; give each connection another.
    ///
    /// A `config` that breaks a rule ([`Config::check`]) becomes a state: opening leads to phase
    /// `failed` with [`Cause::BadConfig`].
    #[must_use]
    pub fn new(config: impl Into<Rc<Config>>, seed: u64) -> Self {
        Self {
            config: config.into(),
            state: State::Idle,
            announced: (Phase::Idle, 0),
            entered: Instant::ORIGIN,
            changes: 0,
            attempt: 0,
            attempted_at: None,
            url: String::new(),
            place: 0,
            health: Health::default(),
            outage: Outage::default(),
            absence: None,
            expected: false,
            drain: None,
            queue: Queue::default(),
            buffered: 0,
            subscriptions: Vec::new(),
            subscriptions_made: 0,
            replies_sent: 0,
            cause: None,
            gave_up: None,
            last_close: None,
            jitter: Jitter::new(seed),
            guard: unguarded,
            lessons: Lessons::default(),
            surroundings: Surroundings::default(),
            stats: Stats::default(),
            timeline: Timeline::default(),
            commands: Vec::new(),
            polled: Vec::new(),
        }
    }

    /// Runs the user's pattern and policy functions under `guard`: one that panics is taken for one
    /// that has nothing to say.
    #[must_use]
    pub fn guarded_by(mut self, guard: Guard) -> Self {
        self.guard = guard;
        self
    }

    /// Takes in what happened at `now`. Then call [`poll_command`](Self::poll_command) until it
    /// is empty and arm the alarm by [`next_wake`](Self::next_wake).
    pub fn handle(&mut self, now: Instant, input: Input) {
        match input {
            Input::Open => self.open(now),
            Input::ExpectOpen => self.expected = matches!(self.state, State::Idle),
            Input::Close(close) => self.close(now, close),
            Input::CloseAfterSending { close, within } => {
                self.close_after_sending(now, close, within);
            }
            Input::RetryNow => self.retry_now(now),
            Input::Wake => self.wake(now),
            Input::Signal(signal) => self.signal(now, signal),
            Input::Clock { wall } => self.clock(now, wall),
            Input::Prepared { attempt, answer } => self.prepared(now, attempt, answer),
            Input::Diagnosed { attempt, finding } => self.diagnosed(now, attempt, finding),
            Input::Buffered { attempt, bytes } => self.buffered(now, attempt, bytes),
            Input::OpenFailed { attempt, error } => {
                if self.is_current(attempt) && matches!(self.state, State::Connecting { .. }) {
                    self.lost(now, Cause::CouldNotOpen(error));
                }
            }
            Input::Socket { attempt, event } => self.socket_event(now, attempt, event),
        }
    }

    /// Sends `message` now, or queues it, or hands it back; the answer says which.
    pub fn send(&mut self, now: Instant, message: impl Into<Outgoing>) -> SendOutcome {
        self.send_message(now, message.into())
    }

    /// Sends `payload` now, if the connection is ready, and again on every socket that becomes
    /// ready, in the order of the calls and before everything else but the greeting. A payload made
    /// by a function is made with the number of the attempt.
    ///
    /// The number that comes back is for [`unsubscribe`](Self::unsubscribe).
    pub fn subscribe(&mut self, payload: impl Into<Payload>) -> u64 {
        self.add_subscription(payload.into())
    }

    /// Ends what [`subscribe`](Self::subscribe) began, and sends `farewell`, if there is one and
    /// the connection is ready.
    pub fn unsubscribe(&mut self, number: u64, farewell: Option<Payload>) {
        self.remove_subscription(number, farewell);
    }

    /// Replaces the configuration. Another address or other subprotocols replace the socket (and
    /// what is queued for the old address is reported as not sent); everything else takes effect
    /// where it is used next. A `config` that breaks a rule ends a wanted connection in phase
    /// `failed`, as in [`Connection::new`]; one that mends it revives the connection.
    pub fn configure(&mut self, now: Instant, config: impl Into<Rc<Config>>) {
        let config = config.into();
        let moved = !config.same_address(&self.config);
        let fault = config.check().err();
        let known_fault = match (&self.state, &self.cause) {
            (State::Failed, Some(Cause::BadConfig(fault))) => Some(fault),
            _ => None,
        };
        // A component may bring the same settings at every render; the same fault is no news.
        let other_fault = fault.as_ref() != known_fault;
        let before = mem::replace(&mut self.config, config);
        let other_heartbeat = self.config.heartbeat != before.heartbeat;
        if moved {
            self.health = Health::default();
            self.lessons = Lessons::default();
            self.stats.round_trips = RoundTrips::default();
            self.discard_queue(DropReason::AddressChanged);
        }
        if other_fault || (moved && fault.is_none()) {
            self.replace_socket(now, moved.then_some(Cause::AddressChanged));
        } else if other_heartbeat {
            self.adopt_heartbeat(now, &before);
        }
        self.follow_pausing(now);
        self.use_room(now);
    }

    /// The next thing to do, or `None` when everything is done.
    pub fn poll_command(&mut self) -> Option<Command> {
        if self.polled.is_empty() {
            // Room for as many as an input usually leads to stays: a message allocates nothing.
            self.polled.shrink_to(8);
            mem::swap(&mut self.polled, &mut self.commands);
            self.polled.reverse();
        }
        self.polled.pop()
    }

    /// When the machine wants [`Input::Wake`] next; `None` when nothing is due.
    #[must_use]
    pub fn next_wake(&self) -> Option<Wake> {
        let expiry = self.queue.next_expiry();
        let expiry = expiry.map(|at| Wake::new(at, WakeReason::MessageExpires));
        let due = [
            self.due(),
            expiry,
            self.suspension(),
            self.look_for_room(),
            self.homecoming(),
        ];
        due.into_iter().fold(None, Wake::earlier)
    }

    /// What a person may wait for.
    fn due(&self) -> Option<Wake> {
        let drain = self.drain.as_ref();
        let drain = drain.map(|drain| Wake::new(drain.until, WakeReason::DrainTimeout));
        Wake::earlier(self.state.wake(), drain)
    }

    /// A snapshot of everything that a person may want to know.
    #[must_use]
    pub fn status(&self) -> Status {
        Status {
            phase: self.phase(),
            since: self.entered,
            attempt: self.attempt,
            failures: self.outage.failures,
            cause: self.cause.clone(),
            gave_up: self.gave_up,
            next: self.outlook(),
            last_close: self.last_close.clone(),
            round_trip: self.state.pulse().and_then(Pulse::round_trip),
            unanswered_since: self.state.pulse().and_then(Pulse::waiting_since),
            queued: self.queue.len(),
            congested: self.look_for_room().is_some() || matches!(self.state, State::Ending { .. }),
            suspended: self.absence.is_some_and(|absence| absence.suspended),
        }
    }

    /// A key that changes whenever [`status`](Self::status) does, the time of the next ping
    /// aside. Cheap enough to compare after every message.
    #[must_use]
    pub fn status_key(&self) -> StatusKey {
        let (next, pulse) = (self.outlook(), self.state.pulse());
        StatusKey {
            changes: self.changes,
            next: next.filter(|wake| wake.why != WakeReason::PingDue),
            round_trip: pulse.and_then(Pulse::round_trip),
            unanswered_since: pulse.and_then(Pulse::waiting_since),
            queued: self.queue.len(),
        }
    }

    /// The counters.
    #[must_use]
    pub const fn stats(&self) -> &Stats {
        &self.stats
    }

    /// The address that the current attempt was opened with, secrets included; empty before the
    /// first.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The configuration in force.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// While what is queued is being sent before a close, that is what the user sees.
    fn phase(&self) -> Phase {
        match self.drain {
            Some(_) => Phase::Closing,
            None => self.state.phase(),
        }
    }

    /// What a person is told: like [`Self::due`], but with the ping where the traffic so far postpones
    /// it to, and, while a close waits for the outbox, with the end of that wait.
    fn outlook(&self) -> Option<Wake> {
        match (&self.drain, self.state.pulse()) {
            (Some(drain), _) => Some(Wake::new(drain.until, WakeReason::DrainTimeout)),
            (None, Some(pulse)) => Some(pulse.outlook()),
            (None, None) => self.due(),
        }
    }

    /// Whether `attempt` is the one whose socket exists.
    const fn is_current(&self, attempt: u64) -> bool {
        attempt == self.attempt && self.state.has_socket()
    }

    fn socket_event(&mut self, now: Instant, attempt: u64, event: SocketEvent) {
        let current = self.is_current(attempt);
        match event {
            // Nobody else has the message, so it counts whatever became of its socket.
            SocketEvent::SendFailed(outgoing) => self.send_failed(now, attempt, outgoing),
            _ if !current => {}
            SocketEvent::Opened => self.opened(now),
            SocketEvent::Message(message) => self.inbound(now, message),
            SocketEvent::Error => self.stats.errors += 1,
            SocketEvent::Closed(closed) => self.socket_closed(now, closed),
        }
    }

    fn wake(&mut self, now: Instant) {
        if self.end_overdue_drain(now) {
            return;
        }
        self.expire(now);
        self.note_absence(now);
        match &mut self.state {
            State::Idle | State::Offline { .. } | State::Away { .. } | State::Failed => {}
            State::Preparing { deadline }
            | State::Connecting { deadline, .. }
            | State::Greeting { deadline } => {
                if deadline.look(now) == Verdict::Over {
                    self.connect_timed_out(now);
                }
            }
            State::Diagnosing { until } if now < *until => {}
            State::Diagnosing { .. } => {
                self.cancel_question();
                self.lost(now, Cause::CouldNotConnect);
            }
            State::Open { .. } => self.wake_open(now),
            State::Waiting { due, .. } if now < *due => {}
            State::Waiting { .. } => self.start_attempt(now),
            State::Ending { deadline, .. } => {
                if deadline.look(now) == Verdict::Over {
                    self.abandon(Close::normal());
                    self.lost(now, Cause::SendFailed);
                }
            }
            State::Closing { until } if now < *until => {}
            State::Closing { .. } => {
                self.abandon(Close::normal());
                self.transition(now, State::Idle);
            }
        }
    }

    fn wake_open(&mut self, now: Instant) {
        if self.homecoming().is_some_and(|wake| wake.at <= now) {
            return self.replace(now, Cause::Returned);
        }
        self.postpone_room(now);
        self.beat(now);
    }

    /// The one place that changes the state.
    fn transition(&mut self, now: Instant, next: State) {
        self.state = next;
        self.changes += 1;
        self.announce(now);
    }

    pub(super) fn report(&mut self, event: Event) {
        self.commands.push(Command::Report(event));
    }

    fn undelivered(&mut self, message: Message, reason: DropReason) {
        self.stats.dropped += 1;
        self.report(Event::Undelivered { message, reason });
    }
}
