//! Sentences for people: what is going on, and what happens next. In English here; the other
//! languages have folders of their own.

#[cfg(feature = "chinese")]
mod chinese;
mod languages;

use std::time::Duration;

use crate::cause::Cause;
use crate::human::Human;
use crate::status::{Phase, Status};
use crate::time::Instant;
use crate::wake::WakeReason;

/// How long a ping must be without an answer before the sentence mentions it: one second.
const WORTH_MENTIONING: Duration = Duration::from_secs(1);

impl Phase {
    /// The phase in a word or two, for people: "Reconnecting".
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Idle => "Not connected",
            Self::Connecting => "Connecting",
            Self::Open => "Connected",
            Self::Waiting => "Reconnecting",
            Self::Offline => "Offline",
            Self::Closing => "Closing",
            Self::Failed => "Gave up",
        }
    }
}

impl Status {
    /// What is going on, as one sentence: "Connected for 2 min, answers in 3 ms."
    #[must_use]
    pub fn sentence(&self, now: Instant) -> String {
        match self.phase {
            Phase::Idle => self.idle_sentence(),
            Phase::Connecting => {
                self.attempt_sentence(["Connecting", "connecting"], self.attempt, None)
            }
            Phase::Open => self.open_sentence(now),
            Phase::Waiting => {
                let doing = ["Reconnecting", "reconnecting"];
                self.attempt_sentence(doing, self.attempt + 1, self.wait(now))
            }
            Phase::Offline => {
                "The browser is offline: connects as soon as it is online again.".to_owned()
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
        let connected = format!("Connected for {}", self.age(now));
        match (self.silence(now), self.round_trip) {
            (Some(silence), _) => format!("{connected}, no answer for {}.", Human(silence)),
            (_, Some(rtt)) => format!("{connected}, answers in {}.", Human(rtt)),
            (_, None) => format!("{connected}."),
        }
    }

    fn failed_sentence(&self) -> String {
        match (&self.cause, &self.gave_up) {
            // With the rule, which says what to do.
            (Some(Cause::BadConfig(error)), _) => {
                format!("The settings cannot be used. {error}.")
            }
            (Some(cause), Some(why)) => format!("{cause}: gave up, {why}."),
            (Some(cause), None) => format!("{cause}."),
            (None, _) => "Gave up.".to_owned(),
        }
    }

    /// `doing` stands for itself, or behind a cause: "No answer for 10 s: connecting, attempt 3."
    fn attempt_sentence(&self, doing: [&str; 2], number: u64, wait: Option<Human>) -> String {
        let mut sentence = match self.failure() {
            Some(cause) => format!("{cause}: {}, attempt {number}", doing[1]),
            None => doing[0].to_owned(),
        };
        if let Some(wait) = wait {
            sentence += &format!(" in {wait}");
        }
        sentence + "."
    }

    /// Since the phase began, in whole seconds.
    fn age(&self, now: Instant) -> Human {
        Human(Duration::from_secs(now.since(self.since).as_secs()))
    }

    /// How long a ping has been without an answer, once that is worth mentioning.
    fn silence(&self, now: Instant) -> Option<Duration> {
        let silence = now.since(self.unanswered_since?);
        (silence >= WORTH_MENTIONING).then_some(silence)
    }

    /// Why it is being tried again.
    fn failure(&self) -> Option<&Cause> {
        self.cause.as_ref().filter(|_| self.failures > 0)
    }

    fn wait(&self, now: Instant) -> Option<Human> {
        self.next.map(|_| Human::rounded_up(self.next_in(now)))
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
            WakeReason::DiagnoseTimeout => "the look at the server ends",
            WakeReason::SuspendDue
            | WakeReason::MessageExpires
            | WakeReason::RoomDue
            | WakeReason::ReturnDue => return None,
        })
    }
}
