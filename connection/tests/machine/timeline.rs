//! A virtual clock and a scripted socket around a connection, driven as a real driver does it.
//!
//! A test is a transcript. Lines that begin with `user:`, `page:` or `socket 1:` are played; all
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
//! frozen. After every step the harness demands what holds always. The words are in `script`.

use std::time::Duration;

use heartline_connection::{
    Backoff, Close, Closed, Command, Config, Connection, Event, Input, Instant, Message, Phase,
    Reconnect, SendOutcome, SocketEvent, Stats, Status, StatusKey, Wake,
};

use crate::script::{clock, closed, is_played, message, open_error, same, seconds, show};

pub(crate) struct Timeline {
    machine: Connection,
    now: Instant,
    frozen: bool,
    socket: Option<Socket>,
    others: Vec<(&'static str, Config)>,
    log: Vec<String>,
    /// Messages that were taken and are neither sent nor reported yet.
    taken: Vec<Message>,
    phase: Phase,
    /// The user does not want a connection: nothing may open.
    unwanted: bool,
    known: (StatusKey, Status),
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
        let machine = Connection::new(config, seed);
        Self {
            now: Instant::ORIGIN,
            frozen: false,
            socket: None,
            others: Vec::new(),
            log: Vec::new(),
            taken: Vec::new(),
            phase: Phase::Idle,
            unwanted: true,
            known: (machine.status_key(), machine.status()),
            machine,
        }
    }

