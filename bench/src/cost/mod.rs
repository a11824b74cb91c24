//! What a contestant costs the person: bytes to load, time until it is connected, a processor that cannot rest, and
//! what a message costs many components.

mod bytes;
mod components;
mod idle;
mod start;

use std::path::Path;

use heartline_bench_report::Section;
use heartline_e2e::server::Server;

use crate::contestant::Contestant;
use crate::hall::Hall;

/// The page with many components: it is built like a contestant and takes part in nothing else.
pub(crate) const MANY_COMPONENTS: &str = "heartline-components";

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
    let components = components::table(folder, hall, rounds).await;
    section.tables.extend(components);
    section
}
