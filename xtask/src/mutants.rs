//! `cargo xtask mutants`: [cargo-mutants](https://mutants.rs) breaks the machine wherever it can, and
//! what no test notices is listed. What is known of those is in docs/mutants.md.

use clap::Args;

use crate::call::Call;
use crate::failure::{Failure, Outcome};
use crate::install::{self, Toolbox};
use crate::terminal::{note, say};
use crate::tools::Tool;
use crate::workspace::Workspace;

/// Which mutants to try.
#[derive(Args)]
pub(crate) struct Options {
    /// Only those in files that match this pattern (`outbox.rs`); may be repeated.
    #[arg(long, value_name = "GLOB")]
    file: Vec<String>,
    /// Go on where an earlier run was interrupted; only while the sources are as they were.
    #[arg(long)]
    resume: bool,
}

/// What the tests of each round are, by the arguments of `cargo test`. The first takes a second and
/// notices nearly everything; only what survives it meets the walks, the proofs and the unit tests.
const ROUNDS: [&str; 2] = [
    "--test machine -- --skip walks_in",
    "--lib --test machine --test proof",
];

/// Tries them; one that no test notices is a failure.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Outcome {
    let toolbox = install::ensure(workspace, &[Tool::Mutants])?;
    let mut outcome = Ok(());
    for (round, tests) in ROUNDS.iter().enumerate() {
        let call = call(
            workspace,
            &toolbox,
            options,
            round > 0 || options.resume,
            tests,
        );
        note(format_args!("$ {call}"));
        outcome = call.run(false);
        if let Err(failure) = &outcome
            && !is_about_mutants(failure)
        {
            return outcome;
        }
    }
    let list = workspace
        .target_dir()
        .join("mutants/mutants.out/missed.txt");
    outcome.map_err(|failure| Failure {
        message: format!(
            "not every mutant was noticed; docs/mutants.md explains those that are known, and these \
             are all: {}",
            list.display()
        ),
        ..failure
    })?;
    say("every mutant was noticed by a test");
    Ok(())
}

/// Whether it ended because of what it found: mutants that were missed, or took too long
/// (<https://mutants.rs/exit-codes.html>).
fn is_about_mutants(failure: &Failure) -> bool {
    matches!(failure.code, 2 | 3)
}

fn call(
    workspace: &Workspace,
    toolbox: &Toolbox,
    options: &Options,
    go_on: bool,
    tests: &str,
) -> Call {
    let program = toolbox.program("cargo-mutants");
    // The word that Cargo would pass to its subcommand.
    let call = Call::new(program).words("mutants --package heartline-connection --all-features");
    let call = options
        .file
        .iter()
        .fold(call, |call, file| call.arg("--file").arg(file));
    let call = match go_on {
        true => call.arg("--iterate"),
        false => call,
    };
    call.arg("--output")
        .arg(workspace.target_dir().join("mutants"))
        .arg("--")
        .words(tests)
        .env("CARGO_INCREMENTAL", "1")
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .in_folder(&workspace.root)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_round_meets_only_what_survived_the_first() {
        let workspace = Workspace::find().unwrap();
        let options = Options {
            file: vec!["outbox.rs".to_owned()],
            resume: false,
        };
        let round = |go_on, tests| {
            let call = call(&workspace, &Toolbox::default(), &options, go_on, tests);
            call.to_string()
        };
        let first = round(false, ROUNDS[0]);
        assert!(first.contains("--package heartline-connection --all-features --file outbox.rs"));
        assert!(
            first.ends_with("-- --test machine -- --skip walks_in"),
            "{first}"
        );
        assert!(!first.contains("--iterate"));
        let second = round(true, ROUNDS[1]);
        assert!(second.contains("--iterate") && second.contains("--test proof"));
    }

    #[test]
    fn only_what_was_found_leads_to_the_next_round() {
        for (code, goes_on) in [(2, true), (3, true), (1, false), (4, false), (101, false)] {
            let failure = Failure::of_program(Some(code), "");
            assert_eq!(is_about_mutants(&failure), goes_on, "{code}");
        }
    }
}
