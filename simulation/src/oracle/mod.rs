//! What must hold, checked from outside: by what goes into the machine and what comes out, never by
//! the driver's word.

mod attempts;
mod ledger;
mod vigil;

use heartline_connection::{
    Config, Connection, DropReason, Instant, Phase, Signal, Status, StatusKey,
};

use crate::event::{News, Wish};
use crate::page::Page;
use crate::rule::{Kept, Rule};
use crate::user::{Change, Deed};

pub(crate) use attempts::{Attempts, finding};
pub(crate) use ledger::{Circumstances, Ledger, Letter};
pub(crate) use vigil::Vigil;

/// What a step of the machine began with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    User(Deed),
    Signal(Signal),
    /// The wall clock was told, and may tell of sleep.
    Clock,
    /// An alarm rang.
    Wake,
    /// A socket, or a function of the application.
    News,
}

/// The time of the world and that of the page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moment {
    pub(crate) now: Instant,
    pub(crate) clock: Instant,
}

/// What the driver has at hand after a step.
pub(crate) struct Scenery<'a> {
    pub(crate) machine: &'a Connection,
    pub(crate) page: &'a Page,
    /// The phases that the socket which there is, or is not, allows.
    pub(crate) allowed: &'static [Phase],
    pub(crate) by: By,
    pub(crate) at: Moment,
}

pub(crate) struct Oracle {
    /// Whether the user wants to be connected.
    pub(crate) wanted: bool,
    /// Until when a close waits for the outbox.
    pub(crate) draining: Option<Instant>,
    key: StatusKey,
    phase: Phase,
    suspended: bool,
    pub(crate) attempts: Attempts,
    pub(crate) ledger: Ledger,
    pub(crate) vigil: Vigil,
    /// What the machine was given and has to deliver in this step.
    expected: Option<News>,
    pub(crate) delivered: u64,
    /// How often in a row it was woken for the same time.
    in_place: u32,
    /// How the latest socket was closed.
    pub(crate) ended: Option<(u16, Wish)>,
    pub(crate) subscriptions: u64,
}

impl Oracle {
    pub(crate) fn new(machine: &Connection) -> Self {
        Self {
            wanted: false,
            draining: None,
            key: machine.status_key(),
            phase: Phase::Idle,
            suspended: false,
            attempts: Attempts::default(),
            ledger: Ledger::default(),
            vigil: Vigil::default(),
            expected: None,
            delivered: 0,
            in_place: 0,
            ended: None,
            subscriptions: 0,
        }
    }

    pub(crate) const fn phase(&self) -> Phase {
        self.phase
    }

    /// The user does something; what is wanted from now on.
    pub(crate) fn user(&mut self, deed: Deed, clock: Instant) {
        match deed {
            Deed::Open | Deed::Retry => (self.wanted, self.draining) = (true, None),
            Deed::Close => (self.wanted, self.draining) = (false, None),
            Deed::CloseAfterSending if self.wanted => {
                self.draining = Some(clock + crate::client::DRAIN);
            }
            Deed::CloseAfterSending | Deed::Send(_) | Deed::Configure(_) | Deed::Subscribe => {}
        }
    }

