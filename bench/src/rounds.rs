//! Rounds: every contestant in turn, each round in another order and a new browser, so that what disturbs one
//! round disturbs all of them alike.

use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;

use futures_util::FutureExt;
use heartline_e2e::browser::Browser;

use crate::contestant::Contestant;
use crate::visit;

/// What was measured: for each case and contestant, one figure a round, or none where it failed.
#[derive(Debug)]
pub(crate) struct Rounds<T> {
    all: BTreeMap<(String, String), Vec<Option<T>>>,
}

impl<T> Default for Rounds<T> {
    fn default() -> Self {
        Self {
            all: BTreeMap::new(),
        }
    }
}

impl<T> Rounds<T> {
    /// Adds what a round found.
    pub(crate) fn add(&mut self, case: &str, contestant: &str, found: Option<T>) {
        let key = (case.to_owned(), contestant.to_owned());
        self.all.entry(key).or_default().push(found);
    }

    /// What all rounds found, in their order; nothing where one of them failed, or there was none.
    pub(crate) fn of(&self, case: &str, contestant: &str) -> Option<Vec<&T>> {
        let key = (case.to_owned(), contestant.to_owned());
        let rounds = self.all.get(&key)?.iter().map(Option::as_ref);
        rounds
            .collect::<Option<Vec<_>>>()
            .filter(|all| !all.is_empty())
    }

    /// One figure of all rounds.
    pub(crate) fn figures(
        &self,
        case: &str,
        contestant: &str,
        figure: impl Fn(&T) -> f64,
    ) -> Option<Vec<f64>> {
        Some(self.of(case, contestant)?.into_iter().map(figure).collect())
    }
}

/// The contestants in the order of a round: the next one begins.
pub(crate) fn order(contestants: &[Contestant], round: usize) -> Vec<&Contestant> {
    let mut order: Vec<_> = contestants.iter().collect();
    let turns = round % order.len().max(1);
    order.rotate_left(turns);
    order
}

/// A browser that is replaced when what was done in it failed.
#[derive(Debug)]
pub(crate) struct Seat(Option<Browser>);

impl Seat {
    /// No browser yet.
    pub(crate) const fn new() -> Self {
        Self(None)
    }

    /// Does something in the browser. `None` when that failed; what failed stands in the output then.
    pub(crate) async fn perform<T>(
        &mut self,
        what: &str,
        deed: impl AsyncFnOnce(&Browser) -> T,
    ) -> Option<T> {
        let browser = match self.0.take() {
            Some(browser) => browser,
            None => visit::browser().await,
        };
        let done = AssertUnwindSafe(deed(&browser)).catch_unwind().await;
        match done {
            Ok(found) => {
                self.0 = Some(browser);
                Some(found)
            }
            Err(_) => {
                eprintln!("{what}: failed, see above");
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contestant_that_failed_once_has_no_figures() {
        let mut rounds = Rounds::default();
        for (contestant, found) in [
            ("a", Some(1.0)),
            ("a", Some(3.0)),
            ("b", Some(1.0)),
            ("b", None),
        ] {
            rounds.add("case", contestant, found);
        }
        let figures = |contestant| rounds.figures("case", contestant, |found| *found);
        assert_eq!(figures("a"), Some(vec![1.0, 3.0]));
        assert_eq!(figures("b"), None);
        assert_eq!(figures("c"), None);
    }
}
