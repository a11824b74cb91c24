//! The geometry of a line chart, in whole numbers: which ticks an axis has, and where a line runs.

/// The width of the drawing in its own units; it is stretched to the room that it has.
pub(super) const WIDTH: i32 = 600;

/// Its height.
pub(super) const HEIGHT: i32 = 100;

/// The most steps between ticks that an axis has.
const MAX_STEPS: i64 = 4;

/// A value at a time, both in units of the caller's choice; `None` is a gap in the line.
pub(crate) type Point = (i64, Option<i64>);

/// The axis of the values: ticks at round numbers, the first at or below the least value, the last
/// at or above the greatest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Scale {
    pub(super) least: i64,
    /// At least one, and of the form 1, 2 or 5 times a power of ten.
    pub(super) step: i64,
    /// At least one.
    pub(super) steps: i64,
}

impl Scale {
    /// From zero to 100, with one tick in between.
    pub(crate) const HALVES: Self = Self {
        least: 0,
        step: 50,
        steps: 2,
    };

    /// For these values. It contains `base` as well, which is zero where the height of a value
    /// should tell how great it is.
    pub(crate) fn of(values: impl Iterator<Item = i64>, base: Option<i64>) -> Self {
        let bounds = values.chain(base).fold(None, |bounds, value| match bounds {
            None => Some((value, value)),
            Some((least, greatest)) => Some((value.min(least), value.max(greatest))),
        });
        let (least, greatest) = bounds.unwrap_or_default();
        let mut step = round_up(greatest.saturating_sub(least) / MAX_STEPS);
        loop {
            let first = least.div_euclid(step).saturating_mul(step);
            let steps = greatest.saturating_sub(first);
            let steps = steps / step + i64::from(steps % step > 0);
            if steps <= MAX_STEPS || step > i64::MAX / 10 {
                let (least, steps) = (first, steps.max(1));
                return Self { least, step, steps };
            }
            step = round_up(step + 1);
        }
    }

    /// The values with a tick, from the top down, as an axis is written.
    pub(crate) fn ticks(self) -> impl Iterator<Item = i64> {
        let tick = move |place: i64| self.least.saturating_add(self.step.saturating_mul(place));
        (0..=self.steps).rev().map(tick)
    }

    /// How far from the top of the drawing this value is.
    fn height(self, value: i64) -> i32 {
        let span = self.step as f64 * self.steps as f64;
        let part = (value as f64 - self.least as f64) / span;
        place(1.0 - part, HEIGHT)
    }
}

/// The least number of the form 1, 2 or 5 times a power of ten that is not less than `number`.
fn round_up(number: i64) -> i64 {
    let mut power = 1;
    loop {
        for digit in [1, 2, 5] {
            if power * digit >= number {
                return power * digit;
            }
        }
        if power > i64::MAX / 20 {
            return power * 5;
        }
        power *= 10;
    }
}

/// Within the drawing; the cast is saturating.
fn place(part: f64, size: i32) -> i32 {
    (part.clamp(0.0, 1.0) * f64::from(size)).round() as i32
}

/// The horizontal lines at the ticks, as the `d` of an SVG path.
pub(super) fn grid(scale: Scale) -> String {
    let mut path = String::new();
    for tick in scale.ticks() {
        command(&mut path, 'M', &[0, scale.height(tick)]);
        command(&mut path, 'H', &[WIDTH]);
    }
    path
}

/// The line through these points, in order of time, as the `d` of an SVG path; those outside of
/// the window are left out. Of many points in one column of the drawing the outermost and the last
/// are kept, so that no number of them makes the path longer than some times the width.
pub(super) fn line(points: &[Point], (from, to): (i64, i64), scale: Scale) -> String {
    let mut path = String::new();
    let mut column: Option<Column> = None;
    let span = to.saturating_sub(from).max(1) as f64;
    let within = points.iter().filter(|(at, _)| (from..=to).contains(at));
    for (at, value) in within {
        let x = place(at.saturating_sub(from) as f64 / span, WIDTH);
        let y = value.map(|value| scale.height(value));
        match (&mut column, y) {
            (Some(column), Some(y)) if column.x == x => column.add(y),
            (_, y) => {
                let joined = column
                    .take()
                    .map(|column| column.write(&mut path))
                    .is_some();
                column = y.map(|y| Column::new(x, y, !joined));
            }
        }
    }
    if let Some(column) = column {
        column.write(&mut path);
    }
    path
}

/// The points of a line that share a place on the axis of time.
struct Column {
    x: i32,
    first: i32,
    last: i32,
    top: i32,
    bottom: i32,
    /// Whether there is a gap before it.
    begins: bool,
}

