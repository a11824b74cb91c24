//! A Rust file can be read in one sitting; its tests, which stand last, do not count.

use crate::tidy::Finding;
use crate::tidy::tree::Tree;

const LIMIT: usize = 400;

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let too_long = |(path, text): (&str, &str)| {
        let length = text
            .lines()
            .take_while(|line| line.trim() != "#[cfg(test)]")
            .count();
        (length > LIMIT).then(|| {
            let message = format!("{length} lines without tests; {LIMIT} are allowed, so split it");
            Finding::new(path, LIMIT + 1, message)
        })
    };
    tree.texts(".rs").filter_map(too_long).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_files_are_found_and_long_tests_are_not() {
        let long = "\n".repeat(LIMIT + 1);
        let tested = format!("{}#[cfg(test)]\n{long}", "\n".repeat(LIMIT));
        let tree = Tree::of(&[
            ("long.rs", &long),
            ("tested.rs", &tested),
            ("long.md", &long),
        ]);
        let findings = check(&tree);
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].path, "long.rs");
    }
}
