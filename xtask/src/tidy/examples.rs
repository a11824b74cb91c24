//! Rust that a document shows is compiled somewhere.
//!
//! Above such a block stands `<!-- file: path -->`; the block equals that file, or the region
//! of it between `// region: readme` and `// endregion`.

use crate::tidy::Finding;
use crate::tidy::markdown::{Block, blocks};
use crate::tidy::tree::Tree;

/// Here every Rust block has to come from a file; elsewhere only those that say so.
const STRICT: &str = "README.md";

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.texts(".md") {
        for block in blocks(text) {
            if let Err(message) = compare(tree, path, &block) {
                findings.push(Finding::new(path, block.line, message));
            }
        }
    }
    findings
}

fn compare(tree: &Tree, document: &str, block: &Block<'_>) -> Result<(), String> {
    let marker = block
        .before
        .strip_prefix("<!-- file:")
        .and_then(|rest| rest.strip_suffix("-->"));
    let Some(path) = marker.map(str::trim) else {
        let unproven = document == STRICT && block.language.starts_with("rust");
        let advice = "write `<!-- file: path -->` above it, with a file that is compiled";
        return if unproven {
            Err(format!("a Rust example from no file: {advice}"))
        } else {
            Ok(())
        };
    };
    let source = tree
        .text(path)
        .ok_or_else(|| format!("the example's file {path} is missing"))?;
    let shown = normal(&block.code);
    let is_it = |text: &str| normal(text) == shown;
    if is_it(source) || region(source).is_some_and(|text| is_it(&text)) {
        return Ok(());
    }
    Err(format!(
        "the example differs from {path}, or from its region `readme`"
    ))
}

/// The lines between the marks.
fn region(source: &str) -> Option<String> {
    let mut lines = source.lines();
    lines.find(|line| line.trim() == "// region: readme")?;
    let inside: Vec<_> = lines
        .take_while(|line| line.trim() != "// endregion")
        .collect();
    Some(inside.join("\n"))
}

/// The text without the indentation that all its lines share, and without blank ends.
fn normal(text: &str) -> String {
    let filled = text.lines().filter(|line| !line.trim().is_empty());
    let indent = filled
        .map(|line| line.len() - line.trim_start().len())
        .min()
        .unwrap_or(0);
    let lines = text
        .lines()
        .map(|line| line.get(indent..).unwrap_or_default().trim_end());
    lines
        .collect::<Vec<_>>()
        .join("\n")
        .trim_matches('\n')
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "use a;\nfn main() {\n    // region: readme\n    let b = 1;\n\n    if b {\n        \
                          c();\n    }\n    // endregion\n}\n";

    fn messages(readme: &str) -> Vec<String> {
        let tree = Tree::of(&[("README.md", readme), ("examples/a.rs", SOURCE)]);
        check(&tree)
            .into_iter()
            .map(|finding| finding.message)
            .collect()
    }

    #[test]
    fn a_region_or_a_whole_file_is_fine() {
        let region = "let b = 1;\n\nif b {\n    c();\n}\n";
        let whole = format!("<!-- file: examples/a.rs -->\n```rust\n{SOURCE}```\n");
        assert_eq!(
            messages(&format!(
                "<!-- file: examples/a.rs -->\n\n```rust\n{region}```\n"
            )),
            [""; 0]
        );
        assert_eq!(messages(&whole), [""; 0]);
        assert_eq!(messages("```toml\nyew = \"0.23\"\n```\n"), [""; 0]);
    }

    #[test]
    fn an_example_that_went_its_own_way_is_found() {
        let found = messages("<!-- file: examples/a.rs -->\n```rust\nlet b = 2;\n```\n");
        assert_eq!(
            found,
            ["the example differs from examples/a.rs, or from its region `readme`"]
        );
    }

    #[test]
    fn an_example_from_nowhere_is_found() {
        assert_eq!(messages("```rust\nlet b = 1;\n```\n").len(), 1);
        assert_eq!(
            messages("<!-- file: none.rs -->\n```rust\nx\n```\n").len(),
            1
        );
    }
}
