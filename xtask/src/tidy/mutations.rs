//! Every behaviour is broken by a mutation or says why not; every mutation still applies and names
//! tests that exist; and the table for readers is that of the list.

use crate::mutations::{LIST, List, Mutation, TABLE, document, stale};
use crate::tidy::Finding;
use crate::tidy::behaviours::{functions, ids};
use crate::tidy::tree::Tree;

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let Some(text) = tree.text(LIST) else {
        return vec![Finding::new(LIST, 1, "there is no list of mutations")];
    };
    let list = match List::of(text) {
        Ok(list) => list,
        Err(failure) => return vec![Finding::new(LIST, 1, failure.message)],
    };
    let mut findings: Vec<_> = complaints(tree, &list)
        .into_iter()
        .map(|message| Finding::new(LIST, 1, message))
        .collect();
    if tree.text(TABLE) != Some(&document(&list)) {
        findings.push(Finding::new(TABLE, 1, stale()));
    }
    findings
}

fn complaints(tree: &Tree, list: &List) -> Vec<String> {
    let (ids, functions) = (ids(tree), functions(tree));
    let mut complaints = Vec::new();
    for mutation in &list.mutations {
        let Mutation { id, name, .. } = mutation;
        if !ids.contains(id.as_str()) {
            complaints.push(format!("{name} is of no behaviour that there is"));
        }
        let text = tree.text(&mutation.file).unwrap_or_default();
        complaints.extend(mutation.applied_to(text).err());
        let unknown = |test: &&String| !functions.contains(test.as_str());
        let unknown = mutation.caught_by.iter().filter(unknown);
        complaints.extend(unknown.map(|test| format!("{name} names no test there is: `{test}`")));
    }
    for id in ids {
        let here = list.mutations.iter().any(|mutation| mutation.id == id);
        let elsewhere = list.elsewhere.iter().any(|other| other.id == id);
        match (here, elsewhere) {
            (false, false) => complaints.push(format!(
                "no mutation breaks {id}: add one, or say under [[elsewhere]] why there is none"
            )),
            (true, true) => complaints.push(format!("{id} is broken here and said not to be")),
            _ => {}
        }
    }
    complaints
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENTRY: &str = "[[mutation]]\nid = 'H1'\nbroken = 'it never pings'\nfile = 'src/a.rs'\n\
                         find = 'now'\nreplace = 'never'\ncaught_by = ['h1']\n";
    const BEHAVIOURS: &str = "| id | behaviour | test |\n|---|---|---|\n| H1 | pings | `h1` |\n";

    fn findings(list: &str, behaviours: &str, source: &str) -> Vec<String> {
        let table = document(&List::of(list).unwrap());
        let tree = Tree::of(&[
            (LIST, list),
            (TABLE, &table),
            ("docs/behaviour.md", behaviours),
            ("src/a.rs", source),
            ("tests/a.rs", "#[test]\nfn h1() {}"),
        ]);
        let findings = check(&tree).into_iter();
        findings.map(|finding| finding.message).collect()
    }

    #[test]
    fn a_list_that_is_true_is_no_finding() {
        assert_eq!(findings(ENTRY, BEHAVIOURS, "ping(now)"), [""; 0]);
    }

    #[test]
    fn a_mutation_that_no_longer_applies_is_found() {
        let gone = findings(ENTRY, BEHAVIOURS, "ping(later)");
        assert!(gone[0].contains("anew"), "{gone:?}");
        let twice = findings(ENTRY, BEHAVIOURS, "now and now");
        assert!(twice[0].contains("2 times"), "{twice:?}");
    }

    #[test]
    fn a_test_or_a_behaviour_that_is_not_there_is_found() {
        let entry = ENTRY.replace("'h1'", "'h2'");
        assert!(findings(&entry, BEHAVIOURS, "now")[0].contains("`h2`"));
        let entry = ENTRY.replace("H1", "H7");
        let found = findings(&entry, BEHAVIOURS, "now");
        assert!(found[0].contains("H7-1") && found[1].contains("breaks H1"));
    }

    #[test]
    fn a_behaviour_without_a_mutation_says_why() {
        let two = format!("{BEHAVIOURS}| H2 | waits | `h1` |\n");
        let found = findings(ENTRY, &two, "now");
        assert!(found[0].contains("breaks H2"), "{found:?}");
        let elsewhere = |id| format!("{ENTRY}[[elsewhere]]\nid = '{id}'\nwhy = 'w'\n");
        assert_eq!(findings(&elsewhere("H2"), &two, "now"), [""; 0]);
        assert_eq!(findings(&elsewhere("H1"), BEHAVIOURS, "now").len(), 1);
    }

    #[test]
    fn a_table_that_is_not_of_the_list_is_found() {
        let tree = Tree::of(&[
            (LIST, ENTRY),
            (TABLE, "| H1 |"),
            ("docs/behaviour.md", BEHAVIOURS),
            ("src/a.rs", "now"),
            ("tests/a.rs", "#[test]\nfn h1() {}"),
        ]);
        assert_eq!(check(&tree), [Finding::new(TABLE, 1, stale())]);
    }
}
