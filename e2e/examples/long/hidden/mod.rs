//! A page that nobody sees: whether its connection lives, with a worker that keeps time and without.

mod case;
mod listener;

use std::fmt::Write as _;
use std::fs;
use std::time::Duration;

use futures_util::future::join_all;
use heartline_e2e::{Engine, places};

use crate::figures::{machine, median_and_most, today};
use case::{Case, Outcome, SILENCE, Workers};

/// Where the figures of a run that held are written to.
const FILE: &str = "docs/hidden.md";

const CASES: [Case; 4] = [
    Case {
        name: "with the worker",
        engine: Engine::Chromium,
        workers: Workers::Allowed,
        drops: true,
    },
    Case {
        name: "workers refused: the constructor throws",
        engine: Engine::Chromium,
        workers: Workers::Throw,
        drops: false,
    },
    Case {
        name: "workers refused: policy `worker-src 'none'`",
        engine: Engine::Chromium,
        workers: Workers::Policy,
        drops: false,
    },
    Case {
        name: "with the worker",
        engine: Engine::Firefox,
        workers: Workers::Allowed,
        drops: true,
    },
];

/// Hides the page for so many minutes, in all cases at once. Gives whether every connection lived.
pub(crate) async fn run(minutes: u64) -> bool {
    let time = Duration::from_secs(60 * minutes);
    let (here, missing): (Vec<Case>, Vec<Case>) = CASES
        .into_iter()
        .partition(|case| case.engine.is_here().is_ok());
    for case in missing {
        println!(
            "hidden: {} is not here, so left out: {}",
            case.engine, case.name
        );
    }
    println!("hidden: {} cases for {minutes} min", here.len());
    // One after the other: browsers that start at the same time keep each other waiting.
    let mut staged = Vec::new();
    for case in here {
        staged.push(case.stage().await);
    }
    println!("hidden: all are hidden");
    let outcomes: Vec<Outcome> = join_all(staged.into_iter().map(|case| case.play(time))).await;
    let text = describe(minutes, &outcomes);
    println!("{text}");
    let mut held = true;
    for outcome in &outcomes {
        for fault in outcome.faults() {
            println!(
                "VIOLATED, {} {}: {fault}",
                outcome.case.engine, outcome.case.name
            );
            held = false;
        }
    }
    if held {
        fs::write(places::workspace().join(FILE), text).expect("the documentation can be written");
        println!("hidden: every connection lived; written to {FILE}");
    }
    held
}

fn describe(minutes: u64, outcomes: &[Outcome]) -> String {
    let mut text = format!(
        "# A hidden page\n\n\
         The page with `interval=25s`, in a tab behind another one (Firefox: in a minimised window) \
         the whole time, all cases at once. Where there is a worker the server drops who is silent \
         for {} s; elsewhere it is patient, and what is shown is that no healthy link is killed. \
         *Chain* is a plain chain of timers of 1 s in the same page: how many of them rang, and how late \
         the latest did. \
         The run writes this file, and fails on a disconnect or when the page was visible in \
         between.\n\n\
         `cargo xtask hidden --minutes {minutes}`, on {}, {}.\n\n\
         | case | browser | silent clients | connections | disconnects | attempt | pings | \
         between pings, median | longest | chain, rings | latest |\n\
         |---|---|---|---:|---:|---:|---:|---:|---:|---:|---:|\n",
        SILENCE.as_secs(),
        today(),
        machine(),
    );
    for outcome in outcomes {
        row(&mut text, outcome);
    }
    text
}

fn row(text: &mut String, outcome: &Outcome) {
    let Outcome {
        case, record, seen, ..
    } = outcome;
    let (gap, longest) = median_and_most(&record.gaps(outcome.since)).unwrap_or_default();
    let latest = seen.late.iter().copied().fold(0.0, f64::max) / 1000.0;
    let _ = writeln!(
        text,
        "| {} | {} | {} | {} | {} | {} | {} | {:.1} s | {:.1} s | {} | {latest:.1} s |",
        case.name,
        outcome.browser,
        if case.drops { "dropped" } else { "kept" },
        record.connections,
        record.dropped + record.ended,
        seen.attempt,
        record
            .arrivals
            .iter()
            .filter(|at| **at >= outcome.since)
            .count(),
        gap.as_secs_f64(),
        longest.as_secs_f64(),
        seen.late.len(),
    );
}