    pub(crate) fn connected(config: Config) -> Self {
        let mut timeline = Self::new(config);
        timeline.play("0s user: open");
        timeline.play("0s socket 1: opened");
        timeline.log.clear();
        timeline
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
            Some(("page", deed)) => self.frozen = deed == "freezes",
            Some((socket, deed)) => {
                let attempt = socket.strip_prefix("socket ").expect(line);
                self.socket_does(attempt.parse().expect(line), deed);
            }
        }
        self.settle();
    }

    pub(crate) fn send(&mut self, message: impl Into<Message>) -> SendOutcome {
        let message = message.into();
        let outcome = self.machine.send(message.clone());
        if !matches!(outcome, SendOutcome::Dropped(..)) {
            self.taken.push(message);
        }
        self.settle();
        outcome
    }

    pub(crate) fn status(&self) -> Status {
        self.machine.status()
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

    fn user(&mut self, deed: &str) {
        let (verb, rest) = deed.split_once(' ').unwrap_or((deed, ""));
        let input = match (verb, rest) {
            ("open", _) => Input::Open,
            ("retry", _) => Input::RetryNow,
            ("close", "") => Input::Close(Close::normal()),
            ("close", rest) => match rest.strip_prefix("after sending, within ") {
                Some(within) => Input::CloseAfterSending {
                    close: Close::normal(),
                    within: seconds(within),
                },
                None => {
                    let Closed { code, reason, .. } = closed(rest);
                    Input::Close(Close::new(code, reason).unwrap())
                }
            },
            ("send", text) => return self.send_and_note(message(text)),
            ("looks", _) => {
                return self.note(&format!("sees {}", self.status().sentence(self.now)));
            }
            ("configure", name) => {
                let other = self.others.iter().find(|(known, _)| *known == name);
                return self
                    .machine
                    .configure(self.now, other.expect(name).1.clone());
            }
            _ => panic!("what is {deed:?}?"),
        };
        match input {
            Input::Open | Input::RetryNow => self.unwanted = false,
            Input::Close(_) => self.unwanted = true,
            _ => {}
        }
        self.machine.handle(self.now, input);
    }

    fn send_and_note(&mut self, message: Message) {
        let outcome = self.send(message);
        self.note(&match outcome {
            SendOutcome::Sent => "sent".to_owned(),
            SendOutcome::Queued => "queued".to_owned(),
            SendOutcome::Dropped(reason, _) => format!("dropped: {reason}"),
        });
    }

    fn socket_does(&mut self, attempt: u64, deed: &str) {
        let (verb, rest) = deed.split_once(' ').unwrap_or((deed, ""));
        let alive = self.socket.as_ref().is_some_and(|s| s.attempt == attempt);
        let event = match verb {
            "opened" => {
                let socket = self.socket.as_mut().filter(|_| alive);
                if let Some(socket) = socket.filter(|s| s.state == SocketState::Connecting) {
                    socket.state = SocketState::Open;
                }
                SocketEvent::Opened
            }
            "says" => SocketEvent::Message(message(rest)),
            "error" => SocketEvent::Error,
            "refuses" => {
                self.taken.push(message(rest));
                SocketEvent::SendFailed(message(rest))
            }
            "closed" => {
                self.socket.take_if(|_| alive);
                SocketEvent::Closed(closed(rest))
            }
            "cannot" => {
                let connecting = |s: &mut Socket| alive && s.state == SocketState::Connecting;
                self.socket.take_if(connecting);
                let error = open_error(rest);
                return self
                    .machine
                    .handle(self.now, Input::OpenFailed { attempt, error });
            }
            _ => panic!("what is {deed:?}?"),
        };
        self.machine
            .handle(self.now, Input::Socket { attempt, event });
    }

    /// Carries out every command, then demands what holds always.
    fn settle(&mut self) {
        while let Some(command) = self.machine.poll_command() {
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
        assert!(
            !quiet || self.machine.next_wake().is_none(),
            "{} and an alarm",
            self.phase
        );
        assert!(!(quiet || status.phase == Phase::Waiting) || socket.is_none());
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

    fn carry_out(&mut self, command: Command) -> String {
        match command {
            Command::Open {
                attempt,
                url,
                protocols,
            } => {
                assert!(self.socket.is_none(), "a second socket is alive");
                assert!(!self.unwanted, "nothing opens after a close by the user");
                let state = SocketState::Connecting;
                self.socket = Some(Socket { attempt, state });
                format!("open {attempt} {url} {}", protocols.join(","))
            }
            Command::Send { attempt, message } => {
                self.demand(attempt, &[SocketState::Open]);
                self.settle_account(&message);
                format!("send {attempt} {}", show(&message))
            }
            Command::SendAutomatic {
                attempt,
                payload,
                number,
            } => {
                self.demand(attempt, &[SocketState::Open]);
                format!("send {attempt} {}", show(&payload.message(number)))
            }
            Command::Close { attempt, close } => {
                self.demand(attempt, &[SocketState::Open]).state = SocketState::Closing;
                format!("close {attempt} {} {}", close.code(), close.reason())
            }
            Command::Abandon { attempt, close } => {
                use SocketState::{Closing, Connecting, Open};
                self.demand(attempt, &[Connecting, Open, Closing]);
                self.socket = None;
                format!("abandon {attempt} {} {}", close.code(), close.reason())
            }
            Command::Deliver(message) => format!("deliver {}", show(&message)),
            Command::Report(Event::Undelivered { message, reason }) => {
                self.settle_account(&message);
                format!("undelivered {}: {reason}", show(&message))
            }
            Command::Report(Event::Transition { from, to, .. }) => {
                assert_eq!(from, self.phase, "reports follow one another");
                self.phase = to;
                format!("is {to}")
            }
            Command::Report(event) => format!("{event:?}"),
        }
    }

    fn demand(&mut self, attempt: u64, states: &[SocketState]) -> &mut Socket {
        let socket = self.socket.as_mut().filter(|s| s.attempt == attempt);
        let socket = socket.unwrap_or_else(|| panic!("socket {attempt} is gone"));
        assert!(
            states.contains(&socket.state),
            "{attempt} is {:?}",
            socket.state
        );
        socket
    }

    fn settle_account(&mut self, message: &Message) {
        if let Some(place) = self.taken.iter().position(|taken| taken == message) {
            self.taken.remove(place);
        }
    }

    fn note(&mut self, what: &str) {
        self.log
            .push(format!("{} {}", clock(self.now), what.trim_end()));
    }
}
