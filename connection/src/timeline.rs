//! The latest changes of the phase: a ring that can be exported.

use std::collections::VecDeque;

use crate::status::Phase;
use crate::time::Instant;
use crate::uptime::whole_millis;

/// A change of the phase, or another attempt in the same phase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Transition {
    /// When.
    pub at: Instant,
    /// The phase before.
    pub from: Phase,
    /// The phase after.
    pub to: Phase,
    /// The number of the current attempt.
    pub attempt: u64,
    /// What led there, as [`Cause::code`](crate::Cause::code): to waiting, a loss; to connecting,
    /// the loss before. `None` where nothing had ended: on opening, and while a close waits for the
    /// outbox.
    pub cause: Option<&'static str>,
}

/// The latest [`Timeline::MAX_ENTRIES`] transitions of a connection.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Timeline(VecDeque<Transition>);

impl Timeline {
    /// How many transitions are kept: a day with an outage every twenty minutes, in 12 KiB.
    pub const MAX_ENTRIES: usize = 256;

    /// The kept transitions, oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Transition> + ExactSizeIterator {
        self.0.iter()
    }

    /// The kept transitions as comma-separated values: a line `at_ms,from,to,attempt,cause`, then
    /// one for each, oldest first.
    ///
    /// - `at_ms`: whole milliseconds since the origin of the driver's clock; in a browser, since
    ///   the page was loaded.
    /// - `from`, `to`: the phases, as in [`Phase::as_str`].
    /// - `attempt`: its number; 0 before the first.
    /// - `cause`: what led there, as [`Transition::cause`] says, or nothing.
    ///
    /// No field holds anything that a server sent, so none needs quotes.
    #[must_use]
    pub fn to_csv(&self) -> String {
        let mut csv = String::from("at_ms,from,to,attempt,cause\n");
        for entry in &self.0 {
            let at = whole_millis(entry.at.since_origin()).to_string();
            let attempt = entry.attempt.to_string();
            let (from, to) = (entry.from.as_str(), entry.to.as_str());
            csv += &[&at, from, to, &attempt, entry.cause.unwrap_or("")].join(",");
            csv.push('\n');
        }
        csv
    }

    pub(crate) fn push(&mut self, entry: Transition) {
        if self.0.len() == Self::MAX_ENTRIES {
            self.0.pop_front();
        }
        self.0.push_back(entry);
    }
}
