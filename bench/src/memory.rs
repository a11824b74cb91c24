//! What a page holds after so many messages.

use heartline_bench_report::{Section, Table, grouped};
use heartline_e2e::browser::Browser;
use heartline_e2e::server::Server;
use serde_json::json;

use crate::contestant::Contestant;
use crate::hall::{Hall, Pace};
use crate::message::{Kind, Shape};
use crate::rounds::Seat;
use crate::visit::Visit;

const COUNTS: [u64; 3] = [1_000, 10_000, 100_000];
const SHAPE: Shape = Shape {
    kind: Kind::Json,
    size: 100,
};

/// What JavaScript holds after it has been tidied up, and what WebAssembly has taken, in kB.
async fn held(browser: &Browser, visit: Visit<'_>) -> f64 {
    for _ in 0..2 {
        browser
            .devtools("HeapProfiler.collectGarbage", json!({}))
            .await;
    }
    let usage = browser.devtools("Runtime.getHeapUsage", json!({})).await;
    let heap = usage["usedSize"].as_f64().expect("the size of the heap");
    let memory: f64 = visit
        .ask("return window.benchMemory?.buffer.byteLength ?? 0")
        .await;
    (heap + memory) / 1_000.0
}

/// Measures all contestants, each in a browser of its own: what one page leaves in a browser is not the next one's.
pub(crate) async fn run(hall: &Hall, page: &Server, contestants: &[Contestant]) -> Section {
    let mut section = Section::new("memory", "cargo xtask bench --only memory");
    section
        .tables
        .push(of_messages(hall, page, contestants).await);
    section
}

async fn of_messages(hall: &Hall, page: &Server, contestants: &[Contestant]) -> Table {
    let note = "JavaScript's heap after its garbage was collected, and all memory that WebAssembly has taken, in \
                kB, each in a new browser, with the last 200 messages of 100 bytes shown. Our page keeps the last 100 000 to \
                be searched; the others keep what they show.";
    let columns = ["", "before", "1 000", "10 000", "100 000"];
    let mut table = Table::new("messages", "Memory after so many messages", note, columns);
    for contestant in contestants {
        let what = format!("memory {}", contestant.name);
        let found = Seat::new()
            .perform(&what, async |browser| {
                grow(browser, hall, page, contestant).await
            })
            .await;
        let Some(sizes) = found else {
            let none = std::iter::repeat_n("failed".to_owned(), COUNTS.len() + 1);
            table.row([contestant.label()].into_iter().chain(none));
            continue;
        };
        eprintln!("{what}: {sizes:.0?} kB");
        table.row(
            [contestant.label()]
                .into_iter()
                .chain(sizes.iter().copied().map(grouped)),
        );
        for (name, size) in ["before", "1000", "10000", "100000"].iter().zip(&sizes) {
            table.value(format!("{}.{name}", contestant.name), *size);
        }
    }
    table
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
