//! Several runs of one scenario with one contestant as one finding. Pure.

use super::verdict::Verdict;

/// What each run found, in their order, and how many could not be made.
#[derive(Clone, Debug, Default)]
pub(super) struct Runs {
    found: Vec<Verdict>,
    lost: usize,
}

/// How often a cell is run at most.
pub(super) const MOST: usize = 3;

impl Runs {
    /// Adds a run; `None` where it could not be made.
    pub(super) fn add(&mut self, run: Option<Verdict>) {
        match run {
            Some(verdict) => self.found.push(verdict),
            None => self.lost += 1,
        }
    }

    /// Whether no more runs are made: two say the same, or the first found no fault. That one counts only where what is
    /// found is no matter of chance.
    pub(super) fn is_settled(&self, chance: bool) -> bool {
        let settled = match self.found.as_slice() {
            [] | [Verdict::Fails(_)] => false,
            [Verdict::Holds] => !chance,
            [Verdict::Absent(_)] => true,
            _ => self.verdict().is_some(),
        };
        settled || self.found.len() + self.lost >= MOST
    }

    /// What at least two runs say, or the only one, which does not suffice for a fault. Of those that fail, the one
    /// that found least.
    pub(super) fn verdict(&self) -> Option<&Verdict> {
        if let [only] = self.found.as_slice() {
            return Some(only).filter(|only| !matches!(only, Verdict::Fails(_)));
        }
        let often = |mark: &str| self.found.iter().filter(|run| run.mark() == mark).count() > 1;
        let agreed = self.found.iter().filter(|run| often(run.mark()));
        agreed.min_by_key(|run| match run {
            Verdict::Fails(faults) => faults.len(),
            Verdict::Holds | Verdict::Absent(_) => 0,
        })
    }

    /// As it stands in the table: with the number of runs that say so where others do not.
    pub(super) fn mark(&self) -> String {
        let Some(verdict) = self.verdict() else {
            return "failed".to_owned();
        };
        let mark = verdict.mark();
        let alike = self.found.iter().filter(|run| run.mark() == mark).count();
        match self.found.len() {
            all if all == alike => mark.to_owned(),
            all => format!("{mark} {alike}/{all}"),
        }
    }

    /// Why it is no plain ✓: the finding's words, and those of the run that differed.
    pub(super) fn words(&self) -> Option<String> {
        let Some(verdict) = self.verdict() else {
            return Some("too few runs could be made, or they do not agree".to_owned());
        };
        let differs = |run: &&Verdict| run.mark() != verdict.mark();
        let other = self.found.iter().find(differs).map(|run| match run {
            Verdict::Holds => "it held".to_owned(),
            run => run.words(),
        });
        let other = other.map(|words| format!("in one run of {}: {words}", self.found.len()));
        let told = [Some(verdict.words()), other].into_iter().flatten();
        let told: Vec<_> = told.filter(|words| !words.is_empty()).collect();
        (!told.is_empty()).then(|| told.join("; "))
    }
}

#[cfg(test)]
mod tests {
    use super::super::verdict::{Fault, Harm, absent, fails};
    use super::*;

    fn run(mark: char) -> Option<Verdict> {
        match mark {
            '✓' => Some(Verdict::Holds),
            '✗' => Some(fails(Harm::Stuck, "stuck")),
            '–' => Some(absent("nothing")),
            _ => None,
        }
    }

    fn runs(marks: &str) -> Runs {
        let mut runs = Runs::default();
        marks.chars().for_each(|mark| runs.add(run(mark)));
        runs
    }

    #[test]
    fn two_runs_that_agree_settle_it() {
        let table = [
            ("", false),
            ("✗", false),
            ("–", true),
            ("!", false),
            ("✓✓", true),
            ("✗✗", true),
            ("✗✓", false),
            ("!✗", false),
            ("!–", true),
            ("✗✓✗", true),
            ("✗–✓", true),
            ("!!!", true),
        ];
        for (marks, settled) in table {
            assert_eq!(runs(marks).is_settled(false), settled, "{marks}");
            assert_eq!(runs(marks).is_settled(true), settled, "{marks}");
        }
    }

    #[test]
    fn one_run_without_a_fault_is_enough_where_nothing_is_left_to_chance() {
        assert!(runs("✓").is_settled(false));
        assert!(!runs("✓").is_settled(true));
    }

    #[test]
    fn a_fault_counts_where_two_runs_show_it() {
        let too_few = Some("too few runs could be made, or they do not agree");
        let table = [
            ("✓", "✓", None),
            ("✓✓", "✓", None),
            ("✗✗", "✗", Some("stuck")),
            ("–", "–", Some("nothing")),
            ("✗✓✗", "✗ 2/3", Some("stuck; in one run of 3: it held")),
            ("✗✓✓", "✓ 2/3", Some("in one run of 3: stuck")),
            ("!✓", "✓", None),
            ("✗!✗", "✗", Some("stuck")),
            ("✗!!", "failed", too_few),
            ("✗–✓", "failed", too_few),
            ("!!!", "failed", too_few),
        ];
        for (marks, mark, words) in table {
            let runs = runs(marks);
            let found = (runs.mark(), runs.words());
            assert_eq!(
                found,
                (mark.to_owned(), words.map(str::to_owned)),
                "{marks}"
            );
        }
    }

    #[test]
    fn of_two_runs_that_fail_the_one_that_found_less_counts() {
        let both = ["a", "b"]
            .map(|words| Fault::new(Harm::Other, words))
            .to_vec();
        let one = fails(Harm::Other, "a");
        let mut runs = Runs::default();
        runs.add(Some(Verdict::Fails(both)));
        runs.add(Some(one.clone()));
        assert_eq!(runs.verdict(), Some(&one));
    }
}
