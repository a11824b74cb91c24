//! What is counted while the herd comes back, and what is read from it.

use std::time::Duration;

use heartline_connection::Instant;

use super::server::{Answer, BIN};

/// How many attempts arrived when, and what became of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Curve {
    /// Attempts in each tenth of a second since the loss.
    pub arrivals: Vec<u32>,
    /// How long after the loss the server was back.
    pub away: Duration,
    clients: u32,
    refused: u64,
    turned_away: u64,
    accepted: u32,
    half_back: Option<Duration>,
    most_back: Option<Duration>,
}

impl Curve {
    pub(super) fn new(clients: u32, away: Duration) -> Self {
        Self {
            clients,
            away,
            ..Self::default()
        }
    }

    /// Notes an attempt that arrived at the server; `since` is the moment of the loss.
    pub(super) fn note(&mut self, since: Instant, at: Instant, answer: Answer) {
        let age = at.since(since);
        let bin = (age.as_micros() / BIN.as_micros()) as usize;
        if self.arrivals.len() <= bin {
            self.arrivals.resize(bin + 1, 0);
        }
        self.arrivals[bin] += 1;
        match answer {
            Answer::Refused => self.refused += 1,
            Answer::TurnedAway => self.turned_away += 1,
            Answer::Accepted => self.note_accepted(age.saturating_sub(self.away)),
        }
    }

    fn note_accepted(&mut self, after_return: Duration) {
        self.accepted += 1;
        let share = |percent: u32| (u64::from(self.clients) * u64::from(percent)).div_ceil(100);
        let accepted = u64::from(self.accepted);
        if accepted == share(50) {
            self.half_back = Some(after_return);
        }
        if accepted == share(99) {
            self.most_back = Some(after_return);
        }
    }

    /// Whether every client has a connection again.
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        self.accepted == self.clients
    }

    /// Most attempts in a tenth of a second.
    #[must_use]
    pub fn peak(&self) -> u32 {
        most_in(&self.arrivals, 1)
    }

    /// Most attempts in any second.
    #[must_use]
    pub fn peak_second(&self) -> u32 {
        most_in(&self.arrivals, SECOND)
    }

    /// Most attempts in any second that begins `after` the loss or later.
    #[must_use]
    pub fn peak_second_from(&self, after: Duration) -> u32 {
        let first = (after.as_micros() / BIN.as_micros()) as usize;
        most_in(self.arrivals.get(first..).unwrap_or_default(), SECOND)
    }

    /// Attempts that found no server, for each client.
    #[must_use]
    pub fn refused_each(&self) -> f64 {
        self.refused as f64 / f64::from(self.clients)
    }

    /// Attempts that an overloaded server turned away, for each client.
    #[must_use]
    pub fn turned_away_each(&self) -> f64 {
        self.turned_away as f64 / f64::from(self.clients)
    }

    /// How long after the server's return half of the herd was back; `None` when it never was.
    #[must_use]
    pub const fn half_back(&self) -> Option<Duration> {
        self.half_back
    }

    /// How long after the server's return 99 % of the herd was back; `None` when it never was.
    #[must_use]
    pub const fn most_back(&self) -> Option<Duration> {
        self.most_back
    }
}

/// Bins in a second.
const SECOND: usize = (1_000 / BIN.as_millis()) as usize;

/// The largest sum of `width` neighbours, or of all where there are fewer.
fn most_in(bins: &[u32], width: usize) -> u32 {
    let width = width.min(bins.len()).max(1);
    let sums = bins.windows(width).map(|window| window.iter().sum());
    sums.max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn curve(answers: &[(u64, Answer)]) -> Curve {
        let mut curve = Curve::new(4, Duration::from_secs(2));
        for (millis, answer) in answers {
            let at = Instant::from_origin(Duration::from_millis(*millis));
            curve.note(Instant::ORIGIN, at, *answer);
        }
        curve
    }

    #[test]
    fn peaks_are_found_across_the_borders_of_seconds() {
        let times = [850, 950, 955, 1_050, 1_849, 1_850];
        let curve = curve(&times.map(|millis| (millis, Answer::Refused)));
        assert_eq!(curve.peak(), 2);
        assert_eq!(curve.peak_second(), 5);
        assert_eq!(curve.peak_second_from(Duration::from_secs(1)), 3);
        assert_eq!(curve.peak_second_from(Duration::from_secs(5)), 0);
        assert!((curve.refused_each() - 1.5).abs() < f64::EPSILON);
    }

    #[test]
    fn times_are_counted_from_the_return() {
        let times = [2_000, 2_500, 3_000, 9_000];
        let mut curve = curve(&times[..3].map_accepted());
        assert!(!curve.is_complete());
        assert_eq!(curve.half_back(), Some(Duration::from_millis(500)));
        assert_eq!(curve.most_back(), None);
        let last = Instant::from_origin(Duration::from_millis(times[3]));
        curve.note(Instant::ORIGIN, last, Answer::Accepted);
        assert!(curve.is_complete());
        assert_eq!(curve.most_back(), Some(Duration::from_secs(7)));
    }

    trait Accepted {
        fn map_accepted(&self) -> Vec<(u64, Answer)>;
    }

    impl Accepted for [u64] {
        fn map_accepted(&self) -> Vec<(u64, Answer)> {
            self.iter()
                .map(|millis| (*millis, Answer::Accepted))
                .collect()
        }
    }
}
