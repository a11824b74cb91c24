//! One mutation after the other: the named tests pass before it and fail with it.

use std::collections::{BTreeMap, BTreeSet};

use crate::failure::{Failure, Outcome};
use crate::mutations::Mutation;
use crate::mutations::copy::Copy;
use crate::mutations::trial::{self, Ran, SUITES, Suite};

/// A copy of which it is known that the tests in question pass.
pub(super) struct Proof<'a> {
    copy: &'a Copy,
    /// Where each test is: in which suite, and its name with its modules.
    places: BTreeMap<String, Place>,
}

type Place = (Suite, String);

impl<'a> Proof<'a> {
    /// Finds the tests that the mutations name and runs them on the copy as it is.
    pub(super) fn prepared<'m>(
        copy: &'a Copy,
        mutations: impl Iterator<Item = &'m Mutation> + Clone,
    ) -> Outcome<Self> {
        let named: BTreeSet<&str> = mutations
            .flat_map(|mutation| mutation.caught_by.iter().map(String::as_str))
            .collect();
        let mut places = BTreeMap::new();
        for suite in SUITES {
            if places.len() < named.len() {
                add_places(&mut places, suite, &trial::tests_of(copy, suite)?, &named);
            }
        }
        if let Some(test) = named.iter().find(|test| !places.contains_key(**test)) {
            let message = format!("there is no native test `{test}`, which a mutation names");
            return Err(Failure::cannot(message));
        }
        let proof = Self { copy, places };
        proof.require_passing(&named)?;
        Ok(proof)
    }

    fn require_passing(&self, named: &BTreeSet<&str>) -> Outcome {
        let all: Vec<_> = named.iter().map(|test| (*test).to_owned()).collect();
        match self.outcome_of(&all)? {
            Verdict::Missed(passing) if passing.len() == all.len() => Ok(()),
            Verdict::Missed(passing) => {
                let failing = all.iter().find(|test| !passing.contains(test));
                Err(Failure::negative(format!(
                    "`{}` fails already without any mutation",
                    failing.map_or("a test", String::as_str)
                )))
            }
            Verdict::Caught => Err(Failure::negative(
                "the named tests fail already without any mutation",
            )),
            Verdict::Hangs => Err(Failure::negative("a named test does not come to its end")),
            Verdict::DoesNotBuild(words) => Err(Failure::negative(words)),
        }
    }

    /// Breaks the copy, runs the tests, mends it; a line about it where nobody noticed.
    pub(super) fn try_out(
        &self,
        mutation: &Mutation,
        original: &str,
        broken: &str,
    ) -> Outcome<Option<String>> {
        self.copy.write(&mutation.file, broken)?;
        let verdict = self.outcome_of(&mutation.caught_by);
        self.copy.write(&mutation.file, original)?;
        Ok(verdict?.complaint(mutation))
    }

    fn outcome_of(&self, tests: &[String]) -> Outcome<Verdict> {
        let mut by_suite = BTreeMap::<Suite, Vec<&str>>::new();
        for (suite, name) in tests.iter().filter_map(|test| self.places.get(test)) {
            by_suite.entry(*suite).or_default().push(name);
        }
        let mut passing = BTreeSet::new();
        for (suite, names) in by_suite {
            match trial::run(self.copy, suite, &names)? {
                Ran::Passed(some) => passing.extend(some),
                Ran::Hangs => return Ok(Verdict::Hangs),
                Ran::DoesNotBuild(words) => return Ok(Verdict::DoesNotBuild(words)),
            }
        }
        Ok(judged(tests, |test| {
            self.places
                .get(test)
                .is_some_and(|(_, name)| passing.contains(name))
        }))
    }
}

fn add_places(
    places: &mut BTreeMap<String, Place>,
    suite: Suite,
    tests: &[String],
    named: &BTreeSet<&str>,
) {
    for path in tests {
        let name = path.rsplit("::").next().unwrap_or(path);
        if named.contains(name) {
            let place = || (suite, path.clone());
            places.entry(name.to_owned()).or_insert_with(place);
        }
    }
}

/// What the tests say of a mutation.
#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    /// All of them failed.
    Caught,
    /// These passed all the same.
    Missed(Vec<String>),
    Hangs,
    DoesNotBuild(String),
}

fn judged(tests: &[String], passes: impl Fn(&str) -> bool) -> Verdict {
    let passing: Vec<_> = tests.iter().filter(|test| passes(test)).cloned().collect();
    match passing.is_empty() {
        true => Verdict::Caught,
        false => Verdict::Missed(passing),
    }
}

