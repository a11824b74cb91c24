//! What a page does while nothing happens.

use futures_util::{StreamExt, stream};
use heartline_bench_report::{Table, rounded};
use heartline_e2e::browser::Browser;
use heartline_e2e::server::Server;
use tokio::time::{Duration, sleep};

use crate::contestant::Contestant;
use crate::hall::Hall;
use crate::rounds::Seat;
use crate::visit::Visit;

/// Browsers at one time.
const AT_ONCE: usize = 4;
const LASTS: Duration = Duration::from_secs(60);

pub(super) async fn table(hall: &Hall, page: &Server, contestants: &[Contestant]) -> Table {
    let note = "One minute of an open connection on which the server says nothing by itself, with each one's own \
                settings. *Wake-ups*: timers and frames that ran in the page; *busy*: what its main thread did, in ms. Who has \
                no heartbeat has nothing to wake up for, and notices nothing. Workers are not counted; ours are used by \
                hidden pages alone.";
    let columns = ["", "wake-ups a minute", "busy, ms a minute"];
    let mut table = Table::new("idle", "While nothing happens", note, columns);
    let found = stream::iter(contestants)
        .map(async |contestant| {
            let what = format!("idle {}", contestant.name);
            let found = Seat::new()
                .perform(&what, async |browser| {
                    rest(browser, hall, page, contestant).await
                })
                .await;
            eprintln!("{what}: {found:?}");
            (contestant, found)
        })
        .buffered(AT_ONCE);
    let found: Vec<_> = found.collect().await;
    for (contestant, found) in found {
        let Some((wake_ups, busy)) = found else {
            table.row([&contestant.label(), "failed", "–"].map(str::to_owned));
            continue;
        };
        table.row([contestant.label(), rounded(0)(wake_ups), rounded(0)(busy)]);
        table.value(format!("{}.wake-ups", contestant.name), wake_ups);
        table.value(format!("{}.busy", contestant.name), busy);
    }
    table
}

/// Wake-ups and busy milliseconds.
async fn rest(
    browser: &Browser,
    hall: &Hall,
    page: &Server,
    contestant: &Contestant,
) -> (f64, f64) {
    let source = hall.source(Hall::visitor());
    let orders = [("url", source.as_str()), ("wakeups", "count")];
    let address = contestant.address(hall, &page.address(), &orders);
    let visit = Visit::connected(browser, &address).await;
    // What belongs to the beginning has ended by then.
    sleep(Duration::from_secs(3)).await;
    let before = (wake_ups(visit).await, visit.busy().await);
    sleep(LASTS).await;
    let after = (wake_ups(visit).await, visit.busy().await);
    (after.0 - before.0, (after.1 - before.1) * 1_000.0)
}

async fn wake_ups(visit: Visit<'_>) -> f64 {
    visit.ask("return window.benchWakeUps").await
}
