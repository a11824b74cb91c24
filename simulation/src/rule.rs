//! What must hold, in words, and the breach of it.

use std::fmt::{self, Display};

/// A rule that every run keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// One socket at most.
    OneSocket,
    /// Nothing opens after a close by the user.
    Zombie,
    /// What an old socket does changes nothing.
    OldSocket,
    /// Only a `close` or a deadline ends an attempt.
    ErrorEnds,
    /// Commands go to a socket that can carry them out.
    Command,
    /// Phase and socket agree.
    Phase,
    /// The alarm is in the future.
    Alarm,
    /// Each message is handed on in order, once, or reported, once.
    Outbound,
    /// Each message of the server is delivered in order, once.
    Inbound,
    /// What waits is bounded.
    Bounded,
    /// An answer to `send`, or a report, has the reason that it names.
    Reason,
    /// Greeting, then subscriptions, then messages.
    Greeting,
    /// A message whose time is over does not leave.
    TimeToLive,
    /// Delays follow the policy.
    Delay,
    /// Attempts in any window are bounded.
    Storm,
    /// The count of failures goes back only after a stable connection or by the user.
    Failures,
    /// The server's wish for room is respected.
    Room,
    /// No attempt while offline.
    Offline,
    /// Attempts of a hidden page are paced, and those that signals bring about are spaced.
    Pace,
    /// It gives up only for a reason that there is.
    GaveUp,
    /// A healthy link or attempt is never ended by the client.
    FalseKill,
    /// Back to open in time after the world has healed.
    BackToOpen,
    /// First retries are spread.
    Spread,
    /// The machine never panics.
    Panic,
}

impl Rule {
    /// The rule as a sentence.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::OneSocket => "a connection has at most one socket",
            Self::Zombie => "nothing opens, and nothing is asked, after a close by the user",
            Self::OldSocket => "what the socket of an old attempt does changes nothing",
            Self::ErrorEnds => "an error event ends nothing",
            Self::Command => "a command goes to the present socket in a state that allows it",
            Self::Phase => "phase and socket agree",
            Self::Alarm => "the alarm is set to a time to come, and to none where nothing is due",
            Self::Outbound => {
                "a message that was taken is handed on once, in order, or reported once"
            }
            Self::Inbound => "each message of the server is delivered once, in order",
            Self::Bounded => "what waits in outbox and browser is bounded",
            Self::Reason => "a message is refused or reported for a reason that there is",
            Self::Greeting => {
                "a socket carries the greeting, then the subscriptions, then messages"
            }
            Self::TimeToLive => "a message does not leave after its time to live",
            Self::Delay => "the delay before a retry lies in the range of the policy",
            Self::Storm => "attempts in ten seconds are bounded by the policy",
            Self::Failures => {
                "failures are counted on until a stable connection or a deed of the user"
            }
            Self::Room => "no attempt before the time that the server asked for",
            Self::Offline => "no attempt while the browser says that it is offline",
            Self::Pace => "attempts of hidden pages are paced, those after signals a second apart",
            Self::GaveUp => "the connection gives up only for a reason that there is",
            Self::FalseKill => "a healthy link is never ended by the client",
            Self::BackToOpen => "the connection is open within its bound after all is well again",
            Self::Spread => "first retries are spread over their whole range",
            Self::Panic => "the machine never panics",
        }
    }
}

/// A rule that was broken, and how.
#[derive(Clone, Debug)]
pub struct Breach {
    /// Which rule.
    pub rule: Rule,
    /// What was seen.
    pub seen: String,
}

impl Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:?}: {}. Seen: {}",
            self.rule,
            self.rule.words(),
            self.seen
        )
    }
}

/// What each step of a run ends with.
pub(crate) type Kept = Result<(), Breach>;

impl Rule {
    /// Nothing, if the rule is kept; otherwise the breach, with what was seen.
    pub(crate) fn demand<S: Display>(self, kept: bool, seen: impl FnOnce() -> S) -> Kept {
        match kept {
            true => Ok(()),
            false => Err(Breach {
                rule: self,
                seen: seen().to_string(),
            }),
        }
    }
}
