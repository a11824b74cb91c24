//! When an outage is worth telling to who does not see the page.

use std::time::Duration;

use heartline_connection::{Instant, Phase};

/// How long there must have been no connection: what comes back by itself at once disturbs nobody.
pub(super) const LASTING: Duration = Duration::from_secs(5);

/// Follows the phases of a connection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Outage {
    since: Option<Instant>,
    told: bool,
}

/// What a phase brings about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum News {
    Nothing,
    /// An outage began; it is worth telling if it lasts until then.
    LookAt(Instant),
    /// An outage that was told is over, after so long.
    Over(Duration),
}

impl Outage {
    pub(super) fn enter(&mut self, phase: Phase, before: Phase, now: Instant) -> News {
        match phase {
            Phase::Open => {
                let ended = std::mem::take(self);
                let since = ended.since.filter(|_| ended.told);
                since.map_or(News::Nothing, |since| News::Over(now.since(since)))
            }
            // The person's own wish is no news.
            Phase::Idle | Phase::Closing => {
                *self = Self::default();
                News::Nothing
            }
            _ if self.since.is_none() && before == Phase::Open => {
                self.since = Some(now);
                News::LookAt(now + LASTING)
            }
            _ => News::Nothing,
        }
    }

    /// Whether there is something to tell; once for each outage.
    pub(super) fn tell(&mut self, now: Instant) -> bool {
        let lasts = self.since.is_some_and(|since| now.since(since) >= LASTING);
        lasts && !std::mem::replace(&mut self.told, true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn second(second: u64) -> Instant {
        Instant::from_origin(Duration::from_secs(second))
    }

    /// Goes through these phases, one a second, and tells what each brought about.
    fn news(phases: &[Phase]) -> (Outage, Vec<News>) {
        let (mut outage, mut before) = (Outage::default(), Phase::Idle);
        let mut news = Vec::new();
        for (at, phase) in phases.iter().enumerate() {
            news.push(outage.enter(*phase, before, second(at as u64)));
            before = *phase;
        }
        (outage, news)
    }

    #[test]
    fn an_outage_is_told_when_it_lasts_and_again_when_it_is_over() {
        use Phase::{Connecting, Open, Waiting};
        let (mut outage, news) = news(&[Connecting, Open, Waiting, Connecting, Waiting]);
        assert_eq!(news[2], News::LookAt(second(7)));
        assert_eq!(
            news.iter().filter(|news| **news != News::Nothing).count(),
            1
        );
        assert!(!outage.tell(second(6)));
        assert!(outage.tell(second(7)));
        assert!(!outage.tell(second(9)), "told once");
        let over = outage.enter(Open, Connecting, second(12));
        assert_eq!(over, News::Over(Duration::from_secs(10)));
    }

    #[test]
    fn a_connection_that_is_back_at_once_and_one_that_is_closed_are_no_news() {
        use Phase::{Closing, Connecting, Idle, Open, Waiting};
        for phases in [
            &[Connecting, Open, Waiting, Connecting, Open][..],
            &[Connecting, Open, Closing, Idle],
            &[Connecting, Open, Waiting, Idle, Connecting, Open],
            // Never connected, so nothing is lost.
            &[Connecting, Waiting, Connecting, Waiting],
        ] {
            let (mut outage, news) = news(phases);
            assert!(!outage.tell(second(60)), "{phases:?}");
            let over = news.iter().any(|news| matches!(news, News::Over(_)));
            assert!(!over, "{phases:?}");
        }
    }
}
