//! What a message costs a page on which many components share one connection.

use std::path::Path;

use heartline_bench_report::{Spread, Table, grouped, median_of, rounded};
use heartline_e2e::browser::Browser;
use tokio::time::{Duration, MissedTickBehavior, interval, sleep};
use url::form_urlencoded::Serializer;

use super::MANY_COMPONENTS;
use crate::hall::{Hall, Pace};
use crate::message::{Kind, Shape};
use crate::rounds::{Rounds, Seat};
use crate::visit::Visit;

const COUNTS: [u32; 4] = [1, 10, 100, 1_000];
const SHAPE: Shape = Shape {
    kind: Kind::Json,
    size: 100,
};
/// Messages that come one by one, each in a frame of its own, and messages that come at once.
const SINGLE: u64 = 60;
const FLOOD: u64 = 2_000;
/// Six frames: also a frame that took long has had its rest by then.
const PACE: Duration = Duration::from_millis(100);
/// Until everything is rendered that is to be.
const REST: Duration = Duration::from_millis(500);

/// What the components show, and how that reads.
const SHOWS: [(&str, &str); 2] = [
    ("latest", "the latest message"),
    ("status", "how the connection is"),
];

/// Microseconds of the page's main thread for one message.
#[derive(Clone, Copy, Debug)]
struct Costs {
    single: f64,
    flood: f64,
}

pub(super) async fn table(folder: &Path, hall: &Hall, rounds: usize) -> Option<Table> {
    if !folder.join(MANY_COMPONENTS).is_dir() {
        eprintln!("{MANY_COMPONENTS} was not built: no table of components");
        return None;
    }
    let mut found = Rounds::default();
    for round in 0..rounds {
        for (shows, _) in SHOWS {
            for count in COUNTS {
                let what = format!("{} components {shows} {count}", round + 1);
                let costs = Seat::new()
                    .perform(&what, async |browser| {
                        exert(browser, hall, shows, count).await
                    })
                    .await;
                eprintln!("{what}: {costs:.1?}");
                found.add(shows, &count.to_string(), costs);
            }
        }
    }
    Some(report(&found, rounds))
}

async fn exert(browser: &Browser, hall: &Hall, shows: &str, count: u32) -> Costs {
    let visitor = Hall::visitor();
    let (source, count) = (hall.source(visitor), count.to_string());
    let orders = [
        ("url", source.as_str()),
        ("shows", shows),
        ("components", &count),
    ];
    let query = Serializer::new(String::new()).extend_pairs(orders).finish();
    let address = format!("{}?{query}", hall.page(MANY_COMPONENTS));
    let visit = Visit::connected(browser, &address).await;
    // Once for the compiler, then for the figure.
    let _warm = one_by_one(visit, hall, visitor).await;
    let single = one_by_one(visit, hall, visitor).await;
    let _warm = at_once(visit, hall, visitor).await;
    let flood = at_once(visit, hall, visitor).await;
    Costs { single, flood }
}

async fn one_by_one(visit: Visit<'_>, hall: &Hall, visitor: u32) -> f64 {
    let before = visit.busy().await;
    let mut ticks = interval(PACE);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    for _ in 0..SINGLE {
        ticks.tick().await;
        let sent = hall.send(visitor, SHAPE, Pace::Count(1)).await;
        sent.expect("a connection that lasts");
    }
    sleep(REST).await;
    each(visit.busy().await - before, SINGLE)
}

async fn at_once(visit: Visit<'_>, hall: &Hall, visitor: u32) -> f64 {
    let () = visit.ask("window.bench.clear(); return null").await;
    let before = visit.busy().await;
    let sent = hall.send(visitor, SHAPE, Pace::Count(FLOOD)).await;
    visit.settled(sent.expect("a connection that lasts")).await;
    sleep(REST).await;
    each(visit.busy().await - before, FLOOD)
}

/// Microseconds of each.
fn each(seconds: f64, messages: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "some thousands")]
    let messages = messages as f64;
    seconds * 1e6 / messages
}

fn report(found: &Rounds<Costs>, rounds: usize) -> Table {
    let median = median_of(rounds);
    let note = format!(
        "A Yew page with so many components below one `WebSocketProvider`, each of which asks for the connection by \
         `use_websocket_context` and shows something of it: the number of the latest message, which each reads from its JSON \
         by itself (`use_latest`), or the phase (`use_status`). One more component counts the messages. *One by one*: {SINGLE} \
         messages of 100 bytes, ten a second, each rendered by all; *at once*: {FLOOD} in one go, of which all components \
         render the latest in a frame. µs of the page's main thread for a message, layout and paint included; \
         {median}, each in a new browser. *One component more*: the cost beyond that of a single \
         component, divided by the components beyond it."
    );
    let columns = [
        "each shows",
        "components",
        "one by one, µs",
        "one component more, µs",
        "at once, µs",
        "one component more, µs",
    ];
    let title = "Components on one connection, in the browser";
    let mut table = Table::new("components", title, note, columns);
    for (shows, words) in SHOWS {
        let spreads = |count: u32| {
            let figures = |figure: fn(&Costs) -> f64| {
                Spread::of(&found.figures(shows, &count.to_string(), figure)?)
            };
            Some([
                figures(|costs| costs.single)?,
                figures(|costs| costs.flood)?,
            ])
        };
        let least = spreads(COUNTS[0]);
        for count in COUNTS {
            let name = [words.to_owned(), grouped(f64::from(count))];
            let Some(measured) = spreads(count) else {
                let none = ["failed", "–", "–", "–"].map(str::to_owned);
                table.row(name.into_iter().chain(none));
                continue;
            };
            let mut cells = Vec::new();
            for (nth, kind) in ["single", "flood"].into_iter().enumerate() {
                let least = least.map(|least| least[nth].median);
                let more = more(measured[nth].median, least, count);
                cells.push(measured[nth].text(rounded(1)));
                cells.push(more.map_or_else(|| "–".to_owned(), rounded(2)));
                let key = format!("{shows}-{count}.{kind}");
                table.value(&key, measured[nth].median);
                if let Some(more) = more {
                    table.value(format!("{key}-more"), more);
                }
            }
            table.row(name.into_iter().chain(cells));
        }
    }
    table
}

/// What one component more costs; `None` for the first one.
fn more(cost: f64, least: Option<f64>, count: u32) -> Option<f64> {
    let others = count.checked_sub(COUNTS[0]).filter(|others| *others > 0)?;
    Some((cost - least?) / f64::from(others))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_component_costs_what_it_adds_to_a_single_one() {
        let table = [
            (500.0, Some(500.0), 1, None),
            (680.0, Some(500.0), 10, Some(20.0)),
            (680.0, None, 10, None),
            (401.0, Some(500.0), 100, Some(-1.0)),
        ];
        for (cost, least, count, expected) in table {
            assert_eq!(more(cost, least, count), expected, "{count}");
        }
    }
}
