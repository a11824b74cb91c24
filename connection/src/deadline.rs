//! A deadline for somebody else's answer, fair when our own clock was the late one.

use std::time::Duration;

use crate::time::Instant;

/// How late a deadline may be looked at and still count as seen in time: a tenth of a second. The
/// timers of a page that is seen and idle are later by less; whoever is later was kept from running
/// ([HTML standard, timers](https://html.spec.whatwg.org/multipage/timers-and-user-prompts.html#timers)),
/// and with it, perhaps, the answer that waits in the browser's queue.
pub const LATE: Duration = Duration::from_millis(100);

/// The extra time for an answer after a deadline was seen late: two seconds.
pub const GRACE: Duration = Duration::from_secs(2);

/// How often in a row a deadline that is seen late is extended. A page whose every alarm is late
/// still handles messages in between, so after three extensions silence is silence.
const MAX_EXTENSIONS: u8 = 3;

/// The time by which somebody must have answered. For drivers and what is built on them: it is as
/// fair to an answer of theirs as the machine is to a pong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadline {
    at: Instant,
    extensions: u8,
}

/// What [`Deadline::look`] sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// There is time left.
    Early,
    /// The page was throttled or frozen past the deadline. An answer may be waiting in
    /// the browser's queue, so the deadline moved.
    SeenLate,
    /// There was no answer in time.
    Over,
}

impl Deadline {
    /// An answer must have come by `at`.
    #[must_use]
    pub const fn new(at: Instant) -> Self {
        Self { at, extensions: 0 }
    }

    /// When to look.
    #[must_use]
    pub const fn at(&self) -> Instant {
        self.at
    }

    /// Whether the time is over. Seen more than [`LATE`] after its time, it moves by [`GRACE`], three
    /// times at most.
    pub fn look(&mut self, now: Instant) -> Verdict {
        self.look_allowing(now, GRACE)
    }

    /// Like [`Self::look`], with this much in the place of [`GRACE`].
    pub(crate) fn look_allowing(&mut self, now: Instant, grace: Duration) -> Verdict {
        if now < self.at {
            return Verdict::Early;
        }
        match now.since(self.at) > LATE && self.extend(now + grace) {
            true => Verdict::SeenLate,
            false => Verdict::Over,
        }
    }

    /// Moves to `at`, unless that has happened too often.
    pub(crate) fn extend(&mut self, at: Instant) -> bool {
        let may = self.extensions < MAX_EXTENSIONS;
        if may {
            self.extensions += 1;
            self.at = at;
        }
        may
    }
}
