//! The retry policy: whether to connect again, and after how long.

use std::fmt;
use std::rc::Rc;
use std::time::Duration;

use crate::cause::Cause;
use crate::guard::{Guard, guarded};
use crate::jitter::Jitter;
use crate::rule::{ConfigError, Rule, Wrong, positive, wrong};

/// When to connect again after a connection was lost or an attempt failed.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Reconnect {
    /// The delay before each attempt; default [`Backoff::Exponential`] from 0.5 s to 30 s.
    pub backoff: Backoff,
    /// How often in a row the connection tries again before it gives up; default `None`, without
    /// limit. `Some(0)` never connects again.
    pub max_attempts: Option<u32>,
    /// How long after the loss the connection gives up; default `None`, never.
    pub max_elapsed: Option<Duration>,
    /// How long a connection must have lasted for the next loss to count as the first again;
    /// default 10 s. A server that accepts and drops is not hammered. A connection that silence ended
    /// ([`Cause::NoAnswer`]) lasted until the last message: a server that accepts and says nothing is
    /// not stable either.
    pub stable_after: Duration,
    /// Whether no attempt is made while the browser says that it is offline; default true. The
    /// first one after that is spread over half a second, because a whole office comes back at
    /// once. `false`: attempts go on, which helps where the server is on the same machine.
    pub pause_offline: bool,
    /// The shortest time between the beginnings of two attempts while the page is hidden; default
    /// 60 s. Nobody waits for them, and browsers slow down hidden pages likewise. What the user asks
    /// for comes at once, and so does an attempt when the page is seen again. `None` makes no
    /// difference between hidden and visible pages.
    pub hidden_pace: Option<Duration>,
}

/// The delay before an attempt.
#[derive(Clone)]
pub enum Backoff {
    /// The same delay each time, without jitter.
    Fixed(Duration),
    /// A delay drawn evenly between `min` and `min·2ⁿ`, at most `max`, before attempt n in a row;
    /// the first between 0 and `min·2`. The spread stays at the cap, so that clients which lost
    /// one server do not come back in step
    /// ([Exponential Backoff and Jitter](https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/)).
    Exponential {
        /// The shortest delay from the second attempt on.
        min: Duration,
        /// The longest delay.
        max: Duration,
    },
    /// These delays in turn, the last one for ever, without jitter.
    List(Vec<Duration>),
    /// Whatever the function decides. It runs while the machine is at work: calls it makes to the
    /// connection take effect after the decision.
    With(Rc<dyn Fn(&Retry<'_>) -> Decision>),
}

/// What a [`Backoff::With`] function decides by.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Retry<'a> {
    /// How many attempts in a row have failed, the lost connection included; from 1.
    pub failures: u32,
    /// The time since the connection was lost, or since the first attempt failed.
    pub elapsed: Duration,
    /// Why the latest attempt or connection ended.
    pub cause: &'a Cause,
}

/// The shortest delay that a [`Backoff::With`] function can ask for: 100 ms. A function that
/// returns zero must not become a loop of attempts.
pub const MIN_DECIDED: Duration = Duration::from_millis(100);

/// What a [`Backoff::With`] function decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Connect again after this delay, at least [`MIN_DECIDED`].
    After(Duration),
    /// Do not connect again.
    Stop,
}

impl Default for Reconnect {
    fn default() -> Self {
        Self::new(Backoff::default())
    }
}

impl Default for Backoff {
    fn default() -> Self {
        Self::Exponential {
            min: Duration::from_millis(500),
            max: Duration::from_secs(30),
        }
    }
}

impl Reconnect {
    /// Retries by `backoff`, without limit.
    #[must_use]
    pub const fn new(backoff: Backoff) -> Self {
        Self {
            backoff,
            max_attempts: None,
            max_elapsed: None,
            stable_after: Duration::from_secs(10),
            pause_offline: true,
            hidden_pace: Some(Duration::from_secs(60)),
        }
    }

    /// Never connects again by itself.
    #[must_use]
    pub fn disabled() -> Self {
        Self::default().max_attempts(0)
    }

