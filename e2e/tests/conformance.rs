//! Every scenario in every engine, and the table of what came of it.
//!
//! `HEARTLINE_ENGINES=firefox,webkit` and `HEARTLINE_SCENARIOS=hidden,closes` (parts of names) choose
//! some of them; the table is then printed and not compared. `HEARTLINE_CONFORMANCE=write` writes
//! the table into the documents.
#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "what this test is made of states what must hold by failing loudly, too"
)]

use std::env;
use std::fs;
use std::io::{self, Write};
use std::time::Instant;

use heartline_e2e::browser::Browser;
use heartline_e2e::faults::Faults;
use heartline_e2e::page::Page;
use heartline_e2e::scenarios::{Conformance, Scenario, Verdict, all, comparable, perform};
use heartline_e2e::witness::Witnessed;
use heartline_e2e::{Engine, places};

#[tokio::test]
async fn every_scenario_passes_in_every_engine_and_the_table_says_so() {
    let (scenarios, engines) = (chosen_scenarios(), Engine::chosen());
    let missing: Vec<_> = engines
        .iter()
        .filter_map(|engine| Some(format!("{engine}: {}", engine.is_here().err()?)))
        .collect();
    assert!(missing.is_empty(), "cannot be run here: {missing:#?}");
    let site = Witnessed::of(&places::dist());
    let mut table = Conformance::of(&scenarios);
    let runs = engines
        .iter()
        .map(|engine| run_in(*engine, &scenarios, &site));
    for (engine, browser, verdicts) in futures_util::future::join_all(runs).await {
        table.add(engine, browser, verdicts);
    }
    keep(&table);
    for engine in Engine::ALL
        .iter()
        .filter(|engine| !engines.contains(engine))
    {
        say(&format!(
            "{engine}: not run, HEARTLINE_ENGINES leaves it out"
        ));
    }
    say(&table.summary());
    let failures = table.failures();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    if is_everything() {
        compare(&table);
    }
}

/// One browser for all scenarios of an engine; after one that failed a new one, since nobody knows
/// what state it is in.
async fn run_in(
    engine: Engine,
    scenarios: &[Scenario],
    site: &Witnessed,
) -> (Engine, String, Vec<Verdict>) {
    let faults = Faults::start().await;
    let mut page = open(engine).await;
    let version = page.browser.version.clone();
    let mut verdicts = Vec::new();
    for scenario in scenarios {
        let start = Instant::now();
        let verdict = match scenario.exception(engine) {
            Some(why) => Verdict::NotRun(why.to_owned()),
            None => match perform(scenario, &page, &faults, site.folder()).await {
                Ok(()) => Verdict::Passed,
                Err(why) => Verdict::Failed(why),
            },
        };
        let took = start.elapsed();
        let name = engine.to_string();
        say(&format!(
            "{name:<8} {took:>6.1?} {}: {verdict:?}",
            scenario.name
        ));
        if matches!(verdict, Verdict::Failed(_)) {
            page = open(engine).await;
        }
        verdicts.push(verdict);
    }
    (engine, version, verdicts)
}

async fn open(engine: Engine) -> Page {
    let browser = Browser::of(engine).await;
    Page { browser }
}

/// The choice of a variable: parts of names, in small letters.
fn choice(variable: &str) -> Option<Vec<String>> {
    let names = env::var(variable).ok().filter(|names| !names.is_empty())?;
    Some(names.split(',').map(str::to_lowercase).collect())
}

fn is_chosen(name: &str, variable: &str) -> bool {
    let name = name.to_lowercase();
    choice(variable).is_none_or(|parts| parts.iter().any(|part| name.contains(part)))
}

fn chosen_scenarios() -> Vec<Scenario> {
    let mut scenarios = all();
    scenarios.retain(|scenario| is_chosen(scenario.name, "HEARTLINE_SCENARIOS"));
    assert!(!scenarios.is_empty(), "no scenario of this name");
    scenarios
}

fn is_everything() -> bool {
    chosen_scenarios().len() == all().len() && Engine::chosen().len() == Engine::ALL.len()
}

/// For programs: `target/conformance.json`.
fn keep(table: &Conformance) {
    let json = serde_json::to_string_pretty(table).expect("a table");
    let file = places::target().join("conformance.json");
    fs::write(&file, json).expect("a written table");
}

/// Past the test runner, which keeps to itself what a test prints that passes.
fn say(line: &str) {
    // A closed terminal is no fault of a scenario.
    let _ = writeln!(io::stderr(), "{line}");
}

/// What the document says has to be what came of the run.
fn compare(table: &Conformance) {
    let file = places::workspace().join("docs/conformance.md");
    let document = table.document();
    if env::var("HEARTLINE_CONFORMANCE").is_ok_and(|value| value == "write") {
        fs::write(&file, document).expect("a written document");
        return;
    }
    let known = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        comparable(&known) == comparable(&document),
        "docs/conformance.md says something else than this run; `cargo xtask conformance` writes \
         it anew:\n{document}"
    );
}
