//! What the connection must do, written once more and on its own: slow, plain, and without a line of
//! the machine's. It says which commands each deed leads to, what waits, and when the next thing is
//! due.
//!
//! ```text
//!            open/retry  close   opened  closed/failed  said ready  time over
//! Idle       begin       -       -       -              -           -
//! Asking     -           idle    -       lose           -           lose
//! Opening    -           idle    ready*  lose, look     -           lose
//! Greeting   -           idle    -       lose           ready       lose
//! Open       -/replace   closing -       lose           -           ping, lose
//! Ending     -/replace   idle    -       lose           -           lose
//! Looking    -           idle    -       -              -           lose
//! Waiting    -/begin     idle    -       -              -           begin
//! Offline    -/begin     idle    -       -              -           -
//! Away       -/begin     idle    -       -              -           -
//! Closing    begin       -       -       idle           -           idle
//! Failed     begin       idle    -       -              -           -
//! ```
//! `begin` leads to Offline while the browser is, `lose` to Waiting, Offline or Failed; `ready*` to Greeting where the server has to say that it is
//! ready. What the page goes through is in `page`. Jitter is the one thing that the model cannot know:
//! it knows its bounds. What was measured of round trips it is told.

mod heart;
mod letters;
mod life;
mod page;
mod settings;
mod traffic;

use std::time::Duration;

use heartline_connection::{
    Connection, DropReason, Finding, Instant, Phase, Status, Wake, WakeReason,
};

use crate::deed::{Answer, Deed, Fault};
use crate::setup::{Broken, Setup};
use crate::told::Told;
use heart::{Beat, By};
use letters::{Letters, Waiting};
use life::Loss;

#[derive(Clone, Copy, PartialEq, Debug)]
enum Stage {
    Idle,
    /// With the greeting that the application was given.
    Asking(By, bool),
    /// With what the prepared end point is greeted.
    Opening(By, bool),
    Greeting(By),
    Open {
        since: Instant,
        beat: Option<Beat>,
        room_at: Option<Instant>,
    },
    Ending(Instant, By),
    Looking(Instant),
    Waiting(Wait),
    /// What the server wants is no attempt before these.
    Offline(Span),
    Away(Span),
    Closing(Instant),
    Failed(Option<Broken>),
}

/// Between which two times something is due.
type Span = (Instant, Instant);

#[derive(Clone, Copy, PartialEq, Debug)]
struct Wait {
    /// When the next attempt is due.
    due: Span,
    /// Before when the server wants none.
    floor: Span,
}

/// What the machine shows after a step.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    status: Status,
    alarm: Option<Wake>,
    /// SRTT + 4 RTTVAR.
    usual: Option<Duration>,
    interval: Option<Duration>,
}

impl Seen {
    pub(crate) fn of(machine: &Connection, status: Status) -> Self {
        let round_trips = &machine.stats().round_trips;
        let margin = round_trips.variance().saturating_mul(4);
        Self {
            status,
            alarm: machine.next_wake(),
            usual: round_trips.smoothed().map(|rtt| rtt.saturating_add(margin)),
            interval: machine.stats().interval,
        }
    }
}

#[derive(Debug)]
pub(crate) struct Model {
    setup: Setup,
    stage: Stage,
    attempt: u64,
    shown: (Phase, u64),
    /// By when a close that waits for the outbox happens.
    drain: Option<Instant>,
    letters: Letters,
    /// All letters ever taken, for those that come back.
    taken: Vec<Waiting>,
    expected: bool,
    buffered: usize,
    subscriptions: Vec<u64>,
    subscribed: u64,
    /// Since when there is no connection although one is wanted, and whether that was told.
    absent: Option<(Instant, bool)>,
    failures: u32,
    failing_since: Option<Instant>,
    unauthorized: u32,
    told: Vec<Told>,
    hidden: bool,
    offline: bool,
    clocks: Option<(Instant, Duration)>,
    attempted_at: Option<Instant>,
    /// Whether a round trip was measured on this socket.
    measured: bool,
    /// Only to find out what was drawn and measured.
    seen: Seen,
}

