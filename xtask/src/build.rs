//! Builds the page and the server, when there is something to build.

use std::fs;
use std::path::PathBuf;

use crate::call::Call;
use crate::failure::{Failure, Outcome};
use crate::install::{self, Toolbox};
use crate::stamp;
use crate::terminal::note;
use crate::tools::{self, WASM};
use crate::workspace::Workspace;

/// Builds `dist/` from its sources; does nothing, and needs no tool, when nothing changed.
pub(crate) fn page(workspace: &Workspace) -> Outcome {
    if !workspace.root.join("index.html").is_file() {
        return Err(Failure::cannot(
            "there is no index.html in the workspace, so no page to build",
        ));
    }
    if page_is_fresh(workspace) {
        note("The page is up to date.");
        return Ok(());
    }
    let toolbox = install::ensure(workspace, tools::PAGE)?;
    let stamp = stamp_file(workspace);
    let _ = fs::remove_file(&stamp);
    // Trunk works offline so that it uses the tools found here and none that it would fetch;
    // that reaches Cargo too, so the crates must be there before.
    let fetch = Call::cargo(workspace, "fetch --quiet")
        .arg("--target")
        .arg(WASM);
    fetch.run(true)?;
    // Taken before the build: a source that changes meanwhile may have come too late for it.
    let sources = stamp::of_sources(&workspace.root);
    let trunk = trunk(workspace, &toolbox)?;
    note(format_args!("$ {trunk}"));
    trunk.run(true)?;
    sources
        .and_then(|sources| fs::write(&stamp, sources + &stamp::of_page(&workspace.dist())?))
        .map_err(|error| Failure::cannot(format!("cannot write {}: {error}", stamp.display())))
}

/// The server in the profile that builds quickly.
pub(crate) fn server(workspace: &Workspace) -> Call {
    Call::cargo(workspace, "build --profile server -p heartline-server")
}

/// The call that bundles the page.
fn trunk(workspace: &Workspace, toolbox: &Toolbox) -> Outcome<Call> {
    let call = Call::new(toolbox.program("trunk")).words("build --release --offline");
    // Trunk 0.21 takes NO_COLOR=1 for a malformed option and stops.
    let call = call
        .without_env("NO_COLOR")
        .env("PATH", toolbox.search_path()?);
    Ok(call.in_folder(&workspace.root))
}

fn page_is_fresh(workspace: &Workspace) -> bool {
    let dist = workspace.dist();
    if !dist.join("index.html").is_file() {
        return false;
    }
    let known = fs::read_to_string(stamp_file(workspace));
    let sources = stamp::of_sources(&workspace.root);
    match (known, sources, stamp::of_page(&dist)) {
        (Ok(known), Ok(sources), Ok(page)) => known == sources + &page,
        _ => false,
    }
}

/// Beside the build, not in `dist/`: that holds what a browser gets, and nothing else.
fn stamp_file(workspace: &Workspace) -> PathBuf {
    workspace.target_dir().join("heartline-page.stamp")
}
