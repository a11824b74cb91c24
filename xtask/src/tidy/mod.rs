//! `cargo xtask tidy`: what the documents promise is checked, so that it stays true.
//!
//! A check is a function from the tree to findings, in a module of its own with a test that
//! shows it failing. A new one is a module and a row in `CHECKS`.

mod behaviours;
mod commands;
mod examples;
mod figures;
mod file_length;
mod links;
mod machine_paths;
mod markdown;
mod markers;
mod mutations;
mod papers;
mod pins;
mod purity;
mod tree;

pub(crate) use self::behaviours::Behaviours;
pub(crate) use self::tree::Tree;

use std::fmt;

use crate::failure::{Failure, Outcome};
use crate::terminal::say;
use crate::workspace::Workspace;

/// Something that is not as promised.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Finding {
    path: String,
    line: usize,
    message: String,
}

impl Finding {
    fn new(path: impl Into<String>, line: usize, message: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            line,
            message: message.into(),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.message)
    }
}

type Check = fn(&Tree) -> Vec<Finding>;

const CHECKS: [Check; 12] = [
    behaviours::check,
    commands::check,
    examples::check,
    figures::check,
    file_length::check,
    links::check,
    machine_paths::check,
    markers::check,
    mutations::check,
    papers::check,
    pins::check,
    purity::check_sources,
];

/// Prints every finding, and fails when there is one.
pub(crate) fn run(workspace: &Workspace) -> Outcome<Behaviours> {
    let tree = Tree::read(&workspace.root)?;
    let mut findings: Vec<Finding> = CHECKS.iter().flat_map(|check| check(&tree)).collect();
    findings.extend(purity::check_dependencies(workspace)?);
    findings.sort();
    findings.iter().for_each(say);
    if findings.is_empty() {
        say(format_args!(
            "tidy: {} files are as the documents promise",
            tree.len()
        ));
        return Ok(behaviours::count(&tree));
    }
    Err(Failure::negative(format!(
        "tidy has {} finding(s), listed above",
        findings.len()
    )))
}