impl Model {
    pub(crate) fn new(setup: Setup) -> Self {
        Self {
            setup,
            stage: Stage::Idle,
            attempt: 0,
            shown: (Phase::Idle, 0),
            drain: None,
            letters: Letters::default(),
            taken: Vec::new(),
            expected: false,
            buffered: 0,
            subscriptions: Vec::new(),
            subscribed: 0,
            absent: None,
            failures: 0,
            failing_since: None,
            unauthorized: 0,
            told: Vec::new(),
            hidden: false,
            offline: false,
            clocks: None,
            attempted_at: None,
            measured: false,
            seen: Seen::default(),
        }
    }

    /// Takes the deed in as well, and says where the machine sees it otherwise.
    pub(crate) fn compare(
        &mut self,
        now: Instant,
        deed: &Deed,
        told: &[Told],
        seen: Seen,
    ) -> Result<(), String> {
        self.seen = seen;
        self.told.clear();
        self.step(now, deed);
        self.same("commands", &told, &self.told.as_slice())?;
        let status = self.seen.status.clone();
        self.same("phase", &status.phase, &self.phase())?;
        self.same("attempt", &status.attempt, &self.attempt)?;
        self.same("failures", &status.failures, &self.failures)?;
        self.same("queued", &status.queued, &self.letters.waiting.len())?;
        self.same("congested", &status.congested, &self.is_congested())?;
        self.same("suspended", &status.suspended, &self.is_suspended())?;
        let asking = matches!(self.stage, Stage::Open { beat: Some(beat), .. } if beat.is_asking());
        self.same("asking", &status.unanswered_since.is_some(), &asking)?;
        self.measured = status.round_trip.is_some();
        self.learn_delay()?;
        self.compare_alarm(self.seen.alarm)
    }

    fn same<T: PartialEq + std::fmt::Debug>(
        &self,
        what: &str,
        is: &T,
        model: &T,
    ) -> Result<(), String> {
        if is == model {
            return Ok(());
        }
        Err(format!("{what}: the machine {is:?}, the model {model:?}"))
    }

    /// The alarm rings when the next thing is due. It may ring early for a ping that traffic has
    /// postponed, and for the expiry of what is gone.
    fn compare_alarm(&self, alarm: Option<Wake>) -> Result<(), String> {
        let due = self.due();
        let (from, to) = (due.map(|(from, _)| from), due.map(|(_, to)| to));
        let early = alarm.is_some_and(|wake| {
            matches!(wake.why, WakeReason::PingDue | WakeReason::MessageExpires)
        });
        let at = alarm.map(|wake| wake.at);
        let fits = match (at, from, to) {
            (None, None, None) => true,
            (Some(_), None, None) => early,
            (Some(at), Some(from), Some(to)) => at <= to && (early || at >= from),
            _ => false,
        };
        if fits {
            return Ok(());
        }
        Err(format!("alarm: the machine {alarm:?}, the model {due:?}"))
    }

    /// When the next thing is due, at the earliest and at the latest.
    fn due(&self) -> Option<Span> {
        let suspend_at = match (self.absent, self.setup.suspend_after) {
            (Some((since, false)), Some(after)) => Some(since + after),
            _ => None,
        };
        let room_at = match self.stage {
            Stage::Open { room_at, .. } => room_at,
            _ => None,
        };
        let others = [self.drain, suspend_at, room_at, self.letters.next_expiry()];
        let all = others.into_iter().flatten().map(|at| (at, at));
        all.chain(self.stage_due())
            .reduce(|(a, b), (c, d)| (a.min(c), b.min(d)))
    }

    fn stage_due(&self) -> Option<Span> {
        let at = match self.stage {
            Stage::Idle | Stage::Offline(_) | Stage::Away(_) | Stage::Failed(_) => return None,
            Stage::Waiting(wait) => return Some(wait.due),
            Stage::Open { beat, .. } => beat?.due(self.interval()?),
            Stage::Asking(by, _) | Stage::Opening(by, _) | Stage::Greeting(by) => by.at,
            Stage::Ending(_, by) => by.at,
            Stage::Looking(at) | Stage::Closing(at) => at,
        };
        Some((at, at))
    }

