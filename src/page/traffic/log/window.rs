//! Which of the rows are in the document: arithmetic, because all are of one height.

use std::ops::Range;

/// So many rows are all there, wherever one has scrolled to.
const ALL: usize = 64;

/// Rows beyond each edge of what is seen, for who scrolls faster than the page renders.
const OVERSCAN: usize = 12;

/// The rows to render of `count`, each `row` high, where a view of this height begins at `top`.
pub(super) fn rows(count: usize, top: i64, height: i64, row: i64) -> Range<usize> {
    if count <= ALL {
        return 0..count;
    }
    let row = row.max(1);
    let place = |y: i64| usize::try_from(y.max(0) / row).unwrap_or(0).min(count);
    let start = place(top).saturating_sub(OVERSCAN);
    let end = place(top.saturating_add(height)).saturating_add(OVERSCAN + 1);
    // Beyond the end, as after a filter, the last ones are meant.
    start.min(count.saturating_sub(OVERSCAN))..end.min(count)
}

/// How far down one can scroll.
pub(super) const fn lowest(count: usize, height: i64, row: i64) -> i64 {
    let room = (count as i64).saturating_mul(row).saturating_sub(height);
    if room > 0 { room } else { 0 }
}

/// How many rows are above the lower edge of the view.
pub(super) fn seen(top: i64, height: i64, row: i64) -> usize {
    usize::try_from(top.saturating_add(height) / row.max(1)).unwrap_or(0)
}

/// Where the view has to begin so that the row at `place` is in it, and not further from `top` than
/// that takes.
pub(super) fn reveal(place: usize, top: i64, height: i64, row: i64) -> i64 {
    let y = (place as i64).saturating_mul(row);
    top.min(y).max(y + row - height).max(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_rows_are_all_there_and_of_many_those_in_view() {
        for (count, top, expected) in [
            (0, 0, 0..0),
            (64, 0, 0..64),
            (65, 0, 0..23),
            (100_000, 0, 0..23),
            (100_000, 28_000, 988..1023),
            (100_000, 2_799_720, 99_978..100_000),
            (100, i64::MAX, 88..100),
            (100, -5, 0..22),
        ] {
            assert_eq!(rows(count, top, 280, 28), expected, "{count} at {top}");
        }
        assert_eq!(rows(65, 0, 0, 0), 0..13);
    }

    #[test]
    fn a_row_is_brought_into_view_by_the_shortest_way() {
        for (place, top, expected) in [(0, 100, 0), (5, 100, 100), (3, 100, 84), (20, 0, 308)] {
            assert_eq!(reveal(place, top, 280, 28), expected, "{place} from {top}");
        }
        assert_eq!(
            (seen(0, 280, 28), seen(27, 280, 28), seen(28, 280, 28)),
            (10, 10, 11)
        );
        assert_eq!((lowest(100, 280, 28), lowest(3, 280, 28)), (2520, 0));
    }
}
