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
use crate::rounds::Seat;
use crate::visit::Visit;

/// Reconnections before it is weighed for the first time: whatever is made once has been made by then.
const BEFORE: u32 = 20;
/// Reconnections from there to the second time, and from there to the third: what is kept within bounds fills them
/// in the beginning, what is never given back does not end.
const COUNTED: u32 = 100;
/// How long a connection lives: by the page's clock 12 s, so that each loss is the first in a row.
const LIVES: Duration = Duration::from_millis(200);
/// The longest delay of anybody, a minute by the page's clock, and much more.
const PATIENCE: Duration = Duration::from_secs(10);
const LOOK: Duration = Duration::from_millis(10);
/// For what is still on its way when it is weighed, and for what JavaScript does after it has tidied up.
const REST: Duration = Duration::from_millis(400);
/// Contestants at one time, each in two browsers: most of the time they wait.
const AT_ONCE: usize = 4;

/// What was held, in kB: the three times.
type Weights = [f64; 3];

/// The one that was cut off, and the one that was not.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Pair {
    cut: Weights,
    left: Weights,
}

impl Pair {
    /// Bytes that one reconnection leaves behind, of the first hundred or of the second.
    fn each(&self, hundred: usize) -> f64 {
        let grown = |weights: Weights| weights[hundred + 1] - weights[hundred];
        (grown(self.cut) - grown(self.left)) * 1_000.0 / f64::from(COUNTED)
    }
}

pub(super) async fn table(hall: &Hall, page: &Server, contestants: &[Contestant]) -> Table {
    let contestants = contestants.iter().filter(|one| one.has("reconnect"));
    let pairs = stream::iter(contestants).map(async |contestant| {
        let what = format!("reconnections {}", contestant.name);
        let pair = pair(&what, hall, page, contestant).await;
        eprintln!("{what}: {pair:.0?}");
        (contestant, pair)
    });
    let pairs: Vec<_> = pairs.buffered(AT_ONCE).collect().await;
    report(&pairs)
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
    let mut weights = [0.0; 3];
    for (weight, times) in weights.iter_mut().zip([BEFORE, COUNTED, COUNTED]) {
        live(hall, visitor, times, cut).await;
        *weight = weigh_now(browser, visit).await;
    }
    weights
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

/// Without what the book of the benchmark itself has written down, and after what is cleared up behind the garbage
/// (FinalizationRegistry) has been.
async fn weigh_now(browser: &Browser, visit: Visit<'_>) -> f64 {
    let forget = "Object.assign(window.bench, { opens: [], closes: [] }); return null";
    let () = visit.ask(forget).await;
    for _ in 0..2 {
        sleep(REST).await;
        held(browser, visit).await;
    }
    sleep(REST).await;
    held(browser, visit).await
}

fn report(pairs: &[(&Contestant, Option<Pair>)]) -> Table {
    let [second, third] = [1, 2].map(|times| BEFORE + times * COUNTED);
    let note = format!(
        "The server cuts the connection {third} times, and each contestant connects again by itself, by a clock that runs \
         sixty times as fast; each connection lives 12 s by that clock. V8's heap after its garbage was collected and the \
         memory of WebAssembly, as above, are weighed after {BEFORE}, {second} and {third} reconnections; what grew meanwhile \
         in another browser, which was asked the same at the same times and whose connection lasted, is taken off. What is \
         kept within bounds (a log, code as the compiler makes it) shows in the first hundred, what is never given back in \
         the second too. WebAssembly takes memory in steps of 65 536 bytes: one step shows as 655. Below some tens of bytes it is \
         noise, also below 0. One run."
    );
    let columns = [
        "".to_owned(),
        "each of the second hundred, bytes".to_owned(),
        "each of the first hundred, bytes".to_owned(),
        format!("held after {BEFORE}, kB"),
        format!("held after {third}, kB"),
    ];
    let title = "Memory per reconnection";
    let mut table = Table::new("reconnections", title, note, columns);
    let mut bars = Vec::new();
    for (contestant, pair) in pairs {
        let Some(pair) = pair else {
            let none = ["failed", "–", "–", "–"].map(str::to_owned);
            table.row([contestant.label()].into_iter().chain(none));
            continue;
        };
        let figures = [pair.each(1), pair.each(0), pair.cut[0], pair.cut[2]];
        table.row([contestant.label()].into_iter().chain(figures.map(grouped)));
        table.value(format!("{}.each", contestant.name), pair.each(1));
        table.value(format!("{}.first", contestant.name), pair.each(0));
        let spread = Spread::of(&[pair.each(1)]);
        bars.extend(
            spread.map(|spread| Bar::new(contestant.label(), contestant.is_ours(), spread)),
        );
    }
    table.bars = Some(Bars {
        title: "Bytes kept of each reconnection, of the second hundred".to_owned(),
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
            ([1_000.0, 1_100.0, 1_100.0], [1_000.0; 3], [1_000.0, 0.0]),
            (
                [1_000.0, 1_100.0, 1_150.0],
                [900.0, 950.0, 950.0],
                [500.0, 500.0],
            ),
            ([1_000.0; 3], [900.0, 910.0, 910.0], [-100.0, 0.0]),
        ];
        for (cut, left, expected) in table {
            let pair = Pair { cut, left };
            assert_eq!([pair.each(0), pair.each(1)], expected);
        }
    }
}