impl Column {
    const fn new(x: i32, y: i32, begins: bool) -> Self {
        Self {
            x,
            first: y,
            last: y,
            top: y,
            bottom: y,
            begins,
        }
    }

    fn add(&mut self, y: i32) {
        self.top = self.top.min(y);
        self.bottom = self.bottom.max(y);
        self.last = y;
    }

    fn write(self, path: &mut String) {
        command(
            path,
            if self.begins { 'M' } else { 'L' },
            &[self.x, self.first],
        );
        if self.begins {
            // Nothing is drawn of a point alone but the ends of a line of no length.
            command(path, 'h', &[0]);
        }
        if self.top < self.bottom {
            for y in [self.top, self.bottom, self.last] {
                command(path, 'V', &[y]);
            }
        }
    }
}

fn command(path: &mut String, name: char, numbers: &[i32]) {
    path.push(name);
    for (place, number) in numbers.iter().enumerate() {
        if place > 0 {
            path.push(' ');
        }
        *path += &number.to_string();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ticks(values: &[i64], base: Option<i64>) -> Vec<i64> {
        Scale::of(values.iter().copied(), base).ticks().collect()
    }

    #[test]
    fn ticks_are_round_numbers_that_enclose_the_values() {
        for (values, base, expected) in [
            (&[][..], Some(0), &[1, 0][..]),
            (&[], None, &[1, 0]),
            (&[0], Some(0), &[1, 0]),
            (&[1], Some(0), &[1, 0]),
            (&[3], Some(0), &[3, 2, 1, 0]),
            (&[7], Some(0), &[8, 6, 4, 2, 0]),
            (&[10], Some(0), &[10, 5, 0]),
            (&[41], Some(0), &[60, 40, 20, 0]),
            (&[1_000], Some(0), &[1_000, 500, 0]),
            (&[-7, 3], None, &[5, 0, -5, -10]),
            (&[-5], Some(0), &[0, -2, -4, -6]),
            (&[1_003, 1_007], None, &[1_007, 1_006, 1_005, 1_004, 1_003]),
            (&[1_000_000], None, &[1_000_001, 1_000_000]),
        ] {
            assert_eq!(ticks(values, base), expected, "{values:?} {base:?}");
        }
    }

    #[test]
    fn ticks_of_whatever_values_enclose_them_and_are_few() {
        let extremes = [i64::MIN, -1, 0, 1, 99, 12_345_678_901, i64::MAX];
        for least in extremes {
            for greatest in extremes.into_iter().filter(|greatest| *greatest >= least) {
                let ticks = ticks(&[least, greatest], None);
                assert!(
                    (2..=6).contains(&ticks.len()),
                    "{least} {greatest} {ticks:?}"
                );
                let huge = greatest.checked_sub(least).is_none();
                let encloses = ticks[ticks.len() - 1] <= least && ticks[0] >= greatest;
                assert!(huge || encloses, "{least} {greatest} {ticks:?}");
            }
        }
    }

    #[test]
    fn a_line_runs_through_its_points_and_stops_at_gaps() {
        let window = (0, 600);
        for (points, path) in [
            (&[][..], ""),
            (&[(0, Some(0))], "M0 100h0"),
            (&[(0, Some(0)), (600, Some(100))], "M0 100h0L600 0"),
            (
                &[(0, Some(0)), (1, None), (2, Some(50)), (3, Some(100))],
                "M0 100h0M2 50h0L3 0",
            ),
            (&[(0, None), (5, None)], ""),
            // Older than the window, and in the future.
            (&[(-1, Some(0)), (3, Some(100)), (601, Some(0))], "M3 0h0"),
            // Beyond the scale.
            (&[(3, Some(1_000)), (4, Some(-3))], "M3 0h0L4 100"),
        ] {
            assert_eq!(line(points, window, Scale::HALVES), path, "{points:?}");
        }
    }

    #[test]
    fn many_points_in_one_column_keep_its_extremes_and_its_end() {
        let points = [(0, 50), (1, 10), (2, 90), (3, 40), (1_000, 0)];
        let points = points.map(|(at, value)| (at, Some(value)));
        let path = line(&points, (0, 600_000), Scale::HALVES);
        assert_eq!(path, "M0 50h0V10V90V60L1 100");
        let many: Vec<_> = (0..100_000).map(|at| (at, Some(at % 100))).collect();
        let path = line(&many, (0, 100_000), Scale::HALVES);
        assert!(path.len() < 20 * WIDTH as usize, "{}", path.len());
    }

    #[test]
    fn the_grid_has_a_line_for_each_tick() {
        assert_eq!(grid(Scale::HALVES), "M0 0H600M0 50H600M0 100H600");
    }
}
