//! Time in the model: deadlines that are fair when they are seen late, and the heartbeat.

use std::time::Duration;

use heartline_connection::Instant;

use crate::setup::millis;

/// Somebody must have answered by then. Seen more than a tenth of a second late it moves, three times.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct By {
    pub(super) at: Instant,
    moved: u8,
}

#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Look {
    Early,
    Late,
    Over,
}

impl By {
    pub(super) const fn new(at: Instant) -> Self {
        Self { at, moved: 0 }
    }

    pub(super) fn look(&mut self, now: Instant, more: Duration) -> Look {
        if now < self.at {
            Look::Early
        } else if now.since(self.at) > millis(100) && self.put_off(now + more) {
            Look::Late
        } else {
            Look::Over
        }
    }
}

impl By {
    /// Whether it moves once more.
    pub(super) fn put_off(&mut self, at: Instant) -> bool {
        let may = self.moved < 3;
        if may {
            self.at = at;
            self.moved += 1;
        }
        may
    }
}

/// When a heart beats, as far as this socket and what was measured so far say.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Rhythm {
    pub(super) interval: Duration,
    pub(super) measure: Option<Duration>,
    /// How long a ping has to be answered, and a probe.
    pub(super) answer: Duration,
    pub(super) probe: Duration,
}

/// What the heartbeat of an open socket remembers.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Beat {
    heard: Instant,
    measure_at: Option<Instant>,
    /// The ping that waits for any message.
    asked: Option<By>,
}

impl Beat {
    pub(super) fn new(now: Instant, measure: Option<Duration>) -> Self {
        Self {
            heard: now,
            measure_at: measure.map(|_| now),
            asked: None,
        }
    }

    pub(super) const fn heard(&self) -> Instant {
        self.heard
    }

    pub(super) fn hear(&mut self, now: Instant) {
        self.heard = now;
        self.asked = None;
    }

    /// Pings are to measure at another pace.
    pub(super) fn adopt(&mut self, measure: Option<Duration>) {
        self.measure_at = measure.map(|every| self.heard + every);
    }

    pub(super) fn due(&self, interval: Duration) -> Instant {
        let ping = self.heard + interval;
        let ping = self.measure_at.map_or(ping, |at| at.min(ping));
        self.asked.map_or(ping, |by| by.at)
    }

    pub(super) const fn is_asking(&self) -> bool {
        self.asked.is_some()
    }

    /// Whether a ping leaves now, and whether the link is dead.
    pub(super) fn look(&mut self, now: Instant, rhythm: Rhythm) -> (bool, bool) {
        let due = self.due(rhythm.interval);
        let look = self.asked.as_mut().map(|by| by.look(now, rhythm.probe));
        match look {
            Some(Look::Early) => return (false, false),
            Some(Look::Over) => return (false, true),
            Some(Look::Late) => {}
            None if now < due => return (false, false),
            None => self.asked = Some(By::new(now + rhythm.answer)),
        }
        self.measure_at = rhythm.measure.map(|every| now + every);
        (true, false)
    }

    /// Asks out of turn, unless the answer is due sooner than it would be then and the page has run
    /// meanwhile. Whether it does.
    pub(super) fn probe(&mut self, now: Instant, rhythm: Rhythm, ran: bool) -> bool {
        let by = By::new(now + rhythm.probe);
        let asks = match &mut self.asked {
            Some(asked) if asked.at == by.at => false,
            Some(asked) if asked.at < by.at => !ran && asked.put_off(by.at),
            asked => {
                *asked = Some(by);
                true
            }
        };
        if asks {
            self.measure_at = rhythm.measure.map(|every| now + every);
        }
        asks
    }
}

/// How often the browser is asked whether it has room.
pub(super) const ROOM: Duration = Duration::from_millis(50);
