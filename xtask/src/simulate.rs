//! `cargo xtask simulate`: many clients in a world that fails, on virtual time, from seeds.

use clap::Args;

use crate::call::Call;
use crate::failure::Outcome;
use crate::terminal::say;
use crate::workspace::Workspace;

/// Which runs.
#[derive(Args)]
pub(crate) struct Options {
    /// How many seeds; of a week each, 100 are some 40 000 connection-hours.
    #[arg(long, default_value_t = 2_600)]
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

/// Builds the simulation, fast and with its assertions, and runs it.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Outcome {
    let call = call(workspace, options);
    say(format_args!("$ {call}"));
    call.run(false)
}

fn call(workspace: &Workspace, options: &Options) -> Call {
    let words = "run --quiet --profile simulation -p heartline-simulation --";
    let call = Call::cargo(workspace, words).words(&match options.seed {
        Some(seed) => format!("--seed {seed}"),
        None => format!("--seeds {} --from {}", options.seeds, options.from),
    });
    let call = call.words(&format!("--hours {}", options.hours));
    match options.trace {
        true => call.arg("--trace"),
        false => call,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(seed: Option<u64>) -> String {
        let options = Options {
            seeds: 7,
            from: 3,
            hours: 24,
            seed,
            trace: seed.is_some(),
        };
        call(&Workspace::find().unwrap(), &options).to_string()
    }

    #[test]
    fn a_range_of_seeds_or_one_is_handed_on() {
        assert!(words(None).ends_with("-- --seeds 7 --from 3 --hours 24"));
        assert!(words(Some(5)).ends_with("-- --seed 5 --hours 24 --trace"));
    }
}
