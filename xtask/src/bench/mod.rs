//! `cargo xtask bench`: the same work by us and by the others, side by side; what was measured goes to
//! `docs/bench/`, and the report to `docs/bench.md`.

mod before;
mod contestants;

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use heartline_bench_report::document;

use self::before::Before;
use crate::build;
use crate::call::Call;
use crate::failure::{Failure, Outcome};
use crate::git;
use crate::install::{self, Toolbox};
use crate::terminal::note;
use crate::tools::{self, Tool};
use crate::wasm;
use crate::workspace::Workspace;

/// What is measured, and how often.
#[derive(Args)]
pub(crate) struct Options {
    /// Sections, comma-separated; without it all of them. `report` measures nothing.
    #[arg(long, value_delimiter = ',')]
    only: Vec<Section>,
    /// How often each contestant is measured.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..))]
    rounds: u64,
    /// Contestants, comma-separated, to look at a few of them; nothing is written to the documents then.
    #[arg(long, value_delimiter = ',')]
    contestant: Vec<String>,
    /// Revisions, comma-separated: those of ours that are measured are built from each of them too, as
    /// contestants of their own; nothing is written to the documents then.
    #[arg(long, value_name = "REV", value_delimiter = ',')]
    before: Vec<String>,
}

impl Options {
    /// Whether this is for a look, and not for the documents.
    fn is_partial(&self) -> bool {
        !self.contestant.is_empty() || !self.before.is_empty()
    }
}

/// A part of the benchmarks.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Section {
    Throughput,
    Profile,
    Latency,
    Recovery,
    Peers,
    Cost,
    Memory,
    Machine,
    Server,
    Report,
}

/// Those that a browser is needed for, in the order in which they are measured.
const IN_BROWSER: [Section; 7] = [
    Section::Throughput,
    Section::Profile,
    Section::Latency,
    Section::Recovery,
    Section::Peers,
    Section::Cost,
    Section::Memory,
];

/// Builds, measures, and writes the report.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Outcome {
    // Before the minutes that building takes.
    for revision in &options.before {
        git::commit(&workspace.root, revision)?;
    }
    let wanted = |section: &Section| options.only.is_empty() || options.only.contains(section);
    let in_browser: Vec<_> = IN_BROWSER.into_iter().filter(wanted).collect();
    let docs = workspace.root.join("docs");
    let results = match options.is_partial() {
        true => workspace.target_dir().join("bench-results"),
        false => docs.join("bench"),
    };
    fs::create_dir_all(&results)
        .map_err(|error| Failure::cannot(format!("cannot make {}: {error}", results.display())))?;
    if !in_browser.is_empty() {
        drive(workspace, options, &in_browser, &results)?;
    }
    if wanted(&Section::Machine) {
        machine(workspace, &results)?;
    }
    if wanted(&Section::Server) {
        server(workspace, options, &results)?;
    }
    report(&docs)
}

/// The connection machine, by itself.
fn machine(workspace: &Workspace, out: &Path) -> Outcome {
    let mut tools = wasm::TOOLS.to_vec();
    tools.extend([Tool::Node, Tool::Valgrind]);
    let toolbox = install::ensure(workspace, &tools)?;
    let build = Call::cargo(
        workspace,
        "build --profile measure -p heartline-bench-machine",
    );
    announced(&build).run(true)?;
    let call = Call::new(workspace.program("measure", "heartline-bench-machine"))
        .arg("--out")
        .arg(out.join("machine.json"))
        .env("PATH", toolbox.search_path()?)
        .in_folder(&workspace.root);
    announced(&call).run(false)
}

/// The server, beside a plain one.
fn server(workspace: &Workspace, options: &Options, out: &Path) -> Outcome {
    let words = "build --profile server -p heartline-server -p heartline-bench-server";
    announced(&Call::cargo(workspace, words)).run(true)?;
    let call = Call::new(workspace.program("server", "heartline-bench-server"))
        .arg("--out")
        .arg(out.join("server.json"))
        .arg("--rounds")
        .arg(options.rounds.to_string());
    announced(&call).run(false)
}

/// The report of all that was ever measured.
fn report(docs: &Path) -> Outcome {
    let written = document::read(docs).and_then(|sections| {
        let files = document::document(&sections);
        document::write(docs, &files)
    });
    written.map_err(|error| Failure::cannot(format!("cannot write the report: {error}")))?;
    note("The report is in docs/bench.md.");
    Ok(())
}

/// What a browser is needed for.
fn drive(workspace: &Workspace, options: &Options, sections: &[Section], out: &Path) -> Outcome {
    let mut tools = tools::PAGE.to_vec();
    tools.extend(wasm::TOOLS);
    tools.extend([Tool::Browser, Tool::Node]);
    let toolbox = install::ensure(workspace, &tools)?;
    build::page(workspace)?;
    announced(&build::server(workspace)).run(true)?;
    announced(&Call::cargo(
        workspace,
        "build --profile server -p heartline-bench",
    ))
    .run(true)?;
    let driver = toolbox.named("CHROMEDRIVER").map(Path::as_os_str);
    let driver = driver.ok_or_else(|| Failure::cannot("no browser driver was found"))?;
    let driver = driver.to_owned();
    let check_out = |revision: &String| Before::check_out(workspace, revision);
    let before = options.before.iter().map(check_out);
    let before = before.collect::<Outcome<Vec<_>>>()?;
    let folder = contestants(workspace, &toolbox, &options.contestant, &before)?;
    let names = sections.iter().filter_map(Section::to_possible_value);
    let names: Vec<_> = names.map(|name| name.get_name().to_owned()).collect();
    let mut call = Call::new(workspace.program("server", "heartline-bench"))
        .arg("--contestants")
        .arg(&folder)
        .arg("--out")
        .arg(out)
        .arg("--only")
        .arg(names.join(","))
        .arg("--rounds")
        .arg(options.rounds.to_string())
        .env("CHROMEDRIVER", driver)
        .env("HEARTLINE_SERVER", workspace.server_binary())
        .env("HEARTLINE_DIST", workspace.dist());
    if !options.contestant.is_empty() {
        let named = with_earlier(&options.contestant, &before, &folder);
        call = call.arg("--contestant").arg(named.join(","));
    }
    announced(&call).run(false)
}

/// Builds the contestants that are named, or all of them, and says in which folder they are.
fn contestants(
    workspace: &Workspace,
    toolbox: &Toolbox,
    named: &[String],
    before: &[Before],
) -> Outcome<PathBuf> {
    let out = workspace.target_dir().join("bench");
    // What was built before and is no contestant any more must not take part.
    let _ = fs::remove_dir_all(&out);
    contestants::build_web(workspace, &out)?;
    let wanted = |name: &str| named.is_empty() || named.iter().any(|one| one == name);
    contestants::build_wasm(workspace, toolbox, &out, wanted, before)?;
    Ok(out)
}

/// The named ones, and what was built of them from earlier revisions.
fn with_earlier(named: &[String], before: &[Before], folder: &Path) -> Vec<String> {
    let of = |before: &Before| {
        named
            .iter()
            .map(|name| before.name(name))
            .collect::<Vec<_>>()
    };
    let earlier = before.iter().flat_map(of);
    let built = earlier.filter(|name| folder.join(name).is_dir());
    named.iter().cloned().chain(built).collect()
}

/// The call, its command line printed.
fn announced(call: &Call) -> &Call {
    note(format_args!("$ {call}"));
    call
}
