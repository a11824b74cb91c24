//! Building the copy and running single tests of it.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use crate::call::Call;
use crate::failure::{Failure, Outcome};
use crate::mutations::copy::Copy;

/// A program of tests, by the words that Cargo knows it by, and its package's folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Suite {
    pub(super) words: &'static str,
    folder: &'static str,
}

/// Those whose tests a mutation may name.
pub(super) const SUITES: [Suite; 4] = [
    Suite {
        words: "-p heartline-connection --all-features --test machine",
        folder: "connection",
    },
    Suite {
        words: "-p heartline-connection --all-features --lib",
        folder: "connection",
    },
    Suite {
        words: "-p heartline --all-features --test agent",
        folder: "",
    },
    Suite {
        words: "-p heartline --all-features --test ssr",
        folder: "",
    },
];

/// A named test takes milliseconds; one that takes so long on a busy machine will not end.
const PATIENCE: Duration = Duration::from_secs(60);

/// What became of the tests that were run.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Ran {
    /// These passed. Whatever else was asked for failed, or never came to its end.
    Passed(BTreeSet<String>),
    Hangs,
    /// With what the compiler says.
    DoesNotBuild(String),
}

/// The names of all tests of a suite, with their modules.
pub(super) fn tests_of(copy: &Copy, suite: Suite) -> Outcome<Vec<String>> {
    let program = build(copy, suite).map_err(Failure::negative)?;
    let list = Call::new(program).words("--list --format terse").output()?;
    let names = list.lines().filter_map(|line| line.strip_suffix(": test"));
    Ok(names.map(str::to_owned).collect())
}

/// Builds the suite and runs these tests of it.
pub(super) fn run(copy: &Copy, suite: Suite, tests: &[&str]) -> Outcome<Ran> {
    match build(copy, suite) {
        Ok(program) => run_program(copy, suite, &program, tests),
        Err(words) => Ok(Ran::DoesNotBuild(words)),
    }
}

fn build(copy: &Copy, suite: Suite) -> Result<PathBuf, String> {
    let call = Call::new("cargo")
        .words("test --no-run")
        .words(suite.words)
        .in_folder(&copy.folder)
        .env("CARGO_TARGET_DIR", &copy.target)
        .env("CARGO_TERM_COLOR", "never")
        .env("CARGO_TERM_QUIET", "false")
        // Fast to build; nobody debugs it. Flags may forbid warnings, and what is broken may leave
        // something unused.
        .env("CARGO_INCREMENTAL", "1")
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .without_env("RUSTFLAGS");
    let output = call.command().output();
    let output = output.map_err(|error| call.not_started(&error).message)?;
    let words = String::from_utf8_lossy(&output.stderr);
    let program = program_in(&words).filter(|_| output.status.success());
    program
        .map(|program| copy.folder.join(program))
        .ok_or_else(|| words.into_owned())
}

/// Reads `  Executable tests/machine/main.rs (/target/debug/deps/machine-0123456789abcdef)`.
fn program_in(words: &str) -> Option<&str> {
    let mut lines = words.lines();
    let line = lines.find(|line| line.trim_start().starts_with("Executable "))?;
    let (_, program) = line.trim_end().strip_suffix(')')?.split_once(" (")?;
    Some(program)
}

fn run_program(copy: &Copy, suite: Suite, program: &Path, tests: &[&str]) -> Outcome<Ran> {
    let path = copy.target.join("output");
    let cannot = |error| Failure::cannot(format!("{} cannot be used: {error}", path.display()));
    let call = Call::new(program)
        .words("--exact --test-threads 1")
        .in_folder(&copy.folder.join(suite.folder));
    let call = tests.iter().fold(call, |call, test| call.arg(*test));
    let mut command = call.command();
    command.stdout(File::create(&path).map_err(cannot)?);
    command.stderr(Stdio::null());
    let mut child = command.spawn().map_err(|error| call.not_started(&error))?;
    let until = Instant::now() + PATIENCE;
    while child.try_wait().map_err(cannot)?.is_none() {
        if Instant::now() > until {
            child.kill().and_then(|()| child.wait()).map_err(cannot)?;
            return Ok(Ran::Hangs);
        }
        thread::sleep(Duration::from_millis(5));
    }
    let output = fs::read(&path).map_err(cannot)?;
    Ok(Ran::Passed(passed(&String::from_utf8_lossy(&output))))
}

/// The tests of which the output says that they passed.
fn passed(output: &str) -> BTreeSet<String> {
    let lines = output.lines();
    let names = lines.filter_map(|line| line.strip_prefix("test ")?.strip_suffix(" ... ok"));
    names.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_said_to_have_passed_has_passed() {
        let output = "running 3 tests\ntest a::b ... ok\ntest a::c ... FAILED\ntest a::d ...";
        assert_eq!(passed(output), BTreeSet::from(["a::b".to_owned()]));
    }

    #[test]
    fn the_program_is_where_cargo_says() {
        let words = "   Compiling a\n    Finished in 1 s\n  Executable tests/a.rs (/t/a-0f)\n";
        assert_eq!(program_in(words), Some("/t/a-0f"));
        assert_eq!(program_in("error: no"), None);
    }
}
