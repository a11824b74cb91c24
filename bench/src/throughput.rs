//! How many messages a second a contestant takes for as long as they come, how many of them its application never
//! sees, and what becomes of the frames meanwhile.

use heartline_bench_report::{Bar, Bars, Section, Spread, Table, grouped, rounded};
use heartline_e2e::browser::Browser;
use heartline_e2e::server::Server;
use tokio::time::Duration;

use crate::contestant::Contestant;
use crate::hall::{Hall, Pace};
use crate::message::{Kind, Shape};
use crate::rounds::{Rounds, Seat, order};
use crate::visit::Visit;

/// A kind of message, shown or not.
#[derive(Clone, Copy, Debug)]
struct Case {
    shape: Shape,
    rendered: bool,
}

/// What one flood was like.
#[derive(Clone, Copy, Debug)]
struct Run {
    /// Messages a second, from the first to the last that the application was given.
    rate: f64,
    /// Messages that it was never given, of those sent.
    lost: f64,
    /// The share of them.
    lost_share: f64,
    /// The 99th percentile of the time between two frames, in ms.
    p99: f64,
    /// The longest of them.
    longest: f64,
    /// What a message costs the page's main thread, in µs.
    cost: f64,
}

const fn case(kind: Kind, size: usize, rendered: bool) -> Case {
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

const LASTS: Duration = Duration::from_millis(1_500);
/// So that code is compiled and buffers have their size before anything is measured.
const WARM_UP: u64 = 300;
const BARE: &str = "bare";
/// What is to be reached while messages are shown.
const AIM: f64 = 0.8;

/// Measures all contestants.
pub(crate) async fn run(
    hall: &Hall,
    page: &Server,
    contestants: &[Contestant],
    rounds: usize,
) -> Section {
    let mut found = Rounds::default();
    for round in 0..rounds {
        let mut seat = Seat::new();
        for case in CASES {
            for contestant in order(contestants, round) {
                if !case.suits(contestant) {
                    continue;
                }
                let what = format!("{} {} {}", round + 1, case.id(), contestant.name);
                let run = seat
                    .perform(&what, async |browser| {
                        flood(browser, hall, page, contestant, case).await
                    })
                    .await;
                if let Some(Run {
                    rate,
                    lost,
                    longest,
                    ..
                }) = run
                {
                    eprintln!("{what}: {rate:.0}/s, {lost} lost, longest frame {longest:.0} ms");
                }
                found.add(&case.id(), &contestant.name, run);
            }
        }
    }
    let mut section = Section::new("throughput", "cargo xtask bench --only throughput");
    let tables = CASES
        .iter()
        .map(|case| table(*case, contestants, &found, rounds));
    section.tables.extend(tables);
    section
}

async fn flood(
    browser: &Browser,
    hall: &Hall,
    page: &Server,
    contestant: &Contestant,
    case: Case,
) -> Run {
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
    visit.watch_frames().await;
    let before = visit.busy().await;
    let sent = hall.send(visitor, case.shape, Pace::Flood(LASTS)).await;
    let sent = sent.expect("a connection that lasts");
    let book = visit.settled(sent).await;
    let busy = visit.busy().await - before;
    let mut frames = visit.frames().await;
    frames.sort_unstable_by(f64::total_cmp);
    let time = book.last.unwrap_or_default() - book.first.unwrap_or_default();
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
    let [received, sent, distinct] = [book.received, sent, book.distinct].map(|count| count as f64);
    Run {
        rate: received / time * 1_000.0,
        lost: sent - distinct,
        lost_share: (sent - distinct) / sent,
        p99: percentile(&frames, 99),
        longest: frames.last().copied().unwrap_or_default(),
        cost: busy / received * 1e6,
    }
}

/// Of what is in order.
pub(crate) fn percentile(sorted: &[f64], percent: usize) -> f64 {
    let place = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted.get(place).copied().unwrap_or_default()
}

impl Case {
    /// Its name among the cases.
    fn id(self) -> String {
        let shown = if self.rendered { "rendered" } else { "handled" };
        format!("{}-{}-{shown}", self.shape.kind.name(), self.shape.size)
    }

    /// Our page shows what comes, always; the original one takes JSON alone.
    fn suits(self, contestant: &Contestant) -> bool {
        match contestant.is_page() {
            true => self.rendered,
            false => contestant.has(self.shape.kind.name()),
        }
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

fn table(case: Case, contestants: &[Contestant], found: &Rounds<Run>, rounds: usize) -> Table {
    let seconds = LASTS.as_secs_f64();
    let note = format!(
        "A flood of {seconds} s, as fast as the page takes it; median of {rounds} rounds (least–most). *To the limit*: \
         messages a second, in ratio to the bare socket in JavaScript that shows nothing, round by round. *Lost*: messages \
         that the application was never given, the most of any round. Frames: time between two. *Cost*: what one message \
         takes of the page's main thread."
    );
    let columns = [
        "",
        "to the limit",
        "messages a second",
        "lost",
        "p99 frame, ms",
        "longest frame, ms",
        "cost, µs",
    ];
    let mut table = Table::new(case.id(), case.title(), note, columns);
    let rate = |case: Case, name: &str| found.figures(&case.id(), name, |run| run.rate);
    let limit = rate(case.handled(), BARE);
    let mut bars = Vec::new();
    for contestant in contestants {
        let figures = |figure: fn(&Run) -> f64| found.figures(&case.id(), &contestant.name, figure);
        let spread = |figure| Spread::of(&figures(figure)?);
        let Some(rates) = spread(|run| run.rate) else {
            if case.suits(contestant) {
                let none = ["–"; 5];
                table.row(
                    [contestant.label(), "failed".to_owned()]
                        .into_iter()
                        .chain(none.map(str::to_owned)),
                );
            }
            continue;
        };
        let ratio = limit
            .as_deref()
            .and_then(|limit| Spread::of_ratios(&figures(|run| run.rate)?, limit));
        let bar = |spread| Bar::new(contestant.label(), contestant.is_ours(), spread);
        bars.extend(ratio.map(bar));
        let text = |spread: Option<Spread>, decimals| {
            spread.map_or_else(|| "–".to_owned(), |spread| spread.text(rounded(decimals)))
        };
        let most = |figure| spread(figure).map_or(0.0, |spread| spread.most);
        let lost = match most(|run| run.lost) {
            0.0 => "0".to_owned(),
            lost => format!(
                "{} ({:.1} %)",
                grouped(lost),
                most(|run| run.lost_share) * 100.0
            ),
        };
        table.row([
            contestant.label(),
            text(ratio, 2),
            rates.text(grouped),
            lost,
            text(spread(|run| run.p99), 0),
            text(spread(|run| run.longest), 0),
            text(spread(|run| run.cost), 1),
        ]);
        let mut value =
            |name: &str, figure: f64| table.value(format!("{}.{name}", contestant.name), figure);
        value("rate", rates.median);
        value("lost", most(|run| run.lost));
        for (name, spread) in [
            ("ratio", ratio),
            ("longest", spread(|run| run.longest)),
            ("p99", spread(|run| run.p99)),
            ("cost", spread(|run| run.cost)),
        ] {
            if let Some(spread) = spread {
                value(name, spread.median);
            }
        }
    }
    table.bars = Some(Bars {
        title: format!("{}: messages a second, to the limit", case.title()),
        aim: case.rendered.then_some(AIM),
        decimals: 2,
        bars,
    });
    table
}
