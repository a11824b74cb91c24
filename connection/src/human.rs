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
}

impl fmt::Display for Human {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (seconds, millis) = (self.0.as_secs(), self.0.subsec_millis());
        let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86_400);
        match seconds {
            0 if self.0.is_zero() => f.write_str("0 s"),
            0 if millis == 0 => f.write_str("under 1 ms"),
            0 => write!(f, "{millis} ms"),
            1..=59 => write!(f, "{seconds} s"),
            60..=3599 => write!(f, "{minutes} min"),
            3600..=86_399 => two_units(f, hours, "h", minutes % 60, "min"),
            _ => two_units(f, days, "d", hours % 24, "h"),
        }
    }
}

fn two_units(
    f: &mut fmt::Formatter<'_>,
    a: u64,
    unit_a: &str,
    b: u64,
    unit_b: &str,
) -> fmt::Result {
    match b {
        0 => write!(f, "{a} {unit_a}"),
        _ => write!(f, "{a} {unit_a} {b} {unit_b}"),
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
