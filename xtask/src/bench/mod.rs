//! `cargo xtask bench`: the same work by us and by the others. So far it builds the contestants
//! that are written in Rust.

mod contestants;

use crate::failure::Outcome;
use crate::install;
use crate::terminal::note;
use crate::wasm;
use crate::workspace::Workspace;

/// Builds the contestants and says where they are.
pub(crate) fn run(workspace: &Workspace) -> Outcome {
    let out = workspace.target_dir().join("bench");
    let toolbox = install::ensure(workspace, &wasm::TOOLS)?;
    contestants::build_wasm(workspace, toolbox, &out)?;
    note(format_args!("The contestants are in {}.", out.display()));
    Ok(())
}
