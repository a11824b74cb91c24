//! The latest readings, and where some are missing. Pure.

use std::collections::VecDeque;
use std::rc::Rc;
use std::time::Duration;

use heartline::Instant;
use yew::Reducible;

use crate::live::Live;

/// A reading, when it came and on which connection.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sample {
    /// What it says.
    pub live: Live,
    /// When it came.
    pub at: Instant,
    /// The number of the attempt that brought the connection.
    pub attempt: u64,
}

/// The last [`KEPT`] readings; `None` stands for a gap, however long it was.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    slots: VecDeque<Option<Sample>>,
}

/// How many readings and gaps are kept.
pub const KEPT: usize = 60;

/// How far apart two readings of one connection may be without a gap between them.
const TOGETHER: Duration = Duration::from_secs(3);

impl History {
    /// The latest reading.
    pub fn latest(&self) -> Option<Sample> {
        self.slots.back().copied().flatten()
    }

    /// The use of the processors in percent, oldest first.
    pub fn percentages(&self) -> Vec<Option<f64>> {
        let percentage = |slot: &Option<Sample>| slot.map(|sample| sample.live.cpu);
        self.slots.iter().map(percentage).collect()
    }

    fn add(&mut self, sample: Sample) {
        let apart = |latest: Sample| {
            latest.attempt != sample.attempt || sample.at.since(latest.at) > TOGETHER
        };
        if self.latest().is_some_and(apart) {
            self.slots.push_back(None);
        }
        self.slots.push_back(Some(sample));
        let surplus = self.slots.len().saturating_sub(KEPT);
        self.slots.drain(..surplus);
    }
}

impl Reducible for History {
    type Action = Sample;

    fn reduce(self: Rc<Self>, sample: Sample) -> Rc<Self> {
        let mut history = Rc::unwrap_or_clone(self);
        history.add(sample);
        Rc::new(history)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::live::{Memory, Traffic};

    fn history(samples: impl IntoIterator<Item = (u64, u64)>) -> Vec<Option<f64>> {
        let mut history = History::default();
        for (second, attempt) in samples {
            history.add(Sample {
                live: Live {
                    seq: 0,
                    load: 0.0,
                    cpu: second as f64,
                    memory: Memory { used: 0, total: 0 },
                    network: Traffic {
                        received: 0,
                        sent: 0,
                    },
                },
                at: Instant::from_origin(Duration::from_secs(second)),
                attempt,
            });
        }
        history.percentages()
    }

    #[test]
    fn a_new_connection_and_a_silence_leave_gaps() {
        let all = history([(0, 1), (1, 1), (2, 2), (9, 2)]);
        let expected = [Some(0.0), Some(1.0), None, Some(2.0), None, Some(9.0)];
        assert_eq!(all, expected);
    }

    #[test]
    fn only_the_latest_are_kept() {
        let all = history((0..100).map(|second| (second, 1)));
        assert_eq!(all.len(), KEPT);
        assert_eq!(all.last(), Some(&Some(99.0)));
    }
}
