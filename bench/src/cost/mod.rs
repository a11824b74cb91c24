//! What a contestant costs the person: bytes to load, time until it is connected, and a processor that cannot rest.

mod bytes;
mod idle;
mod start;

use std::path::Path;

use heartline_bench_report::Section;
use heartline_e2e::server::Server;

use crate::contestant::Contestant;
use crate::hall::Hall;

/// Measures all contestants.
pub(crate) async fn run(
    folder: &Path,
    hall: &Hall,
    page: &Server,
    contestants: &[Contestant],
    rounds: usize,
) -> Section {
    let mut section = Section::new("cost", "cargo xtask bench --only cost");
    section.tables = vec![
        bytes::table(folder, contestants),
        start::table(hall, page, contestants, rounds).await,
        idle::table(hall, page, contestants).await,
    ];
    section
}
