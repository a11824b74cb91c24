//! Whether the machine slept, found by comparing two clocks.

use std::time::Duration;

use crate::time::Instant;

/// How far the wall clock must run ahead of the monotonic one to tell of sleep: five seconds. Clocks
/// are set right by less than that as a rule, and a shorter sleep breaks no link.
pub const SLEPT: Duration = Duration::from_secs(5);

/// The two clocks as they were read last. The monotonic clock of most browsers
/// [stands still while the machine sleeps](https://www.w3.org/TR/hr-time-3/#dfn-monotonic-clock),
/// the wall clock does not.
#[derive(Debug, Default)]
pub(crate) struct Clocks {
    read: Option<(Instant, Duration)>,
}

impl Clocks {
    /// Reads both clocks; whether the machine slept since they were read last. A wall clock that
    /// was set back tells nothing.
    pub(crate) fn tell_sleep(&mut self, now: Instant, wall: Duration) -> bool {
        let before = self.read.replace((now, wall));
        before.is_some_and(|(then, wall_then)| {
            let passed = now.since(then).saturating_add(SLEPT);
            wall.saturating_sub(wall_then) > passed
        })
    }
}
