//! How long a contestant takes to notice that its server is gone, and to be connected again: seen from outside, by
//! the sockets that its page makes and by what its application is told.

mod case;
mod record;

use std::collections::BTreeMap;

use heartline_bench_report::{Section, Spread, Table};

use crate::booth::share_out;
use crate::contestant::Contestant;
use crate::rounds::order;
use crate::scene::Place;
use case::{CASES, Case};
use record::{Found, cell};

/// What costs next to nothing while it waits.
const AT_ONCE: usize = 8;

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
        let found = job.case.perform(place.scene(booth, job.who)).await;
        eprintln!("{}: {found:?}", job.name());
        found
    });
    let mut figures = Figures::new();
    for (job, found) in jobs.iter().zip(found.await) {
        let key = (job.case.id(), job.who.name.clone());
        figures.entry(key).or_default().push(found);
    }
    let mut section = Section::new("recovery", "cargo xtask bench --only recovery");
    let tables = CASES.map(|case| table(case, &all, &figures, rounds));
    section.tables.extend(tables);
    section
}

/// Those that wait for a minute first, so that nobody waits for them in the end.
fn jobs(contestants: &[Contestant], rounds: usize) -> Vec<Job<'_>> {
    let mut jobs = Vec::new();
    for round in 0..rounds {
        for case in CASES {
            let all = order(contestants, round).into_iter();
            jobs.extend(all.map(|who| Job { case, who, round }));
        }
    }
    jobs.sort_by_key(|job| !job.who.waits_a_minute());
    jobs
}

impl Job<'_> {
    fn name(&self) -> String {
        let Self { case, who, round } = self;
        format!("{} {} {}", round + 1, case.id(), who.name)
    }
}

fn table(case: Case, contestants: &[Contestant], figures: &Figures, rounds: usize) -> Table {
    let note = format!(
        "{} Median of {rounds} rounds (least–most). *Noticed*: until the page made a new socket or the application was told; \
         *open*: until the application was told of a new connection; *attempts*: sockets until then. Heartbeats are told \
         to ping after 2 s and to wait for 1 s, and the last answer may have come a while before the loss; the rest is each library's default. Where there was no \
         connection within 20 s (the original page: 75 s) it says so.",
        case.note()
    );
    let columns = [
        "",
        "noticed, s",
        "open, s",
        "from return to open, s",
        "attempts",
    ];
    let mut table = Table::new(case.id(), case.title(), note, columns);
    for who in contestants {
        let key = (case.id(), who.name.clone());
        let known: Option<Vec<_>> = figures
            .get(&key)
            .and_then(|all| all.iter().copied().collect());
        match known {
            Some(found) => row(&mut table, who, &found),
            None => table.row([&who.label(), "failed", "–", "–", "–"]),
        }
    }
    table
}

fn row(table: &mut Table, who: &Contestant, found: &[Found]) {
    let limit = if who.waits_a_minute() { 75.0 } else { 20.0 };
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
    let cells = times.iter().map(|(_, rounds)| cell(rounds, limit));
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
