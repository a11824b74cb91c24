//! How many messages a second a contestant takes for as long as they come, how many of them its application never
//! sees, what one of them costs, and what becomes of the frames meanwhile.

use heartline_bench_report::{Bars, Section, Table, grouped, median_of};
use heartline_e2e::browser::Browser;
use heartline_e2e::server::Server;
use tokio::time::Duration;

use crate::compare::{Column, Figure, RATIO, compare, headings};
use crate::contestant::Contestant;
use crate::flood::{Run, longest, p99, pooled};
use crate::frames::during;
use crate::hall::{Hall, Pace};
use crate::message::{Kind, Shape};
use crate::rounds::{Pass, Plan, Rounds, play};
use crate::visit::Visit;

/// A kind of message, shown or not.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Case {
    pub(crate) shape: Shape,
    pub(crate) rendered: bool,
}

pub(crate) const fn case(kind: Kind, size: usize, rendered: bool) -> Case {
    Case {
        shape: Shape { kind, size },
        rendered,
    }
}

/// In the order of the report.
const CASES: [Case; 10] = [
    case(Kind::Json, 100, true),
    case(Kind::Json, 100, false),
    case(Kind::Json, 1_000, true),
    case(Kind::Json, 1_000, false),
    case(Kind::Json, 65_536, true),
    case(Kind::Json, 65_536, false),
    case(Kind::Text, 1_000, true),
    case(Kind::Text, 1_000, false),
    case(Kind::Binary, 1_000, true),
    case(Kind::Binary, 1_000, false),
];

/// Some ninety frames of a page that keeps the pace of the screen; with all cases, contestants and rounds it adds up to
/// an hour.
pub(crate) const LASTS: Duration = Duration::from_millis(1_500);
/// So that code is compiled and buffers have their size before anything is measured: the list of 200 is full, and a hundred
/// more have pushed a row out.
const WARM_UP: u64 = 300;
/// What is to be reached while messages are shown.
const AIM: f64 = 0.8;

/// Measures all contestants.
pub(crate) async fn run(
    hall: &Hall,
    page: &Server,
    contestants: &[Contestant],
    limit: &Contestant,
    plan: Plan,
) -> Section {
    let passes = CASES.map(|case| Pass {
        id: case.id(),
        able: contestants.iter().filter(|one| case.suits(one)).collect(),
        case,
    });
    let found = play(plan, &passes, limit, async |browser, turn| {
        // The limit shows nothing.
        let case = match turn.is_limit {
            true => turn.case.handled(),
            false => turn.case,
        };
        flood(browser, hall, page, turn.who, case).await
    });
    let found = found.await;
    let mut section = Section::new("throughput", "cargo xtask bench --only throughput");
    let tables = passes.iter().map(|pass| table(pass, &found, plan.rounds));
    section.tables.extend(tables);
    section
}

/// A contestant's page that has been through what comes before a flood, and who it is to the hall.
pub(crate) async fn warmed<'a>(
    browser: &'a Browser,
    hall: &Hall,
    page: &Server,
    contestant: &Contestant,
    case: Case,
) -> (Visit<'a>, u32) {
    let visitor = Hall::visitor();
    let source = hall.source(visitor);
    let orders = [
        ("url", source.as_str()),
        ("kind", case.shape.kind.name()),
        ("render", if case.rendered { "on" } else { "off" }),
    ];
    let address = contestant.address(hall, &page.address(), &orders);
    let visit = Visit::connected(browser, &address).await;
    let sent = hall.send(visitor, case.shape, Pace::Count(WARM_UP)).await;
    visit.settled(sent.expect("a connection")).await;
    let () = visit.ask("window.bench.clear(); return null").await;
    (visit, visitor)
}

async fn flood(
    browser: &Browser,
    hall: &Hall,
    page: &Server,
    contestant: &Contestant,
    case: Case,
) -> Run {
    let (visit, visitor) = warmed(browser, hall, page, contestant, case).await;
    visit.watch_frames().await;
    let before = visit.busy().await;
    let sent = hall.send(visitor, case.shape, Pace::Flood(LASTS)).await;
    let sent = sent.expect("the connection was lost in the flood");
    let (book, after) = visit.settled_after_work(sent).await;
    let (first, last) = (
        book.first.unwrap_or_default(),
        book.last.unwrap_or_default(),
    );
    let received = book.received;
    assert!(
        last > first,
        "of {sent} messages the application was given {received}"
    );
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
    let [sent, received, distinct] = [sent, received, book.distinct].map(|count| count as f64);
    Run {
        sent,
        received,
        distinct,
        time: (last - first) / 1_000.0,
        busy: after - before,
        frames: during(&visit.frames().await, first, last),
    }
}

impl Case {
    /// Its name among the cases.
    fn id(self) -> String {
        let shown = if self.rendered { "rendered" } else { "handled" };
        format!("{}-{}-{shown}", self.shape.kind.name(), self.shape.size)
    }

