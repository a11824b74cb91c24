//! The figures of the last minutes: a ring of samples, and what is made of it for charts.

use std::collections::VecDeque;
use std::time::Duration;

use heartline_connection::{Instant, Traffic};

use super::super::chart::Point;
use super::super::time::{at, micros};

/// The connection's figures at a moment.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Sample {
    pub(super) at: Instant,
    /// The number of the open connection; `None` where there was none.
    pub(super) open: Option<u64>,
    pub(super) round_trip: Option<Duration>,
    pub(super) smoothed: Option<Duration>,
    pub(super) queued: usize,
    /// Counters since the page was loaded.
    pub(super) received: Traffic,
    pub(super) sent: Traffic,
}

/// The latest [`History::MAX_SAMPLES`] samples of one server.
#[derive(Debug, Default)]
pub(super) struct History {
    samples: VecDeque<Sample>,
    address: String,
}

impl History {
    /// How many are kept: five minutes, at one a second, in 32 KiB.
    pub(super) const MAX_SAMPLES: usize = 301;

    /// Over how many samples a rate is taken: over one alone, what comes every second would be
    /// seen twice now and then, and then not at all.
    const RATE_SAMPLES: usize = 5;

    /// Samples of this address follow; with another one than before the history begins anew.
    pub(super) fn at(&mut self, address: String) -> &mut Self {
        if address != self.address {
            *self = Self {
                samples: VecDeque::new(),
                address,
            };
        }
        self
    }

    pub(super) fn add(&mut self, sample: Sample) {
        if self.samples.len() == Self::MAX_SAMPLES {
            self.samples.pop_front();
        }
        self.samples.push_back(sample);
    }

    pub(super) fn latest(&self) -> Option<&Sample> {
        self.samples.back()
    }

    /// Oldest first.
    pub(super) fn samples(&self) -> impl Iterator<Item = &Sample> {
        self.samples.iter()
    }

    /// What each sample says for itself, over milliseconds.
    pub(super) fn values(&self, of: impl Fn(&Sample) -> Option<i64>) -> Vec<Point> {
        self.points(|_, sample| of(sample))
    }

    /// How fast a counter grew up to each sample, over [`History::RATE_SAMPLES`]: how many of its
    /// `units` a second.
    pub(super) fn rates(&self, units: u64, of: impl Fn(&Sample) -> u64) -> Vec<Point> {
        self.points(|place, sample| {
            let before = self.samples.get(place.saturating_sub(Self::RATE_SAMPLES))?;
            let micros = micros(sample.at.since(before.at));
            // What had been counted too soon is taken back: then there was nothing.
            let grown = of(sample).saturating_sub(of(before));
            let scaled = grown.saturating_mul(units.saturating_mul(1_000_000));
            i64::try_from(scaled.checked_div(micros)?).ok()
        })
    }

    /// With a gap where there was no connection, and where one took the place of another.
    fn points(&self, of: impl Fn(usize, &Sample) -> Option<i64>) -> Vec<Point> {
        let mut points = Vec::with_capacity(self.samples.len());
        let mut before: Option<&Sample> = None;
        for (place, sample) in self.samples.iter().enumerate() {
            let at = at(sample.at);
            if before.is_some_and(|before| before.open != sample.open) {
                points.push((at - 1, None));
            }
            let value = sample.open.and_then(|_| of(place, sample));
            points.push((at, value));
            before = Some(sample);
        }
        points
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(millis: u64, open: Option<u64>, messages: u64) -> Sample {
        Sample {
            at: Instant::from_origin(Duration::from_millis(millis)),
            open,
            received: Traffic {
                messages,
                bytes: messages * 100,
            },
            queued: messages as usize,
            ..Sample::default()
        }
    }

    fn history(samples: &[(u64, Option<u64>, u64)]) -> History {
        let mut history = History::default();
        for (millis, open, messages) in samples {
            history.add(sample(*millis, *open, *messages));
        }
        history
    }

    #[test]
    fn a_rate_is_what_a_counter_grew_by_over_the_time_that_passed() {
        let history = history(&[
            (0, Some(1), 5),
            (1_000, Some(1), 7),
            (1_500, Some(1), 8),
            // A hidden page looks once a minute.
            (61_500, Some(1), 128),
            (61_600, Some(1), 127),
            (62_500, Some(1), 127),
            (63_500, Some(1), 227),
        ]);
        let rates = history.rates(10, |sample| sample.received.messages);
        let expected = [
            (0, None),
            (1_000, Some(20)),
            (1_500, Some(20)),
            (61_500, Some(20)),
            (61_600, Some(19)),
            (62_500, Some(19)),
            // The first two are too long ago.
            (63_500, Some(35)),
        ];
        assert_eq!(rates, expected);
    }

    #[test]
    fn a_counter_that_takes_back_is_no_rate_below_zero() {
        let history = history(&[(0, Some(1), 5), (1_000, Some(1), 4)]);
        let rates = history.rates(1, |sample| sample.received.messages);
        assert_eq!(rates, [(0, None), (1_000, Some(0))]);
    }

    #[test]
    fn two_looks_at_the_same_moment_make_no_rate() {
        let history = history(&[(7, Some(1), 5), (7, Some(1), 9)]);
        let rates = history.rates(1, |sample| sample.received.bytes);
        assert_eq!(rates, [(7, None), (7, None)]);
    }

    #[test]
    fn there_is_a_gap_where_nothing_was_connected_and_between_two_connections() {
        let history = history(&[
            (0, Some(1), 1),
            (1_000, None, 2),
            (2_000, Some(3), 3),
            (3_000, Some(4), 4),
        ]);
        let values = history.values(|sample| Some(sample.queued as i64));
        let expected = [
            (0, Some(1)),
            (999, None),
            (1_000, None),
            (1_999, None),
            (2_000, Some(3)),
            (2_999, None),
            (3_000, Some(4)),
        ];
        assert_eq!(values, expected);
    }

    #[test]
    fn another_address_begins_a_history_of_its_own() {
        let mut history = History::default();
        for (millis, address, kept) in [(1, "/a", 1), (2, "/a", 2), (3, "/b", 1), (4, "/a", 1)] {
            history
                .at(address.to_owned())
                .add(sample(millis, Some(1), millis));
            assert_eq!(history.samples().count(), kept, "{address} at {millis}");
        }
    }

    #[test]
    fn no_more_than_the_latest_samples_are_kept() {
        let mut history = History::default();
        for millis in 0..1_000 {
            history.add(sample(millis, Some(1), millis));
        }
        let values = history.values(|sample| Some(sample.queued as i64));
        assert_eq!(values.len(), History::MAX_SAMPLES);
        assert_eq!(values.last(), Some(&(999, Some(999))));
        assert_eq!(history.latest().map(|sample| sample.queued), Some(999));
    }
}
