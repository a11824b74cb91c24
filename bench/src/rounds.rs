//! Rounds: every contestant in turn, each round in another order and a new browser, so that what disturbs one
//! round disturbs all of them alike.

use std::any::Any;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::iter;
use std::panic::AssertUnwindSafe;

use fastrand::Rng;
use futures_util::FutureExt;
use heartline_bench_report::Spread;
use heartline_e2e::browser::Browser;

use crate::contestant::Contestant;
use crate::visit;

/// How often, and by which dice.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    pub(crate) rounds: usize,
    /// What all orders come from.
    pub(crate) seed: u64,
}

impl Plan {
    /// The contestants in the order of a case and a round: nobody has the same one before it each time.
    pub(crate) fn order<'a>(
        self,
        contestants: &[&'a Contestant],
        case: &str,
        round: usize,
    ) -> Vec<&'a Contestant> {
        // FNV-1a: as good as any to keep cases and rounds apart, and the same on every machine.
        let bytes = case.bytes().chain(round.to_le_bytes());
        let mix = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        shuffled(contestants.to_vec(), bytes.fold(self.seed, mix))
    }
}

/// The contestants in the order of a round.
pub(crate) fn order(contestants: &[Contestant], round: usize) -> Vec<&Contestant> {
    shuffled(contestants.iter().collect(), round as u64)
}

fn shuffled<T>(mut order: Vec<T>, seed: u64) -> Vec<T> {
    Rng::with_seed(seed).shuffle(&mut order);
    order
}

/// What is measured in one go, and of whom.
pub(crate) struct Pass<'a, C> {
    pub(crate) id: String,
    pub(crate) case: C,
    pub(crate) able: Vec<&'a Contestant>,
}

/// One of them.
#[derive(Clone, Copy)]
pub(crate) struct Turn<'a, C> {
    pub(crate) case: C,
    pub(crate) who: &'a Contestant,
    /// Whether it is measured for the others to be compared with.
    pub(crate) is_limit: bool,
}

