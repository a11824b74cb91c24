//! What was found of all contestants, as tables: who does what to people, every mark, and why.

use heartline_bench_report::Table;

use super::verdict::{Harm, IN_TIME, Verdict};
use super::{Found, Runs, SCENARIOS, Scenario};
use crate::contestant::Contestant;
use crate::recovery::limits;
use crate::seen::seconds;

/// All tables of the section, in the order in which they are read. `company` says in what company was measured.
pub(super) fn all(contestants: &[Contestant], found: &Found, company: &str) -> Vec<Table> {
    vec![
        who(contestants, found),
        marks(contestants, found, company),
        words(contestants, found),
    ]
}

/// A column of the first table: its heading, and the key of its figures.
const HARMS: [(Harm, &str, &str); 5] = [
    (Harm::Zombie, "opens zombies", "zombies"),
    (Harm::Stuck, "stays stuck", "stuck"),
    (Harm::Loses, "loses messages", "loses"),
    (Harm::Never, "never notices", "never"),
    (Harm::Late, "notices late", "late"),
];

fn who(contestants: &[Contestant], found: &Found) -> Table {
    let title = "Who opens zombies, who stays stuck, who loses messages, who never notices";
    let note = format!(
        "The faults of the next table by what they are to people; each cell names the rows there, and what is none of \
         these stands only there. *Opens zombies*: two sockets at once, or one of which the application knows nothing; \
         *stays stuck*: no connection, and none to come; *loses messages*: one that was sent or given is gone, and nobody \
         was told; *notices late*: a silent link is noticed after more than {}, where the deadline is some 2 s; *never \
         notices*: not within {}. What a contestant has not cannot fail: one that does not reconnect is not counted as stuck.",
        seconds(IN_TIME),
        limits()
    );
    let columns = [""].into_iter().chain(HARMS.map(|(_, title, _)| title));
    let mut table = Table::new("who", title, note, columns);
    for who in contestants {
        let ids = HARMS.map(|(harm, _, _)| ids(harm, who, found));
        for ((_, _, key), ids) in HARMS.iter().zip(&ids) {
            table.value(format!("{}.{key}", who.name), count(ids.len()));
        }
        let cells = ids.map(|ids| ids.join(", "));
        table.row([who.label()].into_iter().chain(cells));
    }
    table
}

/// The scenarios in which a contestant shows a fault of this kind.
fn ids(harm: Harm, who: &Contestant, found: &Found) -> Vec<&'static str> {
    let shows = |scenario: &&Scenario| match verdict(scenario, who, found) {
        Some(Verdict::Fails(faults)) => faults.iter().any(|fault| fault.harm == harm),
        _ => false,
    };
    let all = SCENARIOS.iter().filter(shows);
    all.map(|scenario| scenario.id).collect()
}

fn marks(contestants: &[Contestant], found: &Found, company: &str) -> Table {
    let titles = contestants.iter().map(Contestant::label);
    let columns = ["".to_owned(), "what must hold".to_owned()]
        .into_iter()
        .chain(titles);
    let note = format!("{NOTE} {company} For D17 each contestant is alone.");
    let title = "Faults that are known of popular clients";
    let mut table = Table::new("faults", title, note, columns);
    for scenario in &SCENARIOS {
        let cells = contestants.iter().map(|who| cell(scenario, who, found));
        let head = [scenario.id, scenario.rule].map(str::to_owned);
        table.row(head.into_iter().chain(cells));
    }
    let mut sums = vec![String::new(), "faults shown / rows that apply".to_owned()];
    for who in contestants {
        let (fails, applies) = sum(who, found);
        table.value(format!("{}.fails", who.name), count(fails));
        table.value(format!("{}.applies", who.name), count(applies));
        sums.push(format!("{fails} / {applies}"));
    }
    table.row(sums);
    table
}

/// How many scenarios showed a fault, and how many there were that could.
fn sum(who: &Contestant, found: &Found) -> (usize, usize) {
    let verdicts = SCENARIOS.iter().filter_map(|one| verdict(one, who, found));
    verdicts.fold((0, 0), |(fails, applies), verdict| match verdict {
        Verdict::Fails(_) => (fails + 1, applies + 1),
        Verdict::Holds => (fails, applies + 1),
        Verdict::Absent(_) => (fails, applies),
    })
}

#[expect(clippy::cast_precision_loss, reason = "nineteen")]
fn count(rows: usize) -> f64 {
    rows as f64
}

fn own<'a>(scenario: &Scenario, who: &Contestant, found: &'a Found) -> Option<&'a Runs> {
    found.get(&(scenario.id, who.name.clone()))
}

/// What was found of a contestant, or of the one that it is where it has no runs of its own.
fn verdict<'a>(scenario: &Scenario, who: &Contestant, found: &'a Found) -> Option<&'a Verdict> {
    let base = || {
        let name = who.variant_of()?;
        found.get(&(scenario.id, name.to_owned()))
    };
    own(scenario, who, found).or_else(base)?.verdict()
}

