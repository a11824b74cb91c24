//! A driver as the agent is one, on a virtual clock: it tells the machine what happens, carries out
//! what it commands, and rings its alarm. After every step it demands what holds always, and compares
//! with the model.

mod doing;
mod telling;

use std::fmt::Display;
use std::time::Duration;

use heartline_connection::{
    Connection, Endpoint, Instant, LATE, Outgoing, Phase, Status, StatusKey, Wake,
};

use crate::act::{Act, Event};
use crate::deed::{Deed, Letter};
use crate::demands;
use crate::ledger::Ledger;
use crate::model::{Model, Seen};
use crate::setup::Setup;
use crate::told::Told;

/// What is asked, for which attempt.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Question {
    Where(u64),
    Why(u64),
}

/// Why a walk ended.
pub(crate) type Verdict = Result<(), String>;

pub(crate) struct World {
    pub(crate) machine: Connection,
    pub(crate) setup: Setup,
    pub(crate) now: Instant,
    /// How long the machine under the page has slept so far.
    slept: Duration,
    pub(crate) socket: Option<Socket>,
    /// What the application is asked, while its answer is waited for.
    pub(crate) question: Option<Question>,
    asked: Vec<Endpoint>,
    /// What sockets were handed, and have not given back.
    handed: Vec<(u64, Outgoing)>,
    letters: Vec<Letter>,
    pub(crate) ledger: Ledger,
    pub(crate) delivered: u64,
    /// What the socket does as a consequence, told when all commands are carried out.
    inbox: Vec<Deed>,
    /// The user does not want a connection: nothing may open.
    unwanted: bool,
    pub(crate) phase: Phase,
    pub(crate) told_suspended: bool,
    /// How often the deadline of the ping of then was seen late.
    pub(crate) late_looks: (Option<Instant>, u8),
    pub(crate) known: (StatusKey, Status),
    model: Option<Model>,
    transcript: Option<Vec<String>>,
    pub(crate) steps: u64,
    /// Whether the latest act did anything that shows.
    pub(crate) moved: bool,
}

#[derive(Debug)]
pub(crate) struct Socket {
    pub(crate) attempt: u64,
    pub(crate) state: SocketState,
    /// Whether it takes what it is handed.
    takes: bool,
    holds: Option<usize>,
}

#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum SocketState {
    Connecting,
    Open,
    Closing,
}

impl World {
    pub(crate) fn new(setup: Setup, seed: u64, start: Instant) -> Self {
        let machine = Connection::new(setup.config(), seed);
        Self {
            known: (machine.status_key(), machine.status()),
            machine,
            setup,
            now: start,
            slept: Duration::ZERO,
            socket: None,
            question: None,
            asked: Vec::new(),
            handed: Vec::new(),
            letters: Vec::new(),
            ledger: Ledger::default(),
            delivered: 0,
            inbox: Vec::new(),
            unwanted: true,
            phase: Phase::Idle,
            told_suspended: false,
            late_looks: (None, 0),
            model: None,
            transcript: None,
            steps: 0,
            moved: false,
        }
    }

    /// Compares with the model after every step.
    pub(crate) fn beside_model(mut self) -> Self {
        self.model = Some(Model::new(self.setup));
        self
    }

    /// Writes down what happens.
    pub(crate) fn recorded(mut self) -> Self {
        self.transcript = Some(Vec::new());
        self
    }

    pub(crate) fn transcript(&self) -> &[String] {
        self.transcript.as_deref().unwrap_or_default()
    }

    /// The transcript without its times.
    pub(crate) fn deeds(&self) -> Vec<String> {
        let transcript = self.transcript().iter();
        let deeds = transcript.filter_map(|line| line.split_once(' '));
        let deeds = deeds.filter(|(_, deed)| !deed.starts_with("-- the wall clock"));
        deeds.map(|(_, deed)| deed.to_owned()).collect()
    }

    /// Everything that the machine knows, as it would be shown to its developers, and what is around
    /// it.
    pub(crate) fn depth(&self) -> String {
        let Self {
            machine,
            now,
            slept,
            socket,
            question,
            ..
        } = self;
        format!(
            "{machine:?} {now:?} {slept:?} {socket:?} {question:?} {:?}",
            self.handed
        )
    }

    pub(crate) fn play(&mut self, act: &Act) -> Verdict {
        let (now, alarm) = (self.now, self.machine.next_wake());
        self.moved = false;
        self.perform(act)?;
        self.moved |= now != self.now || alarm != self.machine.next_wake();
        Ok(())
    }

