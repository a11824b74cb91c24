//! No path of somebody's machine is committed.

use crate::tidy::Finding;
use crate::tidy::tree::Tree;

/// Folders that exist on the machine of who wrote it. Spelt in parts, so that this file and its
/// tests pass.
const FOLDERS: [&str; 4] = [
    concat!("/ro", "ot/"),
    concat!("/wo", "rk/"),
    concat!("/ho", "me/"),
    concat!("/Us", "ers/"),
];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.texts("") {
        for (index, line) in text.lines().enumerate() {
            for folder in FOLDERS
                .iter()
                .filter(|folder| starts_with_folder(line, folder))
            {
                let message = format!("`{folder}…` is a path of one machine");
                findings.push(Finding::new(path, index + 1, message));
            }
        }
    }
    findings
}

/// Whether a path in the line begins with the folder; within an address or a longer path the
/// same letters mean something else.
fn starts_with_folder(line: &str, folder: &str) -> bool {
    let inside = |c: char| c.is_alphanumeric() || "-_.~}".contains(c);
    line.match_indices(folder)
        .any(|(start, _)| !line[..start].chars().next_back().is_some_and(inside))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_a_machine_are_found_in_any_text() {
        for folder in FOLDERS {
            let text = format!("x\nlet path = \"{folder}project\";");
            let findings = check(&Tree::of(&[("docs/guide.md", &text)]));
            assert_eq!(findings.len(), 1, "{folder}");
            assert_eq!(findings[0].line, 2);
        }
    }

    #[test]
    fn the_same_letters_in_an_address_are_fine() {
        let text = format!("https://example.org{}x", FOLDERS[1]);
        assert_eq!(check(&Tree::of(&[("README.md", &text)])), []);
    }
}