impl Verdict {
    fn complaint(&self, mutation: &Mutation) -> Option<String> {
        let Mutation { name, broken, .. } = mutation;
        let why = match self {
            Self::Caught => return None,
            Self::Missed(passing) => format!("passed all the same: {}", passing.join(", ")),
            Self::Hangs => "a test did not come to its end; break it in another way".to_owned(),
            Self::DoesNotBuild(words) => format!("it does not build:\n{}", words.trim_end()),
        };
        Some(format!("{name}, {broken}: {why}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mutations::List;
    use crate::tidy::Tree;
    use std::{env, fs, process};

    fn mutation() -> Mutation {
        let text = "[[mutation]]\nid = 'H1'\nbroken = 'it never pings'\nfile = 'f'\nfind = 'x'\n\
                    replace = 'y'\ncaught_by = ['a', 'b']\n";
        List::of(text).unwrap().mutations.remove(0)
    }

    #[test]
    fn a_mutation_is_caught_when_every_named_test_fails() {
        let mutation = mutation();
        let complaint = |passing: &[&str]| {
            judged(&mutation.caught_by, |test| passing.contains(&test)).complaint(&mutation)
        };
        assert_eq!(complaint(&[]), None);
        let survived = complaint(&["b"]).unwrap();
        assert_eq!(survived, "H1-1, it never pings: passed all the same: b");
    }

    #[test]
    fn what_neither_builds_nor_ends_is_not_caught() {
        assert!(Verdict::Hangs.complaint(&mutation()).is_some());
        let broken = Verdict::DoesNotBuild("error: no such thing".to_owned());
        let complaint = broken.complaint(&mutation()).unwrap();
        assert!(complaint.contains("no such thing"), "{complaint}");
    }

    #[test]
    fn tests_are_found_by_their_last_name() {
        let mut places = BTreeMap::new();
        let tests = ["life::a".to_owned(), "life::ab".to_owned()];
        add_places(&mut places, SUITES[0], &tests, &BTreeSet::from(["a"]));
        let found: Vec<_> = places.into_iter().collect();
        assert_eq!(found, [("a".to_owned(), (SUITES[0], "life::a".to_owned()))]);
    }

    const SOURCE: &str = "pub fn answer() -> u32 { 40 + 2 }";

    /// A small library with a test, in the place of ours.
    fn small() -> Tree {
        Tree::of(&[
            (
                "Cargo.toml",
                "[workspace]\nmembers = [\"connection\"]\nresolver = \"3\"\n",
            ),
            (
                "connection/Cargo.toml",
                "[package]\nname = \"heartline-connection\"\nedition = \"2024\"\n",
            ),
            ("connection/src/lib.rs", SOURCE),
            (
                "connection/tests/machine/main.rs",
                "mod life { #[test] fn answers() { assert_eq!(heartline_connection::answer(), 42) } }",
            ),
        ])
    }

    fn breaking(replace: &str) -> Mutation {
        let text = format!(
            "[[mutation]]\nid = 'H1'\nbroken = 'b'\nfile = 'connection/src/lib.rs'\n\
             find = '2 }}'\nreplace = '{replace} }}'\ncaught_by = ['answers']\n"
        );
        List::of(&text).unwrap().mutations.remove(0)
    }

    #[test]
    fn what_a_test_notices_is_caught_and_what_none_notices_is_reported() {
        let all = env::temp_dir().join(format!("heartline-proof-{}", process::id()));
        let copy = Copy {
            folder: all.join("workspace"),
            target: all.join("target"),
        };
        copy.follow(&small()).unwrap();
        let mutations = ["3", "1 + 1", "nothing"].map(breaking);
        let proof = Proof::prepared(&copy, mutations.iter()).unwrap();
        let complaints = mutations.each_ref().map(|mutation| {
            let broken = mutation.applied_to(SOURCE).unwrap();
            let complaint = proof.try_out(mutation, SOURCE, &broken).unwrap();
            complaint.unwrap_or_default()
        });
        assert_eq!(complaints[0], "");
        assert!(complaints[1].contains("passed all the same: answers"));
        assert!(complaints[2].contains("does not build"), "{complaints:?}");
        let mended = fs::read_to_string(copy.folder.join("connection/src/lib.rs"));
        assert_eq!(mended.unwrap(), SOURCE);

        copy.write("connection/src/lib.rs", "pub fn answer() -> u32 { 0 }")
            .unwrap();
        let failure = Proof::prepared(&copy, mutations.iter()).err().unwrap();
        assert!(failure.message.contains("without any mutation"));
        fs::remove_dir_all(all).unwrap();
    }
}