    fn step(&mut self, now: Instant, deed: &Deed) {
        match *deed {
            Deed::Open => self.open(now),
            Deed::Expect => self.expected = self.stage == Stage::Idle,
            Deed::Close => self.close(now),
            Deed::CloseAfterSending(within) => self.close_after_sending(now, now + within),
            Deed::Retry => self.retry(now),
            Deed::Wake => self.wake(now),
            Deed::Page(signal) => self.signal(now, signal),
            Deed::Clock(wall) => self.clock(now, wall),
            Deed::Send(letter) => self.send(now, letter),
            Deed::Subscribe => self.subscribe(),
            Deed::Unsubscribe(number, farewell) => self.unsubscribe(number, farewell),
            Deed::Configure(setup) => self.configure(now, setup),
            Deed::Prepared(of, answer) => self.prepared(now, of, answer),
            Deed::Diagnosed(of, finding) => self.diagnosed(now, of, finding),
            Deed::Buffered(of, bytes) => self.holds(now, of, bytes),
            Deed::Refused(of, letter) => self.refused(now, of, letter),
            Deed::Opened(of) => self.opened(now, of),
            Deed::Says(of, words) => self.says(now, of, words),
            Deed::Error(_) => {}
            Deed::Closed(of, code, reason) => self.closed(now, of, Loss::Closed(code, reason)),
            Deed::OpenFailed(of, fault) => self.open_failed(now, of, fault),
        }
    }

    fn prepared(&mut self, now: Instant, of: u64, answer: Answer) {
        let Stage::Asking(by, greet) = self.stage else {
            return;
        };
        match answer {
            _ if of != self.attempt => {}
            Answer::Good => self.go_out(by, greet),
            Answer::BadAddress | Answer::Failed => self.lose(now, Loss::Other),
        }
    }

    fn diagnosed(&mut self, now: Instant, of: u64, finding: Finding) {
        if of == self.attempt && matches!(self.stage, Stage::Looking(_)) {
            self.lose(now, Loss::Found(finding));
        }
    }

    fn open_failed(&mut self, now: Instant, of: u64, fault: Fault) {
        if of == self.attempt && matches!(self.stage, Stage::Opening(..)) {
            self.lose(now, Loss::NotMade(fault));
        }
    }

    /// What the user sees.
    const fn phase(&self) -> Phase {
        if self.drain.is_some() {
            return Phase::Closing;
        }
        match self.stage {
            Stage::Idle => Phase::Idle,
            Stage::Asking(..) | Stage::Opening(..) | Stage::Greeting(_) | Stage::Looking(_) => {
                Phase::Connecting
            }
            Stage::Open { .. } | Stage::Ending(..) => Phase::Open,
            Stage::Waiting(_) | Stage::Away(_) => Phase::Waiting,
            Stage::Offline(_) => Phase::Offline,
            Stage::Closing(_) => Phase::Closing,
            Stage::Failed(_) => Phase::Failed,
        }
    }

    const fn is_congested(&self) -> bool {
        matches!(
            self.stage,
            Stage::Ending(..)
                | Stage::Open {
                    room_at: Some(_),
                    ..
                }
        )
    }

    const fn is_suspended(&self) -> bool {
        matches!(self.absent, Some((_, true)))
    }

    fn tell(&mut self, told: Told) {
        self.told.push(told);
    }

    fn report(&mut self, victims: Vec<(u32, DropReason)>) {
        let victims = victims.into_iter();
        self.told
            .extend(victims.map(|(number, reason)| Told::Undelivered(number, reason)));
    }

    /// Enters a stage, and tells it if the user sees it.
    fn enter(&mut self, stage: Stage) {
        self.stage = stage;
        self.show();
    }

    fn show(&mut self) {
        let now = (self.phase(), self.attempt);
        if self.shown != now {
            self.shown = now;
            self.tell(Told::Is(now.0, now.1));
        }
    }
}
