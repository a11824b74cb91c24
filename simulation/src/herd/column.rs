//! What is read from a curve, as the columns of a table; less is better in each.

use std::time::Duration;

use super::curve::Curve;
use super::text::{grouped, human};

/// One figure of a curve.
pub(super) struct Column {
    pub(super) title: &'static str,
    of: fn(&Curve) -> f64,
    show: fn(f64) -> String,
}

pub(super) const PEAK: Column = Column {
    title: "peak in 0.1 s",
    of: |curve| f64::from(curve.peak()),
    show: count,
};

pub(super) const PEAK_SECOND: Column = Column {
    title: "peak in 1 s",
    of: |curve| f64::from(curve.peak_second()),
    show: count,
};

pub(super) const PEAK_AFTER: Column = Column {
    title: "peak in 1 s, server back",
    of: |curve| f64::from(curve.peak_second_from(curve.away)),
    show: count,
};

pub(super) const HALF_BACK: Column = Column {
    title: "half back",
    of: |curve| seconds(curve.half_back()),
    show: time,
};

pub(super) const MOST_BACK: Column = Column {
    title: "99 % back",
    of: |curve| seconds(curve.most_back()),
    show: time,
};

pub(super) const REFUSED: Column = Column {
    title: "refused, each",
    of: Curve::refused_each,
    show: |each| format!("{each:.1}"),
};

pub(super) const TURNED_AWAY: Column = Column {
    title: "turned away, each",
    of: Curve::turned_away_each,
    show: |each| format!("{each:.2}"),
};

/// The tables' columns, from left to right.
pub(super) const COLUMNS: [Column; 7] = [
    PEAK,
    PEAK_SECOND,
    PEAK_AFTER,
    HALF_BACK,
    MOST_BACK,
    REFUSED,
    TURNED_AWAY,
];

impl Column {
    pub(super) fn value(&self, curve: &Curve) -> f64 {
        (self.of)(curve)
    }

    /// The value as people read it.
    pub(super) fn cell(&self, curve: &Curve) -> String {
        (self.show)(self.value(curve))
    }
}

fn count(number: f64) -> String {
    grouped(number as u64)
}

/// Never is later than any time.
fn seconds(time: Option<Duration>) -> f64 {
    time.map_or(f64::INFINITY, |time| time.as_secs_f64())
}

fn time(seconds: f64) -> String {
    Duration::try_from_secs_f64(seconds).map_or_else(|_| "never".to_owned(), human)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_herd_that_never_comes_back_is_not_the_fastest() {
        let lost = Curve::default();
        assert_eq!(MOST_BACK.cell(&lost), "never");
        assert!(MOST_BACK.value(&lost) > 1e9);
    }
}
