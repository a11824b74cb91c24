//! What one flood was like, and several of the same contestant together. Pure.

use std::fmt;

use crate::frames::{Frame, lengths, percentile, pictures};

/// What one flood was like.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    /// Messages that were sent.
    pub(crate) sent: f64,
    /// Those that the application was given.
    pub(crate) received: f64,
    /// Different ones among them.
    pub(crate) distinct: f64,
    /// From the first to the last that the application was given, in s.
    pub(crate) time: f64,
    /// Processor time of the page's main thread, in s.
    pub(crate) busy: f64,
    /// The frames of that time.
    pub(crate) frames: Vec<Frame>,
}

impl Run {
    /// Messages a second.
    pub(crate) fn rate(&self) -> f64 {
        self.received / self.time
    }

    /// Messages that the application was never given.
    pub(crate) fn lost(&self) -> f64 {
        self.sent - self.distinct
    }

    pub(crate) fn lost_share(&self) -> f64 {
        self.lost() / self.sent
    }

    /// Per cent of the time.
    pub(crate) fn busy_share(&self) -> f64 {
        self.busy / self.time * 100.0
    }

    /// What a message costs the page's main thread, in µs. It worked for those that it lost, too.
    pub(crate) fn cost(&self) -> f64 {
        self.busy / self.sent * 1e6
    }

    /// Pictures a second.
    pub(crate) fn pictures(&self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "sixty a second")]
        let pictures = pictures(&self.frames) as f64;
        pictures / self.time
    }
}

impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (rate, lost, busy, cost) = (self.rate(), self.lost(), self.busy_share(), self.cost());
        let (frames, pictures) = (self.frames.len(), self.pictures());
        write!(
            f,
            "{rate:.0}/s, {lost} lost, {busy:.0} % busy, {cost:.1} µs each, {frames} frames, {pictures:.1} pictures/s"
        )
    }
}

/// Of the frames of all of them.
pub(crate) fn p99(runs: &[&Run]) -> f64 {
    percentile(&pooled(runs), 99)
}

/// Of the frames of all of them, in ms.
pub(crate) fn longest(runs: &[&Run]) -> f64 {
    pooled(runs).last().copied().unwrap_or_default()
}

/// The lengths of all their frames.
pub(crate) fn pooled(runs: &[&Run]) -> Vec<f64> {
    lengths(runs.iter().flat_map(|run| &run.frames))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(frames: &[(f64, f64, bool)]) -> Run {
        let frame = |&(begin, end, changed): &(f64, f64, bool)| Frame {
            begin,
            end,
            changed,
        };
        Run {
            sent: 1_000.0,
            received: 600.0,
            distinct: 500.0,
            time: 2.0,
            busy: 1.5,
            frames: frames.iter().map(frame).collect(),
        }
    }

    #[test]
    fn a_flood_has_a_rate_losses_and_a_cost() {
        let run = run(&[(0.0, 16.0, true), (16.0, 32.0, false), (32.0, 48.0, true)]);
        type Figure = fn(&Run) -> f64;
        let table: [(&str, Figure, f64); 6] = [
            ("rate: of those that came", Run::rate, 300.0),
            (
                "lost: what came twice makes up for nothing",
                Run::lost,
                500.0,
            ),
            ("lost share", Run::lost_share, 0.5),
            ("busy, %", Run::busy_share, 75.0),
            ("cost: of all that were sent", Run::cost, 1_500.0),
            ("pictures", Run::pictures, 1.0),
        ];
        for (what, figure, expected) in table {
            assert_eq!(figure(&run), expected, "{what}");
        }
    }

    #[test]
    fn frames_of_all_rounds_stand_together() {
        let short = run(&vec![(0.0, 16.0, false); 60]);
        let long = run(&[(0.0, 100.0, false), (0.0, 50.0, false)]);
        let table = [
            (vec![&short], [16.0, 16.0]),
            (vec![&short, &long], [100.0, 100.0]),
            (vec![&short, &short, &short, &long], [50.0, 100.0]),
        ];
        for (runs, [expected_p99, expected_longest]) in table {
            assert_eq!(
                [p99(&runs), longest(&runs)],
                [expected_p99, expected_longest]
            );
        }
    }
}
