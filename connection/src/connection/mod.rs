//! The machine: what it is made of, and its face to the driver.
//!
//! How attempts begin and end is in `life`, how messages pass is in `traffic`.

mod adapting;
mod life;
mod record;
mod traffic;

use std::collections::VecDeque;

use crate::adapt::Lessons;
use crate::cause::{Cause, GaveUp};
use crate::close::{Close, Closed};
use crate::config::Config;
use crate::deadline::Verdict;
use crate::heartbeat::{Beat, Pulse};
use crate::io::{Command, Event, Input, SocketEvent};
use crate::jitter::Jitter;
use crate::message::Message;
use crate::outbox::{DropReason, Queue, SendOutcome};
use crate::state::{Drain, Outage, State};
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
    config: Config,
    state: State,
    /// The phase and attempt that were reported last.
    announced: (Phase, u64),
    /// When that was.
    entered: Instant,
    /// Counts the transitions that may have changed the status; see [`StatusKey`].
    changes: u64,
    /// The number of the current attempt; its socket's events carry it.
    attempt: u64,
    outage: Outage,
    drain: Option<Drain>,
    queue: Queue,
    replies_sent: u64,
    cause: Option<Cause>,
    gave_up: Option<GaveUp>,
    last_close: Option<Closed>,
    jitter: Jitter,
    lessons: Lessons,
    stats: Stats,
    timeline: Timeline,
    commands: VecDeque<Command>,
}

impl Connection {
    /// A connection in phase `idle`. `seed` spreads its retries; give each connection another.
    ///
    /// A `config` that breaks a rule ([`Config::check`]) becomes a state: opening leads to phase
    /// `failed` with [`Cause::BadConfig`].
    #[must_use]
    pub fn new(config: Config, seed: u64) -> Self {
        Self {
            config,
            state: State::Idle,
            announced: (Phase::Idle, 0),
            entered: Instant::ORIGIN,
            changes: 0,
            attempt: 0,
            outage: Outage::default(),
            drain: None,
            queue: Queue::default(),
            replies_sent: 0,
            cause: None,
            gave_up: None,
            last_close: None,
            jitter: Jitter::new(seed),
            lessons: Lessons::default(),
            stats: Stats::default(),
            timeline: Timeline::default(),
            commands: VecDeque::new(),
        }
    }

    /// Takes in what happened at `now`. Then call [`poll_command`](Self::poll_command) until it
    /// is empty and arm the alarm by [`next_wake`](Self::next_wake).
    pub fn handle(&mut self, now: Instant, input: Input) {
        match input {
            Input::Open => self.open(now),
            Input::Close(close) => self.close(now, close),
            Input::CloseAfterSending { close, within } => {
                self.close_after_sending(now, close, within);
            }
            Input::RetryNow => self.retry_now(now),
            Input::Wake => self.wake(now),
            Input::OpenFailed { attempt, error } => {
                if self.is_current(attempt) && matches!(self.state, State::Connecting { .. }) {
                    self.lost(now, Cause::CouldNotOpen(error));
                }
            }
            Input::Socket { attempt, event } => self.socket_event(now, attempt, event),
        }
    }

    /// Sends `message` now, or queues it, or hands it back; the answer says which.
    pub fn send(&mut self, message: impl Into<Message>) -> SendOutcome {
        self.send_message(message.into())
    }

    /// Replaces the configuration. Another address or other subprotocols replace the socket (and
    /// what is queued for the old address is reported as not sent); everything else takes effect
    /// where it is used next. A `config` that breaks a rule ends a wanted connection in phase
    /// `failed`, as in [`Connection::new`]; one that mends it revives the connection.
    pub fn configure(&mut self, now: Instant, config: Config) {
        let moved = !config.same_address(&self.config);
        let unusable = config.check().is_err();
        let mended =
            matches!(self.state, State::Failed) && matches!(self.cause, Some(Cause::BadConfig(_)));
        let other_heartbeat = config.heartbeat != self.config.heartbeat;
        self.config = config;
        if moved {
            self.lessons = Lessons::default();
            self.discard_queue(DropReason::AddressChanged);
        }
        if moved || unusable || mended {
            self.replace_socket(now, moved.then_some(Cause::AddressChanged));
        } else if other_heartbeat {
            self.adopt_heartbeat(now);
        }
    }