fn cell(scenario: &Scenario, who: &Contestant, found: &Found) -> String {
    match own(scenario, who, found) {
        Some(runs) => runs.mark(),
        None if who.is_variant() => "=".to_owned(),
        None => "not run".to_owned(),
    }
}

const NOTE: &str = "Each contestant in Chromium, against a server that misbehaves on request. ✓ holds, ✗ does not (what \
    was seen stands below), – has no such thing or was not looked at (why stands below), = the same library as another \
    column, used in a second way that makes no difference here; it counts in the last row as it does there. A cell that \
    fails is run again until two of at most three runs agree, and so are D18 and D19, matters of chance, when they hold; ✗ 2/3: \
    two of three runs failed. The libraries run as their documentation shows them, with a heartbeat of 1 s and a deadline \
    of 0.5 s where they have one. Each scenario begins in a new process of the page: Chromium lets one wait that has made \
    many failed attempts. Attempts are seen by a witness in the page, which hands out the browser's own sockets.";

fn words(contestants: &[Contestant], found: &Found) -> Table {
    let note = "Why a cell above is no plain ✓, in the order of the contestants.";
    let columns = ["", "contestant", "", "what was seen"];
    let mut table = Table::new("seen", "What was seen", note, columns);
    for who in contestants {
        for scenario in &SCENARIOS {
            let runs = own(scenario, who, found);
            if let Some((runs, words)) = runs.and_then(|runs| Some((runs, runs.words()?))) {
                table.row([scenario.id, &who.title, &runs.mark(), &words]);
            }
        }
    }
    table
        .note
        .extend(undisputed(found).map(|words| format!(" {words}")));
    table
}

/// The scenarios that nobody failed, or nobody passed: what they show is less.
fn undisputed(found: &Found) -> Option<String> {
    let is = |id: &str, mark: &str| {
        let mut of = found.iter().filter(|((scenario, _), _)| *scenario == id);
        of.any(|(_, runs)| runs.verdict().is_some_and(|verdict| verdict.mark() == mark))
    };
    let without = |mark: &str| {
        let ids = SCENARIOS.iter().map(|scenario| scenario.id);
        let ids = ids.filter(|id| found.keys().any(|(run, _)| run == id));
        ids.filter(|id| !is(id, mark))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let (failed, passed) = (without("✗"), without("✓"));
    let failed = (!failed.is_empty()).then(|| format!("Nobody failed {failed}."));
    let passed = (!passed.is_empty()).then(|| format!("Nobody passed {passed}."));
    let told: Vec<_> = [failed, passed].into_iter().flatten().collect();
    (!told.is_empty()).then(|| told.join(" "))
}

#[cfg(test)]
mod tests {
    use super::super::verdict::{absent, fails};
    use super::*;

    fn contestant(name: &str) -> Contestant {
        let base = name.strip_suffix("-onmessage");
        let told = serde_json::json!({
            "name": name, "title": name, "version": null, "uses": "x", "variantOf": base,
        });
        serde_json::from_value(told).unwrap()
    }

    /// A library that is used in two ways, the second of which loses nothing.
    fn found() -> Found {
        let runs = [
            ("D1", "x", fails(Harm::Zombie, "a socket after the close")),
            ("D2", "x", absent("no heartbeat")),
            ("D16", "x", Verdict::Holds),
            ("D17", "x", fails(Harm::Loses, "2 of 9 lost")),
            ("D17", "x-onmessage", Verdict::Holds),
        ];
        let mut found = Found::new();
        for (id, name, verdict) in runs {
            let runs = found.entry((id, name.to_owned())).or_default();
            runs.add(Some(verdict.clone()));
            runs.add(Some(verdict));
        }
        found
    }

    #[test]
    fn a_library_used_in_a_second_way_has_the_faults_of_the_first_but_where_it_differs() {
        let contestants = ["x", "x-onmessage"].map(contestant);
        let tables = all(&contestants, &found(), "Alone.");
        let [who, marks, seen] = tables.as_slice() else {
            panic!("{tables:?}");
        };
        let rows = [
            ["x", "D1", "", "D17", "", ""],
            ["x-onmessage", "D1", "", "", "", ""],
        ];
        assert_eq!(who.rows, rows);
        let sums = ["", "faults shown / rows that apply", "2 / 3", "1 / 3"];
        assert_eq!(marks.rows.last().unwrap(), &sums);
        assert_eq!(marks.rows[0][2..], ["✗", "="]);
        assert_eq!(marks.rows[16][2..], ["✗", "✓"]);
        for (key, value) in [
            ("x.fails", 2.0),
            ("x.applies", 3.0),
            ("x-onmessage.fails", 1.0),
        ] {
            assert_eq!(marks.values[key], value, "{key}");
        }
        assert_eq!(who.values["x.zombies"], 1.0);
        let reasons: Vec<_> = seen.rows.iter().map(|row| row[3].as_str()).collect();
        assert_eq!(
            reasons,
            ["a socket after the close", "no heartbeat", "2 of 9 lost"]
        );
    }
}