    /// Our page shows what comes, always; the original one takes JSON alone.
    pub(crate) fn suits(self, contestant: &Contestant) -> bool {
        // Our page has no such words: it takes what comes.
        let takes = contestant.is_page() || contestant.has(self.shape.kind.name());
        takes && (self.rendered || !contestant.shown_only)
    }

    /// The same without rendering.
    fn handled(self) -> Self {
        Self {
            rendered: false,
            ..self
        }
    }

    fn title(self) -> String {
        let kind = match self.shape.kind {
            Kind::Json => "JSON",
            Kind::Text => "text",
            Kind::Binary => "binary",
        };
        #[expect(clippy::cast_precision_loss, reason = "a few thousand")]
        let size = grouped(self.shape.size as f64);
        let shown = match self.rendered {
            true => "the last 200 shown",
            false => "nothing shown",
        };
        format!("Messages of {size} bytes, {kind}, {shown}")
    }
}

/// Those of the frames are taken from all rounds together: one flood has too few of them.
fn columns(rendered: bool) -> Vec<Column<Run>> {
    let column = |id, title, figure, decimals| Column {
        id,
        title,
        figure,
        decimals,
    };
    let mut columns = vec![
        column(RATIO, "to the limit", Figure::ToLimit(Run::rate), 2),
        column("rate", "messages a second", Figure::Median(Run::rate), 0),
        column("lost", "lost", Figure::Lost(Run::lost, Run::lost_share), 0),
        column("p99", "p99 frame, ms", Figure::Together(p99), 0),
        column("longest", "longest frame, ms", Figure::Together(longest), 0),
        column("busy", "busy, %", Figure::Median(Run::busy_share), 0),
        column("cost", "cost, µs", Figure::Median(Run::cost), 1),
        column(
            "cost-ratio",
            "cost to the limit's",
            Figure::ToLimit(Run::cost),
            2,
        ),
    ];
    if rendered {
        let figure = Figure::Median(Run::pictures);
        columns.push(column("pictures", "pictures a second", figure, 0));
    }
    columns
}

fn table(pass: &Pass<'_, Case>, found: &Rounds<Run>, rounds: usize) -> Table {
    let Pass { id, able, case } = pass;
    let frames = able
        .iter()
        .map(|one| pooled(&found.of(id, &one.name)).len());
    let note = note(
        case.rendered,
        rounds,
        frames.filter(|count| *count > 0).collect(),
    );
    let columns = columns(case.rendered);
    let mut table = Table::new(id, case.title(), note, headings(&columns));
    let bars = compare(&mut table, id, able, found, &columns);
    table.bars = Some(Bars {
        title: format!("{}: messages a second, to the limit", case.title()),
        aim: case.rendered.then_some(AIM),
        decimals: 2,
        bars,
    });
    table
}

/// `frames`: how many each contestant had.
fn note(rendered: bool, rounds: usize, frames: Vec<usize>) -> String {
    let seconds = LASTS.as_secs_f64();
    let fewest = frames.iter().min().copied().unwrap_or_default();
    let most = frames.iter().max().copied().unwrap_or_default();
    let median = median_of(rounds);
    let mut note = format!(
        "A flood of {seconds} s, as fast as the page takes it; {median}. *To the limit*: \
         messages a second, in ratio to the bare socket in JavaScript that shows nothing, measured before and after the others of this \
         round. *Lost*: messages that the application was never given, the most of any round. *Frames*: time between two \
         while messages came, of all rounds together ({fewest} to {most} frames; of fewer than 100 the p99 is the longest). *Busy*: \
         processor time of the page's main thread, of the flood's time. *Cost*: the same for each message sent. Where the page was less than \
         95 % busy, the rate is the transport's: read the cost."
    );
    if rendered {
        note += " *Pictures*: frames in which the newest row was another one. Heartline's hooks draw at most once a frame, and after a \
                 frame that took long they rest: messages that come and go between two pictures are not drawn. Of our page, \
                 messages and losses are as it counts them itself, which would not tell one that came twice from two.";
    }
    note
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_that_documents_quote_are_there() {
        for rendered in [true, false] {
            let ids: Vec<_> = columns(rendered).iter().map(|column| column.id).collect();
            for id in [
                "ratio",
                "rate",
                "lost",
                "p99",
                "longest",
                "cost",
                "cost-ratio",
                "busy",
            ] {
                assert!(ids.contains(&id), "{id}");
            }
            assert_eq!(ids.contains(&"pictures"), rendered);
        }
    }

    #[test]
    fn who_only_differs_in_what_it_shows_is_not_measured_without() {
        let list =
            r#"[{"has": ["json"]}, {"has": ["json"], "shownOnly": true}, {"has": ["text"]}]"#;
        let list: Vec<Contestant> = serde_json::from_str(list).unwrap();
        let suits = |rendered| {
            let case = case(Kind::Json, 100, rendered);
            list.iter().map(|one| case.suits(one)).collect::<Vec<_>>()
        };
        assert_eq!(suits(true), [true, true, false]);
        assert_eq!(suits(false), [true, false, false]);
    }
}
