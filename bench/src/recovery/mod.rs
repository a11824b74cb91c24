//! How long a contestant takes to notice that its server is gone, and to be connected again: seen from outside, by
//! the sockets that its page makes and by what its application is told.

mod case;
mod patience;
mod record;

use std::cmp::Reverse;
use std::collections::BTreeMap;

use heartline_bench_report::{Section, Spread, Table, median_of};
use tokio::time::Instant;

use crate::booth::share_out;
use crate::contestant::Contestant;
use crate::rounds::order;
use crate::scene::Place;
use case::{CASES, Case};
pub(crate) use patience::{AT_ONCE, company, limit, limits};
use record::{Found, cell};

/// A round waits for minutes, and most of what it finds is a delay that somebody has set.
const MOST_ROUNDS: usize = 3;

#[derive(Clone, Copy, Debug)]
struct Job<'a> {
    case: Case,
    who: &'a Contestant,
    round: usize,
}

type Figures = BTreeMap<(&'static str, String), Vec<Option<Found>>>;

/// Measures all contestants but those that use a library for the second time.
pub(crate) async fn run(place: Place<'_>, contestants: &[Contestant], rounds: usize) -> Section {
    let all = contestants.iter().filter(|who| !who.is_variant()).cloned();
    let all: Vec<_> = all.collect();
    let rounds = rounds.min(MOST_ROUNDS);
    let jobs = jobs(&all, rounds);
    let found = share_out(AT_ONCE, &jobs, Job::name, async |booth, job| {
        let begin = Instant::now();
        let found = job.case.perform(place.scene(booth, job.who)).await;
        let took = begin.elapsed().as_secs();
        eprintln!("{}, {took} s: {found:?}", job.name());
        found
    });
    let mut figures = Figures::new();
    for (job, found) in jobs.iter().zip(found.await) {
        let key = (job.case.id(), job.who.name.clone());
        figures.entry(key).or_default().push(found);
    }
    let command = format!("cargo xtask bench --only recovery --rounds {rounds}");
    let mut section = Section::new("recovery", command);
    let tables = CASES.map(|case| table(case, &all, &figures));
    section.tables.extend(tables);
    let how = how(rounds);
    for (nth, table) in section.tables.iter_mut().enumerate() {
        table.note += if nth == 0 { &how } else { AS_ABOVE };
    }
    section
}

const AS_ABOVE: &str = " Measured, and to be read, as in the first table of this section.";

/// How all tables are measured.
fn how(rounds: usize) -> String {
    let median = median_of(rounds);
    let (limits, company) = (limits(), company());
    format!(
        " What stands below: {median}. \
         *Noticed*: until the page made a new socket or the application was told; *open*: until the application was told \
         of a new connection, both from the loss on; *attempts*: sockets until then. Heartbeats are told to ping after \
         2 s and to wait for 1 s, and the last answer may have come a while before the loss; the rest is each library's \
         default. A connection is awaited for {limits}. This counts from the loss, or from the server's return where it was \
         away. {company}"
    )
}

/// Those that may take longest first, so that nobody waits for them in the end.
fn jobs(contestants: &[Contestant], rounds: usize) -> Vec<Job<'_>> {
    let mut jobs = Vec::new();
    for round in 0..rounds {
        for case in CASES {
            let all = order(contestants, round).into_iter();
            let all = all.filter(|who| case.concerns(who));
            jobs.extend(all.map(|who| Job { case, who, round }));
        }
    }
    jobs.sort_by_key(|job| Reverse(limit(job.who)));
    jobs
}

impl Job<'_> {
    fn name(&self) -> String {
        let Self { case, who, round } = self;
        format!("{} {} {}", round + 1, case.id(), who.name)
    }
}

fn table(case: Case, contestants: &[Contestant], figures: &Figures) -> Table {
    let columns = [
        "",
        "noticed, s",
        "open, s",
        "from return to open, s",
        "attempts",
    ];
    let mut table = Table::new(case.id(), case.title(), case.note(), columns);
    for who in contestants {
        let key = (case.id(), who.name.clone());
        let known: Option<Vec<_>> = figures
            .get(&key)
            .and_then(|all| all.iter().copied().collect());
        match known {
            _ if !case.concerns(who) => table.row([&who.label(), "–", NO_RETRY, NO_RETRY, "–"]),
            Some(found) => row(&mut table, case, who, &found),
            None => table.row([&who.label(), "failed", "–", "–", "–"]),
        }
    }
    table
}

const NO_RETRY: &str = "does not reconnect";

fn row(table: &mut Table, case: Case, who: &Contestant, found: &[Found]) {
    let limit = case.limit_in_words(who);
    let of = |figure: fn(&Found) -> Option<f64>| found.iter().map(figure).collect::<Vec<_>>();
    let times = [
        ("noticed", of(|found| found.noticed)),
        ("open", of(|found| found.open)),
        ("return", of(|found| found.after_return)),
    ];
    let attempts: Vec<_> = found.iter().map(|found| found.attempts).collect();
    let attempts = Spread::of(&attempts);
    let shown = attempts.map_or_else(
        || "–".to_owned(),
        |spread| spread.text(|n| format!("{n:.0}")),
    );
    let cells = times.iter().map(|(name, rounds)| {
        let never = *name != "noticed" && !who.has("reconnect");
        match never {
            true => NO_RETRY.to_owned(),
            false => cell(rounds, &limit),
        }
    });
    table.row([who.label()].into_iter().chain(cells).chain([shown]));
    for (name, rounds) in &times {
        let known: Option<Vec<_>> = rounds.iter().copied().collect();
        if let Some(spread) = known.and_then(|known| Spread::of(&known)) {
            table.value(format!("{}.{name}", who.name), spread.median);
        }
    }
    if let Some(spread) = attempts {
        table.value(format!("{}.attempts", who.name), spread.median);
    }
}
