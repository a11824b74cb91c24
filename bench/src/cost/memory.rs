//! What a page holds after so many messages, and what each reconnection leaves behind.

use futures_util::{StreamExt, stream};
use heartline_bench_report::{Table, grouped, rounded};
use heartline_e2e::browser::Browser;
use heartline_e2e::server::Server;
use serde_json::json;
use tokio::time::{Duration, Instant, sleep};

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
const RECONNECTIONS: u32 = 15;
/// How long one may take.
const LIMIT: Duration = Duration::from_secs(12);
/// Browsers at one time, where they mostly wait.
pub(super) const AT_ONCE: usize = 4;
const LOOK: Duration = Duration::from_millis(50);

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

pub(super) async fn of_messages(hall: &Hall, page: &Server, contestants: &[Contestant]) -> Table {
    let note = "JavaScript's heap after its garbage was collected, and all memory that WebAssembly has taken, in kB, with \
                the last 200 messages of 100 bytes shown. Our page keeps the last 100 000 to be searched; the others keep \
                what they show.";
    let columns = ["", "before", "1 000", "10 000", "100 000"];
    let mut table = Table::new("memory", "Memory after so many messages", note, columns);
    let mut seat = Seat::new();
    for contestant in contestants {
        let what = format!("memory {}", contestant.name);
        let found = seat
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

pub(super) async fn of_reconnections(
    hall: &Hall,
    page: &Server,
    contestants: &[Contestant],
) -> Table {
    let note = format!(
        "The connection is cut {RECONNECTIONS} times, each time once it is open again. *Left behind*: what one \
         reconnection leaves in JavaScript's heap and WebAssembly's memory, after garbage was collected. Who is not \
         connected again within {} s is left out. *Sockets*: those that JavaScript still holds in the end.",
        LIMIT.as_secs()
    );
    let columns = ["", "left behind, kB", "sockets"];
    let mut table = Table::new("reconnections", "Memory of a reconnection", note, columns);
    let found = stream::iter(contestants)
        .map(async |contestant| {
            let what = format!("reconnections {}", contestant.name);
            let found = Seat::new()
                .perform(&what, async |browser| {
                    cut(browser, hall, page, contestant).await
                })
                .await;
            eprintln!("{what}: {found:?}");
            (contestant, found.flatten())
        })
        .buffered(AT_ONCE);
    let found: Vec<_> = found.collect().await;
    for (contestant, left) in found {
        let label = contestant.label();
        let Some((left, sockets)) = left else {
            table.row([label.as_str(), "not connected again in time", "–"].map(str::to_owned));
            continue;
        };
        table.row([label, rounded(1)(left), rounded(0)(sockets)]);
        table.value(format!("{}.left", contestant.name), left);
        table.value(format!("{}.sockets", contestant.name), sockets);
    }
    table
}

/// kB for each reconnection, and the sockets of the page.
async fn cut(
    browser: &Browser,
    hall: &Hall,
    page: &Server,
    contestant: &Contestant,
) -> Option<(f64, f64)> {
    let visitor = Hall::visitor();
    let source = hall.source(visitor);
    let address = contestant.address(hall, &page.address(), &[("url", &source)]);
    let visit = Visit::connected(browser, &address).await;
    // The first few are those that code and buffers need.
    reconnect(visit, hall, visitor, 3).await?;
    let before = held(browser, visit).await;
    reconnect(visit, hall, visitor, RECONNECTIONS).await?;
    let after = held(browser, visit).await;
    let sockets = sockets(browser).await;
    Some(((after - before) / f64::from(RECONNECTIONS), sockets))
}

async fn reconnect(visit: Visit<'_>, hall: &Hall, visitor: u32, times: u32) -> Option<()> {
    for _ in 0..times {
        let before = visit.book().await.opens.len();
        hall.cut(visitor).await;
        let since = Instant::now();
        while visit.book().await.opens.len() == before {
            if since.elapsed() > LIMIT {
                return None;
            }
            sleep(LOOK).await;
        }
    }
    Some(())
}

/// How many WebSockets the page's JavaScript still holds
/// ([Runtime.queryObjects](https://chromedevtools.github.io/devtools-protocol/tot/Runtime/#method-queryObjects)).
async fn sockets(browser: &Browser) -> f64 {
    let prototype = json!({"expression": "WebSocket.prototype"});
    let prototype = browser.devtools("Runtime.evaluate", prototype).await;
    let id = &prototype["result"]["objectId"];
    let found = browser
        .devtools("Runtime.queryObjects", json!({"prototypeObjectId": id}))
        .await;
    let count = json!({
        "objectId": found["objects"]["objectId"],
        "functionDeclaration": "function () { return this.length; }",
        "returnByValue": true,
    });
    let count = browser.devtools("Runtime.callFunctionOn", count).await;
    count["result"]["value"]
        .as_f64()
        .expect("how many there are")
}
