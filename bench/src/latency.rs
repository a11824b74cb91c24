//! How long a message takes to a server that sends it back and into the application, one after the other: on an idle
//! connection, and while other messages come.

use heartline_bench_report::{Section, Spread, Table, rounded};
use heartline_e2e::browser::Browser;
use serde::Deserialize;
use serde_json::json;

use crate::contestant::Contestant;
use crate::hall::Hall;
use crate::rounds::{Rounds, Seat, order};
use crate::throughput::percentile;
use crate::visit::Visit;

/// Messages a second that come meanwhile.
const LOADS: [u32; 2] = [0, 500];
/// Echoes that are awaited, one after the other.
const ECHOES: u32 = 400;
const WARM_UP: u32 = 50;
/// When an echo counts as lost, in ms.
const LATE: u32 = 2_000;
const BARE: &str = "bare";

/// What one round found.
#[derive(Clone, Debug, Deserialize)]
struct Echoes {
    /// Round trips in ms, in their order.
    times: Vec<f64>,
    /// How many never came into the application.
    lost: f64,
}

impl Echoes {
    fn percentile(&self, percent: usize) -> f64 {
        let mut sorted = self.times.clone();
        sorted.sort_unstable_by(f64::total_cmp);
        percentile(&sorted, percent)
    }
}

/// Measures all contestants that can send.
pub(crate) async fn run(hall: &Hall, contestants: &[Contestant], rounds: usize) -> Section {
    let able: Vec<_> = contestants
        .iter()
        .filter(|one| !one.is_page())
        .cloned()
        .collect();
    let mut found = Rounds::default();
    for round in 0..rounds {
        let mut seat = Seat::new();
        for load in LOADS {
            for contestant in order(&able, round) {
                let what = format!("{} echo beside {load}/s {}", round + 1, contestant.name);
                let echoes = seat
                    .perform(&what, async |browser| {
                        echoes(browser, hall, contestant, load).await
                    })
                    .await;
                if let Some(echoes) = &echoes {
                    let (p50, p99) = (echoes.percentile(50), echoes.percentile(99));
                    eprintln!(
                        "{what}: p50 {p50:.2} ms, p99 {p99:.2} ms, {} lost",
                        echoes.lost
                    );
                }
                found.add(&load.to_string(), &contestant.name, echoes);
            }
        }
    }
    let mut section = Section::new("latency", "cargo xtask bench --only latency");
    let tables = LOADS
        .into_iter()
        .map(|load| table(load, &able, &found, rounds));
    section.tables.extend(tables);
    section
}

async fn echoes(browser: &Browser, hall: &Hall, contestant: &Contestant, load: u32) -> Echoes {
    let echo = match load {
        0 => hall.echo(),
        rate => format!("{}/{rate}", hall.echo()),
    };
    let address = contestant.address(hall, "", &[("url", &echo)]);
    let visit = Visit::connected(browser, &address).await;
    let count = |count: u32| vec![json!(count), json!(LATE)];
    let _: Echoes = visit.wait(ECHO, count(WARM_UP)).await;
    visit.wait(ECHO, count(ECHOES)).await
}

/// The answer is awaited by its number, which the application says when it has got it.
const ECHO: &str = r#"
    const [count, late, done] = arguments;
    (async () => {
        const times = [];
        let lost = 0;
        window.benchEcho ??= 0;
        for (let i = 0; i < count; i += 1) {
            const n = (window.benchEcho += 1);
            const text = JSON.stringify({ n, pad: "x".repeat(80) });
            const begin = performance.now();
            const end = await new Promise((done) => {
                const timer = setTimeout(done, late);
                bench.awaited = { n, done: (now) => { clearTimeout(timer); done(now); } };
                bench.app.send(text);
            });
            if (end === undefined) lost += 1;
            else times.push(end - begin);
            await new Promise((done) => setTimeout(done, 1));
        }
        done({ times, lost });
    })();
"#;

fn table(load: u32, contestants: &[Contestant], found: &Rounds<Echoes>, rounds: usize) -> Table {
    let title = match load {
        0 => "Echo on an idle connection".to_owned(),
        rate => format!("Echo while {rate} messages a second come and are shown"),
    };
    let note = format!(
        "{ECHOES} messages of about 100 bytes one after the other, from `send` until the application has got the echo; \
         median of {rounds} rounds (least–most). *To the limit*: in ratio to the bare socket in JavaScript, round by \
         round. *Lost*: echoes that the application was not given within {LATE} ms, the most of any round."
    );
    let columns = ["", "p50 to the limit", "p50, ms", "p99, ms", "lost"];
    let id = format!("beside-{load}");
    let mut table = Table::new(id, title, note, columns);
    let case = load.to_string();
    let limit = found.figures(&case, BARE, |echoes| echoes.percentile(50));
    for contestant in contestants {
        let figures =
            |figure: &dyn Fn(&Echoes) -> f64| found.figures(&case, &contestant.name, figure);
        let spread = |figure: &dyn Fn(&Echoes) -> f64| Spread::of(&figures(figure)?);
        let (Some(p50), Some(p99), Some(lost)) = (
            spread(&|echoes| echoes.percentile(50)),
            spread(&|echoes| echoes.percentile(99)),
            spread(&|echoes| echoes.lost),
        ) else {
            table.row([&contestant.label(), "failed", "–", "–", "–"].map(str::to_owned));
            continue;
        };
        let ratio = limit
            .as_deref()
            .and_then(|limit| Spread::of_ratios(&figures(&|echoes| echoes.percentile(50))?, limit));
        table.row([
            contestant.label(),
            ratio.map_or_else(|| "–".to_owned(), |ratio| ratio.text(rounded(2))),
            p50.text(rounded(2)),
            p99.text(rounded(2)),
            rounded(0)(lost.most),
        ]);
        let name = &contestant.name;
        table.value(format!("{name}.p50"), p50.median);
        table.value(format!("{name}.p99"), p99.median);
        table.value(format!("{name}.lost"), lost.most);
        if let Some(ratio) = ratio {
            table.value(format!("{name}.ratio"), ratio.median);
        }
    }
    table
}
