//! Closing: what we may say when we close, what the other side said, and what that asks of us.

use std::fmt;
use std::ops::RangeInclusive;
use std::rc::Rc;
use std::time::Duration;

use thiserror::Error;

use crate::guard::{Guard, guarded, unguarded};
use crate::json;

/// How we end a connection: a close code and a reason.
///
/// A page may send 1000 and 3000–4999 only, and at most 123 bytes of reason
/// ([WebSockets standard, `close()`](https://websockets.spec.whatwg.org/#dom-websocket-close)).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Close {
    code: u16,
    reason: String,
}

/// Why a [`Close`] cannot be sent.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CloseError {
    /// The code is one that a page may not use.
    #[error("close code {0} cannot be sent from a page: use 1000 or 3000 to 4999")]
    Code(u16),
    /// The reason is too long.
    #[error("a close reason takes at most 123 bytes of UTF-8, this one has {0}: shorten it")]
    Reason(usize),
}

impl Close {
    /// The longest reason in bytes: a control frame holds 125, two of them the code
    /// ([RFC 6455 §5.5](https://www.rfc-editor.org/rfc/rfc6455#section-5.5)).
    pub const MAX_REASON: usize = 123;

    /// The orderly end: code 1000, no reason.
    #[must_use]
    pub const fn normal() -> Self {
        Self {
            code: 1000,
            reason: String::new(),
        }
    }

    /// A close with a code and reason of your own.
    ///
    /// # Errors
    /// [`CloseError`] names the rule that `code` or `reason` breaks.
    pub fn new(code: u16, reason: impl Into<String>) -> Result<Self, CloseError> {
        let reason = reason.into();
        if code != 1000 && !(3000..=4999).contains(&code) {
            return Err(CloseError::Code(code));
        }
        if reason.len() > Self::MAX_REASON {
            return Err(CloseError::Reason(reason.len()));
        }
        Ok(Self { code, reason })
    }

    /// What a link that stopped answering is abandoned with. Should the server wake up, its log
    /// then says why; 4408 mirrors HTTP's 408 Request Timeout.
    pub(crate) fn no_answer() -> Self {
        Self {
            code: 4408,
            reason: "no answer in time".to_owned(),
        }
    }

    /// The close code.
    #[must_use]
    pub const fn code(&self) -> u16 {
        self.code
    }

    /// The reason; empty when none is given.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

/// What a socket's `close` event said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closed {
    /// The close code. 1005 means none was sent, 1006 that there was no close frame at all
    /// ([RFC 6455 §7.4.1](https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1)).
    pub code: u16,
    /// The reason that came with it, as the server wrote it: untrusted text.
    pub reason: String,
    /// Whether the closing handshake was completed.
    pub was_clean: bool,
}

/// What to do after a socket was closed with some code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CloseAction {
    /// Connect again by the retry policy.
    Retry,
    /// Connect again, but not within the first [`SLOW_RETRY`]: the server asked for room.
    RetrySlowly,
    /// Do not connect again: the next attempt would end the same way.
    Stop,
}

/// The range from which the delay of [`CloseAction::RetrySlowly`] is drawn.
pub const SLOW_RETRY: RangeInclusive<Duration> = Duration::from_secs(5)..=Duration::from_secs(15);

/// The longest delay that a server can ask for with `retry_after_ms`: one hour. A longer wish is
/// shortened to it, so that a server's mistake cannot silence its clients for good.
pub const MAX_RETRY_AFTER: Duration = Duration::from_secs(60 * 60);

/// Which close codes end the connection for good, which ask for patience, and which just retry.
///
/// The default stops on codes that mean the two sides do not understand each other (1002, 1003,
/// 1007–1010) and on 4400–4499, which applications use for "your request is wrong", except the
/// three that pass with time (4408, 4425, 4429). It retries slowly on 1012, 1013 and 4429.
/// Meanings: [the IANA registry](https://www.iana.org/assignments/websocket/websocket.xhtml#close-code-number).
#[derive(Clone, Default)]
pub struct CloseCodes {
    overrides: Vec<(RangeInclusive<u16>, CloseAction)>,
    decide: Option<Rc<Decide>>,
}

/// A function in place of the table.
type Decide = dyn Fn(&Closed) -> Option<CloseAction>;

impl CloseCodes {
    /// Sets what the `codes` lead to; the latest rule that covers a code wins.
    #[must_use]
    pub fn on(mut self, codes: RangeInclusive<u16>, action: CloseAction) -> Self {
        self.overrides.push((codes, action));
        self
    }

    /// Lets `decide` answer first; where it has no answer, the table has. What the server asks for
    /// in a JSON close reason goes before both. It runs while the machine
    /// is at work: calls it makes to the connection take effect after the decision.
    #[must_use]
    pub fn decided_by(mut self, decide: impl Fn(&Closed) -> Option<CloseAction> + 'static) -> Self {
        self.decide = Some(Rc::new(decide));
        self
    }

    /// The rules that [`Self::on`] set, in their order.
    #[must_use]
    pub fn rules(&self) -> &[(RangeInclusive<u16>, CloseAction)] {
        &self.overrides
    }

    /// What a socket that closed like this leads to.
    #[must_use]
    pub fn action(&self, closed: &Closed) -> CloseAction {
        self.action_under(unguarded, closed)
    }

    /// Like [`Self::action`]; a function that panics has no answer.
    pub(crate) fn action_under(&self, guard: Guard, closed: &Closed) -> CloseAction {
        let decide = self.decide.as_ref();
        let decided = decide.and_then(|decide| guarded(guard, || decide(closed)).flatten());
        decided.unwrap_or_else(|| self.by_table(closed.code))
    }

    fn by_table(&self, code: u16) -> CloseAction {
        let own = self.overrides.iter().rev().find(|(c, _)| c.contains(&code));
        own.map_or_else(|| Self::default_action(code), |(_, action)| *action)
    }

    const fn default_action(code: u16) -> CloseAction {
        match code {
            1012 | 1013 | 4429 => CloseAction::RetrySlowly,
            4408 | 4425 => CloseAction::Retry,
            1002 | 1003 | 1007..=1010 | 4400..=4499 => CloseAction::Stop,
            _ => CloseAction::Retry,
        }
    }
}

impl fmt::Debug for CloseCodes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CloseCodes")
            .field("overrides", &self.overrides)
            .field("decided_by", &self.decide.is_some())
            .finish()
    }
}

/// Functions are equal when they are the same function value.
impl PartialEq for CloseCodes {
    fn eq(&self, other: &Self) -> bool {
        let same = match (&self.decide, &other.decide) {
            (Some(a), Some(b)) => Rc::ptr_eq(a, b),
            (a, b) => a.is_none() && b.is_none(),
        };
        same && self.overrides == other.overrides
    }
}

/// What a server may ask of its clients in a JSON close reason:
/// `{"reconnect":false}` or `{"retry_after_ms":30000}`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Wish {
    pub(crate) stop: bool,
    pub(crate) retry_after: Option<Duration>,
}

impl Wish {
    pub(crate) fn read(reason: &str) -> Self {
        let mut wish = Self::default();
        let read = json::flat_object(reason, |key, value| match key {
            r#""reconnect""# => wish.stop = value == "false",
            r#""retry_after_ms""# => {
                let asked = value.parse().map(Duration::from_millis).ok();
                wish.retry_after = asked.map(|delay| delay.min(MAX_RETRY_AFTER));
            }
            _ => {}
        });
        read.map_or_else(Self::default, |()| wish)
    }
}
