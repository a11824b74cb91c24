//! Every behaviour that docs/behaviour.md lists names tests, and those tests exist.

use std::collections::{BTreeMap, BTreeSet};

use crate::tidy::Finding;
use crate::tidy::markdown::prose;
use crate::tidy::tree::Tree;

const DOCUMENT: &str = "docs/behaviour.md";

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let Some(text) = tree.text(DOCUMENT) else {
        return vec![Finding::new(DOCUMENT, 1, "there is no list of behaviours")];
    };
    let rows = rows(text);
    if rows.is_empty() {
        let message = "no table `| id | behaviour | test |` with a behaviour in it";
        return vec![Finding::new(DOCUMENT, 1, message)];
    }
    let functions = functions(tree);
    let mut seen = BTreeMap::new();
    let mut findings = Vec::new();
    for row in rows {
        let mut find = |message: String| findings.push(Finding::new(DOCUMENT, row.line, message));
        let id = row.id;
        if let Some(line) = seen.insert(id, row.line) {
            find(format!("{id} stands in line {line} already"));
        }
        if row.tests.is_empty() {
            find(format!("{id} names no test"));
        }
        for test in row
            .tests
            .iter()
            .filter(|test| !functions.contains(last_part(test)))
        {
            find(format!(
                "{id} names the test `{test}`, which does not exist"
            ));
        }
    }
    findings
}

/// How much the document promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Behaviours {
    pub(crate) rows: u64,
    /// Different ones.
    pub(crate) tests: u64,
}

pub(super) fn count(tree: &Tree) -> Behaviours {
    let rows = rows(tree.text(DOCUMENT).unwrap_or_default());
    let tests: BTreeSet<_> = rows.iter().flat_map(|row| &row.tests).collect();
    Behaviours {
        rows: rows.len() as u64,
        tests: tests.len() as u64,
    }
}

/// The numbers of all behaviours.
pub(super) fn ids(tree: &Tree) -> BTreeSet<&str> {
    let rows = rows(tree.text(DOCUMENT).unwrap_or_default());
    rows.into_iter().map(|row| row.id).collect()
}

struct Row<'a> {
    line: usize,
    id: &'a str,
    tests: Vec<&'a str>,
}

/// The rows of all tables whose first cell is a behaviour's number.
fn rows(text: &str) -> Vec<Row<'_>> {
    let mut test_column = None;
    let mut rows = Vec::new();
    for (line, content) in prose(text) {
        let Some(cells) = cells(content) else {
            test_column = None;
            continue;
        };
        let position = cells
            .iter()
            .position(|cell| ["test", "tests"].contains(&cell.to_lowercase().as_str()));
        test_column = position.or(test_column);
        if let Some(id) = cells.first().filter(|cell| is_id(cell)) {
            let cell = test_column.and_then(|column| cells.get(column));
            rows.push(Row {
                line,
                id,
                tests: cell.map(|cell| quoted(cell)).unwrap_or_default(),
            });
        }
    }
    rows
}

/// The cells of a table's row. A `\|` within a cell does not end it.
fn cells(line: &str) -> Option<Vec<&str>> {
    let inner = line.trim().strip_prefix('|')?;
    let inner = inner.strip_suffix('|').unwrap_or(inner);
    let mut cells = Vec::new();
    let mut start = 0;
    for (index, _) in inner.match_indices('|') {
        if !inner[..index].ends_with('\\') {
            cells.push(inner[start..index].trim());
            start = index + 1;
        }
    }
    cells.push(inner[start..].trim());
    Some(cells)
}

/// `L1`, `D11`.
fn is_id(cell: &str) -> bool {
    let mut letters = cell.chars();
    let number = |rest: &str| !rest.is_empty() && rest.chars().all(|c| c.is_ascii_digit());
    letters.next().is_some_and(|c| c.is_ascii_uppercase()) && number(letters.as_str())
}

fn quoted(cell: &str) -> Vec<&str> {
    cell.split('`')
        .skip(1)
        .step_by(2)
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .collect()
}

/// A test may be named with its module.
fn last_part(test: &str) -> &str {
    test.rsplit("::").next().unwrap_or(test)
}

/// The names of all functions in the sources.
pub(super) fn functions(tree: &Tree) -> BTreeSet<&str> {
    let lines = tree.texts(".rs").flat_map(|(_, text)| text.lines());
    lines.filter_map(function).collect()
}

fn function(line: &str) -> Option<&str> {
    let code = line.trim_start();
    let (before, rest) = code.split_once("fn ")?;
    let qualifiers = ["pub", "async", "const", "unsafe", "extern"];
    let is_qualifier = |word: &str| qualifiers.iter().any(|name| word.starts_with(name));
    if !before.split_whitespace().all(is_qualifier) {
        return None;
    }
    let name = rest
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .next()?;
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "| id | behaviour | test |\n|---|---|---|\n";

    fn messages(rows: &str) -> Vec<String> {
        let document = format!("# Behaviour\n\n{HEAD}{rows}\n");
        let source = "#[test]\nfn opening_twice_makes_one_socket() {}\n    async fn closes() {}\n";
        let tree = Tree::of(&[(DOCUMENT, &document), ("connection/tests/life.rs", source)]);
        check(&tree)
            .into_iter()
            .map(|finding| finding.message)
            .collect()
    }

    #[test]
    fn named_tests_that_exist_are_fine() {
        let rows =
            "| L1 | Opening is idempotent. | `opening_twice_makes_one_socket`, `life::closes` |";
        assert_eq!(messages(rows), [""; 0]);
        assert_eq!(messages("| L1 | a `x \\| y` b | `closes` |"), [""; 0]);
    }

    #[test]
    fn a_test_that_does_not_exist_is_found() {
        let found = messages("| H3 | Dead links go. | `closes`, `abandons` |");
        assert_eq!(
            found,
            ["H3 names the test `abandons`, which does not exist"]
        );
        assert_eq!(
            messages("| H3 | A word in a comment is none. | `idempotent` |").len(),
            1
        );
    }

    #[test]
    fn a_behaviour_without_a_test_is_found() {
        assert_eq!(messages("| D11 | Late close. | |"), ["D11 names no test"]);
        assert_eq!(messages("| O1 | One value. |"), ["O1 names no test"]);
    }

    #[test]
    fn a_number_given_twice_is_found() {
        let found = messages("| L1 | a | `closes` |\n| L1 | b | `closes` |");
        assert_eq!(found, ["L1 stands in line 5 already"]);
    }

    #[test]
    fn a_missing_or_empty_document_is_found() {
        assert_eq!(check(&Tree::of(&[])).len(), 1);
        assert_eq!(check(&Tree::of(&[(DOCUMENT, "# Behaviour\n")])).len(), 1);
    }
}
