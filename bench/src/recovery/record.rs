//! What one loss was like, and the record that it is read from. Pure.

use heartline_bench_report::{Spread, rounded};

use crate::seen::Seen;

/// The moments of a loss, by the page's clock.
#[derive(Clone, Copy, Debug)]
pub(super) struct Loss {
    /// When the connection was lost, or hung.
    pub(super) began: f64,
    /// From when on a new connection was possible.
    pub(super) back: f64,
}

/// What became of it, in ms.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Found {
    /// From the loss until anything was done about it: a new attempt, or word to the application.
    pub(super) noticed: Option<f64>,
    /// From the loss until the application was told of a new connection.
    pub(super) open: Option<f64>,
    /// From the server's return until then.
    pub(super) after_return: Option<f64>,
    /// Attempts from the loss until then, the successful one included, or until nobody waited any more.
    pub(super) attempts: f64,
}

impl Loss {
    pub(super) fn found(self, seen: &Seen) -> Found {
        let Self { began, back } = self;
        let open = seen.opened_after(back);
        let end = open.unwrap_or(seen.now);
        let attempts = seen.attempts_after(began);
        let made = attempts.iter().filter(|at| **at <= end).count();
        #[expect(clippy::cast_precision_loss, reason = "a few thousand")]
        let attempts = made as f64;
        Found {
            noticed: seen.noticed_after(began).map(|at| at - began),
            open: open.map(|at| at - began),
            after_return: open.map(|at| at - back),
            attempts,
        }
    }
}

/// A figure of all rounds in seconds; or that it was not seen within the limit, and in how many rounds.
pub(super) fn cell(rounds: &[Option<f64>], limit: &str) -> String {
    let known: Vec<_> = rounds.iter().flatten().map(|ms| ms / 1_000.0).collect();
    let never = rounds.len() - known.len();
    match (Spread::of(&known), never) {
        (None, 0) => "–".to_owned(),
        (Some(spread), 0) => spread.text(rounded(2)),
        (None, _) => format!("not within {limit}"),
        (Some(_), _) => format!("not within {limit} ({never} of {})", rounds.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seen::seen;

    #[test]
    fn a_loss_is_noticed_made_good_and_counted() {
        let page = seen(
            &[0.0, 1_200.0, 2_400.0, 4_900.0],
            &[50.0, 4_950.0],
            &[1_010.0],
        );
        let loss = Loss {
            began: 1_000.0,
            back: 4_000.0,
        };
        let expected = Found {
            noticed: Some(10.0),
            open: Some(3_950.0),
            after_return: Some(950.0),
            attempts: 3.0,
        };
        assert_eq!(loss.found(&page), expected);
    }

    #[test]
    fn opens_before_the_return_are_no_recovery() {
        let page = seen(&[0.0, 1_100.0], &[50.0, 1_150.0], &[1_000.0]);
        let loss = Loss {
            began: 900.0,
            back: 2_000.0,
        };
        let found = loss.found(&page);
        assert_eq!((found.open, found.after_return), (None, None));
    }

    #[test]
    fn what_never_began_is_never_noticed() {
        let page = seen(&[0.0, 1_100.0], &[50.0], &[1_000.0]);
        let loss = Loss {
            began: f64::INFINITY,
            back: f64::INFINITY,
        };
        let expected = Found {
            noticed: None,
            open: None,
            after_return: None,
            attempts: 0.0,
        };
        assert_eq!(loss.found(&page), expected);
    }

    #[test]
    fn a_limit_that_passed_in_one_round_is_told() {
        let table = [
            (
                &[Some(1_000.0), Some(3_000.0), Some(2_000.0)][..],
                "2.00 (1.00–3.00)",
            ),
            (&[Some(1_000.0), None, None], "not within 20 s (2 of 3)"),
            (&[None, None, None], "not within 20 s"),
            (&[], "–"),
        ];
        for (rounds, text) in table {
            assert_eq!(cell(rounds, "20 s"), text);
        }
    }
}
