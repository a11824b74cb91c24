//! What a page keeps of each reconnection: one page is cut off again and again, another one is not, and both are weighed
//! at the same times with the same questions, because questions leave something behind as well.

use futures_util::{StreamExt, join, stream};
use heartline_bench_report::{Bar, Bars, Spread, Table, grouped};
use heartline_e2e::browser::Browser;
use heartline_e2e::server::Server;
use serde_json::json;
use tokio::time::{Duration, sleep, timeout};

use super::held;
use crate::contestant::Contestant;
use crate::hall::Hall;
use crate::rounds::{Rounds, Seat, order};
use crate::visit::Visit;

/// Reconnections before it is weighed for the first time: whatever is made once has been made by then.
const BEFORE: u32 = 20;
const COUNTED: u32 = 100;
/// How long a connection lives: by the page's clock 12 s, so that each loss is the first in a row.
const LIVES: Duration = Duration::from_millis(400);
/// The longest delay of anybody, a minute by the page's clock, and as much again.
const PATIENCE: Duration = Duration::from_secs(5);
const LOOK: Duration = Duration::from_millis(10);
/// For what is still on its way when it is weighed.
const REST: Duration = Duration::from_millis(500);
const CASE: &str = "reconnections";
/// Contestants at one time, each in two browsers: most of the time they wait.
const AT_ONCE: usize = 3;

/// What was held, in kB: before and after.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Weights {
    before: f64,
    after: f64,
}

/// The one that was cut off, and the one that was not.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Pair {
    cut: Weights,
    left: Weights,
}

impl Pair {
    /// Bytes that one reconnection leaves behind.
    fn each(&self) -> f64 {
        let grown = |weights: Weights| weights.after - weights.before;
        (grown(self.cut) - grown(self.left)) * 1_000.0 / f64::from(COUNTED)
    }
}

pub(super) async fn table(
    hall: &Hall,
    page: &Server,
    contestants: &[Contestant],
    rounds: usize,
) -> Table {
    let contestants = contestants.iter().filter(|one| one.has("reconnect"));
    let contestants: Vec<_> = contestants.cloned().collect();
    let mut found = Rounds::default();
    for round in 0..rounds {
        let deeds = stream::iter(order(&contestants, round)).map(async |contestant| {
            let what = format!("{} reconnections {}", round + 1, contestant.name);
            let pair = pair(&what, hall, page, contestant).await;
            eprintln!("{what}: {pair:.0?}");
            (contestant, pair)
        });
        let pairs: Vec<_> = deeds.buffered(AT_ONCE).collect().await;
        for (contestant, pair) in pairs {
            found.add(CASE, &contestant.name, pair);
        }
    }
    report(&contestants, &found, rounds)
}

/// Both at the same time.
async fn pair(what: &str, hall: &Hall, page: &Server, contestant: &Contestant) -> Option<Pair> {
    let weigh = async |cut: bool| {
        let orders = (hall, page, contestant);
        let weigh = async |browser: &Browser| weigh(browser, orders, cut).await;
        Seat::new().perform(what, weigh).await
    };
    let (cut, left) = join!(weigh(true), weigh(false));
    Some(Pair {
        cut: cut?,
        left: left?,
    })
}

async fn weigh(
    browser: &Browser,
    (hall, page, contestant): (&Hall, &Server, &Contestant),
    cut: bool,
) -> Weights {
    let script = json!({"source": include_str!("hurry.js")});
    let command = "Page.addScriptToEvaluateOnNewDocument";
    browser.devtools(command, script).await;
    let visitor = Hall::visitor();
    let source = hall.source(visitor);
    let address = contestant.address(hall, &page.address(), &[("url", &source)]);
    let visit = Visit::connected(browser, &address).await;
    live(hall, visitor, BEFORE, cut).await;
    let before = weight(browser, visit).await;
    live(hall, visitor, COUNTED, cut).await;
    let after = weight(browser, visit).await;
    Weights { before, after }
}

/// So many times the life of a connection; nothing is asked of the page meanwhile.
async fn live(hall: &Hall, visitor: u32, times: u32, cut: bool) {
    for _ in 0..times {
        if cut {
            assert!(hall.cut(visitor), "it is not connected");
            let back = async {
                while !hall.holds(visitor) {
                    sleep(LOOK).await;
                }
            };
            timeout(PATIENCE, back).await.expect("a reconnection");
        }
        sleep(LIVES).await;
    }
}

/// Without what the book of the benchmark itself has written down.
async fn weight(browser: &Browser, visit: Visit<'_>) -> f64 {
    sleep(REST).await;
    let forget = "Object.assign(window.bench, { opens: [], closes: [] }); return null";
    let () = visit.ask(forget).await;
    held(browser, visit).await
}

fn report(contestants: &[Contestant], found: &Rounds<Pair>, rounds: usize) -> Table {
    let note = format!(
        "The server cuts the connection {} times and each contestant connects again by itself, by a clock that runs thirty \
         times as fast; each connection lives 12 s by that clock. V8's heap after its garbage was collected and the memory of \
         WebAssembly, as above, are weighed after {BEFORE} and after {} reconnections; what grew meanwhile \
         in another browser that was asked the same at the same times, and whose connection lasted, is taken off. Median of \
         {rounds} rounds (least–most). WebAssembly takes memory in steps of 65 536 bytes: divided by {COUNTED}, one step shows \
         as 655. Below some hundred bytes it is noise, also below 0.",
        BEFORE + COUNTED,
        BEFORE + COUNTED,
    );
    let columns = [
        "",
        "each reconnection, bytes",
        "held after 20, kB",
        "held after 120, kB",
    ];
    let title = "Memory per reconnection";
    let mut table = Table::new("reconnections", title, note, columns);
    let mut bars = Vec::new();
    for contestant in contestants {
        let spread = |figure: fn(&Pair) -> f64| {
            Spread::of(&found.figures(CASE, &contestant.name, figure)?)
        };
        let spreads = (
            spread(Pair::each),
            spread(|pair| pair.cut.before),
            spread(|pair| pair.cut.after),
        );
        let (Some(each), Some(before), Some(after)) = spreads else {
            table.row([&contestant.label(), "failed", "–", "–"].map(str::to_owned));
            continue;
        };
        let cells = [each, before, after].map(|spread| spread.text(grouped));
        table.row([contestant.label()].into_iter().chain(cells));
        table.value(format!("{}.each", contestant.name), each.median);
        bars.push(Bar::new(contestant.label(), contestant.is_ours(), each));
    }
    table.bars = Some(Bars {
        title: "Bytes kept of each reconnection".to_owned(),
        aim: None,
        decimals: 0,
        bars,
    });
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_grew_without_reconnections_is_not_theirs() {
        let table = [
            ([1_000.0, 1_100.0], [1_000.0, 1_000.0], 1_000.0),
            ([1_000.0, 1_100.0], [900.0, 950.0], 500.0),
            ([1_000.0, 1_000.0], [900.0, 910.0], -100.0),
        ];
        for (cut, left, expected) in table {
            let [cut, left] = [cut, left].map(|[before, after]| Weights { before, after });
            assert_eq!(Pair { cut, left }.each(), expected);
        }
    }
}
