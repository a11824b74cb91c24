//! Durations as a person says them.

use std::fmt;
use std::time::Duration;

/// A duration as a person says it: `3 ms`, `12 s`, `2 min`, `1 h 5 min`, `3 d 4 h`.
#[derive(Clone, Copy, Debug)]
pub struct Human(pub Duration);

impl Human {
    /// In whole seconds, rounded up, so that a count-down ends when it shows zero.
    #[must_use]
    pub const fn rounded_up(duration: Duration) -> Self {
        let seconds = duration.as_secs();
        let started = (duration.subsec_nanos() > 0) as u64;
        Self(Duration::from_secs(seconds.saturating_add(started)))
    }

    /// What is said, in whatever language.
    pub(crate) const fn said(self) -> Said {
        let (seconds, millis) = (self.0.as_secs(), self.0.subsec_millis());
        let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86_400);
        match seconds {
            0 if self.0.is_zero() => Said::One(0, Unit::Second),
            0 if millis == 0 => Said::UnderOneMilli,
            0 => Said::One(millis as u64, Unit::Milli),
            1..=59 => Said::One(seconds, Unit::Second),
            60..=3599 => Said::One(minutes, Unit::Minute),
            3600..=86_399 => two_units(hours, Unit::Hour, minutes % 60, Unit::Minute),
            _ => two_units(days, Unit::Day, hours % 24, Unit::Hour),
        }
    }
}

const fn two_units(a: u64, unit_a: Unit, b: u64, unit_b: Unit) -> Said {
    match b {
        0 => Said::One(a, unit_a),
        _ => Said::Two((a, unit_a), (b, unit_b)),
    }
}

/// A duration in one unit or two.
#[derive(Clone, Copy)]
pub(crate) enum Said {
    UnderOneMilli,
    One(u64, Unit),
    Two((u64, Unit), (u64, Unit)),
}

#[derive(Clone, Copy)]
pub(crate) enum Unit {
    Milli,
    Second,
    Minute,
    Hour,
    Day,
}

impl Unit {
    const fn symbol(self) -> &'static str {
        match self {
            Self::Milli => "ms",
            Self::Second => "s",
            Self::Minute => "min",
            Self::Hour => "h",
            Self::Day => "d",
        }
    }
}

impl fmt::Display for Human {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.said() {
            Said::UnderOneMilli => f.write_str("under 1 ms"),
            Said::One(a, unit) => write!(f, "{a} {}", unit.symbol()),
            Said::Two((a, unit_a), (b, unit_b)) => {
                write!(f, "{a} {} {b} {}", unit_a.symbol(), unit_b.symbol())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn durations_read_as_people_say_them() {
        for (duration, words) in [
            (Duration::ZERO, "0 s"),
            (Duration::from_micros(3), "under 1 ms"),
            (Duration::from_millis(3), "3 ms"),
            (Duration::from_millis(12_900), "12 s"),
            (Duration::from_secs(60), "1 min"),
            (Duration::from_secs(3600), "1 h"),
            (Duration::from_secs(3900), "1 h 5 min"),
            (Duration::from_secs(86_400 * 3 + 3600 * 4), "3 d 4 h"),
        ] {
            assert_eq!(Human(duration).to_string(), words);
        }
    }
}
