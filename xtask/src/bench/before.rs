//! The library of an earlier revision as a contestant of its own, to see in one run what a change has bought.

use std::fs;

use crate::failure::{Failure, Outcome};
use crate::git;
use crate::terminal::note;
use crate::workspace::Workspace;

/// An earlier revision.
pub(crate) struct Before {
    /// As it was named.
    pub(crate) revision: String,
    /// Its commit.
    pub(crate) commit: String,
    /// The whole of it.
    pub(crate) workspace: Workspace,
}

impl Before {
    /// Checks a revision out below the folder that Cargo builds into, with the contestants of today (as
    /// they are committed): what is compared is the library alone.
    pub(crate) fn check_out(workspace: &Workspace, revision: &str) -> Outcome<Self> {
        let root = &workspace.root;
        let [commit, today] = [revision, "HEAD"].map(|revision| git::commit(root, revision));
        let (commit, today) = (commit?, today?);
        let place = workspace.target_dir().join("bench-before").join(&commit);
        // What an earlier run has left is made anew.
        let _ = fs::remove_dir_all(&place);
        let clone = git::call(root, "clone --quiet --no-checkout")
            .arg(root)
            .arg(&place);
        let library = git::call(&place, "checkout --quiet").arg(&commit);
        let contestants = git::call(&place, "checkout --quiet").arg(today);
        let contestants = contestants.words("-- bench/contestants/wasm");
        for call in [clone, library, contestants] {
            note(format_args!("$ {call}"));
            call.run(true)
                .map_err(|failure| Failure::cannot(format!("{revision}: {}", failure.message)))?;
        }
        Ok(Self {
            revision: revision.to_owned(),
            commit,
            workspace: Workspace::at(place)?,
        })
    }

    /// The name of a contestant as this revision makes it.
    pub(crate) fn name(&self, contestant: &str) -> String {
        format!("{contestant}-{}", self.commit)
    }
}
