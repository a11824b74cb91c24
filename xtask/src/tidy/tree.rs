//! The text files of the checkout, as the checks see them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::call::Call;
use crate::failure::{Failure, Outcome};
use crate::stamp::files_below;

/// What a build or a package manager makes, and nobody commits.
const NOT_SOURCES: [&str; 4] = [".git", "target", "dist", "node_modules"];

/// Every file with its path from the root, `/` between folders. A file that is no text is there
/// without its content, so that links to it resolve.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    files: BTreeMap<String, Option<String>>,
}

impl Tree {
    /// Reads what git would commit; every file, where there is no git.
    pub(crate) fn read(root: &Path) -> Outcome<Self> {
        let paths = match listed_by_git(root) {
            Some(paths) => paths,
            None => walked(root)?,
        };
        let text = |path: String| {
            // A file that is listed and was deleted is not there.
            let bytes = fs::read(root.join(&path)).ok()?;
            Some((path, String::from_utf8(bytes).ok()))
        };
        Ok(Self {
            files: paths.into_iter().filter_map(text).collect(),
        })
    }

    /// How many files there are.
    pub(crate) fn len(&self) -> usize {
        self.files.len()
    }

    /// The text of one file.
    pub(crate) fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path)?.as_deref()
    }

    /// All text files whose names end so.
    pub(crate) fn texts(&self, ending: &str) -> impl Iterator<Item = (&str, &str)> {
        let all = self
            .files
            .iter()
            .filter(move |(path, _)| path.ends_with(ending));
        all.filter_map(|(path, text)| Some((path.as_str(), text.as_deref()?)))
    }

    /// Whether there is a file of this path, or a folder with files.
    pub(crate) fn holds(&self, path: &str) -> bool {
        let folder = format!("{}/", path.trim_end_matches('/'));
        let mut below = self.files.range(folder.clone()..);
        path.is_empty()
            || self.files.contains_key(path)
            || below
                .next()
                .is_some_and(|(name, _)| name.starts_with(&folder))
    }

    #[cfg(test)]
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        let owned = |(path, text): &(&str, &str)| ((*path).to_owned(), Some((*text).to_owned()));
        Self {
            files: files.iter().map(owned).collect(),
        }
    }
}

fn listed_by_git(root: &Path) -> Option<Vec<String>> {
    let call = Call::new("git").words("ls-files -z --cached --others --exclude-standard");
    let list = call.in_folder(root).output().ok()?;
    let paths: Vec<_> = list
        .split('\0')
        .filter(|path| !path.is_empty())
        .map(Into::into)
        .collect();
    // Nothing at all: the folder lies ignored inside some other repository.
    (!paths.is_empty()).then_some(paths)
}

fn walked(root: &Path) -> Outcome<Vec<String>> {
    let unreadable = |error| Failure::cannot(format!("cannot read {}: {error}", root.display()));
    let mut paths = Vec::new();
    for entry in fs::read_dir(root).map_err(unreadable)?.flatten() {
        if NOT_SOURCES.iter().any(|name| entry.file_name() == *name) {
            continue;
        }
        for file in files_below(&entry.path()).map_err(unreadable)? {
            let path = file.strip_prefix(root).unwrap_or(&file);
            // The example apps and the size program are workspaces of their own.
            if path
                .iter()
                .any(|part| NOT_SOURCES.iter().any(|name| part == *name))
            {
                continue;
            }
            let parts = path.iter().map(|part| part.to_string_lossy());
            paths.push(parts.collect::<Vec<_>>().join("/"));
        }
    }
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Workspace;

    #[test]
    fn git_and_walking_agree_on_the_sources() {
        let root = Workspace::find().unwrap().root;
        // In this order: a file may be written meanwhile.
        let listed = listed_by_git(&root).unwrap_or_default();
        let walked = walked(&root).unwrap();
        assert!(walked.contains(&"xtask/src/main.rs".to_owned()));
        assert!(!walked.iter().any(|path| path.contains("target/")));
        for path in listed.into_iter().filter(|path| root.join(path).exists()) {
            assert!(walked.contains(&path), "{path}");
        }
    }

    #[test]
    fn folders_are_held_by_their_files() {
        let tree = Tree::of(&[("docs/a.md", ""), ("docs-old.md", "")]);
        assert!(tree.holds("docs") && tree.holds("docs/") && tree.holds("docs/a.md"));
        assert!(!tree.holds("doc") && !tree.holds("docs/b.md"));
    }
}
