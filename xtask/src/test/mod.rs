//! `cargo xtask test`: every test and check, step by step; the first failure stops.

mod example_apps;
mod package;
mod report;
mod steps;
mod tally;

use std::env;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;

use crate::build;
use crate::call::Call;
use crate::failure::{Failure, Outcome};
use crate::install::{self, Toolbox};
use crate::size;
use crate::terminal::{duration, say};
use crate::test::report::Report;
use crate::test::steps::{Place, Step, Work};
use crate::test::tally::Tally;
use crate::tidy;
use crate::workspace::Workspace;

pub(crate) use package::PACKAGES;

/// Which tests to run.
#[derive(Args)]
pub(crate) struct Options {
    /// Only what is pure and native: seconds, once it is built.
    #[arg(long, conflicts_with = "only")]
    fast: bool,
    /// Only this step, with those that it needs; may be given several times.
    #[arg(long, value_name = "STEP", value_parser = steps::names())]
    only: Vec<String>,
}

/// What the steps share.
struct Context<'a> {
    workspace: &'a Workspace,
    toolbox: Toolbox,
}

/// Runs the chosen steps and prints the closing line.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Outcome {
    let chosen = steps::choose(options.fast, &options.only);
    let context = Context::of(workspace, &chosen)?;
    let mut report = Report::default();
    let outcome = run_all(&context, &chosen, &mut report);
    report.print(&chosen, outcome.as_ref().err());
    // The report has said it, and its closing line stays the last.
    outcome.map_err(|failure| Failure {
        message: String::new(),
        ..failure
    })
}

/// Performs the scenarios in all engines and writes down what came of them.
pub(crate) fn conformance(workspace: &Workspace) -> Outcome {
    let chosen = steps::choose(false, &["e2e".to_owned()]);
    let context = Context::of(workspace, &chosen)?;
    let Some((_, before)) = chosen.split_last() else {
        return Ok(());
    };
    run_all(&context, before, &mut Report::default())?;
    let call = context.test_call("test -p heartline-e2e --test conformance", Place::Site)?;
    announced(&call.env("HEARTLINE_CONFORMANCE", "write")).run(false)
}

fn run_all(context: &Context<'_>, chosen: &[&Step], report: &mut Report) -> Outcome {
    for (index, step) in chosen.iter().enumerate() {
        say(format_args!(
            "\n== {} ({} of {})",
            step.name,
            index + 1,
            chosen.len()
        ));
        let start = Instant::now();
        let mut tally = Tally::default();
        let outcome = perform(context, step, &mut tally);
        let time = start.elapsed();
        let verdict = if outcome.is_ok() { "done" } else { "failed" };
        say(format_args!(
            "-- {} {verdict} in {}",
            step.name,
            duration(time)
        ));
        report.add(step.name, time, tally, outcome.is_ok());
        outcome?;
    }
    Ok(())
}

fn perform(context: &Context<'_>, step: &Step, tally: &mut Tally) -> Outcome {
    let workspace = context.workspace;
    match step.work {
        Work::Cargo(arguments) => announced(&Call::cargo(workspace, arguments)).run(false),
        Work::Cargos(each) => each
            .iter()
            .try_for_each(|arguments| announced(&Call::cargo(workspace, arguments)).run(false)),
        Work::Tests(arguments, place) => {
            tally.run(announced(&context.test_call(arguments, place)?))?;
            tally.require_tests()
        }
        Work::Proof(arguments) => {
            tally.run(announced(&Call::cargo(workspace, arguments)))?;
            tally.require_proofs()
        }
        Work::Tidy => {
            let behaviours = tidy::run(workspace)?;
            tally.prove(
                behaviours.rows,
                "behaviours, each with the tests that prove it",
            );
            tally.prove(behaviours.tests, "tests named by a behaviour");
            Ok(())
        }
        Work::Page => build::page(workspace),
        Work::Server => announced(&build::server(workspace)).run(false),
        Work::ExampleApps => example_apps::build(workspace, &context.toolbox, tally),
        Work::Package => package::check(workspace),
        Work::Size => size::page(workspace),
    }
}

/// The call, its command line printed.
fn announced(call: &Call) -> &Call {
    say(format_args!("$ {call}"));
    call
}

impl<'a> Context<'a> {
    /// With what the steps need, installed where it was missing.
    fn of(workspace: &'a Workspace, chosen: &[&Step]) -> Outcome<Self> {
        let engines = env::var(ENGINES).ok().filter(|names| !names.is_empty());
        let tools = steps::tools_of(chosen, engines.as_deref());
        let toolbox = install::ensure(workspace, &tools)?;
        Ok(Self { workspace, toolbox })
    }

    /// Cargo with these arguments and with what tests in that place are told.
    fn test_call(&self, arguments: &str, place: Place) -> Outcome<Call> {
        let call = Call::cargo(self.workspace, arguments);
        Ok(match place {
            Place::Native => call,
            Place::Node => self.on_wasm(call),
            Place::Browser => self.driven(self.on_wasm(call))?.env(PATIENCE, "120"),
            Place::Site => self
                .driven(call)?
                .env("GECKODRIVER", self.geckodriver())
                .env("HEARTLINE_AXE", self.named("HEARTLINE_AXE")?)
                .env("HEARTLINE_DIST", self.workspace.dist())
                .env("HEARTLINE_EXAMPLES", self.workspace.example_apps())
                .env("HEARTLINE_SERVER", self.workspace.server_binary()),
        })
    }

    fn on_wasm(&self, call: Call) -> Call {
        let runner = self.toolbox.program("wasm-bindgen-test-runner");
        call.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", runner)
    }

    /// With the one driver that was found: the test runner would rather take another browser's.
    fn driven(&self, call: Call) -> Outcome<Call> {
        let driver = self.toolbox.named("CHROMEDRIVER").map(Path::as_os_str);
        let driver = driver.ok_or_else(|| Failure::cannot("no browser driver was found"))?;
        let call = OTHER_DRIVERS
            .iter()
            .fold(call, |call, name| call.without_env(name));
        Ok(call.env("CHROMEDRIVER", driver))
    }

    fn named(&self, variable: &str) -> Outcome<&Path> {
        let found = self.toolbox.named(variable);
        found.ok_or_else(|| Failure::cannot(format!("nothing was found for {variable}")))
    }

    fn geckodriver(&self) -> PathBuf {
        let chosen = self.toolbox.named("GECKODRIVER").map(Path::to_path_buf);
        chosen.unwrap_or_else(|| self.toolbox.program("geckodriver"))
    }
}

/// How many seconds the tests in a browser may take in all; the runner's default is 20.
const PATIENCE: &str = "WASM_BINDGEN_TEST_TIMEOUT";

/// The variable that leaves engines out of the scenarios, by naming the others.
const ENGINES: &str = "HEARTLINE_ENGINES";

const OTHER_DRIVERS: [&str; 4] = [
    "GECKODRIVER",
    "GECKODRIVER_REMOTE",
    "SAFARIDRIVER",
    "SAFARIDRIVER_REMOTE",
];
