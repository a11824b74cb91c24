//! A point in time as the driver tells it. The machine never reads a clock itself.

use std::ops::Add;
use std::time::Duration;

/// A point on the driver's monotonic clock, counted from an origin of the driver's choice.
///
/// In a browser the driver uses `performance.now()`; a test uses whatever it likes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(Duration);

impl Instant {
    /// The origin of the clock.
    pub const ORIGIN: Self = Self(Duration::ZERO);

    /// The point that lies `since_origin` after the origin.
    #[must_use]
    pub const fn from_origin(since_origin: Duration) -> Self {
        Self(since_origin)
    }

    /// The time between the origin and this point.
    #[must_use]
    pub const fn since_origin(self) -> Duration {
        self.0
    }

    /// The time from `earlier` to this point; zero when `earlier` is the later of the two.
    ///
    /// Saturating, because a clock that steps back must not stop a connection.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Duration {
        self.0.saturating_sub(earlier.0)
    }
}

impl Add<Duration> for Instant {
    type Output = Self;

    /// Saturating: a deadline that no clock can reach stays a deadline.
    fn add(self, later: Duration) -> Self {
        Self(self.0.saturating_add(later))
    }
}
