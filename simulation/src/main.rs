//! The command line of the simulation.

use std::io::{self, Write};
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use clap::Parser;
use heartline_simulation::{Batch, Failure, Report, Run};

/// Simulates clients of an unreliable world, and checks what Heartline promises.
#[derive(Parser)]
#[command(version)]
struct Options {
    /// How many seeds.
    #[arg(long, default_value_t = 100)]
    seeds: u64,
    /// The first seed.
    #[arg(long, default_value_t = 0)]
    from: u64,
    /// Hours of each run.
    #[arg(long, default_value_t = 168)]
    hours: u64,
    /// Only this seed.
    #[arg(long, conflicts_with_all = ["seeds", "from"])]
    seed: Option<u64>,
    /// Print everything that happens.
    #[arg(long, requires = "seed")]
    trace: bool,
}

fn main() -> ExitCode {
    let options = Options::parse();
    let text = match options.seed {
        Some(seed) if options.trace => aloud(seed, options.hours),
        _ => batch(&options),
    };
    match text {
        Ok(text) => {
            // Nobody reads on: no reason to fail.
            let _ = writeln!(io::stdout(), "{text}");
            ExitCode::SUCCESS
        }
        Err(failure) => {
            let _ = writeln!(io::stderr(), "{}", words(&failure, options.hours));
            ExitCode::FAILURE
        }
    }
}

fn aloud(seed: u64, hours: u64) -> Result<String, Box<Failure>> {
    let run = Run {
        aloud: true,
        ..Run::new(seed, hours)
    };
    let (tally, trace) = run.play()?;
    Ok(format!("{tally}\ntrace                {trace:016x}"))
}

fn batch(options: &Options) -> Result<String, Box<Failure>> {
    let first = options.seed.unwrap_or(options.from);
    let count = options.seed.map_or(options.seeds, |_| 1);
    let threads = thread::available_parallelism().map_or(1, |cores| cores.get());
    let seeds = first..first.saturating_add(count);
    let hours = options.hours;
    let Report { tally, took } = Batch {
        seeds,
        hours,
        threads,
    }
    .play()?;
    let pace = tally.hours() as f64 / took.max(Duration::from_millis(1)).as_secs_f64();
    Ok(format!(
        "{tally}\nwall time            {:.1} s, {pace:.0} connection-hours a second\n\
         proof: {} connection-hours simulated, every rule asked after every event\n\
         proof: {} returns to an open connection within the bound, simulated",
        took.as_secs_f64(),
        tally.hours(),
        tally.healed
    ))
}

fn words(failure: &Failure, hours: u64) -> String {
    let Failure {
        seed,
        breach,
        lines,
    } = failure;
    let lines = lines.join("\n");
    format!("{lines}\nseed {seed}: {breach}\nagain: --seed {seed} --hours {hours} --trace")
}
