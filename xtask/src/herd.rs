//! `cargo xtask herd`: when 100 000 clients come back that lost one server, by our policy and by those
//! of others.

use crate::call::Call;
use crate::failure::Outcome;
use crate::terminal::note;
use crate::workspace::Workspace;

/// The step `herd` of the tests compares them.
const HERD: &str = "run --quiet --profile simulation -p heartline-simulation --bin herd";

/// Writes the documents.
pub(crate) fn run(workspace: &Workspace) -> Outcome {
    let call = Call::cargo(workspace, HERD);
    note(format_args!("$ {call}"));
    call.run(false)
}
