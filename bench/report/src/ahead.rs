//! Where others are ahead of the best of ours: found in the figures, beside reasons that were written by hand.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::grouped;
use crate::measures::{Better, MEASURES, Measure, is_like};
use crate::reasons::{REASONS, Reason};
use crate::{Section, Table};

/// One figure in which somebody is ahead of all of ours.
#[derive(Clone, Debug, PartialEq)]
struct Gap {
    /// Section, table, figure, and who is ahead: what a reason is found by.
    place: String,
    /// The heading of the table.
    title: String,
    measure: &'static Measure,
    /// The best of ours; `None` where none of ours has such a figure.
    ours: Option<Entry>,
    ahead: Entry,
    /// How many others are ahead.
    count: usize,
}

/// Whose figure it is, and the figure.
type Entry = (String, f64);

/// What a person has to know before the rows.
const INTRODUCTION: &str = "
## Where others are ahead

Every figure above in which somebody has a better one than the best of ours, and why, found by comparing the medians as
they are shown. Contestants are named by their folders. *By* is the larger figure as a multiple of the smaller, or their
difference where one is 0. The bare sockets are no peers but the limit, and left out; what says the same in another
unit is not repeated (messages a second beside the ratio to the limit, gzip beside brotli), and times and
attempts of a recovery are compared among those that are connected again. In all else that is compared nobody is ahead.
";

/// The part of the document that says so.
#[must_use]
pub fn section(sections: &[Section]) -> String {
    written(&gaps(sections), REASONS)
}

/// What is wrong with the reasons: a row that has none, one that no row needs.
#[must_use]
pub fn findings(sections: &[Section]) -> Vec<String> {
    unfit(&gaps(sections), REASONS)
}

fn gaps(sections: &[Section]) -> Vec<Gap> {
    let mut gaps = Vec::new();
    for section in sections {
        for table in &section.tables {
            let figures = figures(&section.section, table);
            for (figure, all) in &figures {
                let place = format!("{}/{}/{figure}", section.section, table.id);
                let measure = MEASURES.iter().find(|known| is_like(&place, known.of));
                let Some(measure) = measure else { continue };
                let among = measure.among.and_then(|other| figures.get(other));
                let takes_part = |who: &str| among.is_none_or(|there| there.contains_key(who));
                let entries = all.iter().filter(|(who, _)| takes_part(who));
                let entries = entries.map(|(who, figure)| (who.clone(), *figure));
                gaps.extend(gap(&place, &table.title, measure, entries.collect()));
            }
        }
    }
    gaps
}

/// The figures of a table, by what they measure and whose they are.
fn figures(section: &str, table: &Table) -> BTreeMap<String, BTreeMap<String, f64>> {
    let mut figures: BTreeMap<String, BTreeMap<String, f64>> = BTreeMap::new();
    for (key, value) in &table.values {
        if let Some((who, figure)) = whose(section, key) {
            figures.entry(figure).or_default().insert(who, *value);
        }
    }
    figures
}

/// Whose figure a key names, and which: contestants stand first, but for the server, where the row does, and the
/// codec, whose rows are named by what is done in two ways.
fn whose(section: &str, key: &str) -> Option<(String, String)> {
    let (who, figure) = match section {
        "server" => key.rsplit_once('.').map(|(row, who)| (who, row))?,
        "machine" => match key.split_once('-')? {
            ("json", rest) => ("heartline", rest),
            ("serde", rest) => ("serde_json", rest),
            _ => return None,
        },
        _ => key.split_once('.')?,
    };
    (!who.starts_with("ratio")).then(|| (who.to_owned(), figure.to_owned()))
}

fn gap(place: &str, title: &str, measure: &'static Measure, entries: Vec<Entry>) -> Option<Gap> {
    let (ours, others): (Vec<_>, Vec<_>) = entries
        .into_iter()
        .filter(|(who, _)| !who.starts_with("bare"))
        .partition(|(who, _)| who.starts_with("heartline"));
    let ours = measure.best(ours);
    let beaten = |figure: f64| {
        let ours = ours.as_ref();
        ours.is_none_or(|(_, ours)| measure.is_better(figure, *ours))
    };
    let others: Vec<_> = others
        .into_iter()
        .filter(|(_, figure)| beaten(*figure))
        .collect();
    let count = others.len();
    let ahead = measure.best(others)?;
    Some(Gap {
        place: format!("{place}/{}", ahead.0),
        title: title.to_owned(),
        measure,
        ours,
        ahead,
        count,
    })
}

