//! `cargo xtask size`: what a browser downloads.
//!
//! Without an option: to show the page, against a budget. With `--libraries`: what WebSocket
//! libraries add to a Yew hello.

mod libraries;
mod weight;

use clap::Args;

use crate::failure::{Failure, Outcome};
use crate::size::weight::{Weight, header, weigh_folder};
use crate::terminal::grouped;
use crate::terminal::{columns, say};
use crate::workspace::Workspace;

pub(crate) use libraries::hello;

/// What to weigh.
#[derive(Args)]
pub(crate) struct Options {
    /// What WebSocket libraries add to a Yew hello, instead of the page; takes some minutes.
    #[arg(long)]
    libraries: bool,
}

/// Prints the weights that were asked for.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Outcome {
    if options.libraries {
        libraries::run(workspace)
    } else {
        page(workspace)
    }
}

/// Prints the weights of the page's files and fails above the budget. Every file in `dist/`
/// counts: what is not needed to show the page has no place there.
pub(crate) fn page(workspace: &Workspace) -> Outcome {
    let dist = workspace.dist();
    if !dist.is_dir() {
        let message =
            "there is no dist/: `cargo xtask test --only page` or `serve` builds the page";
        return Err(Failure::cannot(message));
    }
    let budget = workspace.page_budget()?;
    let files = weigh_folder(&dist)?;
    let total = Weight::sum(&files);
    let rows = files.iter().map(|(name, weight)| weight.row(name));
    let rows: Vec<_> = [header("file")]
        .into_iter()
        .chain(rows)
        .chain([total.row("total")])
        .collect();
    say(columns(&rows));
    say(judge("the page", total.brotli, budget)?);
    Ok(())
}

/// What a budget says to a number of bytes.
fn judge(what: &str, brotli: u64, budget: u64) -> Outcome<String> {
    let (size, limit) = (grouped(brotli), grouped(budget));
    if brotli > budget {
        let over = grouped(brotli - budget);
        let message = format!(
            "{what}: {size} bytes as brotli, {over} above the budget of {limit} \
             ([workspace.metadata.heartline] in Cargo.toml)"
        );
        return Err(Failure::negative(message));
    }
    let spare = grouped(budget - brotli);
    Ok(format!(
        "{what}: {size} of {limit} bytes as brotli, {spare} to spare"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_above_the_budget_fails() {
        assert!(judge("the page", 100_000, 100_000).is_ok());
        let failure = judge("the page", 100_001, 100_000).unwrap_err();
        assert_eq!(failure.code, 1);
        assert!(
            failure.message.contains("1 above the budget"),
            "{}",
            failure.message
        );
    }
}
