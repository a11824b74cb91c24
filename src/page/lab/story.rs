//! What happened since the latest order: causes and recoveries, the latest few.

use std::collections::VecDeque;
use std::time::Duration;

use heartline_connection::{Cause, Event, Instant, Phase, Status};

/// How many happenings are kept.
pub(super) const MAX_HAPPENINGS: usize = 12;

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Happening {
    /// The fault of this number was ordered.
    Ordered(usize),
    /// The relay was ordered to do what stands at this number.
    Relayed(usize),
    /// Good behaviour was ordered.
    Behaves,
    /// The connection was lost.
    Lost(Option<Cause>),
    /// An attempt failed.
    Failed(Option<Cause>),
    /// Connected, with the attempt of this number.
    Connected(u64),
    /// No more attempts.
    GaveUp(Option<Cause>),
}

/// A bounded list, the latest last.
#[derive(Debug, Default)]
pub(super) struct Story {
    happenings: VecDeque<(Duration, Happening)>,
    /// When the latest order was given.
    ordered_at: Option<Instant>,
}

impl Story {
    /// The latest first, each with the time since the order before it.
    pub(super) fn iter(&self) -> impl Iterator<Item = &(Duration, Happening)> {
        self.happenings.iter().rev()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.happenings.is_empty()
    }

    pub(super) fn order(&mut self, now: Instant, order: Happening) {
        self.ordered_at = Some(now);
        self.push(now, order);
    }

    /// Whether it is part of the story, which an order begins.
    pub(super) fn hear(&mut self, now: Instant, event: &Event, status: &Status) -> bool {
        let cause = || status.cause.clone();
        let happening = match event {
            Event::Transition {
                from: Phase::Open,
                to: Phase::Waiting | Phase::Connecting | Phase::Offline,
                ..
            } => Happening::Lost(cause()),
            Event::Transition {
                from: Phase::Connecting,
                to: Phase::Waiting,
                ..
            } => Happening::Failed(cause()),
            Event::Transition {
                to: Phase::Open,
                attempt,
                ..
            } => Happening::Connected(*attempt),
            Event::Transition {
                to: Phase::Failed, ..
            } => Happening::GaveUp(cause()),
            _ => return false,
        };
        if self.ordered_at.is_some() {
            self.push(now, happening);
        }
        self.ordered_at.is_some()
    }

    fn push(&mut self, now: Instant, happening: Happening) {
        let since = self.ordered_at.map_or(Duration::ZERO, |at| now.since(at));
        self.happenings.push_back((since, happening));
        if self.happenings.len() > MAX_HAPPENINGS {
            self.happenings.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn transition(from: Phase, to: Phase) -> Event {
        Event::Transition {
            from,
            to,
            attempt: 7,
        }
    }

    #[test]
    fn a_story_begins_with_an_order_and_tells_causes_and_recoveries() {
        let mut status = Status::default();
        status.cause = Some(Cause::CouldNotConnect);
        let mut story = Story::default();
        let at = |seconds| Instant::from_origin(Duration::from_secs(seconds));
        assert!(!story.hear(at(1), &transition(Phase::Connecting, Phase::Open), &status));
        story.order(at(10), Happening::Ordered(3));
        for (second, from, to) in [
            (12, Phase::Open, Phase::Waiting),
            (13, Phase::Waiting, Phase::Connecting),
            (14, Phase::Connecting, Phase::Waiting),
            (16, Phase::Connecting, Phase::Open),
            (17, Phase::Open, Phase::Failed),
        ] {
            story.hear(at(second), &transition(from, to), &status);
        }
        let cause = || Some(Cause::CouldNotConnect);
        let told: Vec<_> = story.iter().cloned().collect();
        let expected = [
            (7, Happening::GaveUp(cause())),
            (6, Happening::Connected(7)),
            (4, Happening::Failed(cause())),
            (2, Happening::Lost(cause())),
            (0, Happening::Ordered(3)),
        ];
        assert_eq!(
            told,
            expected.map(|(after, what)| (Duration::from_secs(after), what))
        );
    }

    #[test]
    fn a_story_is_bounded() {
        let mut story = Story::default();
        for _ in 0..1000 {
            story.order(Instant::ORIGIN, Happening::Behaves);
        }
        assert_eq!(story.iter().count(), MAX_HAPPENINGS);
    }
}