/// Goes through all passes, in each round in another order, with the limit before and after each: so far apart do two
/// measurements of the same stand. A round has one browser, and a new one where something failed.
pub(crate) async fn play<C: Copy, T: Display>(
    plan: Plan,
    passes: &[Pass<'_, C>],
    limit: &Contestant,
    deed: impl AsyncFn(&Browser, Turn<'_, C>) -> T,
) -> Rounds<T> {
    let mut found = Rounds::default();
    for round in 0..plan.rounds {
        let mut seat = Seat::new();
        for Pass { id, case, able } in passes {
            let others = plan.order(able, id, round).into_iter();
            let others = others.map(|who| (who.name.as_str(), who, false));
            let [before, after] = REFERENCES.map(|name| (name, limit, true));
            for (name, who, is_limit) in iter::once(before).chain(others).chain([after]) {
                let what = format!("{} {id} {name}", round + 1);
                let turn = Turn {
                    case: *case,
                    who,
                    is_limit,
                };
                let deed = async |browser: &Browser| deed(browser, turn).await;
                let run = seat.attempt(&what, deed).await;
                if let Ok(run) = &run {
                    eprintln!("{what}: {run}");
                }
                found.record(id, name, run);
            }
        }
    }
    found
}

/// What was measured: for each case and contestant what each round found, or why it found nothing.
#[derive(Debug)]
pub(crate) struct Rounds<T> {
    all: BTreeMap<(String, String), Vec<Result<T, String>>>,
}

impl<T> Default for Rounds<T> {
    fn default() -> Self {
        Self {
            all: BTreeMap::new(),
        }
    }
}

/// The names under which the limit stands before and after the others of its case.
pub(crate) const REFERENCES: [&str; 2] = ["(before)", "(after)"];

impl<T> Rounds<T> {
    /// Adds what a round found, where nobody asks why it found nothing.
    pub(crate) fn add(&mut self, case: &str, contestant: &str, found: Option<T>) {
        self.record(case, contestant, found.ok_or_else(String::new));
    }

    /// Adds what a round found, or why it found nothing.
    pub(crate) fn record(&mut self, case: &str, contestant: &str, found: Result<T, String>) {
        let key = (case.to_owned(), contestant.to_owned());
        self.all.entry(key).or_default().push(found);
    }

    fn rounds(&self, case: &str, contestant: &str) -> &[Result<T, String>] {
        let key = (case.to_owned(), contestant.to_owned());
        self.all.get(&key).map_or(&[], Vec::as_slice)
    }

    /// What the rounds found that did not fail, in their order.
    pub(crate) fn of(&self, case: &str, contestant: &str) -> Vec<&T> {
        self.rounds(case, contestant).iter().flatten().collect()
    }

    /// Why the others failed.
    pub(crate) fn failures(&self, case: &str, contestant: &str) -> Vec<&str> {
        let rounds = self.rounds(case, contestant).iter();
        let reasons = rounds.filter_map(|round| round.as_ref().err());
        reasons.map(String::as_str).collect()
    }

    /// One figure of all rounds that did not fail; none where there is no such round.
    pub(crate) fn figures(
        &self,
        case: &str,
        contestant: &str,
        figure: impl Fn(&T) -> f64,
    ) -> Option<Vec<f64>> {
        let figures: Vec<_> = self.of(case, contestant).into_iter().map(figure).collect();
        (!figures.is_empty()).then_some(figures)
    }

    /// One figure in ratio to the limit's of the same round: the mean of those before and after. Rounds in which
    /// there is none of the one or of the other are left out.
    pub(crate) fn to_the_limit(
        &self,
        case: &str,
        contestant: &str,
        figure: impl Fn(&T) -> f64,
    ) -> Option<Spread> {
        let limits = REFERENCES.map(|name| self.rounds(case, name));
        let ratio = |(round, own): (usize, &Result<T, String>)| {
            let found = limits
                .iter()
                .filter_map(|limit| limit.get(round)?.as_ref().ok());
            let found: Vec<_> = found.map(&figure).collect();
            #[expect(clippy::cast_precision_loss, reason = "two")]
            let limit = found.iter().sum::<f64>() / found.len() as f64;
            Some(figure(own.as_ref().ok()?) / limit).filter(|ratio| ratio.is_finite())
        };
        let rounds = self.rounds(case, contestant).iter().enumerate();
        Spread::of(&rounds.filter_map(ratio).collect::<Vec<_>>())
    }
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
        self.attempt(what, deed).await.ok()
    }

    /// The same, and says why it failed.
    pub(crate) async fn attempt<T>(
        &mut self,
        what: &str,
        deed: impl AsyncFnOnce(&Browser) -> T,
    ) -> Result<T, String> {
        let browser = match self.0.take() {
            Some(browser) => browser,
            None => visit::browser().await,
        };
        let done = AssertUnwindSafe(deed(&browser)).catch_unwind().await;
        let found = done.map_err(|panic| reason(&*panic));
        match &found {
            Ok(_) => self.0 = Some(browser),
            Err(reason) => eprintln!("{what}: failed: {reason}"),
        }
        found
    }
}

/// The words of a panic, as far as a note has room for them.
fn reason(panic: &(dyn Any + Send)) -> String {
    let owned = panic.downcast_ref::<String>().map(String::as_str);
    let words = owned.or_else(|| panic.downcast_ref::<&str>().copied());
    let line = words.and_then(|words| words.lines().next());
    let line = line.unwrap_or("for a reason without words");
    line.chars().take(LONGEST_REASON).collect()
}

const LONGEST_REASON: usize = 160;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contestant::named;

    #[test]
    fn a_round_that_failed_leaves_the_others() {
        let mut rounds = Rounds::default();
        for (contestant, found) in [
            ("a", Ok(1.0)),
            ("a", Ok(3.0)),
            ("b", Ok(1.0)),
            ("b", Err("it fell".to_owned())),
            ("c", Err("it fell".to_owned())),
        ] {
            rounds.record("case", contestant, found);
        }
        let table: [(_, Option<&[f64]>, &[&str]); 4] = [
            ("a", Some(&[1.0, 3.0]), &[]),
            ("b", Some(&[1.0]), &["it fell"]),
            ("c", None, &["it fell"]),
            ("d", None, &[]),
        ];
        for (contestant, figures, failures) in table {
            let found = rounds.figures("case", contestant, |found| *found);
            assert_eq!(found.as_deref(), figures, "{contestant}");
            assert_eq!(rounds.failures("case", contestant), failures);
        }
    }

    #[test]
    fn a_ratio_is_to_the_mean_before_and_after_in_the_same_round() {
        let nan = f64::NAN;
        // The limit before, the limit after, its own: NaN is a round that failed.
        type Figures<'a> = &'a [f64];
        let table: [([Figures<'_>; 3], Option<[f64; 3]>); 7] = [
            ([&[2.0], &[4.0], &[6.0]], Some([2.0, 2.0, 2.0])),
            ([&[2.0], &[nan], &[6.0]], Some([3.0, 3.0, 3.0])),
            ([&[nan], &[nan], &[6.0]], None),
            ([&[2.0], &[2.0], &[nan]], None),
            (
                [&[2.0, 1.0], &[2.0, 1.0], &[nan, 3.0]],
                Some([3.0, 3.0, 3.0]),
            ),
            (
                [&[2.0, 1.0], &[2.0, 1.0], &[2.0, 3.0]],
                Some([2.0, 1.0, 3.0]),
            ),
            ([&[0.0], &[0.0], &[1.0]], None),
        ];
        for (figures, expected) in table {
            let mut rounds = Rounds::default();
            let names = [REFERENCES[0], REFERENCES[1], "a"];
            for (name, figures) in names.into_iter().zip(figures) {
                for figure in figures {
                    rounds.add("case", name, (!figure.is_nan()).then_some(*figure));
                }
            }
            let found = rounds.to_the_limit("case", "a", |found| *found);
            let found = found.map(|spread| [spread.median, spread.least, spread.most]);
            assert_eq!(found, expected, "{figures:?}");
        }
    }

    #[test]
    fn an_order_comes_from_seed_case_and_round() {
        let contestants = named(&["a", "b", "c", "d", "e", "f", "g", "h"]);
        let all: Vec<_> = contestants.iter().collect();
        let order = |seed, case: &str, round| {
            let order = Plan { rounds: 1, seed }.order(&all, case, round);
            order
                .iter()
                .map(|one| one.name.as_str())
                .collect::<String>()
        };
        let first = order(1, "json", 0);
        assert_eq!(first, order(1, "json", 0));
        for other in [
            order(2, "json", 0),
            order(1, "text", 0),
            order(1, "json", 1),
        ] {
            assert_ne!(first, other);
            let mut letters: Vec<_> = other.chars().collect();
            letters.sort_unstable();
            assert_eq!(letters.iter().collect::<String>(), "abcdefgh");
        }
    }

    #[test]
    fn a_reason_is_the_first_line_of_what_was_said() {
        let long = "x".repeat(500);
        let table: [(Box<dyn Any + Send>, &str); 4] = [
            (Box::new("plain"), "plain"),
            (Box::new("one\ntwo".to_owned()), "one"),
            (Box::new(7), "for a reason without words"),
            (Box::new(long.clone()), &long[..LONGEST_REASON]),
        ];
        for (panic, expected) in table {
            assert_eq!(reason(&*panic), expected);
        }
    }
}
