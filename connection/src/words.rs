//! Sentences for people: what is going on, and durations as one says them.

use std::fmt;
use std::time::Duration;

use crate::status::{Phase, Status};
use crate::time::Instant;
use crate::wake::WakeReason;

/// How long a ping must be without an answer before the sentence mentions it: one second.
const WORTH_MENTIONING: Duration = Duration::from_secs(1);

impl Status {
    /// What is going on, as one sentence: "Connected for 2 min, answers in 3 ms."
    #[must_use]
    pub fn sentence(&self, now: Instant) -> String {
        match self.phase {
            Phase::Idle => self.idle_sentence(),
            Phase::Connecting => self.attempt_sentence(["Connecting", "connecting"], None),
            Phase::Open => self.open_sentence(now),
            Phase::Waiting => {
                let wait = Human::rounded_up(self.next_in(now));
                self.attempt_sentence(["Reconnecting", "reconnecting"], Some(wait))
            }
            Phase::Closing => "Closing.".to_owned(),
            Phase::Failed => self.failed_sentence(),
        }
    }

    fn idle_sentence(&self) -> String {
        match &self.cause {
            Some(cause) => format!("{cause}."),
            None => "Not connected.".to_owned(),
        }
    }

    fn open_sentence(&self, now: Instant) -> String {
        let age = now.since(self.since).as_secs();
        let connected = format!("Connected for {}", Human(Duration::from_secs(age)));
        let silence = self.unanswered_since.map(|since| now.since(since));
        match (silence, self.round_trip) {
            (Some(silence), _) if silence >= WORTH_MENTIONING => {
                format!("{connected}, no answer for {}.", Human(silence))
            }
            (_, Some(rtt)) => format!("{connected}, answers in {}.", Human(rtt)),
            (_, None) => format!("{connected}."),
        }
    }

    fn failed_sentence(&self) -> String {
        match (&self.cause, &self.gave_up) {
            (Some(cause), Some(why)) => format!("{cause}: gave up, {why}."),
            (Some(cause), None) => format!("{cause}."),
            (None, _) => "Gave up.".to_owned(),
        }
    }

    /// `doing` stands for itself, or behind a cause: "No answer for 10 s: connecting, attempt 3."
    fn attempt_sentence(&self, doing: [&str; 2], wait: Option<Human>) -> String {
        let cause = self.cause.as_ref().filter(|_| self.failures > 0);
        let mut sentence = match cause {
            Some(cause) => format!("{cause}: {}, attempt {}", doing[1], self.failures),
            None => doing[0].to_owned(),
        };
        if let Some(wait) = wait {
            sentence += &format!(" in {wait}");
        }
        sentence + "."
    }

    /// The time until what is next happens; zero when nothing is.
    #[must_use]
    pub fn next_in(&self, now: Instant) -> Duration {
        self.next.map_or(Duration::ZERO, |wake| wake.at.since(now))
    }

    /// What happens next, as a caption for a count-down: "next ping".
    #[must_use]
    pub fn next_words(&self) -> Option<&'static str> {
        Some(match self.next?.why {
            WakeReason::ConnectTimeout => "this attempt ends",
            WakeReason::PingDue => "next ping",
            WakeReason::PongDue => "the link counts as dead",
            WakeReason::RetryDue => "next attempt",
            WakeReason::CloseTimeout => "the socket is abandoned",
            WakeReason::DrainTimeout => "closes in any case",
        })
    }
}

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
