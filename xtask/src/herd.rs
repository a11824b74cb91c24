//! `cargo xtask herd`: when 100 000 clients come back that lost one server, by our policy and by those
//! of others.

use clap::Args;

use crate::call::Call;
use crate::failure::Outcome;
use crate::terminal::note;
use crate::workspace::Workspace;

/// What becomes of the result.
#[derive(Args)]
pub(crate) struct Options {
    /// Write nothing; fail when the documents say something else.
    #[arg(long)]
    check: bool,
}

/// Writes the documents, or compares them.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Outcome {
    let words = "run --quiet --profile simulation -p heartline-simulation --bin herd";
    let call = Call::cargo(workspace, words);
    let call = match options.check {
        true => call.words("-- --check"),
        false => call,
    };
    note(format_args!("$ {call}"));
    call.run(false)
}
