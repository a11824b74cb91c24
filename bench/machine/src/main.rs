//! The section `machine` of the benchmarks: how much the connection machine costs, natively by
//! criterion, in instructions by callgrind, in WebAssembly by Node's clock.

mod costs;
mod instructions;
mod native;
mod node;
mod program;
mod tables;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};
use heartline_bench_machine::find;
use heartline_bench_report::Section;

use crate::costs::Costs;

/// What goes wrong here ends the measurement, with words for who called.
type Failure = Box<dyn std::error::Error>;

/// Measures the connection machine.
#[derive(Debug, Parser)]
#[command(
    name = "heartline-bench-machine",
    version,
    args_conflicts_with_subcommands = true
)]
struct Arguments {
    /// Where to write the result, as JSON
    #[arg(long, value_name = "FILE", required = true)]
    out: Option<PathBuf>,
    /// Measure only this; can be given several times
    #[arg(long, value_enum)]
    only: Vec<Part>,
    #[command(subcommand)]
    count: Option<Count>,
}

/// How the cost is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Part {
    Native,
    Instructions,
    Wasm,
}

#[derive(Debug, Subcommand)]
enum Count {
    /// Do one piece of work so many times, for valgrind to count
    Count { id: String, steps: usize },
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match perform(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("heartline-bench-machine: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn perform(arguments: &Arguments) -> Result<(), Failure> {
    if let Some(Count::Count { id, steps }) = &arguments.count {
        return count(id, *steps);
    }
    let Some(out) = &arguments.out else {
        return Err("--out FILE is missing".into());
    };
    let mut section = Section::new("machine", "cargo xtask bench --only machine");
    section.tables = tables::of(&measure(&arguments.only)?);
    section
        .write(out)
        .map_err(|error| format!("{}: {error}", out.display()))?;
    eprintln!("written: {}", out.display());
    Ok(())
}

fn measure(only: &[Part]) -> Result<Costs, Failure> {
    let wanted = |part| only.is_empty() || only.contains(&part);
    let mut costs = Costs::default();
    // What is missing shows before anything takes its time.
    let modules = wanted(Part::Wasm).then(node::build).transpose()?;
    if wanted(Part::Instructions) {
        costs.counts = instructions::count_all()?;
    }
    if let Some(modules) = modules {
        costs.wasm = node::measure(&modules)?;
    }
    if wanted(Part::Native) {
        costs.native = native::measure()?;
    }
    Ok(costs)
}

fn count(id: &str, steps: usize) -> Result<(), Failure> {
    let work = find(id).ok_or_else(|| format!("no piece of work is called {id}"))?;
    let mut step = work.prepare();
    (0..steps).for_each(|_| step());
    Ok(())
}
