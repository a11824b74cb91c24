//! The list for readers: docs/mutations.md, made from docs/mutations.toml.

use crate::mutations::list::{LIST, List, Mutation};

/// Where the table stands.
pub(crate) const TABLE: &str = "docs/mutations.md";

const BEFORE: &str = "\
# What is broken on purpose

`cargo xtask mutations` breaks the library in each of these ways, one at a time, in a copy, and runs
the tests that are named: each has to fail, and to pass on the library as it is. So a behaviour of
[behaviour.md](behaviour.md) cannot be lost without a test that says so by name.

";

/// The whole document.
pub(crate) fn document(list: &List) -> String {
    let mut text = BEFORE.to_owned();
    text += &format!(
        "Made by that command from [mutations.toml](mutations.toml), {} mutations; edit that.\n\n",
        list.mutations.len()
    );
    text += "| mutation | what is broken | where | caught by |\n|---|---|---|---|\n";
    text.extend(list.mutations.iter().map(row));
    if !list.elsewhere.is_empty() {
        text += "\nNot broken here, because native tests do not show it:\n\n";
        text += "| id | why |\n|---|---|\n";
        let rows = list.elsewhere.iter();
        text.extend(rows.map(|row| format!("| {} | {} |\n", row.id, row.why)));
    }
    text
}

/// What to say when the document is not that of the list.
pub(crate) fn stale() -> String {
    format!("it is not what {LIST} says: `cargo xtask mutations --table` writes it anew")
}

fn row(mutation: &Mutation) -> String {
    let Mutation {
        name, broken, file, ..
    } = mutation;
    let tests: Vec<_> = mutation
        .caught_by
        .iter()
        .map(|test| format!("`{test}`"))
        .collect();
    format!("| {name} | {broken} | `{file}` | {} |\n", tests.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_names_what_is_broken_and_who_notices() {
        let list = List::of(
            "[[mutation]]\nid = 'H1'\nbroken = 'it never pings'\nfile = 'a.rs'\nfind = 'a'\n\
             replace = 'b'\ncaught_by = ['x', 'y']\n[[elsewhere]]\nid = 'B2'\nwhy = 'far away'\n",
        );
        let text = document(&list.unwrap());
        assert!(text.contains("| H1-1 | it never pings | `a.rs` | `x`, `y` |\n"));
        assert!(text.contains("| B2 | far away |\n"));
        assert!(text.contains(", 1 mutations;"));
    }
}
