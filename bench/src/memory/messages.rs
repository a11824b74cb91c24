//! What a page holds after so many messages, each time in a browser of its own: what one page leaves in a browser is
//! not the next one's.

use futures_util::{StreamExt, stream};
use heartline_bench_report::{Bar, Bars, Spread, Table, grouped, median_of};
use heartline_e2e::browser::Browser;
use heartline_e2e::server::Server;

use super::held;
use crate::contestant::Contestant;
use crate::hall::{Hall, Pace};
use crate::message::{Kind, Shape};
use crate::rounds::{Rounds, Seat, order};
use crate::visit::Visit;

const COUNTS: [u64; 3] = [1_000, 10_000, 100_000];
/// When it is weighed: before the first message, and after so many.
const NAMES: [&str; 4] = ["before", "1000", "10000", "100000"];
const SHAPE: Shape = Shape {
    kind: Kind::Json,
    size: 100,
};
const CASE: &str = "messages";
/// Browsers at one time: what is held does not depend on how fast it came.
const AT_ONCE: usize = 2;

pub(super) async fn table(
    hall: &Hall,
    page: &Server,
    contestants: &[Contestant],
    rounds: usize,
) -> Table {
    let mut found = Rounds::default();
    for round in 0..rounds {
        let deeds = stream::iter(order(contestants, round)).map(async |contestant| {
            let what = format!("{} memory {}", round + 1, contestant.name);
            let sizes = Seat::new()
                .perform(&what, async |browser| {
                    grow(browser, hall, page, contestant).await
                })
                .await;
            eprintln!("{what}: {sizes:.0?} kB");
            (contestant, sizes)
        });
        let sizes: Vec<_> = deeds.buffered(AT_ONCE).collect().await;
        for (contestant, sizes) in sizes {
            found.add(CASE, &contestant.name, sizes);
        }
    }
    report(contestants, &found, rounds)
}

async fn grow(browser: &Browser, hall: &Hall, page: &Server, contestant: &Contestant) -> Vec<f64> {
    let visitor = Hall::visitor();
    let source = hall.source(visitor);
    let address = contestant.address(hall, &page.address(), &[("url", &source)]);
    let visit = Visit::connected(browser, &address).await;
    let mut sizes = vec![held(browser, visit).await];
    let mut before = 0;
    for count in COUNTS {
        let () = visit.ask("window.bench.clear(); return null").await;
        let more = Pace::Count(count - before);
        let sent = hall.send(visitor, SHAPE, more).await;
        visit.settled(sent.expect("a connection that lasts")).await;
        sizes.push(held(browser, visit).await);
        before = count;
    }
    sizes
}

fn report(contestants: &[Contestant], found: &Rounds<Vec<f64>>, rounds: usize) -> Table {
    let median = median_of(rounds);
    let note = format!(
        "What V8 holds after its garbage was collected, and all memory that WebAssembly has taken (it never gives any back), \
         in kB, each in a new browser, with the last 200 messages of 100 bytes shown; {median}. The elements of the document count as far as JavaScript holds them: what the browser's own \
         code keeps for them is not in it. Our page keeps the last 100 000 to be searched; the others keep what they show."
    );
    let columns = ["", "before", "1 000", "10 000", "100 000"];
    let mut table = Table::new("messages", "Memory after so many messages", note, columns);
    let mut bars = Vec::new();
    for contestant in contestants {
        let spread = |nth: usize| {
            let sizes = found.figures(CASE, &contestant.name, |sizes: &Vec<f64>| sizes[nth])?;
            Spread::of(&sizes)
        };
        let spreads: Option<Vec<_>> = (0..NAMES.len()).map(spread).collect();
        let Some(spreads) = spreads else {
            let none = std::iter::repeat_n("failed".to_owned(), NAMES.len());
            table.row([contestant.label()].into_iter().chain(none));
            continue;
        };
        let cells = spreads.iter().map(|spread| spread.text(grouped));
        table.row([contestant.label()].into_iter().chain(cells));
        for (name, spread) in NAMES.iter().zip(&spreads) {
            table.value(format!("{}.{name}", contestant.name), spread.median);
        }
        let last = spreads.last().copied();
        bars.extend(last.map(|all| Bar::new(contestant.label(), contestant.is_ours(), all)));
    }
    table.bars = Some(Bars {
        title: "Memory after 100 000 messages, kB".to_owned(),
        aim: None,
        decimals: 0,
        bars,
    });
    table
}
