//! The section `server` of the benchmarks: `heartline-server` and a plain axum WebSocket, each a
//! process of its own on loopback, in turns under the same load.

mod held;
mod load;
mod measure;
mod process;
mod tables;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use heartline_bench_report::Section;

use crate::measure::Amounts;
use crate::process::Contestant;

/// What goes wrong here ends the measurement, with words for who called.
type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Measures the server beside a plain axum WebSocket.
#[derive(Debug, Parser)]
#[command(name = "heartline-bench-server", version)]
struct Arguments {
    /// Where to write the result, as JSON
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// The program heartline-server; default: the one beside this program
    #[arg(long, value_name = "PROGRAM")]
    server: Option<PathBuf>,
    /// How often everything is measured
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=100))]
    rounds: u32,
    /// Connections that are held at the most
    #[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(2..=20_000))]
    connections: u32,
    /// Messages that are echoed in a round
    #[arg(long, default_value_t = 60_000, value_parser = clap::value_parser!(u32).range(100..=10_000_000))]
    echoes: u32,
    /// Clients that get every message of a chat
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    audience: u32,
    /// Messages that are told to all of them in a round
    #[arg(long, default_value_t = 2_000, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    told: u32,
    /// Connections that are held while each sends a heartbeat now and then, as far as there may be so many open files;
    /// 0 for none of that
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(0..=100_000))]
    held: u32,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match perform(&arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("heartline-bench-server: {failure}");
            ExitCode::FAILURE
        }
    }
}

async fn perform(arguments: &Arguments) -> Result<(), Failure> {
    let amounts = Amounts {
        rounds: arguments.rounds as usize,
        connections: arguments.connections as usize,
        echoes: arguments.echoes as usize,
        audience: arguments.audience as usize,
        told: arguments.told as usize,
    };
    let contestants = contestants(arguments.server.as_deref())?;
    let found = measure::all(&contestants, &amounts).await?;
    let mut section = Section::new("server", "cargo xtask bench --only server");
    section.tables = tables::of(&found, &amounts);
    let count = held::room(arguments.held as usize);
    if count > 0 {
        let rounds = amounts.rounds.min(held::ROUNDS);
        let [ours, plain, frugal] = contestants;
        let quiet = beside("heartline-bench-quiet").map(Contestant::quiet)?;
        let held = held::all(&[ours, quiet, plain, frugal], count, rounds).await?;
        section.tables.extend(tables::held(&held, count, rounds));
    }
    let out = &arguments.out;
    section
        .write(out)
        .map_err(|error| format!("{}: {error}", out.display()))?;
    eprintln!("written: {}", out.display());
    Ok(())
}

fn contestants(server: Option<&Path>) -> Result<[Contestant; 3], Failure> {
    let ours = match server {
        Some(program) => built(program.to_owned())?,
        None => beside("heartline-server")?,
    };
    let plain = beside("heartline-bench-plain")?;
    let frugal = Contestant::frugal(plain.clone());
    Ok([
        Contestant::heartline(ours),
        Contestant::plain(plain),
        frugal,
    ])
}

/// The program of this name that stands beside this one.
fn beside(name: &str) -> Result<PathBuf, Failure> {
    built(std::env::current_exe()?.with_file_name(name))
}

fn built(program: PathBuf) -> Result<PathBuf, Failure> {
    if program.is_file() {
        return Ok(program);
    }
    let path = program.display();
    Err(format!(
        "{path} is missing: cargo build --profile server -p heartline-server -p \
         heartline-bench-server"
    )
    .into())
}