    /// Sets [`Reconnect::max_attempts`].
    #[must_use]
    pub fn max_attempts(mut self, limit: impl Into<Option<u32>>) -> Self {
        self.max_attempts = limit.into();
        self
    }

    /// Sets [`Reconnect::max_elapsed`].
    #[must_use]
    pub fn max_elapsed(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.max_elapsed = limit.into();
        self
    }

    /// Sets [`Reconnect::stable_after`].
    #[must_use]
    pub const fn stable_after(mut self, duration: Duration) -> Self {
        self.stable_after = duration;
        self
    }

    /// Sets [`Reconnect::pause_offline`].
    #[must_use]
    pub const fn pause_offline(mut self, pause: bool) -> Self {
        self.pause_offline = pause;
        self
    }

    /// Sets [`Reconnect::hidden_pace`]; `None` turns it off.
    #[must_use]
    pub fn hidden_pace(mut self, pace: impl Into<Option<Duration>>) -> Self {
        self.hidden_pace = pace.into();
        self
    }

    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        self.backoff.check()?;
        if let Some(limit) = self.max_elapsed {
            positive("reconnect.max_elapsed", limit)?;
        }
        match self.hidden_pace {
            Some(pace) => positive("reconnect.hidden_pace", pace),
            None => Ok(()),
        }
    }
}

impl Backoff {
    /// A function that panics leaves the decision to the default.
    pub(crate) fn decide(&self, guard: Guard, retry: &Retry<'_>, jitter: &mut Jitter) -> Decision {
        Decision::After(match self {
            Self::Fixed(delay) => *delay,
            Self::Exponential { min, max } => {
                let ceiling = min.saturating_mul(2u32.saturating_pow(retry.failures));
                let floor = if retry.failures <= 1 {
                    Duration::ZERO
                } else {
                    *min
                };
                jitter.between(floor, ceiling.min(*max))
            }
            Self::List(delays) => {
                let place = retry.failures.saturating_sub(1) as usize;
                let delay = delays.get(place).or(delays.last());
                delay.copied().unwrap_or_default()
            }
            Self::With(decide) => match guarded(guard, || decide(retry)) {
                Some(Decision::After(delay)) => delay.max(MIN_DECIDED),
                Some(Decision::Stop) => return Decision::Stop,
                None => return Self::default().decide(guard, retry, jitter),
            },
        })
    }

    fn check(&self) -> Result<(), ConfigError> {
        match self {
            Self::Fixed(delay) => positive("reconnect.backoff", *delay),
            Self::Exponential { min, max } => {
                positive("reconnect.backoff.min", *min)?;
                if min > max {
                    let range = Wrong::Range(*min, *max);
                    return Err(wrong("reconnect.backoff", range, Rule::DelayOrder));
                }
                Ok(())
            }
            Self::List(delays) if delays.is_empty() => {
                Err(wrong("reconnect.backoff", Wrong::Empty, Rule::DelayGiven))
            }
            Self::List(delays) => delays
                .iter()
                .try_for_each(|delay| positive("reconnect.backoff", *delay)),
            Self::With(_) => Ok(()),
        }
    }
}

impl fmt::Debug for Backoff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fixed(delay) => f.debug_tuple("Fixed").field(delay).finish(),
            Self::Exponential { min, max } => f
                .debug_struct("Exponential")
                .field("min", min)
                .field("max", max)
                .finish(),
            Self::List(delays) => f.debug_tuple("List").field(delays).finish(),
            Self::With(_) => f.write_str("With(..)"),
        }
    }
}

impl PartialEq for Backoff {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Fixed(a), Self::Fixed(b)) => a == b,
            (Self::Exponential { min: a, max: b }, Self::Exponential { min: c, max: d }) => {
                (a, b) == (c, d)
            }
            (Self::List(a), Self::List(b)) => a == b,
            (Self::With(a), Self::With(b)) => Rc::ptr_eq(a, b),
            _ => false,
        }
    }
}
