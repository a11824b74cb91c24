//! What is found, as a page of Markdown and its plots. Every figure in them is computed here, and so
//! is every comparison.

use std::fmt::Write;
use std::panic;
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use super::column::{COLUMNS, Column, TURNED_AWAY};
use super::curve::Curve;
use super::limits;
use super::plot::{Plot, plot};
use super::policy::{Delays, POLICIES, Policy};
use super::summary::summary;
use super::text::{PAGE, grouped, human};
use super::{Scene, run};

/// A file to be kept beside the other documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Its name.
    pub name: &'static str,
    /// What is in it.
    pub text: String,
}

/// What happens in one of the sections, and how it is shown.
struct Section {
    title: &'static str,
    away: Duration,
    a_second: Option<u32>,
    /// Name of the plot, and how many tenths of a second a dot of it stands for.
    plot: Option<(&'static str, usize)>,
}

/// The summary counts on their order.
const SECTIONS: [Section; 3] = [
    Section {
        title: "Away for 30 s, then everybody is accepted",
        away: Duration::from_secs(30),
        a_second: None,
        plot: Some(("herd.svg", 1)),
    },
    Section {
        title: "Away for 30 s, then 5 000 handshakes a second",
        away: Duration::from_secs(30),
        a_second: Some(5_000),
        plot: Some(("herd-overload.svg", 2)),
    },
    Section {
        title: "Away for 5 min, then everybody is accepted",
        away: Duration::from_secs(300),
        a_second: None,
        plot: None,
    },
];

/// The page and its plots, for herds of `clients` with everything random drawn from `seed`.
#[must_use]
pub fn documents(clients: u32, seed: u64) -> Vec<Document> {
    let sections = SECTIONS.map(|section| Scene {
        a_second: section.a_second,
        ..Scene::new(clients, section.away, seed)
    });
    let limits = limits::scenes(clients, seed);
    let mut curves = all_curves(&[&sections[..], &limits[..]].concat());
    let by_limit = curves.split_off(sections.len());
    let mut page = opening(clients, &summary(&curves));
    let mut documents = Vec::new();
    for (section, curves) in SECTIONS.iter().zip(&curves) {
        page += &section.page(curves);
        documents.extend(section.plot(curves));
    }
    page += &limits::page(clients, &by_limit);
    let name = "herd.md";
    documents.insert(0, Document { name, text: page });
    documents
}

/// How many herds that takes.
#[must_use]
pub const fn herds() -> usize {
    (SECTIONS.len() + limits::LIMITS.len()) * POLICIES.len()
}

/// The curve of each policy in each scene, worked out on as many threads as there are cores.
fn all_curves(scenes: &[Scene]) -> Vec<Vec<Curve>> {
    let jobs = scenes.iter().enumerate();
    let jobs =
        jobs.flat_map(|(row, scene)| (0..POLICIES.len()).map(move |place| (row, place, scene)));
    let jobs = Mutex::new(jobs);
    let next = || jobs.lock().ok().and_then(|mut jobs| jobs.next());
    let work = || {
        let mut done = Vec::new();
        while let Some((row, place, scene)) = next() {
            done.push((row, place, run(scene, POLICIES[place].delays)));
        }
        done
    };
    // Each holds a herd, so many of them take more memory than they save time.
    let workers = thread::available_parallelism()
        .map_or(1, usize::from)
        .min(4);
    let mut rows = vec![vec![Curve::default(); POLICIES.len()]; scenes.len()];
    thread::scope(|scope| {
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        for worker in workers {
            let done = worker
                .join()
                .unwrap_or_else(|trap| panic::resume_unwind(trap));
            for (row, place, curve) in done {
                rows[row][place] = curve;
            }
        }
    });
    rows
}

fn opening(clients: u32, summary: &str) -> String {
    let (shortest, longest) = Scene::ROUND_TRIP;
    let mut page = PAGE
        .replace("{summary}", summary)
        .replace("{clients}", &grouped(clients.into()))
        .replace("{shortest}", &shortest.as_millis().to_string())
        .replace("{longest}", &longest.as_millis().to_string())
        .replace("{turned away after}", &human(Scene::TURNED_AWAY_AFTER));
    page.extend(POLICIES.iter().map(described));
    page
}

/// A row of the table of policies.
fn described(policy: &Policy) -> String {
    let source = policy.source;
    let place = match source.place {
        "" => String::new(),
        place => format!(", {place}"),
    };
    format!(
        "| {} | {} | {}: [{}]({}){place} |\n",
        policy.name, policy.words, source.version, source.file, source.link
    )
}

impl Section {
    /// Whether the column says anything here.
    fn shows(&self, column: &Column) -> bool {
        self.a_second.is_some() || column.title != TURNED_AWAY.title
    }

