//! What came of the scenarios in the engines: as a table for people, in a file for programs.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use crate::engine::Engine;
use crate::scenarios::Scenario;

/// How a scenario ended in an engine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// All that was expected came true.
    Passed,
    /// It was not run, for this reason.
    NotRun(String),
    /// It went otherwise.
    Failed(String),
}

/// The whole table.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Conformance {
    /// What the engines call themselves, with their versions.
    pub browsers: BTreeMap<Engine, String>,
    /// The rows, in the order of the scenarios.
    pub rows: Vec<Row>,
}

/// A scenario in all engines.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Row {
    /// The scenario's name.
    pub scenario: String,
    /// How it ended, in each engine that was asked for.
    pub verdicts: BTreeMap<Engine, Verdict>,
}

impl Conformance {
    /// A table of these scenarios in which nothing has been run.
    #[must_use]
    pub fn of(scenarios: &[Scenario]) -> Self {
        let row = |scenario: &Scenario| Row {
            scenario: scenario.name.to_owned(),
            verdicts: BTreeMap::new(),
        };
        Self {
            browsers: BTreeMap::new(),
            rows: scenarios.iter().map(row).collect(),
        }
    }

    /// Adds what came of all scenarios in one engine, in their order.
    pub fn add(&mut self, engine: Engine, browser: String, verdicts: Vec<Verdict>) {
        self.browsers.insert(engine, browser);
        for (row, verdict) in self.rows.iter_mut().zip(verdicts) {
            row.verdicts.insert(engine, verdict);
        }
    }

    /// How many have this verdict.
    fn count(&self, is_so: impl Fn(&Verdict) -> bool) -> usize {
        let verdicts = self.rows.iter().flat_map(|row| row.verdicts.values());
        verdicts.filter(|verdict| is_so(verdict)).count()
    }

    /// What went otherwise: scenario, engine and what there was instead.
    #[must_use]
    pub fn failures(&self) -> Vec<String> {
        let all = self.rows.iter().flat_map(|row| {
            let each = row.verdicts.iter();
            each.map(move |(engine, verdict)| (&row.scenario, engine, verdict))
        });
        all.filter_map(|(scenario, engine, verdict)| match verdict {
            Verdict::Failed(why) => Some(format!("{engine}: {scenario}: {why}")),
            Verdict::Passed | Verdict::NotRun(_) => None,
        })
        .collect()
    }

    /// The counts in a line.
    #[must_use]
    pub fn summary(&self) -> String {
        let (scenarios, engines) = (self.rows.len(), self.browsers.len());
        format!(
            "{scenarios} scenarios × {engines} engines: {} passed, {} failed, {} not run, with a \
             reason each",
            self.count(|verdict| *verdict == Verdict::Passed),
            self.count(|verdict| matches!(verdict, Verdict::Failed(_))),
            self.count(|verdict| matches!(verdict, Verdict::NotRun(_))),
        )
    }

    /// The table as a document.
    #[must_use]
    pub fn document(&self) -> String {
        let mut text = format!("{HEAD}\n{}.\n\n", self.summary());
        let engines: Vec<_> = self.browsers.keys().collect();
        let names: Vec<_> = engines.iter().map(ToString::to_string).collect();
        line(&mut text, "scenario", &names);
        line(&mut text, "---", &vec!["---".to_owned(); names.len()]);
        let mut reasons = Vec::new();
        for row in &self.rows {
            let cells: Vec<_> = engines
                .iter()
                .map(|engine| cell(**engine, row.verdicts.get(engine), &mut reasons))
                .collect();
            line(&mut text, &row.scenario, &cells);
        }
        text.push('\n');
        for (number, reason) in (1..).zip(&reasons) {
            // Writing into a string does not fail.
            let _ = writeln!(text, "{number}. {reason}.");
        }
        let browsers: Vec<_> = self.browsers.values().cloned().collect();
        let _ = writeln!(text, "\n{BROWSERS}{}.", browsers.join(", "));
        text
    }
}

/// A document without what may differ between two runs of the same scenarios: the versions of the
/// browsers.
#[must_use]
pub fn comparable(document: &str) -> String {
    let lines = document.lines().filter(|line| !line.starts_with(BROWSERS));
    lines.collect::<Vec<_>>().join("\n")
}

const BROWSERS: &str = "Written by a run with ";

const HEAD: &str = "# Conformance

Scenarios that break connections, each performed in three browser engines on the built page, with a
real server that is killed, frozen, told to misbehave, or put behind a relay that stalls. A scenario is
data, in [`e2e/src/scenarios/`](../e2e/src/scenarios/): what happens, and what is expected in the end.
In every scenario no error may be raised in the page, and no two of its sockets may be open at a time.

`cargo xtask test --only e2e` performs them and fails when this table says something else;
`cargo xtask conformance` writes it anew.
";

fn line(text: &mut String, first: &str, cells: &[String]) {
    let _ = writeln!(text, "| {first} | {} |", cells.join(" | "));
}

fn cell(engine: Engine, verdict: Option<&Verdict>, reasons: &mut Vec<String>) -> String {
    match verdict {
        Some(Verdict::Passed) => "pass".to_owned(),
        Some(Verdict::Failed(_)) => "**FAILS**".to_owned(),
        Some(Verdict::NotRun(why)) => {
            let reason = format!("{engine} {why}");
            let known = reasons.iter().position(|known| *known == reason);
            let index = known.unwrap_or_else(|| {
                reasons.push(reason);
                reasons.len() - 1
            });
            format!("not run ({})", index + 1)
        }
        None => "not asked for".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenarios::{Place, Step, row};

    fn table(verdict: Verdict) -> Conformance {
        const ROWS: &[Scenario] = &[
            row("first", &[Step::Visit(Place::Own, &[])], &[]),
            row("second", &[], &[]),
        ];
        let mut table = Conformance::of(ROWS);
        let reason = Verdict::NotRun("has no such thing".to_owned());
        table.add(Engine::Firefox, "Firefox 1".into(), vec![verdict, reason]);
        table
    }

    #[test]
    fn the_document_names_verdicts_and_reasons() {
        let document = table(Verdict::Passed).document();
        assert!(document.contains("| first | pass |"), "{document}");
        assert!(document.contains("| second | not run (1) |"), "{document}");
        assert!(document.contains("1. Firefox has no such thing."));
    }

    #[test]
    fn another_verdict_is_another_document_and_another_version_is_not() {
        let (well, ill) = (table(Verdict::Passed), table(Verdict::Failed("x".into())));
        assert_ne!(comparable(&well.document()), comparable(&ill.document()));
        let mut newer = well.clone();
        newer.browsers.insert(Engine::Firefox, "Firefox 2".into());
        assert_ne!(well.document(), newer.document());
        assert_eq!(comparable(&well.document()), comparable(&newer.document()));
    }

    #[test]
    fn what_failed_is_counted_and_told() {
        let table = table(Verdict::Failed("it stayed closed".into()));
        let counts = "2 scenarios × 1 engines: 0 passed, 1 failed, 1 not run";
        assert!(table.summary().starts_with(counts), "{}", table.summary());
        assert_eq!(table.failures(), ["Firefox: first: it stayed closed"]);
    }
}
