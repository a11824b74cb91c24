//! The end of `cargo xtask test`: a table of the steps and a closing line that programs read.

use std::time::Duration;

use crate::failure::Failure;
use crate::terminal::{columns, duration, grouped, say};
use crate::test::steps::Step;
use crate::test::tally::Tally;

/// What the steps came to.
#[derive(Debug, Default)]
pub(crate) struct Report {
    rows: Vec<Vec<String>>,
    time: Duration,
    total: Tally,
    /// The step that stopped the run.
    broken: Option<&'static str>,
}

impl Report {
    /// Notes a step that has run.
    pub(crate) fn add(&mut self, name: &'static str, time: Duration, tally: Tally, well: bool) {
        let mut tally = tally;
        if !well && tally.failed == 0 {
            // A check that fails, or tests that do not compile, must not read as `0 failed`.
            tally.failed = 1;
        }
        if !well {
            self.broken = Some(name);
        }
        let verdict = if well { "ok" } else { "FAILED" };
        self.rows.push(row(name, verdict, &tally, time));
        self.total.add(tally);
        self.time += time;
    }

    /// Prints it; the closing line is the last.
    pub(crate) fn print(&self, chosen: &[&Step], failure: Option<&Failure>) {
        say(self.text(chosen, failure));
    }

    fn text(&self, chosen: &[&Step], failure: Option<&Failure>) -> String {
        let header = ["step", "", "passed", "failed", "ignored", "time"]
            .map(str::to_owned)
            .to_vec();
        let sum = row("all", "", &self.total, self.time);
        let rows: Vec<_> = [header]
            .into_iter()
            .chain(self.rows.iter().cloned())
            .chain([sum])
            .collect();
        let mut lines = vec![String::new(), columns(&rows)];
        if !self.total.proofs.is_empty() {
            lines.push(format!("\nProved by:\n{}", self.proofs()));
        }
        if let (Some(name), Some(failure)) = (self.broken, failure) {
            let skipped = chosen.len() - self.rows.len();
            lines.push(format!("\nStep `{name}` failed: {}", failure.message));
            lines.push(format!("Again, alone: cargo xtask test --only {name}"));
            lines.push(format!("Steps not run because of it: {skipped}"));
        }
        lines.push(format!(
            "\n{} passed, {} failed",
            self.total.passed, self.total.failed
        ));
        lines.join("\n")
    }

    fn proofs(&self) -> String {
        let proofs = self.total.proofs.iter();
        let rows: Vec<_> = proofs
            .map(|(what, count)| vec![grouped(*count), what.clone()])
            .collect();
        columns(&rows)
    }
}

fn row(name: &str, verdict: &str, tally: &Tally, time: Duration) -> Vec<String> {
    let numbers = if tally.passed + tally.failed + tally.ignored == 0 {
        ["", "", ""].map(str::to_owned)
    } else {
        [tally.passed, tally.failed, tally.ignored].map(|number| number.to_string())
    };
    let [passed, failed, ignored] = numbers;
    vec![
        name.to_owned(),
        verdict.to_owned(),
        passed,
        failed,
        ignored,
        duration(time),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test::steps::choose;

    const SECOND: Duration = Duration::from_secs(1);

    fn last_line(text: &str) -> &str {
        text.lines().last().unwrap()
    }

    #[test]
    fn the_closing_line_sums_all_steps() {
        let mut report = Report::default();
        report.add("fmt", SECOND, Tally::default(), true);
        report.add(
            "server",
            SECOND,
            Tally {
                passed: 5,
                ..Tally::default()
            },
            true,
        );
        report.add(
            "xtask",
            SECOND,
            Tally {
                passed: 7,
                ..Tally::default()
            },
            true,
        );
        assert_eq!(last_line(&report.text(&[], None)), "12 passed, 0 failed");
    }

    #[test]
    fn what_was_proved_is_told_with_its_counts() {
        let mut report = Report::default();
        let mut tally = Tally::default();
        tally.prove(1_234_567, "hours simulated");
        tally.prove(12, "behaviours");
        report.add("simulation", SECOND, tally, true);
        let text = report.text(&[], None);
        for line in ["1 234 567  hours simulated", "12", "behaviours"] {
            assert!(text.contains(line), "{text}");
        }
    }

    #[test]
    fn a_failed_check_is_counted_and_named() {
        let mut report = Report::default();
        report.add("clippy", SECOND, Tally::default(), false);
        let failure = Failure::negative("it is untidy");
        let text = report.text(&choose(true, &[]), Some(&failure));
        assert!(
            text.contains("Step `clippy` failed: it is untidy"),
            "{text}"
        );
        assert!(text.contains("--only clippy"), "{text}");
        assert_eq!(last_line(&text), "0 passed, 1 failed");
    }

    #[test]
    fn failed_tests_are_not_counted_twice() {
        let mut report = Report::default();
        report.add(
            "server",
            SECOND,
            Tally {
                passed: 3,
                failed: 2,
                ..Tally::default()
            },
            false,
        );
        let text = report.text(&choose(true, &[]), Some(&Failure::negative("")));
        assert_eq!(last_line(&text), "3 passed, 2 failed");
    }
}