    fn columns(&self) -> Vec<&'static Column> {
        COLUMNS.iter().filter(|column| self.shows(column)).collect()
    }

    fn page(&self, curves: &[Curve]) -> String {
        let mut page = format!("\n## {}\n\n", self.title);
        if let Some((name, _)) = self.plot {
            let _ = writeln!(page, "![{}: {ALT}]({name})\n", self.title);
        }
        page += &self.table(curves);
        page += "\nWhere others do better than Heartline:\n\n";
        for column in self.columns() {
            let _ = writeln!(page, "- *{}*: {}.", column.title, better(column, curves));
        }
        page
    }

    fn table(&self, curves: &[Curve]) -> String {
        let columns = self.columns();
        let titles = columns.iter().map(|column| column.title);
        let titles: Vec<_> = titles.collect();
        let rule = "---:|".repeat(columns.len());
        let mut table = format!("| policy | {} |\n|---|{rule}\n", titles.join(" | "));
        for (policy, curve) in POLICIES.iter().zip(curves) {
            let cells = columns.iter().map(|column| column.cell(curve));
            let cells: Vec<_> = cells.collect();
            let _ = writeln!(table, "| {} | {} |", policy.name, cells.join(" | "));
        }
        table
    }

    fn plot(&self, curves: &[Curve]) -> Option<Document> {
        let (name, bins_per_dot) = self.plot?;
        let plot_of = Plot {
            title: self.title,
            away: self.away,
            limit: self.a_second,
            bins_per_dot,
        };
        let text = plot(&plot_of, curves);
        Some(Document { name, text })
    }
}

const ALT: &str = "attempts over time, one row for each policy";

/// Who has less than our machine in `column`, best first.
fn better(column: &Column, curves: &[Curve]) -> String {
    let Some(ours) = curves.first() else {
        return String::new();
    };
    let is_ours = |policy: &Policy| matches!(policy.delays, Delays::Machine { .. });
    let others = POLICIES.iter().zip(curves);
    let others = others.filter(|(policy, _)| !is_ours(policy));
    let mut others: Vec<_> = others
        .filter(|(_, curve)| column.value(curve) < column.value(ours))
        // What reads the same is no difference worth a word.
        .filter(|(_, curve)| column.cell(curve) != column.cell(ours))
        .collect();
    others.sort_by(|(_, a), (_, b)| column.value(a).total_cmp(&column.value(b)));
    if others.is_empty() {
        return "nobody".to_owned();
    }
    let shown = others
        .iter()
        .map(|(policy, curve)| format!("{} {}", policy.name, column.cell(curve)));
    let shown: Vec<_> = shown.collect();
    format!("{} (Heartline {})", shown.join(", "), column.cell(ours))
}

#[cfg(test)]
mod tests {
    use super::super::column::PEAK;
    use super::super::server::Answer;
    use super::*;
    use heartline_connection::Instant;

    fn with_peaks(peaks: [u32; POLICIES.len()]) -> Vec<Curve> {
        let curve = |peak| {
            let mut curve = Curve::new(1, Duration::ZERO);
            for _ in 0..peak {
                curve.note(Instant::ORIGIN, Instant::ORIGIN, Answer::Refused);
            }
            curve
        };
        peaks.map(curve).to_vec()
    }

    #[test]
    fn whoever_has_less_is_named_best_first_and_we_are_not_compared_with_ourselves() {
        let curves = with_peaks([3, 1, 2, 1, 4, 3, 5, 5, 5, 5, 5]);
        let named = "websocket-heartbeat-js 1, VueUse 2 (Heartline 3)";
        assert_eq!(better(&PEAK, &curves), named);
        assert_eq!(better(&PEAK, &with_peaks([1; POLICIES.len()])), "nobody");
    }
}