impl Measure {
    /// The best of them, the first where several are alike.
    fn best(&self, entries: Vec<Entry>) -> Option<Entry> {
        let better = |best: Entry, next: Entry| match self.is_better(next.1, best.1) {
            true => next,
            false => best,
        };
        entries.into_iter().reduce(better)
    }

    /// Whether a figure is better than another as both are shown.
    fn is_better(&self, figure: f64, than: f64) -> bool {
        let [figure, than] = [figure, than].map(|figure| self.shown(figure));
        match self.better {
            Better::Higher => figure > than,
            Better::Lower => figure < than,
        }
    }

    /// The figure in its unit, as exact as it is shown.
    fn shown(&self, figure: f64) -> f64 {
        let power = 10_f64.powi(self.decimals);
        (figure / self.unit * power).round() / power
    }

    fn text(&self, figure: f64) -> String {
        match usize::try_from(self.decimals) {
            Ok(decimals @ 1..) => format!("{:.decimals$}", self.shown(figure)),
            Ok(0) | Err(_) => grouped(self.shown(figure)),
        }
    }
}

impl Gap {
    fn row(&self) -> String {
        let (who, figure) = &self.ahead;
        let ours = match &self.ours {
            Some((who, figure)) => format!("{} ({who})", self.measure.text(*figure)),
            None => "none".to_owned(),
        };
        let others = match self.count {
            1 => String::new(),
            count => format!(", {} more", count - 1),
        };
        format!(
            "| {} | {} | {ours} | {} ({who}{others}) | {} |\n",
            self.title,
            self.measure.words,
            self.measure.text(*figure),
            self.by(),
        )
    }

    fn by(&self) -> String {
        let Some((_, ours)) = self.ours else {
            return "–".to_owned();
        };
        let [ours, theirs] = [ours, self.ahead.1].map(|figure| self.measure.shown(figure));
        let (less, more) = (ours.min(theirs), ours.max(theirs));
        match less > 0.0 {
            true => format!("{:.2} times", more / less),
            false => self.measure.text((more - less) * self.measure.unit),
        }
    }

    fn reason<'a>(&self, reasons: &'a [Reason]) -> Option<&'a Reason> {
        let explains = |reason: &&Reason| reason.of.iter().any(|place| is_like(&self.place, place));
        reasons.iter().find(explains)
    }
}

/// The rows below their reasons, in the order of the reasons; those without one come first.
fn written(gaps: &[Gap], reasons: &[Reason]) -> String {
    let mut text = INTRODUCTION.to_owned();
    let causes = std::iter::once(None).chain(reasons.iter().map(Some));
    for cause in causes {
        let rows = gaps.iter().filter(|gap| gap.reason(reasons) == cause);
        let rows: String = rows.map(Gap::row).collect();
        if rows.is_empty() {
            continue;
        }
        let why = cause.map_or("No reason has been given yet.", |reason| reason.why);
        let _ = write!(
            text,
            "\n{why}\n\n| where | figure | the best of ours | ahead | by |\n|---|---|---:|---:|---:|\n{rows}"
        );
    }
    text
}

fn unfit(gaps: &[Gap], reasons: &[Reason]) -> Vec<String> {
    let bare = gaps.iter().filter(|gap| gap.reason(reasons).is_none());
    let bare = bare.map(|gap| {
        let (place, row) = (&gap.place, gap.row());
        format!(
            "somebody is ahead, and no reason says why ({place}): {}",
            row.trim()
        )
    });
    let idle = reasons
        .iter()
        .filter(|reason| !gaps.iter().any(|gap| gap.reason(reasons) == Some(reason)));
    let idle = idle.map(|reason| format!("nobody is ahead there any more: {}", reason.why));
    bare.chain(idle).collect()
}

#[cfg(test)]
#[path = "ahead_tests.rs"]
mod tests;
