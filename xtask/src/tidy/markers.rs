//! Nothing unfinished and nothing leaked on purpose is committed.

use crate::tidy::Finding;
use crate::tidy::tree::Tree;

/// Words that mark what is not done, and the call that leaks a closure.
const MARKERS: [&str; 7] = [
    "TODO",
    "FIXME",
    "XXX",
    "todo!",
    "unimplemented!",
    "for now",
    ".forget()",
];

/// Sources; documents may speak about these words.
const ENDINGS: [&str; 8] = [
    ".rs", ".toml", ".html", ".css", ".js", ".json", ".yml", ".ci/run",
];

/// This file has to name them.
const SELF: &str = "xtask/src/tidy/markers.rs";

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in ENDINGS.iter().flat_map(|ending| tree.texts(ending)) {
        if path == SELF {
            continue;
        }
        for (index, line) in text.lines().enumerate() {
            for marker in MARKERS.iter().filter(|marker| contains_word(line, marker)) {
                let message = format!("`{marker}`: finish it or write an issue");
                findings.push(Finding::new(path, index + 1, message));
            }
        }
    }
    findings
}

/// Whether the line has the marker, and not only as a part of a longer word.
fn contains_word(line: &str, marker: &str) -> bool {
    let is_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    line.match_indices(marker).any(|(start, found)| {
        let before = line[..start].chars().next_back();
        let after = line[start + found.len()..].chars().next();
        // A marker that begins or ends in punctuation has its border there already.
        let starts_inside = is_word(marker.chars().next()) && is_word(before);
        let ends_inside = is_word(marker.chars().next_back()) && is_word(after);
        !starts_inside && !ends_inside
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_marker_is_found() {
        for marker in MARKERS {
            let tree = Tree::of(&[("src/a.rs", &format!("fine\n// {marker}\n"))]);
            let findings = check(&tree);
            assert_eq!(findings.len(), 1, "{marker}");
            assert_eq!(findings[0].line, 2);
        }
    }

    #[test]
    fn parts_of_words_are_no_markers() {
        let text = "METHODOLOGY TODOS XXXL for nowhere closure.forget_me() mytodo!";
        assert_eq!(check(&Tree::of(&[("src/a.rs", text)])), []);
    }

    #[test]
    fn documents_may_name_them() {
        assert_eq!(
            check(&Tree::of(&[("README.md", "`Closure::forget`, TODO")])),
            []
        );
    }
}