    /// The next thing to do, or `None` when everything is done.
    pub fn poll_command(&mut self) -> Option<Command> {
        self.commands.pop_front()
    }

    /// When the machine wants [`Input::Wake`] next; `None` when nothing is due.
    #[must_use]
    pub fn next_wake(&self) -> Option<Wake> {
        let drain = self.drain.as_ref();
        let drain = drain.map(|drain| Wake::new(drain.until, WakeReason::DrainTimeout));
        self.state
            .wake()
            .into_iter()
            .chain(drain)
            .min_by_key(|wake| wake.at)
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
        }
    }

    /// A key that changes whenever [`status`](Self::status) does, the time of the next ping
    /// aside. Cheap enough to compare after every message.
    #[must_use]
    pub fn status_key(&self) -> StatusKey {
        let next = self.next_wake();
        StatusKey {
            changes: self.changes,
            next: next.filter(|wake| wake.why != WakeReason::PingDue),
            round_trip: self.state.pulse().and_then(Pulse::round_trip),
            queued: self.queue.len(),
        }
    }

    /// The counters.
    #[must_use]
    pub const fn stats(&self) -> &Stats {
        &self.stats
    }

    /// The configuration in force.
    #[must_use]
    pub const fn config(&self) -> &Config {
        &self.config
    }

    /// While what is queued is being sent before a close, that is what the user sees.
    fn phase(&self) -> Phase {
        match self.drain {
            Some(_) => Phase::Closing,
            None => self.state.phase(),
        }
    }

    /// Like [`Self::next_wake`], but with the ping where the traffic so far postpones it to.
    fn outlook(&self) -> Option<Wake> {
        match (self.state.pulse(), &self.drain) {
            (Some(pulse), None) => Some(pulse.outlook()),
            _ => self.next_wake(),
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
            SocketEvent::SendFailed(message) => self.send_failed(now, attempt, message),
            _ if !current => {}
            SocketEvent::Opened => self.opened(now),
            SocketEvent::Message(message) => self.inbound(now, message),
            SocketEvent::Error => self.stats.errors += 1,
            SocketEvent::Closed(closed) => self.socket_closed(now, closed),
        }
    }

    fn wake(&mut self, now: Instant) {
        if self.drain.as_ref().is_some_and(|drain| drain.until <= now) {
            return self.end_drain(now);
        }
        match &mut self.state {
            State::Idle | State::Failed => {}
            State::Connecting { deadline } | State::Greeting { deadline } => {
                if deadline.look(now) == Verdict::Over {
                    self.connect_timed_out(now);
                }
            }
            State::Open { .. } => self.beat(now),
            State::Waiting { due } if now < *due => {}
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

    fn beat(&mut self, now: Instant) {
        let Some(pulse) = self.state.pulse_mut() else {
            return;
        };
        match pulse.on_wake(now, &self.stats.round_trips) {
            Beat::Nothing => {}
            Beat::Ping { payload, number } => {
                self.stats.pings += 1;
                self.command_send_automatic(payload, number);
            }
            Beat::Dead(waited) => {
                self.abandon(Close::no_answer());
                self.lost(now, Cause::NoAnswer(waited));
            }
        }
    }

    /// The one place that changes the state.
    fn transition(&mut self, now: Instant, next: State) {
        self.state = next;
        self.changes += 1;
        self.announce(now);
    }

    /// Notes and reports a new phase, or a new attempt in the same phase.
    fn announce(&mut self, now: Instant) {
        let (from, to) = (self.announced, (self.phase(), self.attempt));
        if from == to {
            return;
        }
        self.changes += 1;
        self.announced = to;
        self.entered = now;
        self.record(now, from.0, to);
        self.report(Event::Transition {
            from: from.0,
            to: to.0,
            attempt: to.1,
        });
    }

    fn report(&mut self, event: Event) {
        self.commands.push_back(Command::Report(event));
    }

    fn undelivered(&mut self, message: Message, reason: DropReason) {
        self.stats.dropped += 1;
        self.report(Event::Undelivered { message, reason });
    }
}
