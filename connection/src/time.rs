//! A point in time as the driver tells it. The machine never reads a clock itself.

use std::ops::Add;
use std::time::Duration;

/// A point on the driver's monotonic clock, counted from an origin of the driver's choice, to the
/// microsecond. That is finer than browsers tell the time
/// ([High Resolution Time §3](https://www.w3.org/TR/hr-time-3/#sec-security)).
///
/// In a browser the driver uses `performance.now()`; a test uses whatever it likes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant {
    /// A plain number: a [`Duration`] of two fields makes every comparison and sum a piece of code.
    micros: u64,
}

impl Instant {
    /// The origin of the clock.
    pub const ORIGIN: Self = Self { micros: 0 };

    /// The point that lies `since_origin` after the origin.
    #[must_use]
    pub const fn from_origin(since_origin: Duration) -> Self {
        let micros = micros(since_origin);
        Self { micros }
    }

    /// The time between the origin and this point.
    #[must_use]
    pub const fn since_origin(self) -> Duration {
        Duration::from_micros(self.micros)
    }

    /// The time from `earlier` to this point; zero when `earlier` is the later of the two.
    ///
    /// Saturating, because a clock that steps back must not stop a connection.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Duration {
        Duration::from_micros(self.micros.saturating_sub(earlier.micros))
    }
}

impl Add<Duration> for Instant {
    type Output = Self;

    /// Saturating: a deadline that no clock can reach stays a deadline.
    fn add(self, later: Duration) -> Self {
        let micros = self.micros.saturating_add(micros(later));
        Self { micros }
    }
}

/// Half a million years are for ever.
const fn micros(duration: Duration) -> u64 {
    let seconds = duration.as_secs().saturating_mul(1_000_000);
    seconds.saturating_add(duration.subsec_micros() as u64)
}
