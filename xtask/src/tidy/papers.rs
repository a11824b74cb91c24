//! The changelog knows the version, and the licences are there.

use crate::tidy::Finding;
use crate::tidy::tree::Tree;
use crate::workspace::stated_version;

const CHANGELOG: &str = "CHANGELOG.md";
const LICENCES: [&str; 2] = ["LICENSE-APACHE", "LICENSE-MIT"];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let missing = LICENCES.iter().filter(|path| !tree.holds(path));
    let licences = missing.map(|path| Finding::new(*path, 1, "the licence text is missing"));
    licences.chain(changelog(tree)).collect()
}

fn changelog(tree: &Tree) -> Option<Finding> {
    let Some(version) = tree.text("Cargo.toml").and_then(stated_version) else {
        return Some(Finding::new(
            "Cargo.toml",
            1,
            "[workspace.package] states no version",
        ));
    };
    let Some(text) = tree.text(CHANGELOG) else {
        return Some(Finding::new(CHANGELOG, 1, "there is no changelog"));
    };
    let is_entry = |line: &str| {
        let title = line
            .strip_prefix("## ")?
            .trim_start()
            .trim_start_matches('[');
        title.split([']', ' ']).next().map(|name| name == version)
    };
    let found = text.lines().any(|line| is_entry(line) == Some(true));
    (!found).then(|| {
        let message = format!("no heading `## {version}` for the version of the workspace");
        Finding::new(CHANGELOG, 1, message)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANIFEST: (&str, &str) = ("Cargo.toml", "[workspace.package]\nversion = \"0.1.0\"\n");

    fn findings(changelog: &str) -> Vec<Finding> {
        let licences = [("LICENSE-APACHE", "a"), ("LICENSE-MIT", "m")];
        check(&Tree::of(&[
            MANIFEST,
            ("CHANGELOG.md", changelog),
            licences[0],
            licences[1],
        ]))
    }

    #[test]
    fn an_entry_for_the_version_is_wanted() {
        assert_eq!(findings("# Changelog\n## 0.1.0\n"), []);
        assert_eq!(findings("## [0.1.0] - 2026-11-23\n"), []);
        assert_eq!(findings("## 0.1.01\nsince 0.1.0\n").len(), 1);
    }

    #[test]
    fn missing_papers_are_named() {
        let paths: Vec<_> = check(&Tree::of(&[MANIFEST]))
            .into_iter()
            .map(|f| f.path)
            .collect();
        assert_eq!(paths, ["LICENSE-APACHE", "LICENSE-MIT", "CHANGELOG.md"]);
    }
}
