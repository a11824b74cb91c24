//! The book of messages: what was taken, in which order it has to leave, and what became of it.

use std::collections::VecDeque;
use std::time::Duration;

use heartline_connection::{Config, DropReason, Instant, Overflow, Phase};

use crate::rule::{Kept, Rule};

/// A message of the application, as the connection took it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Letter {
    pub(crate) id: u64,
    pub(crate) bytes: usize,
    pub(crate) taken_at: Instant,
    pub(crate) time_to_live: Option<Duration>,
    pub(crate) key: Option<u8>,
    /// Whether a closing socket did not take it.
    pub(crate) returned: bool,
}

/// What a message was reported or refused under.
pub(crate) struct Circumstances<'a> {
    pub(crate) now: Instant,
    pub(crate) config: &'a Config,
    pub(crate) phase: Phase,
    pub(crate) closing: bool,
    pub(crate) draining: bool,
    pub(crate) moving: bool,
    pub(crate) suspended: bool,
}

#[derive(Default)]
pub(crate) struct Ledger {
    /// Taken and neither handed on nor reported, in the order in which it has to leave.
    waiting: VecDeque<Letter>,
    /// How many of the first came back since anything left.
    returned: usize,
    pub(crate) sends: u64,
    pub(crate) handed: u64,
    pub(crate) reported: u64,
    pub(crate) refused: u64,
}

impl Ledger {
    pub(crate) fn waiting(&self) -> usize {
        self.waiting.len()
    }

    pub(crate) fn take(&mut self, letter: Letter) {
        self.waiting.push_back(letter);
    }

    /// A message goes to the browser: it must be the first, and in time.
    pub(crate) fn hand(&mut self, id: u64, now: Instant) -> Result<Letter, crate::rule::Breach> {
        let first = self.waiting.pop_front();
        self.returned = 0;
        Rule::Outbound.demand(first.is_some_and(|first| first.id == id), || {
            format!("message {id} leaves, {first:?} was to be next")
        })?;
        let letter = first.unwrap_or_else(|| unreachable_letter(id));
        let over = letter
            .time_to_live
            .is_some_and(|live| now.since(letter.taken_at) > live);
        Rule::TimeToLive.demand(!over, || format!("{letter:?} leaves at {now:?}"))?;
        self.handed += 1;
        Ok(letter)
    }

    /// The browser did not take it: it waits again, behind those that came back before.
    pub(crate) fn take_back(&mut self, letter: Letter) {
        self.handed -= 1;
        let returned = Letter {
            returned: true,
            ..letter
        };
        self.waiting.insert(self.returned, returned);
        self.returned += 1;
    }

    /// A message is reported as not sent.
    pub(crate) fn report(&mut self, id: u64, reason: DropReason, at: &Circumstances<'_>) -> Kept {
        let place = self.waiting.iter().position(|letter| letter.id == id);
        Rule::Outbound.demand(place.is_some(), || {
            format!("message {id} is reported ({reason}), and was not waiting")
        })?;
        let Some(letter) = place.and_then(|place| self.waiting.remove(place)) else {
            return Ok(());
        };
        if place.is_some_and(|place| place < self.returned) {
            self.returned -= 1;
        }
        self.reported += 1;
        let fair = self.may_report(&letter, reason, at);
        Rule::Reason.demand(fair, || format!("{letter:?} is reported: {reason}"))
    }

    fn may_report(&self, letter: &Letter, reason: DropReason, at: &Circumstances<'_>) -> bool {
        match reason {
            DropReason::Expired => {
                let waited = at.now.since(letter.taken_at);
                letter.time_to_live.is_some_and(|live| waited >= live)
            }
            DropReason::Replaced => {
                let newer = |other: &Letter| other.key == letter.key && other.id > letter.id;
                letter.key.is_some() && self.waiting.iter().any(newer)
            }
            DropReason::OutboxFull => {
                letter.returned || at.config.outbox.overflow != Overflow::Refuse
            }
            DropReason::Closed => at.closing || at.draining,
            DropReason::Suspended => at.config.outbox.drop_when_suspended && at.suspended,
            DropReason::AddressChanged => at.moving,
            DropReason::Refused => letter.returned,
            _ => false,
        }
    }

    /// A message is refused at once.
    pub(crate) fn refuse(
        &mut self,
        letter: &Letter,
        reason: DropReason,
        at: &Circumstances<'_>,
    ) -> Kept {
        self.refused += 1;
        let fair = match reason {
            DropReason::NotConnected => matches!(at.phase, Phase::Idle | Phase::Closing),
            DropReason::GaveUp => at.phase == Phase::Failed,
            DropReason::Closed => at.draining,
            DropReason::TooLarge { size, limit } => {
                size == letter.bytes && limit == at.config.max_message && size > limit
            }
            DropReason::Expired => letter.time_to_live.is_some_and(|live| live.is_zero()),
            DropReason::Suspended => at.config.outbox.drop_when_suspended && at.suspended,
            DropReason::OutboxFull => self.is_full(letter, at.config),
            _ => false,
        };
        Rule::Reason.demand(fair, || format!("{letter:?} is refused: {reason}"))
    }

    fn is_full(&self, letter: &Letter, config: &Config) -> bool {
        let outbox = &config.outbox;
        let bytes: usize = self.waiting.iter().map(|letter| letter.bytes).sum();
        let no_room =
            self.waiting.len() >= outbox.max_messages || bytes + letter.bytes > outbox.max_bytes;
        let never = outbox.max_messages == 0 || letter.bytes > outbox.max_bytes;
        never || (no_room && outbox.overflow == Overflow::Refuse)
    }
}

/// Stands where the rule before has ended the run already.
const fn unreachable_letter(id: u64) -> Letter {
    Letter {
        id,
        bytes: 0,
        taken_at: Instant::ORIGIN,
        time_to_live: None,
        key: None,
        returned: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter(id: u64) -> Letter {
        unreachable_letter(id)
    }

    fn ledger_of(ids: std::ops::Range<u64>) -> Ledger {
        let mut ledger = Ledger::default();
        ids.for_each(|id| ledger.take(letter(id)));
        ledger
    }

    #[test]
    fn a_message_that_overtakes_leaves_twice_or_was_never_taken_is_found() {
        for ids in [vec![2], vec![1, 1], vec![1, 2, 3]] {
            let mut ledger = ledger_of(1..3);
            let all = ids.iter().map(|id| ledger.hand(*id, Instant::ORIGIN));
            let found = all.last().and_then(Result::err).map(|breach| breach.rule);
            assert_eq!(found, Some(Rule::Outbound), "{ids:?}");
        }
    }

    #[test]
    fn a_message_leaves_until_its_time_is_over_and_not_later() {
        let second = Duration::from_secs(1);
        for (millis, kept) in [(1_000, true), (1_001, false)] {
            let mut ledger = Ledger::default();
            let time_to_live = Some(second);
            ledger.take(Letter {
                time_to_live,
                ..letter(1)
            });
            let now = Instant::from_origin(Duration::from_millis(millis));
            assert_eq!(ledger.hand(1, now).is_ok(), kept);
        }
    }

    #[test]
    fn what_comes_back_leaves_before_what_waits_in_its_old_order() {
        let mut ledger = ledger_of(1..4);
        let first = ledger.hand(1, Instant::ORIGIN).unwrap();
        let second = ledger.hand(2, Instant::ORIGIN).unwrap();
        ledger.take_back(first);
        ledger.take_back(second);
        for id in 1..4 {
            assert!(ledger.hand(id, Instant::ORIGIN).is_ok());
        }
        assert_eq!((ledger.handed, ledger.waiting()), (3, 0));
    }
}
