//! The page around a connection: whether it is seen, runs, sleeps, is online; which clock it has and
//! when its alarms ring.

use std::collections::VecDeque;
use std::time::Duration;

use heartline_connection::{Instant, Signal};

use crate::event::Event;
use crate::incident::Trouble;

/// From when on a hidden page's alarms ring once a minute, as in Chromium.
const INTENSE: Duration = Duration::from_secs(60);

pub(crate) struct Page {
    /// Until when each trouble lasts, by [`Trouble`].
    until: [Option<Instant>; Trouble::COUNT],
    hidden_since: Option<Instant>,
    asleep_since: Option<Instant>,
    /// For how long its machine slept: by so much its monotonic clock is behind.
    slept: Duration,
    /// Whether a worker rings its alarms, on time although it is hidden.
    worker: bool,
    /// By how much its alarms are late at most, because it is busy.
    pub(crate) busy: Duration,
    /// What happened while it did not run.
    pub(crate) held: VecDeque<Event>,
    /// What its code was told so far.
    pub(crate) offline_told: bool,
    pub(crate) hidden_told: bool,
    pub(crate) left_told: bool,
}

impl Page {
    pub(crate) fn new(worker: bool, busy: Duration) -> Self {
        Self {
            until: [None; Trouble::COUNT],
            hidden_since: None,
            asleep_since: None,
            slept: Duration::ZERO,
            worker,
            busy,
            held: VecDeque::new(),
            offline_told: false,
            hidden_told: false,
            left_told: false,
        }
    }

    /// Its monotonic clock, which stands still while the machine sleeps.
    pub(crate) fn clock(&self, now: Instant) -> Instant {
        let now = self.asleep_since.unwrap_or(now);
        Instant::from_origin(now.since_origin().saturating_sub(self.slept))
    }

    /// The code of the page hears a signal.
    pub(crate) const fn tell(&mut self, signal: Signal) {
        match signal {
            Signal::Hidden => self.hidden_told = true,
            Signal::Shown => self.hidden_told = false,
            Signal::Offline => self.offline_told = true,
            Signal::Online => self.offline_told = false,
            Signal::Left => self.left_told = true,
            Signal::Restored => self.left_told = false,
            _ => {}
        }
    }

    pub(crate) const fn has(&self, trouble: Trouble) -> bool {
        self.until[trouble as usize].is_some()
    }

    pub(crate) const fn runs(&self) -> bool {
        !self.has(Trouble::Frozen) && !self.has(Trouble::Asleep) && !self.has(Trouble::Left)
    }

    /// A trouble begins, or goes on for longer; whether it is new.
    pub(crate) fn begin(&mut self, trouble: Trouble, now: Instant, until: Instant) -> bool {
        let before = self.until[trouble as usize];
        self.until[trouble as usize] = before.max(Some(until));
        match trouble {
            Trouble::Hidden => _ = self.hidden_since.get_or_insert(now),
            Trouble::Asleep => _ = self.asleep_since.get_or_insert(now),
            _ => {}
        }
        before.is_none()
    }

    /// Whether a trouble is over by now, which ends it.
    pub(crate) fn end(&mut self, trouble: Trouble, now: Instant) -> bool {
        let over = self.until[trouble as usize].is_some_and(|until| until <= now);
        if over {
            self.until[trouble as usize] = None;
            match trouble {
                Trouble::Hidden => self.hidden_since = None,
                Trouble::Asleep => {
                    let since = self.asleep_since.take().unwrap_or(now);
                    self.slept += now.since(since);
                }
                _ => {}
            }
        }
        over
    }

    /// When an alarm for `at` of the monotonic clock rings; `late` is by how much the page is busy.
    pub(crate) fn rings(&self, at: Instant, now: Instant, late: Duration) -> Instant {
        let due = (at + self.slept).max(now);
        match self.hidden_since {
            Some(since) if !self.worker => {
                let intense = due.since(since) >= INTENSE;
                next_full(due, if intense { 60 } else { 1 })
            }
            _ => due + late,
        }
    }
}

/// The next full second, or minute, from `at` on.
fn next_full(at: Instant, seconds: u64) -> Instant {
    let grid = seconds * 1_000_000;
    let micros = at.since_origin().as_micros() as u64;
    Instant::from_origin(Duration::from_micros(micros.div_ceil(grid) * grid))
}