    pub(crate) fn circumstances<'a>(
        &self,
        config: &'a Config,
        by: By,
        now: Instant,
    ) -> Circumstances<'a> {
        Circumstances {
            now,
            config,
            phase: self.phase,
            closing: !self.wanted,
            draining: self.draining.is_some(),
            moving: by == By::User(Deed::Configure(Change::Address)),
            suspended: self.suspended,
        }
    }

    pub(crate) fn report(
        &mut self,
        id: u64,
        reason: DropReason,
        config: &Config,
        by: By,
        now: Instant,
    ) -> Kept {
        let at = self.circumstances(config, by, now);
        self.ledger.report(id, reason, &at)
    }

    pub(crate) const fn suspend(&mut self) {
        self.suspended = true;
    }

    /// The machine is given a message that it has to deliver.
    pub(crate) const fn expect(&mut self, news: News) {
        self.expected = Some(news);
    }

    pub(crate) fn deliver(&mut self, text: &str) -> Kept {
        let expected = self.expected.take();
        let same = match expected {
            Some(News::Data(number)) => text.strip_prefix('d') == Some(number.to_string().as_str()),
            Some(News::Ready) => text == crate::plan::READY,
            _ => false,
        };
        self.delivered += 1;
        Rule::Inbound.demand(same, || {
            format!("{text:?} is delivered, {expected:?} was due")
        })
    }

    /// The end of every step.
    pub(crate) fn after(&mut self, scenery: &Scenery<'_>) -> Kept {
        let expected = self.expected.take();
        Rule::Inbound.demand(expected.is_none(), || {
            format!("{expected:?} is not delivered")
        })?;
        let key = scenery.machine.status_key();
        if key != self.key {
            self.key = key;
            let status = scenery.machine.status();
            self.look(scenery, &status)?;
        }
        self.end_drain(scenery);
        self.demand_phase(scenery)?;
        self.demand_alarm(scenery)
    }

    fn look(&mut self, scenery: &Scenery<'_>, status: &Status) -> Kept {
        let waiting = self.ledger.waiting();
        Rule::Outbound.demand(status.queued == waiting, || {
            format!("{} messages wait, {waiting} should", status.queued)
        })?;
        let most = scenery.machine.config().outbox.max_messages;
        Rule::Bounded.demand(waiting <= most, || {
            format!("{waiting} messages wait, {most} may")
        })?;
        self.phase = status.phase;
        self.suspended = status.suspended;
        if self.wanted {
            self.attempts
                .look(scenery, status, self.ended, self.draining.is_some())?;
        } else {
            self.attempts.forget_room();
        }
        Ok(())
    }

    /// A close that waits for the outbox is one like any other once that is empty, or time is over.
    fn end_drain(&mut self, scenery: &Scenery<'_>) {
        let over = self.draining.is_some_and(|until| {
            let nothing = self.ledger.waiting() == 0 || self.phase == Phase::Idle;
            nothing || (scenery.by == By::Wake && until <= scenery.at.clock)
        });
        if over {
            (self.draining, self.wanted) = (None, false);
        }
    }

    fn demand_phase(&self, scenery: &Scenery<'_>) -> Kept {
        let phase = self.phase;
        if !self.wanted {
            let closed = matches!(phase, Phase::Idle | Phase::Closing);
            return Rule::Zombie.demand(closed, || format!("{phase} without being wanted"));
        }
        if self.draining.is_some() {
            return Ok(());
        }
        Rule::Phase.demand(scenery.allowed.contains(&phase), || {
            format!("phase {phase}, the socket allows {:?}", scenery.allowed)
        })
    }

    fn demand_alarm(&mut self, scenery: &Scenery<'_>) -> Kept {
        let Some(wake) = scenery.machine.next_wake() else {
            self.in_place = 0;
            let idle = matches!(
                self.phase,
                Phase::Connecting | Phase::Waiting | Phase::Closing
            );
            let away = self.phase == Phase::Waiting && scenery.page.left_told;
            return Rule::Alarm.demand(!idle || away, || format!("none in phase {}", self.phase));
        };
        let at_rest = matches!(self.phase, Phase::Idle | Phase::Failed);
        Rule::Alarm.demand(!at_rest || crate::bounds::may_ring_idle(wake.why), || {
            format!("{wake:?} in phase {}", self.phase)
        })?;
        let again = scenery.by == By::Wake && wake.at <= scenery.at.clock;
        self.in_place = if again { self.in_place + 1 } else { 0 };
        Rule::Alarm.demand(self.in_place <= 2, || {
            format!("{wake:?} at {:?}, for the third time", scenery.at.clock)
        })
    }
}
