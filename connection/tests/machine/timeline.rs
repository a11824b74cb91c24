//! A virtual clock and a scripted socket around a connection, driven as a real driver does it.
//!
//! A test is a transcript. Lines that begin with `user:`, `app:`, `page:` or `socket 1:` are played; all
//! other lines are what the machine has to answer, and it has to answer exactly that:
//!
//! ```text
//!  0s user: open
//!  0s open 1 ws://x/
//!  0s is connecting
//!  -- a remark
//!  1s socket 1: closed 1006
//!  1s is waiting
//! 60s end
//! ```
//! Alarms ring on time, before anything that is played at the same time, unless the page is
//! frozen. After every step the harness demands what holds always. What is played is in `deeds`, how
//! the machine's commands are carried out in `commands`, the words of both are in `script`.

mod commands;
mod deeds;

use std::time::Duration;

use heartline_connection::{
    Backoff, Command, Config, Connection, Endpoint, Event, Input, Instant, Message, Outgoing,
    Payload, Phase, Reconnect, SendOutcome, Stats, Status, StatusKey, Wake, WakeReason,
};

use crate::script::{clock, is_played, same, seconds};

pub(crate) struct Timeline {
    machine: Connection,
    now: Instant,
    frozen: bool,
    /// How long the machine has slept so far: by so much its wall clock is ahead.
    slept: Duration,
    socket: Option<Socket>,
    others: Vec<(&'static str, Config)>,
    log: Vec<String>,
    /// Messages that were taken and are neither sent nor reported yet, in the order in which they
    /// have to leave. The first `returned` of them are those that the latest socket did not take.
    taken: Vec<Message>,
    returned: usize,
    /// What was handed to the browser, as it was.
    sent: Vec<Outgoing>,
    phase: Phase,
    /// What was heard beside the data.
    heartbeats: Vec<Message>,
    /// The user does not want a connection: nothing may open.
    unwanted: bool,
    known: (StatusKey, Status),
    /// What the browser holds that the network has not taken, once a test has said so.
    held: Option<usize>,
    /// What the application's function was asked so far.
    asked: Vec<Endpoint>,
    /// What the application is asked, and for which attempt, while its answer is waited for.
    question: Option<(&'static str, u64)>,
}

struct Socket {
    attempt: u64,
    state: SocketState,
}

#[derive(Clone, Copy, PartialEq, Debug)]
enum SocketState {
    Connecting,
    Open,
    Closing,
}

/// Plays a transcript from the beginning.
pub(crate) fn check(config: Config, transcript: &str) -> Timeline {
    Timeline::new(config).check(transcript)
}

/// Plays a transcript that begins with an open socket at 0 s.
pub(crate) fn check_connected(config: Config, transcript: &str) -> Timeline {
    Timeline::connected(config).check(transcript)
}

/// A connection to `ws://x/` that retries every second, so that transcripts have round numbers.
pub(crate) fn steady() -> Config {
    Config::new("ws://x/").reconnect(Reconnect::new(Backoff::Fixed(secs(1))))
}

pub(crate) const fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

pub(crate) const fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

impl Timeline {
    pub(crate) fn new(config: Config) -> Self {
        Self::seeded(config, 1)
    }

    pub(crate) fn seeded(config: Config, seed: u64) -> Self {
        let mut machine = Connection::new(config, seed);
        let wall = Duration::ZERO;
        machine.handle(Instant::ORIGIN, Input::Clock { wall });
        Self {
            now: Instant::ORIGIN,
            frozen: false,
            slept: Duration::ZERO,
            socket: None,
            others: Vec::new(),
            log: Vec::new(),
            taken: Vec::new(),
            returned: 0,
            sent: Vec::new(),
            heartbeats: Vec::new(),
            phase: Phase::Idle,
            unwanted: true,
            known: (machine.status_key(), machine.status()),
            machine,
            held: None,
            asked: Vec::new(),
            question: None,
        }
    }

    pub(crate) fn connected(config: Config) -> Self {
        let mut timeline = Self::new(config);
        timeline.play("0s user: open");
        timeline.play("0s socket 1: opened");
        timeline.log.clear();
        timeline
    }

    /// Runs the functions of the configuration under `guard`.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn guarded_by(mut self, guard: heartline_connection::Guard) -> Self {
        self.machine = self.machine.guarded_by(guard);
        self
    }

    /// Names a configuration for `user: configure NAME`.
    pub(crate) fn with(mut self, name: &'static str, config: Config) -> Self {
        self.others.push((name, config));
        self
    }

    pub(crate) fn check(mut self, transcript: &str) -> Self {
        let lines = || {
            let lines = transcript.lines().map(str::trim);
            lines.filter(|line| !line.is_empty() && !line.starts_with("--"))
        };
        lines()
            .filter(|line| is_played(line))
            .for_each(|line| self.play(line));
        if let Some((last, _)) = lines().next_back().and_then(|line| line.split_once(' ')) {
            self.advance(Instant::from_origin(seconds(last)));
        }
        let same = self.log.iter().zip(lines()).take_while(|(a, b)| a == b);
        let same = same.count();
        assert!(
            same == self.log.len() && same == lines().count(),
            "expected {:?}, got {:?} in\n{}\n",
            lines().nth(same),
            self.log.get(same),
            self.log.join("\n")
        );
        self
    }

    /// Plays one line, alarms before it included.
    pub(crate) fn play(&mut self, line: &str) {
        let (time, deed) = line.split_once(' ').expect(line);
        self.advance(Instant::from_origin(seconds(time)));
        self.note(deed);
        match deed.split_once(": ") {
            None => assert_eq!(deed, "end"),
            Some(("user", deed)) => self.user(deed),
            Some(("app", deed)) => self.application(deed),
            Some(("page", deed)) => self.page(deed),
            Some((socket, deed)) => {
                let attempt = socket.strip_prefix("socket ").expect(line);
                self.socket_does(attempt.parse().expect(line), deed);
            }
        }
        self.settle();
    }

    pub(crate) fn send(&mut self, message: impl Into<Message>) -> SendOutcome {
        self.send_outgoing(Outgoing::new(message))
    }

    pub(crate) fn subscribe(&mut self, payload: impl Into<Payload>) -> u64 {
        let number = self.machine.subscribe(payload);
        self.settle();
        number
    }

    pub(crate) fn send_outgoing(&mut self, outgoing: Outgoing) -> SendOutcome {
        self.tell_buffered();
        let outcome = self.machine.send(self.now, outgoing.clone());
        if !matches!(outcome, SendOutcome::Dropped(..)) {
            self.taken.push(outgoing.message);
        }
        self.settle();
        outcome
    }

    pub(crate) fn status(&self) -> Status {
        self.machine.status()
    }

    pub(crate) fn is_stable(&self) -> bool {
        self.machine.is_stable(self.now)
    }

    pub(crate) fn stats(&self) -> &Stats {
        self.machine.stats()
    }

    pub(crate) const fn history(&self) -> &heartline_connection::Timeline {
        self.machine.timeline()
    }

    pub(crate) fn log(&self) -> &[String] {
        &self.log
    }

    pub(crate) fn heartbeats(&self) -> &[Message] {
        &self.heartbeats
    }

    pub(crate) const fn now(&self) -> Instant {
        self.now
    }

    /// The alarm that the driver would arm, such as `25s PingDue`.
    pub(crate) fn alarm(&self) -> String {
        let wake = self.machine.next_wake();
        wake.map_or_else(String::new, |wake| {
            format!("{} {:?}", clock(wake.at), wake.why)
        })
    }

    fn advance(&mut self, to: Instant) {
        let mut at_once = 0;
        while let Some(wake) = self.due_by(to) {
            at_once = if wake.at > self.now { 0 } else { at_once + 1 };
            assert!(at_once < 10, "hot loop at {}", clock(self.now));
            self.now = self.now.max(wake.at);
            self.tell_buffered();
            self.tell_clock();
            self.machine.handle(self.now, Input::Wake);
            self.settle();
            let next = self.machine.next_wake();
            assert!(
                next.is_none_or(|next| next.at >= self.now),
                "in the past: {next:?}"
            );
        }
        assert!(to >= self.now, "{} is past", clock(to));
        self.now = to;
    }

    fn due_by(&self, to: Instant) -> Option<Wake> {
        let wake = self.machine.next_wake()?;
        (!self.frozen && wake.at <= to).then_some(wake)
    }

    /// As a driver does before each send and each wake.
    fn tell_buffered(&mut self) {
        let socket = self.socket.as_ref().map(|socket| socket.attempt);
        if let (Some(attempt), Some(bytes)) = (socket, self.held) {
            let input = Input::Buffered { attempt, bytes };
            self.machine.handle(self.now, input);
            self.settle();
        }
    }

    /// As a driver does before each wake and each signal.
    fn tell_clock(&mut self) {
        let wall = self.now.since_origin() + self.slept;
        self.machine.handle(self.now, Input::Clock { wall });
        self.settle();
    }

    /// Carries out every command, then demands what holds always.
    fn settle(&mut self) {
        while let Some(command) = self.machine.poll_command() {
            // Told behind every pong: of interest to the tests that ask for it, noise in all others.
            if let Command::Report(Event::Heartbeat { message }) = command {
                self.heartbeats.push(message);
                continue;
            }
            let words = self.carry_out(command);
            self.note(&words);
        }
        let (key, status) = (self.machine.status_key(), self.machine.status());
        let socket = self.socket.as_ref().map(|socket| socket.state);
        let quiet = matches!(status.phase, Phase::Idle | Phase::Failed);
        assert_eq!(status.phase, self.phase, "a change of phase is reported");
        assert!(
            status.attempt >= self.known.1.attempt,
            "attempts never go back"
        );
        let alarm = self.machine.next_wake();
        let alarm = alarm.filter(|wake| wake.why != WakeReason::MessageExpires);
        assert!(!quiet || alarm.is_none(), "{} and an alarm", self.phase);
        let without_socket = quiet || matches!(status.phase, Phase::Waiting | Phase::Offline);
        assert!(!without_socket || socket.is_none());
        let may_ask = matches!(status.phase, Phase::Connecting | Phase::Closing);
        assert!(self.question.is_none() || may_ask && socket.is_none());
        assert!(status.phase != Phase::Open || socket == Some(SocketState::Open));
        assert_eq!(
            self.taken.len(),
            status.queued,
            "a message vanished: {:?}",
            self.taken
        );
        assert!(
            key != self.known.0 || same(&status, &self.known.1),
            "key hides {status:?}"
        );
        self.unwanted |= status.phase == Phase::Idle;
        self.known = (key, status);
    }

    fn note(&mut self, what: &str) {
        self.log
            .push(format!("{} {}", clock(self.now), what.trim_end()));
    }
}
