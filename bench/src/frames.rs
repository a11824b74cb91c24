//! The frames of a page while messages come: how long they took, and in how many of them there was something new to
//! be seen. Pure.

use serde::Deserialize;

/// From one frame to the next, by the page's clock, in ms.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
pub(crate) struct Frame {
    pub(crate) begin: f64,
    pub(crate) end: f64,
    /// Whether the newest row had changed when it ended.
    pub(crate) changed: bool,
}

/// Those that were under way between the first message and the last; what comes later is rest.
pub(crate) fn during(frames: &[Frame], first: f64, last: f64) -> Vec<Frame> {
    let under_way = |frame: &&Frame| frame.end > first && frame.begin < last;
    frames.iter().filter(under_way).copied().collect()
}

/// How long each took, in order.
pub(crate) fn lengths<'a>(frames: impl IntoIterator<Item = &'a Frame>) -> Vec<f64> {
    let frames = frames.into_iter();
    let mut lengths: Vec<_> = frames.map(|frame| frame.end - frame.begin).collect();
    lengths.sort_unstable_by(f64::total_cmp);
    lengths
}

/// How many showed something new.
pub(crate) fn pictures(frames: &[Frame]) -> usize {
    frames.iter().filter(|frame| frame.changed).count()
}

/// Of what is in order.
pub(crate) fn percentile(sorted: &[f64], percent: usize) -> f64 {
    let place = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted.get(place).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(begin: f64, end: f64) -> Frame {
        Frame {
            begin,
            end,
            changed: false,
        }
    }

    #[test]
    fn frames_count_while_messages_come() {
        let frames = [
            frame(0.0, 16.0),
            frame(16.0, 32.0),
            frame(32.0, 90.0),
            frame(90.0, 106.0),
        ];
        let table = [
            ((0.0, 200.0), 0..4),
            ((20.0, 80.0), 1..3),
            ((16.0, 90.0), 1..3),
            ((33.0, 34.0), 2..3),
            ((200.0, 300.0), 0..0),
        ];
        for ((first, last), expected) in table {
            assert_eq!(
                during(&frames, first, last),
                frames[expected],
                "{first} to {last}"
            );
        }
    }

    #[test]
    fn a_picture_is_a_frame_with_something_new() {
        let mut frames = [frame(0.0, 16.0), frame(16.0, 32.0), frame(32.0, 48.0)];
        assert_eq!(pictures(&frames), 0);
        frames[1].changed = true;
        assert_eq!(pictures(&frames), 1);
    }

    #[test]
    fn a_percentile_is_one_of_the_figures() {
        let hundred: Vec<f64> = (1..=100).map(f64::from).collect();
        let table: [(&[f64], usize, f64); 6] = [
            (&[], 99, 0.0),
            (&[7.0], 99, 7.0),
            (&[1.0, 2.0, 3.0, 4.0], 50, 2.0),
            (&hundred[..90], 99, 90.0),
            (&hundred, 99, 99.0),
            (&hundred, 50, 50.0),
        ];
        for (sorted, percent, expected) in table {
            assert_eq!(percentile(sorted, percent), expected, "{percent} %");
        }
    }

    #[test]
    fn lengths_are_in_order() {
        let frames = [frame(0.0, 30.0), frame(30.0, 46.0)];
        assert_eq!(lengths(&frames), [16.0, 30.0]);
    }
}
