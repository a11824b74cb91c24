//! Measures the contestants that `cargo xtask bench` has built, in a real Chromium, one section after the other.
//! What each section measures is in the module of its name.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "like the end-to-end tests it is made of, it states what must hold by failing loudly"
)]

mod booth;
mod contestant;
mod cost;
mod hall;
mod latency;
mod memory;
mod message;
mod peers;
mod profile;
mod recovery;
mod rounds;
mod scene;
mod seen;
mod throughput;
mod visit;

use std::path::PathBuf;

use clap::{Parser, ValueEnum};
use heartline_bench_report::Section;
use heartline_e2e::server::Server;

use crate::contestant::Contestant;
use crate::hall::Hall;
use crate::scene::Place;

/// Measure what has been built.
#[derive(Debug, Parser)]
struct Options {
    /// The folder of the contestants' pages.
    #[arg(long)]
    contestants: PathBuf,
    /// The folder for the results: one file for each section.
    #[arg(long)]
    out: PathBuf,
    /// Sections to measure, comma-separated.
    #[arg(long, value_delimiter = ',', required = true)]
    only: Vec<Name>,
    /// Contestants to measure, comma-separated; all where none is named.
    #[arg(long, value_delimiter = ',')]
    contestant: Vec<String>,
    /// Scenarios of `peers` to go through (`D1`), comma-separated; all where none is named.
    #[arg(long, value_delimiter = ',')]
    scenario: Vec<String>,
    /// How often each is measured.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
}

/// A section.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Name {
    Throughput,
    Profile,
    Latency,
    Cost,
    Memory,
    Recovery,
    Peers,
}

#[tokio::main(worker_threads = 2)]
async fn main() -> std::io::Result<()> {
    let options = Options::parse();
    let mut contestants = contestant::all(&options.contestants)?;
    contestants.retain(|one| !one.name.starts_with(cost::MANY_COMPONENTS));
    if !options.contestant.is_empty() {
        contestants.retain(|one| options.contestant.contains(&one.name));
    }
    let hall = Hall::open(&options.contestants).await?;
    let page = Server::start().await;
    for name in &options.only {
        let section = measure(*name, &options, &hall, &page, &contestants).await;
        let path = options.out.join(format!("{}.json", section.section));
        section.write(&path)?;
        eprintln!("written: {}", path.display());
    }
    Ok(())
}

async fn measure(
    name: Name,
    options: &Options,
    hall: &Hall,
    page: &Server,
    contestants: &[Contestant],
) -> Section {
    let rounds = options.rounds;
    let fast = contestants.iter().filter(|one| !one.faults_only);
    let fast: Vec<_> = fast.cloned().collect();
    let address = page.address();
    let place = Place {
        hall,
        page: &address,
    };
    match name {
        Name::Throughput => throughput::run(hall, page, &fast, rounds).await,
        Name::Profile => profile::run(hall, page, &fast, rounds).await,
        Name::Latency => latency::run(hall, &fast, rounds).await,
        Name::Memory => memory::run(hall, page, &fast, rounds).await,
        Name::Recovery => recovery::run(place, contestants, rounds).await,
        Name::Peers => peers::run(place, contestants, &options.scenario).await,
        Name::Cost => cost::run(&options.contestants, hall, page, &fast, rounds).await,
    }
}
