//! The runs that take real time, in a real browser: an hour of chaos, ten minutes unseen, and how
//! soon the page is there. What drives them is the example `long` of the package `heartline-e2e`.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::build;
use crate::call::Call;
use crate::failure::{Failure, Outcome};
use crate::install::{self, Toolbox};
use crate::size;
use crate::terminal::note;
use crate::tools::{self, Tool, WASM};
use crate::workspace::Workspace;

/// How long, and which chaos.
#[derive(Args)]
pub(crate) struct Soak {
    /// How long it lasts.
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..))]
    minutes: u64,
    /// What everything is drawn from: the same seed gives the same deeds.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// How long the page is hidden.
#[derive(Args)]
pub(crate) struct Hidden {
    /// How long it lasts.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..))]
    minutes: u64,
}

/// How often the page is loaded.
#[derive(Args)]
pub(crate) struct Startup {
    /// How many times, each in a new browser.
    #[arg(long, default_value_t = 15, value_parser = clap::value_parser!(u64).range(1..))]
    rounds: u64,
}

/// Builds the probe and the server, and lets the chaos begin.
pub(crate) fn soak(workspace: &Workspace, options: &Soak) -> Outcome {
    let toolbox = toolbox(workspace)?;
    let probe = probe(workspace, &toolbox)?;
    let call = long(workspace, &toolbox, "soak")?
        .env("HEARTLINE_PROBE", probe)
        .arg(options.minutes.to_string())
        .arg(options.seed.to_string());
    announced(&call).run(false)
}

/// Builds the page and the server, and looks away.
pub(crate) fn hidden(workspace: &Workspace, options: &Hidden) -> Outcome {
    let toolbox = toolbox(workspace)?;
    build::page(workspace)?;
    let call = long(workspace, &toolbox, "hidden")?
        .env("HEARTLINE_DIST", workspace.dist())
        .arg(options.minutes.to_string());
    announced(&call).run(false)
}

/// Builds the page, a Yew hello and the server, and looks at the clock.
pub(crate) fn startup(workspace: &Workspace, options: &Startup) -> Outcome {
    let toolbox = toolbox(workspace)?;
    build::page(workspace)?;
    let hello = size::hello(workspace)?;
    let call = long(workspace, &toolbox, "startup")?
        .env("HEARTLINE_DIST", workspace.dist())
        .env("HEARTLINE_HELLO", hello)
        .arg(options.rounds.to_string());
    announced(&call).run(false)
}

/// Builds the page and the server, and takes the time of frames.
pub(crate) fn frames(workspace: &Workspace) -> Outcome {
    let toolbox = toolbox(workspace)?;
    build::page(workspace)?;
    let call = example(workspace, &toolbox, "frames")?.env("HEARTLINE_DIST", workspace.dist());
    announced(&call).run(false)
}

fn toolbox(workspace: &Workspace) -> Outcome<Toolbox> {
    let mut tools = tools::PAGE.to_vec();
    tools.push(Tool::Browser);
    install::ensure(workspace, &tools)
}

/// The app that is soaked, which Trunk builds in a workspace of its own.
fn probe(workspace: &Workspace, toolbox: &Toolbox) -> Outcome<PathBuf> {
    let folder = workspace.root.join("e2e/probe");
    let dist = workspace.target_dir().join("probe");
    let fetch = Call::new("cargo")
        .words("fetch --quiet --target")
        .arg(WASM)
        .in_folder(&folder);
    fetch.run(true)?;
    let build = Call::new(toolbox.program("trunk"))
        .words("build --offline --dist")
        .arg(&dist)
        .env("PATH", toolbox.search_path()?)
        // Trunk 0.21 takes NO_COLOR=1 for a malformed option and stops.
        .without_env("NO_COLOR")
        // What it shares with the example apps is compiled once.
        .env(
            "CARGO_TARGET_DIR",
            workspace.target_dir().join("example-apps"),
        )
        .in_folder(&folder);
    announced(&build).run(true)?;
    Ok(dist)
}

/// The program that drives, with what it needs to know, and its first word.
fn long(workspace: &Workspace, toolbox: &Toolbox, word: &str) -> Outcome<Call> {
    Ok(example(workspace, toolbox, "long")?.arg(word))
}

fn example(workspace: &Workspace, toolbox: &Toolbox, name: &str) -> Outcome<Call> {
    announced(&build::server(workspace)).run(true)?;
    let driver = toolbox.named("CHROMEDRIVER").map(Path::as_os_str);
    let driver = driver.ok_or_else(|| Failure::cannot("no browser driver was found"))?;
    let call = Call::cargo(workspace, "run --quiet -p heartline-e2e --example");
    Ok(call
        .arg(name)
        .arg("--")
        .env("CHROMEDRIVER", driver)
        .env("HEARTLINE_SERVER", workspace.server_binary()))
}

/// The call, its command line printed.
fn announced(call: &Call) -> &Call {
    note(format_args!("$ {call}"));
    call
}