    fn perform(&mut self, act: &Act) -> Verdict {
        let current = self.known.1.attempt;
        match *act {
            Act::Do(deed) => self.tell(deed),
            Act::Send {
                size,
                time_to_live,
                key,
            } => self.send(size, time_to_live, key),
            Act::Unsubscribe(number, farewell) => self.tell(Deed::Unsubscribe(number, farewell)),
            Act::Socket(which, Event::Refuses) => self.refuse(which.of(current)),
            Act::Socket(which, event) => match event.deed(which.of(current)) {
                Some(deed) => self.tell(deed),
                None => Ok(()),
            },
            Act::Prepared(which, answer) => self.tell(Deed::Prepared(which.of(current), answer)),
            Act::Diagnosed(which, found) => self.tell(Deed::Diagnosed(which.of(current), found)),
            Act::BeginsToClose => {
                self.socket
                    .iter_mut()
                    .for_each(|socket| socket.takes = false);
                Ok(())
            }
            Act::Holds(bytes) => {
                let sockets = self.socket.iter_mut();
                sockets.for_each(|socket| socket.holds = Some(bytes));
                Ok(())
            }
            Act::Page(signal) => {
                self.tell_clock()?;
                self.tell(Deed::Page(signal))
            }
            Act::Sleep(time) => {
                self.slept = self.slept.saturating_add(time);
                Ok(())
            }
            Act::Pass(time) => {
                self.now = self.now + time;
                Ok(())
            }
            Act::Back(time) => {
                let before = self.now.since_origin().saturating_sub(time);
                self.now = Instant::from_origin(before);
                Ok(())
            }
            Act::Ring(late) => self.ring(late),
        }
    }

    fn send(&mut self, size: usize, time_to_live: Option<Duration>, key: Option<char>) -> Verdict {
        let letter = Letter {
            number: self.letters.len() as u32,
            size,
            time_to_live,
            key,
        };
        self.letters.push(letter);
        self.tell_buffered()?;
        self.tell(Deed::Send(letter))
    }

    /// The latest letter of that socket comes back, if there is one.
    fn refuse(&mut self, attempt: u64) -> Verdict {
        let mut handed = self.handed.iter().rev();
        let latest = handed.find(|(of, _)| *of == attempt);
        let number = latest.and_then(|(_, outgoing)| Letter::number_of(&outgoing.message));
        match number {
            Some(number) => self.tell(Deed::Refused(attempt, self.letters[number as usize])),
            None => Ok(()),
        }
    }

    /// Rings the alarm, and again while anything is due.
    fn ring(&mut self, late: Duration) -> Verdict {
        let Some(wake) = self.machine.next_wake() else {
            return Ok(());
        };
        self.now = self.now.max(wake.at) + late;
        for _ in 0..MOST_AT_ONCE {
            match self.machine.next_wake() {
                Some(wake) if wake.at <= self.now => self.wake(wake)?,
                _ => return Ok(()),
            }
        }
        // At the end of all time everything is due.
        let ends = self.now.since_origin() > Duration::from_secs(u64::MAX >> 24);
        demands::demand(ends, || {
            format!("a hot loop: {:?}", self.machine.next_wake())
        })
    }

    fn wake(&mut self, wake: Wake) -> Verdict {
        let late = self.now.since(wake.at) > LATE;
        self.tell_buffered()?;
        self.tell_clock()?;
        let before = self.known.1.clone();
        self.tell(Deed::Wake)?;
        demands::probed(self, wake, late, &before)
    }

    /// As a driver does before each wake and each signal.
    fn tell_clock(&mut self) -> Verdict {
        let wall = self.now.since_origin().saturating_add(self.slept);
        self.tell(Deed::Clock(wall))
    }

    /// As a driver does before each send and each wake.
    fn tell_buffered(&mut self) -> Verdict {
        let socket = self.socket.as_ref();
        match socket.and_then(|socket| Some((socket.attempt, socket.holds?))) {
            Some((attempt, bytes)) => self.tell(Deed::Buffered(attempt, bytes)),
            None => Ok(()),
        }
    }

    pub(crate) fn tell(&mut self, deed: Deed) -> Verdict {
        self.note(&deed);
        self.steps += 1;
        let before = demands::Before::of(self, &deed);
        self.live(&deed);
        let mut told: Vec<_> = self.hand_in(deed).into_iter().collect();
        told.iter().for_each(|told| self.note(told));
        while let Some(command) = self.machine.poll_command() {
            let command_told = Told::of(&command).ok_or_else(|| format!("{command:?}"))?;
            self.note(&command_told);
            told.push(command_told);
            self.carry_out(command)?;
        }
        demands::after(self, &before, &deed, &told)?;
        let known = (self.machine.status_key(), self.machine.status());
        self.moved |= !told.is_empty() || known != self.known;
        self.known = known;
        if let Some(model) = &mut self.model {
            let seen = Seen::of(&self.machine, self.known.1.clone());
            model.compare(self.now, &deed, &told, seen)?;
        }
        match self.inbox.is_empty() {
            true => Ok(()),
            false => {
                let next = self.inbox.remove(0);
                self.tell(next)
            }
        }
    }

    pub(crate) fn want_nothing(&mut self) {
        self.unwanted = true;
    }

    fn note(&mut self, what: &impl Display) {
        let at = self.now.since_origin().as_secs_f64();
        if let Some(transcript) = &mut self.transcript {
            transcript.push(format!("{at}s {what}"));
        }
    }
}

impl Question {
    const fn attempt(self) -> u64 {
        match self {
            Self::Where(attempt) | Self::Why(attempt) => attempt,
        }
    }
}

impl Socket {
    const fn new(attempt: u64) -> Self {
        Self {
            attempt,
            state: SocketState::Connecting,
            takes: true,
            holds: None,
        }
    }
}

/// How often an alarm may ring at one time. A ping, its silence and the retry may fall together.
const MOST_AT_ONCE: u32 = 10;
