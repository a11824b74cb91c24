//! A copy of the workspace that may be broken: below Cargo's folder, with one of its own to build in.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::failure::{Failure, Outcome};
use crate::stamp::files_below;
use crate::tidy::Tree;
use crate::workspace::Workspace;

/// Where the copy is, and what is built of it.
pub(super) struct Copy {
    pub(super) folder: PathBuf,
    pub(super) target: PathBuf,
}

impl Copy {
    /// Brings the copy up to date. Files that are as they were stay untouched, so that Cargo need not
    /// build anew what is made of them.
    pub(super) fn of(workspace: &Workspace, tree: &Tree) -> Outcome<Self> {
        let all = workspace.target_dir().join("mutations");
        let copy = Self {
            folder: all.join("workspace"),
            target: all.join("target"),
        };
        copy.follow(tree)
            .map_err(|error| copy.cannot("be written", &error))?;
        Ok(copy)
    }

    pub(super) fn follow(&self, tree: &Tree) -> io::Result<()> {
        let mut wanted = BTreeSet::new();
        for (path, text) in tree.texts("") {
            let file = self.folder.join(path);
            if fs::read(&file).ok().as_deref() != Some(text.as_bytes()) {
                fs::create_dir_all(file.parent().unwrap_or(&self.folder))?;
                fs::write(&file, text)?;
            }
            wanted.insert(file);
        }
        // A test file that was removed must not be run.
        for file in files_below(&self.folder)? {
            if !wanted.contains(&file) {
                fs::remove_file(file)?;
            }
        }
        Ok(())
    }

    /// Writes one file of the copy.
    pub(super) fn write(&self, path: &str, text: &str) -> Outcome {
        fs::write(self.folder.join(path), text).map_err(|error| self.cannot("be written", &error))
    }

    fn cannot(&self, what: &str, error: &io::Error) -> Failure {
        let folder: &Path = &self.folder;
        Failure::cannot(format!("{} cannot {what}: {error}", folder.display()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{env, process};

    #[test]
    fn the_copy_follows_the_original_and_leaves_alone_what_has_not_changed() {
        let all = env::temp_dir().join(format!("heartline-copy-{}", process::id()));
        let copy = Copy {
            folder: all.join("workspace"),
            target: all.join("target"),
        };
        let read = |path: &str| fs::read_to_string(copy.folder.join(path)).ok();
        let written = |path: &str| fs::metadata(copy.folder.join(path)).unwrap().modified();
        copy.follow(&Tree::of(&[
            ("src/a.rs", "a"),
            ("src/b.rs", "b"),
            ("c.md", "c"),
        ]))
        .unwrap();
        let before = written("c.md").unwrap();
        copy.write("src/a.rs", "broken").unwrap();
        copy.follow(&Tree::of(&[("src/a.rs", "a"), ("c.md", "c")]))
            .unwrap();
        assert_eq!(read("src/a.rs").as_deref(), Some("a"));
        assert_eq!(read("src/b.rs"), None);
        assert_eq!(written("c.md").unwrap(), before);
        fs::remove_dir_all(all).unwrap();
    }
}
