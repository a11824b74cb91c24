//! `cargo xtask semver`: whether the libraries break what worked with an earlier revision, as
//! [cargo-semver-checks](https://github.com/obi1kenobi/cargo-semver-checks) sees it.

use clap::Args;

use crate::call::Call;
use crate::failure::{Failure, Outcome};
use crate::git;
use crate::install::{self, Toolbox};
use crate::terminal::{note, say};
use crate::test::PACKAGES;
use crate::tools::Tool;
use crate::workspace::Workspace;

/// What to compare with.
#[derive(Args)]
pub(crate) struct Options {
    /// The revision to compare with: a tag, a branch or a commit. By default the latest tag `v…`.
    #[arg(long, value_name = "REV")]
    baseline: Option<String>,
}

/// Compares the libraries with the baseline; a change that needs a higher version is a failure.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Outcome {
    // Before the minutes that an installation takes.
    let baseline = match &options.baseline {
        Some(revision) => git::commit(&workspace.root, revision).map(|_| revision.clone())?,
        None => latest_release(workspace)?,
    };
    let toolbox = install::ensure(workspace, &[Tool::SemverChecks])?;
    let call = call(workspace, &toolbox, &baseline);
    note(format_args!("$ {call}"));
    call.run(false)?;
    say(format_args!(
        "nothing that worked with {baseline} is broken"
    ));
    Ok(())
}

fn call(workspace: &Workspace, toolbox: &Toolbox, baseline: &str) -> Call {
    let program = toolbox.program("cargo-semver-checks");
    // The word that Cargo would pass to its subcommand.
    let call = Call::new(program).words("semver-checks --baseline-rev");
    let call = PACKAGES.iter().fold(call.arg(baseline), |call, package| {
        call.arg("--package").arg(*package)
    });
    call.in_folder(&workspace.root)
}

fn latest_release(workspace: &Workspace) -> Outcome<String> {
    let git = git::call(&workspace.root, "describe --tags --abbrev=0 --match v*");
    let tag = git.output().map(|tag| tag.trim().to_owned());
    tag.map_err(|_| {
        Failure::cannot(
            "there is no tag v… to compare with; name a revision: \
             cargo xtask semver --baseline REV",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_libraries_are_compared_with_the_baseline() {
        let workspace = Workspace::find().unwrap();
        let call = call(&workspace, &Toolbox::default(), "v0.1.0").to_string();
        assert_eq!(
            call,
            "cargo-semver-checks semver-checks --baseline-rev v0.1.0 \
             --package heartline-connection --package heartline"
        );
    }

    #[test]
    fn without_a_release_it_says_what_to_do() {
        match latest_release(&Workspace::find().unwrap()) {
            Ok(tag) => assert!(tag.starts_with('v'), "{tag}"),
            Err(failure) => assert!(failure.message.contains("--baseline REV")),
        }
    }
}
