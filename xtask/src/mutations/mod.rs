//! `cargo xtask mutations`: the library is broken in many ways, one at a time, and each must be
//! noticed by the tests that the list names for it.
//!
//! The list is in `list`, its table for readers in `table`, the copy that is broken in `copy`, how
//! tests are run in `trial`. Whether every entry still applies is also checked by `cargo xtask tidy`.

mod copy;
mod list;
mod proof;
mod table;
mod trial;

use std::fs;
use std::time::Instant;

use clap::Args;

pub(crate) use self::list::{LIST, List, Mutation};
pub(crate) use self::table::{TABLE, document, stale};

use self::copy::Copy;
use self::proof::Proof;
use crate::failure::{Failure, Outcome};
use crate::terminal::{duration, say};
use crate::tidy::Tree;
use crate::workspace::Workspace;

/// Which mutations to try.
#[derive(Args)]
pub(crate) struct Options {
    /// Only those of this behaviour (`H6`), or this one (`H6-2`); may be repeated.
    #[arg(long, value_name = "ID")]
    only: Vec<String>,
    /// Only the first one of each behaviour.
    #[arg(long, conflicts_with = "only")]
    first_of_each: bool,
    /// Only write docs/mutations.md anew.
    #[arg(long)]
    table: bool,
}

/// Tries the mutations; one that no test notices is a failure.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Outcome {
    let tree = Tree::read(&workspace.root)?;
    let text = tree.text(LIST);
    let list = List::of(text.ok_or_else(|| Failure::cannot(format!("there is no {LIST}")))?)?;
    if options.table {
        let write = fs::write(workspace.root.join(TABLE), document(&list));
        return write.map_err(|error| Failure::cannot(format!("{TABLE}: {error}")));
    }
    let chosen = choose(&list, options)?;
    let trials = chosen
        .into_iter()
        .map(|mutation| Trial::of(mutation, &tree));
    // Before the minutes that it takes.
    let trials: Vec<_> = trials.collect::<Outcome<_>>()?;
    let missed = try_all(&Copy::of(workspace, &tree)?, &trials)?;
    say(format_args!(
        "proof: {} mutations caught by a named test",
        trials.len() - missed.len()
    ));
    match missed.is_empty() {
        true => Ok(()),
        false => Err(Failure::negative(format!(
            "{} mutation(s) not caught:\n  {}",
            missed.len(),
            missed.join("\n  ")
        ))),
    }
}

/// A mutation, and its file without and with it.
struct Trial<'a> {
    mutation: &'a Mutation,
    original: &'a str,
    broken: String,
}

impl<'a> Trial<'a> {
    fn of(mutation: &'a Mutation, tree: &'a Tree) -> Outcome<Self> {
        let original = tree.text(&mutation.file).unwrap_or_default();
        let broken = mutation.applied_to(original).map_err(Failure::cannot)?;
        Ok(Self {
            mutation,
            original,
            broken,
        })
    }
}

/// A line for each that was not caught.
fn try_all(copy: &Copy, trials: &[Trial<'_>]) -> Outcome<Vec<String>> {
    let proof = Proof::prepared(copy, trials.iter().map(|trial| trial.mutation))?;
    let mut missed = Vec::new();
    for trial in trials {
        let begun = Instant::now();
        let Mutation { name, broken, .. } = trial.mutation;
        let complaint = proof.try_out(trial.mutation, trial.original, &trial.broken)?;
        let verdict = complaint.as_ref().map_or("caught", |_| "MISSED");
        let time = duration(begun.elapsed());
        say(format_args!("{verdict}  {name}  {time}  {broken}"));
        missed.extend(complaint);
    }
    Ok(missed)
}

fn choose<'a>(list: &'a List, options: &Options) -> Outcome<Vec<&'a Mutation>> {
    if options.first_of_each {
        return Ok(list.first_of_each().collect());
    }
    let all = &list.mutations;
    for wanted in &options.only {
        if !all.iter().any(|mutation| mutation.is_named(wanted)) {
            let message = format!("{LIST} has no mutation `{wanted}`; see {TABLE}");
            return Err(Failure::cannot(message));
        }
    }
    let named = |mutation: &&Mutation| {
        options.only.is_empty() || options.only.iter().any(|name| mutation.is_named(name))
    };
    Ok(all.iter().filter(named).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(only: &[&str], first_of_each: bool) -> Options {
        Options {
            only: only.iter().map(|name| (*name).to_owned()).collect(),
            first_of_each,
            table: false,
        }
    }

    #[test]
    fn all_some_or_the_first_of_each_are_tried() {
        let entry = |id| {
            format!(
                "[[mutation]]\nid = '{id}'\nbroken = 'b'\nfile = 'f'\nfind = 'x'\nreplace = 'y'\n\
                 caught_by = ['t']\n"
            )
        };
        let list = List::of(&["H1", "H1", "R1"].map(entry).concat()).unwrap();
        let names = |only: &[&str], first| {
            let chosen = choose(&list, &options(only, first)).unwrap();
            let names: Vec<_> = chosen.iter().map(|m| m.name.as_str()).collect();
            names.join(" ")
        };
        assert_eq!(names(&[], false), "H1-1 H1-2 R1-1");
        assert_eq!(names(&[], true), "H1-1 R1-1");
        assert_eq!(names(&["H1-2", "R1"], false), "H1-2 R1-1");
        let failure = choose(&list, &options(&["H9"], false)).unwrap_err();
        assert!(failure.message.contains("`H9`"), "{}", failure.message);
    }
}
