//! The two commands that a newcomer needs are in the README, and CI runs what a person runs.

use crate::tidy::Finding;
use crate::tidy::tree::Tree;

/// A document and a command that stands in it.
const PROMISES: [(&str, &str); 3] = [
    ("README.md", "cargo xtask serve"),
    ("README.md", "cargo xtask test"),
    (".ci/run", "cargo xtask test"),
];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    PROMISES
        .iter()
        .filter_map(|(path, command)| missing(tree, path, command))
        .collect()
}

fn missing(tree: &Tree, path: &str, command: &str) -> Option<Finding> {
    let Some(text) = tree.text(path) else {
        return Some(Finding::new(
            path,
            1,
            format!("missing; it should name `{command}`"),
        ));
    };
    let is_comment = |line: &str| path.ends_with("run") && line.trim_start().starts_with('#');
    let found = text
        .lines()
        .any(|line| line.contains(command) && !is_comment(line));
    (!found).then(|| Finding::new(path, 1, format!("does not name `{command}`")))
}

#[cfg(test)]
mod tests {
    use super::*;

    const README: (&str, &str) = ("README.md", "`cargo xtask serve`\n`cargo xtask test`");

    #[test]
    fn all_promises_kept_is_no_finding() {
        assert_eq!(
            check(&Tree::of(&[README, (".ci/run", "exec cargo xtask test\n")])),
            []
        );
    }

    #[test]
    fn a_command_that_is_missing_or_only_a_comment_is_found() {
        let tree = Tree::of(&[
            ("README.md", "cargo xtask test"),
            (".ci/run", "# cargo xtask test"),
        ]);
        let paths: Vec<_> = check(&tree)
            .into_iter()
            .map(|finding| finding.path)
            .collect();
        assert_eq!(paths, ["README.md", ".ci/run"]);
        assert_eq!(check(&Tree::of(&[])).len(), 3);
    }
}
