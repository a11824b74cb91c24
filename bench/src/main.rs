//! Measures the contestants that `cargo xtask bench` has built, in a real Chromium, one section after the other.
//! What each section measures is in the module of its name.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "like the end-to-end tests it is made of, it states what must hold by failing loudly"
)]

mod booth;
mod compare;
mod contestant;
mod cost;
mod flood;
mod frames;
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

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, ValueEnum};
use heartline_bench_report::{Section, Setup};
use heartline_e2e::server::Server;

use crate::contestant::Contestant;
use crate::hall::Hall;
use crate::rounds::Plan;
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
    /// What the orders of contestants come from; another one each time unless it is given.
    #[arg(long)]
    seed: Option<u64>,
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

impl Name {
    /// The command that measures this again, as often. Some sections have no rounds.
    fn command(self, options: &Options) -> String {
        let name = self.to_possible_value().expect("none is hidden");
        let mut command = format!("cargo xtask bench --only {}", name.get_name());
        if self.has_rounds() {
            command += &format!(" --rounds {}", options.rounds);
        }
        if !options.contestant.is_empty() {
            command += &format!(" --contestant {}", options.contestant.join(","));
        }
        command
    }

    const fn has_rounds(self) -> bool {
        !matches!(self, Self::Peers)
    }

    /// Whether the orders come from the seed.
    const fn has_orders(self) -> bool {
        matches!(self, Self::Throughput | Self::Latency)
    }

    /// Whether this contestant takes part.
    fn takes(self, contestant: &Contestant) -> bool {
        match self {
            Self::Throughput => !contestant.faults_only,
            Self::Profile | Self::Latency | Self::Cost | Self::Memory => {
                !contestant.faults_only && !contestant.is_control()
            }
            Self::Recovery | Self::Peers => !contestant.is_control(),
        }
    }

    /// Who shares a browser with whom.
    const fn browsers(self) -> &'static str {
        match self {
            Self::Throughput | Self::Profile | Self::Latency => {
                "all contestants of a round in one browser, in turns, nothing beside them"
            }
            Self::Cost => "a new browser for each contestant; while nothing happens four at a time",
            Self::Memory => {
                "a new browser for each contestant, two at a time, for reconnections eight"
            }
            Self::Recovery | Self::Peers => "several browsers at a time, which share out the work",
        }
    }
}

#[tokio::main(worker_threads = 2)]
async fn main() -> ExitCode {
    match run(&Options::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(options: &Options) -> io::Result<()> {
    let mut all = contestant::all(&options.contestants)?;
    all.retain(|one| !one.name.starts_with(cost::MANY_COMPONENTS));
    let contestants = contestant::chosen(&all, &options.contestant)?;
    let limit = all.iter().find(|one| one.limit);
    let limit = limit.ok_or_else(|| io::Error::other("no contestant is the `limit`"))?;
    let hall = Hall::open(&options.contestants).await?;
    let page = Server::start().await;
    let seed = options.seed.unwrap_or_else(|| fastrand::u64(..1_000_000));
    let browser = visit::name().await;
    for name in &options.only {
        let contestants = contestants.iter().filter(|one| name.takes(one));
        let contestants: Vec<_> = contestants.cloned().collect();
        let field = Field {
            hall: &hall,
            page: &page,
            contestants: &contestants,
            limit,
            plan: Plan {
                rounds: options.rounds,
                seed,
            },
        };
        let mut section = field.measure(*name, options).await;
        section.command = name.command(options);
        section.setup = Setup {
            browser: Some(browser.clone()),
            rounds: name.has_rounds().then_some(options.rounds),
            browsers: Some(name.browsers().to_owned()),
            seed: name.has_orders().then_some(seed),
            contestants: contestants.iter().map(Contestant::entrant).collect(),
        };
        let path = options.out.join(format!("{}.json", section.section));
        section.write(&path)?;
        eprintln!("written: {}", path.display());
    }
    Ok(())
}

/// Who is there, and where.
struct Field<'a> {
    hall: &'a Hall,
    page: &'a Server,
    contestants: &'a [Contestant],
    limit: &'a Contestant,
    plan: Plan,
}

impl Field<'_> {
    async fn measure(&self, name: Name, options: &Options) -> Section {
        let &Self {
            hall,
            page,
            contestants,
            limit,
            plan,
        } = self;
        let rounds = plan.rounds;
        let address = page.address();
        let place = Place {
            hall,
            page: &address,
        };
        match name {
            Name::Throughput => throughput::run(hall, page, contestants, limit, plan).await,
            Name::Profile => profile::run(hall, page, contestants, rounds).await,
            Name::Latency => latency::run(hall, contestants, limit, plan).await,
            Name::Memory => memory::run(hall, page, contestants, rounds).await,
            Name::Recovery => recovery::run(place, contestants, rounds).await,
            Name::Peers => peers::run(place, contestants, &options.scenario).await,
            Name::Cost => cost::run(&options.contestants, hall, page, contestants, rounds).await,
        }
    }
}
