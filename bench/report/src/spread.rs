//! Several rounds of one measurement as one figure, and figures as text.

/// The median of several rounds, with the least and the most of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// Half of the rounds were below, half above.
    pub median: f64,
    /// The least of all rounds.
    pub least: f64,
    /// The most of all rounds.
    pub most: f64,
}

impl Spread {
    /// The spread of these rounds; `None` where there are none, or one of them is no number.
    #[must_use]
    pub fn of(rounds: &[f64]) -> Option<Self> {
        let mut sorted = rounds.to_vec();
        sorted.sort_unstable_by(f64::total_cmp);
        let (least, most) = (*sorted.first()?, *sorted.last()?);
        let middle = sorted.len() / 2;
        let median = match sorted.len() % 2 {
            0 => f64::midpoint(sorted[middle - 1], sorted[middle]),
            _ => sorted[middle],
        };
        let known = sorted.iter().all(|round| !round.is_nan());
        known.then_some(Self {
            median,
            least,
            most,
        })
    }

    /// The ratios of two measurements that were taken in turns, round by round: what was slow for
    /// both of them is in neither. `None` like [`Spread::of`], and where their numbers differ.
    #[must_use]
    pub fn of_ratios(ours: &[f64], theirs: &[f64]) -> Option<Self> {
        if ours.len() != theirs.len() {
            return None;
        }
        let ratios = ours.iter().zip(theirs).map(|(ours, theirs)| ours / theirs);
        Self::of(&ratios.collect::<Vec<_>>())
    }

    /// `123 (121–124)`: the median, then the least and the most.
    #[must_use]
    pub fn text(&self, figure: impl Fn(f64) -> String) -> String {
        let [median, least, most] = [self.median, self.least, self.most].map(figure);
        format!("{median} ({least}–{most})")
    }
}

/// What [`Spread::text`] shows of so many rounds, in words.
#[must_use]
pub fn median_of(rounds: usize) -> String {
    match rounds {
        1 => "a single round".to_owned(),
        _ => format!("median of {rounds} rounds (least–most)"),
    }
}

/// A figure without decimals, with a space between thousands: `8 100 000`.
#[must_use]
pub fn grouped(figure: f64) -> String {
    let digits = format!("{:.0}", figure.abs());
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    match figure < 0.0 && digits != "0" {
        true => format!("−{text}"),
        false => text,
    }
}

/// A figure with so many decimals.
pub fn rounded(decimals: usize) -> impl Fn(f64) -> String {
    move |figure| format!("{figure:.decimals$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_stands_in_the_middle() {
        let table = [
            ([7.0].as_slice(), [7.0, 7.0, 7.0]),
            (&[9.0, 1.0, 5.0], [5.0, 1.0, 9.0]),
            (&[4.0, 2.0], [3.0, 2.0, 4.0]),
            (&[1.0, 1.0, 1.0, 100.0], [1.0, 1.0, 100.0]),
        ];
        for (rounds, expected) in table {
            let spread = Spread::of(rounds).unwrap();
            let found = [spread.median, spread.least, spread.most];
            assert_eq!(found, expected, "{rounds:?}");
        }
    }

    #[test]
    fn without_numbers_there_is_no_spread() {
        assert_eq!(Spread::of(&[]), None);
        assert_eq!(Spread::of(&[1.0, f64::NAN]), None);
        assert_eq!(Spread::of_ratios(&[1.0], &[1.0, 2.0]), None);
    }

    #[test]
    fn ratios_are_taken_round_by_round() {
        let spread = Spread::of_ratios(&[1.0, 20.0], &[2.0, 40.0]).unwrap();
        assert_eq!(spread.text(rounded(2)), "0.50 (0.50–0.50)");
    }

    #[test]
    fn thousands_stand_apart() {
        let table = [
            (0.0, "0"),
            (-0.2, "0"),
            (999.4, "999"),
            (999.6, "1 000"),
            (8_100_000.0, "8 100 000"),
            (-1_234.0, "−1 234"),
        ];
        for (figure, text) in table {
            assert_eq!(grouped(figure), text);
        }
    }
}
