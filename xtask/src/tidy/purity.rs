//! The connection machine knows no browser, no executor, no clock and no random source.

use crate::call::Call;
use crate::failure::Outcome;
use crate::tidy::Finding;
use crate::tidy::tree::Tree;
use crate::workspace::Workspace;

const PACKAGE: &str = "heartline-connection";
const SOURCES: &str = "connection/src/";

/// Crates that would let the machine cheat; `*` stands for any ending.
const FORBIDDEN: [&str; 15] = [
    "web-sys",
    "js-sys",
    "wasm-bindgen*",
    "yew*",
    "gloo*",
    "tokio*",
    "futures*",
    "async*",
    "rand*",
    "getrandom",
    "fastrand",
    "chrono",
    "time",
    "instant",
    "web-time",
];

/// Clocks of the standard library.
const CLOCKS: [&str; 2] = ["Instant", "SystemTime"];

/// What the machine is built from, on every platform and with every feature.
pub(super) fn check_dependencies(workspace: &Workspace) -> Outcome<Vec<Finding>> {
    let words = "tree -e normal --target all --all-features --prefix none --format {p}";
    let tree = Call::cargo(workspace, words)
        .arg("-p")
        .arg(PACKAGE)
        .output()?;
    Ok(impure(&tree))
}

fn impure(tree: &str) -> Vec<Finding> {
    let mut names: Vec<_> = tree
        .lines()
        .filter_map(|line| line.split(' ').next())
        .collect();
    names.sort_unstable();
    names.dedup();
    let found = names
        .into_iter()
        .filter(|name| FORBIDDEN.iter().any(|rule| matches(name, rule)));
    let message = |name| format!("depends on `{name}`, which the pure crate must not");
    found
        .map(|name| Finding::new("connection/Cargo.toml", 1, message(name)))
        .collect()
}

fn matches(name: &str, rule: &str) -> bool {
    rule.strip_suffix('*')
        .map_or(name == rule, |start| name.starts_with(start))
}

/// The machine is told the time; it never asks.
pub(super) fn check_sources(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree
        .texts(".rs")
        .filter(|(path, _)| path.starts_with(SOURCES))
    {
        let mut in_import = false;
        for (index, line) in text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            in_import |= code.contains("std::time::");
            if let Some(clock) = CLOCKS
                .iter()
                .find(|clock| in_import && has_word(code, clock))
            {
                let message = format!("`std::time::{clock}`: time is an argument in this crate");
                findings.push(Finding::new(path, index + 1, message));
            }
            // An import of several names may go on over the next lines.
            in_import &= !code.contains(';');
        }
    }
    findings
}

fn has_word(code: &str, word: &str) -> bool {
    code.split(|c: char| !c.is_alphanumeric() && c != '_')
        .any(|part| part == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forbidden_dependency_is_found_once() {
        let tree = "heartline-connection v0.1.0\nthiserror v2.0.0\ngetrandom v0.3.0\n\
                    gloo-timers v0.3.0\ngetrandom v0.3.0 (*)\ngranda v1.0.0\ntimely v1.0.0";
        let messages: Vec<_> = impure(tree)
            .into_iter()
            .map(|finding| finding.message)
            .collect();
        assert_eq!(messages.len(), 2, "{messages:?}");
        assert!(messages[0].contains("`getrandom`") && messages[1].contains("`gloo-timers`"));
    }

    #[test]
    fn a_clock_is_found_however_it_is_imported() {
        for source in [
            "use std::time::Instant;",
            "use std::time::{Duration, SystemTime};",
            "use std::time::{\n    Duration,\n    Instant,\n};",
            "let now = std::time::Instant::now();",
        ] {
            assert_eq!(
                check_sources(&Tree::of(&[("connection/src/a.rs", source)])).len(),
                1,
                "{source}"
            );
        }
    }

    #[test]
    fn durations_and_an_own_type_of_that_name_are_fine() {
        let source = "use std::time::Duration;\nstruct Instant(u64); // not std::time::Instant";
        assert_eq!(
            check_sources(&Tree::of(&[("connection/src/a.rs", source)])),
            []
        );
        let other = [("src/a.rs", "use std::time::Instant;")];
        assert_eq!(check_sources(&Tree::of(&other)), []);
    }
}
