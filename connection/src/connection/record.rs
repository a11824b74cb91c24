//! What is told and written down when the phase changes, and what is made of it.

use super::Connection;
use crate::cause::Cause;
use crate::heartbeat::Pulse;
use crate::io::Event;
use crate::status::Phase;
use crate::time::Instant;
use crate::timeline::{Timeline, Transition};

impl Connection {
    /// The latest changes of the phase, with what led to each.
    #[must_use]
    pub const fn timeline(&self) -> &Timeline {
        &self.timeline
    }

    /// Whether a connection is open that has lasted for
    /// [`stable_after`](crate::Reconnect::stable_after), so that its loss would count as the first
    /// again, also if silence ended it.
    #[must_use]
    pub fn is_stable(&self, now: Instant) -> bool {
        let heard = self.state.pulse().map_or(now, Pulse::last_inbound);
        self.has_lasted(heard)
    }

    /// Notes and reports a new phase, or a new attempt in the same phase.
    pub(super) fn announce(&mut self, now: Instant) {
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

    fn record(&mut self, now: Instant, from: Phase, (to, attempt): (Phase, u64)) {
        self.stats.note_phase(now, to);
        // On opening, and while a close waits, the cause in force is that of an earlier loss.
        let led_here = to != Phase::Open && self.drain.is_none();
        let cause = self.cause.as_ref().filter(|_| led_here).map(Cause::code);
        self.timeline.push(Transition {
            at: now,
            from,
            to,
            attempt,
            cause,
        });
    }
}
