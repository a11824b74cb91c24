//! Several runs of one scenario with one contestant as one finding. Pure.

use super::verdict::Verdict;

/// What became of each run, in their order; `None` where it could not be run.
#[derive(Clone, Debug, Default)]
pub(super) struct Runs(Vec<Option<Verdict>>);

/// How often a cell is run at most.
pub(super) const MOST: usize = 3;

impl Runs {
    /// Adds a run.
    pub(super) fn add(&mut self, run: Option<Verdict>) {
        self.0.push(run);
    }

    /// Whether no more runs are made: two say the same, or the first found no fault. That one counts only where what is
    /// found is no matter of chance.
    pub(super) fn is_settled(&self, chance: bool) -> bool {
        match self.0.as_slice() {
            [] | [Some(Verdict::Fails(_))] => false,
            [Some(Verdict::Holds)] => !chance,
            [Some(Verdict::Absent(_)) | None] => true,
            runs => runs.len() >= MOST || self.verdict().is_some(),
        }
    }

    /// What at least two runs say, or the only one. Of those that fail, the one that found least.
    pub(super) fn verdict(&self) -> Option<&Verdict> {
        if let [only] = self.0.as_slice() {
            return only.as_ref();
        }
        let known = || self.0.iter().flatten();
        let often = |mark: &str| known().filter(|run| run.mark() == mark).count() > 1;
        known()
            .filter(|run| often(run.mark()))
            .min_by_key(|run| match run {
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
        let alike = self.0.iter().flatten().filter(|run| run.mark() == mark);
        match (alike.count(), self.0.len()) {
            (alike, all) if alike == all => mark.to_owned(),
            (alike, all) => format!("{mark} {alike}/{all}"),
        }
    }

    /// Why it is no plain ✓: the finding's words, and those of the run that differed.
    pub(super) fn words(&self) -> Option<String> {
        let Some(verdict) = self.verdict() else {
            return Some("the runs do not agree, or could not be made".to_owned());
        };
        let other = self.0.iter().find_map(|run| match run {
            None => Some("could not be made".to_owned()),
            Some(run) if run.mark() != verdict.mark() => Some(match run {
                Verdict::Holds => "it held".to_owned(),
                run => run.words(),
            }),
            Some(_) => None,
        });
        let other = other.map(|words| format!("in one run of {}: {words}", self.0.len()));
        let told: Vec<_> = [verdict.words()]
            .into_iter()
            .chain(other)
            .filter(|words| !words.is_empty())
            .collect();
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
        Runs(marks.chars().map(run).collect())
    }

    #[test]
    fn two_runs_that_agree_settle_it() {
        let table = [
            ("", false),
            ("✗", false),
            ("–", true),
            ("!", true),
            ("✓✓", true),
            ("✗✗", true),
            ("✗✓", false),
            ("✗✓✗", true),
            ("✗–✓", true),
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
        let table = [
            ("✓", "✓", None),
            ("✓✓", "✓", None),
            ("✗✗", "✗", Some("stuck")),
            ("–", "–", Some("nothing")),
            ("✗✓✗", "✗ 2/3", Some("stuck; in one run of 3: it held")),
            ("✗✓✓", "✓ 2/3", Some("in one run of 3: stuck")),
            ("✓!✓", "✓ 2/3", Some("in one run of 3: could not be made")),
            (
                "✗–✓",
                "failed",
                Some("the runs do not agree, or could not be made"),
            ),
            (
                "!",
                "failed",
                Some("the runs do not agree, or could not be made"),
            ),
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
        let runs = Runs(vec![Some(Verdict::Fails(both)), Some(one.clone())]);
        assert_eq!(runs.verdict(), Some(&one));
    }
}
