//! The one entry point of the workspace: `cargo xtask <command>`; CI calls it too.
//!
//! Only the command line lives here. Each command is a module with a `run` function, and a new
//! command (a benchmark, a simulation) is one variant, one arm and one module.

mod bench;
mod browser;
mod build;
mod call;
mod failure;
mod git;
mod herd;
mod install;
mod mutants;
mod mutations;
mod semver;
mod serve;
mod simulate;
mod size;
mod soak;
mod stamp;
mod terminal;
mod test;
mod tidy;
mod tools;
mod wasm;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::failure::Outcome;
use crate::workspace::Workspace;

/// Build, serve and test Heartline. What is missing is installed on first use.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version)]
struct Cli {
    #[command(subcommand)]
    command: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Build the page and the server, and serve both from one address.
    Serve(serve::Options),
    /// Run all tests and checks, as CI does.
    Test(test::Options),
    /// Perform the scenarios in three browser engines and write docs/conformance.md.
    Conformance,
    /// Print what a browser downloads to show the page, and fail above the budget.
    Size(size::Options),
    /// Measure the same work by us and by the others in one browser, and write docs/bench.md.
    Bench(bench::Options),
    /// Compare the libraries with an earlier revision, and fail when something was broken.
    Semver(semver::Options),
    /// Compute what becomes of 100 000 clients that lose one server, and write docs/herd.md.
    Herd(herd::Options),
    /// Simulate clients, servers and networks that fail, and check every rule.
    Simulate(simulate::Options),
    /// Let chaos from one seed happen to a connection in a real browser, for an hour.
    Soak(soak::Soak),
    /// Take the time of the page's frames with a log of 100 000 messages, in a real browser.
    Frames,
    /// Watch a page that is hidden for ten minutes keep its connection.
    Hidden(soak::Hidden),
    /// Measure how soon the page is there and connected, beside a Yew hello.
    Startup(soak::Startup),
    /// Break the library in many ways, and fail when the tests that are named do not notice.
    Mutations(mutations::Options),
    /// Let cargo-mutants break the machine wherever it can, and list what no test notices. Hours.
    Mutants(mutants::Options),
    /// Check what the documents promise.
    Tidy,
    /// Open the browser as soon as the server listens (`serve --open` starts it).
    #[command(hide = true)]
    OpenWhenReady { port: u16 },
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    match Workspace::find().and_then(|workspace| perform(&cli.command, &workspace)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            failure.print();
            ExitCode::from(failure.code)
        }
    }
}

fn perform(task: &Task, workspace: &Workspace) -> Outcome {
    match task {
        Task::Serve(options) => serve::run(workspace, options),
        Task::Test(options) => test::run(workspace, options),
        Task::Conformance => test::conformance(workspace),
        Task::Size(options) => size::run(workspace, options),
        Task::Bench(options) => bench::run(workspace, options),
        Task::Semver(options) => semver::run(workspace, options),
        Task::Herd(options) => herd::run(workspace, options),
        Task::Simulate(options) => simulate::run(workspace, options),
        Task::Soak(options) => soak::soak(workspace, options),
        Task::Frames => soak::frames(workspace),
        Task::Hidden(options) => soak::hidden(workspace, options),
        Task::Startup(options) => soak::startup(workspace, options),
        Task::Mutations(options) => mutations::run(workspace, options),
        Task::Mutants(options) => mutants::run(workspace, options),
        Task::Tidy => tidy::run(workspace).map(|_| ()),
        Task::OpenWhenReady { port } => browser::open_when_ready(*port),
    }
}
