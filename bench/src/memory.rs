//! What a page holds: after so many messages, and after so many reconnections.

mod messages;
mod reconnections;

use heartline_bench_report::Section;
use heartline_e2e::browser::Browser;
use heartline_e2e::server::Server;
use serde_json::json;

use crate::contestant::Contestant;
use crate::hall::Hall;
use crate::visit::Visit;

/// More of them say nothing more: no clock is read.
const ROUNDS: usize = 3;

/// Measures all contestants.
pub(crate) async fn run(
    hall: &Hall,
    page: &Server,
    contestants: &[Contestant],
    rounds: usize,
) -> Section {
    let rounds = rounds.min(ROUNDS);
    let mut section = Section::new("memory", "cargo xtask bench --only memory");
    section.tables = vec![
        messages::table(hall, page, contestants, rounds).await,
        reconnections::table(hall, page, contestants).await,
    ];
    section
}

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
