//! Makes sure that the tools of a command are there: looks, announces, installs, looks again.
//!
//! Either everything that is missing can be installed, or nothing is touched and the person
//! reads, command by command, what to do.

mod cache;
mod locate;
mod recipe;

pub(crate) use recipe::npm;

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::failure::{Failure, Outcome};
use crate::install::recipe::Recipe;
use crate::terminal::{duration, note};
use crate::tools::{Facts, Tool};
use crate::workspace::Workspace;

/// The tools that were asked for, found.
#[derive(Clone, Debug, Default)]
pub(crate) struct Toolbox {
    /// Folders to search before PATH.
    folders: Vec<PathBuf>,
    /// The files that a variable names, such as the programs that drive browsers.
    named: Vec<(&'static str, PathBuf)>,
}

/// Where a tool was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Found {
    /// Where programs look anyway.
    Known,
    /// Programs in a folder of their own.
    Folder(PathBuf),
    /// A file such as a browser's driver, and the variable that names it.
    Named(&'static str, PathBuf),
}

impl Toolbox {
    /// The value of PATH with which the tools are found.
    pub(crate) fn search_path(&self) -> Outcome<OsString> {
        let known = env::var_os("PATH").unwrap_or_default();
        let all = self.folders.iter().cloned().chain(env::split_paths(&known));
        env::join_paths(all)
            .map_err(|error| Failure::cannot(format!("PATH cannot be extended: {error}")))
    }

    /// The full path of a program, or its bare name when it lives on PATH.
    pub(crate) fn program(&self, name: &str) -> PathBuf {
        let found = self
            .folders
            .iter()
            .find_map(|folder| locate::program_in(folder, name));
        found.unwrap_or_else(|| name.into())
    }

    /// The file by the variable that names it, such as the program that drives a browser, when it
    /// was asked for and does not live among the other programs.
    pub(crate) fn named(&self, variable: &str) -> Option<&Path> {
        let mut named = self.named.iter();
        let (_, path) = named.find(|(name, _)| *name == variable)?;
        Some(path)
    }

    fn add(&mut self, place: Found) {
        match place {
            Found::Known => {}
            Found::Folder(folder) => self.folders.push(folder),
            Found::Named(variable, path) => self.named.push((variable, path)),
        }
    }
}

/// Finds the tools and installs what is missing.
pub(crate) fn ensure(workspace: &Workspace, tools: &[Tool]) -> Outcome<Toolbox> {
    let mut toolbox = Toolbox::default();
    let mut missing = Vec::new();
    for tool in tools {
        let facts = tool.facts(workspace)?;
        match locate::locate(*tool, &facts, workspace)? {
            Some(place) => toolbox.add(place),
            None => missing.push((*tool, facts)),
        }
    }
    if missing.is_empty() {
        return Ok(toolbox);
    }
    for (facts, recipe) in plan(workspace, &missing)? {
        install(&facts, &recipe)?;
    }
    for (tool, facts) in &missing {
        toolbox.add(locate::locate(*tool, facts, workspace)?.ok_or_else(|| vanished(facts))?);
    }
    Ok(toolbox)
}

/// A recipe for each missing tool, announced; or one failure that names them all.
fn plan(workspace: &Workspace, missing: &[(Tool, Facts)]) -> Outcome<Vec<(Facts, Recipe)>> {
    let recipes: Vec<_> = missing
        .iter()
        .map(|(_, facts)| (facts.clone(), recipe::recipe(workspace, facts)))
        .collect();
    if recipes.iter().any(|(_, recipe)| recipe.is_err()) {
        return Err(Failure::cannot(instructions(&recipes)));
    }
    announce(missing);
    let ready = recipes
        .into_iter()
        .filter_map(|(facts, recipe)| Some((facts, recipe.ok()?)));
    Ok(ready.collect())
}

fn announce(missing: &[(Tool, Facts)]) {
    note("Some tools are missing and will be installed now, once for all checkouts:");
    for (
        _,
        Facts {
            name,
            version,
            why,
            takes,
            ..
        },
    ) in missing
    {
        note(format_args!(
            "  {name} {version}: {why}; takes about {takes}"
        ));
    }
}

/// What a person has to type where this program cannot install.
fn instructions(recipes: &[(Facts, Result<Recipe, String>)]) -> String {
    let mut lines = vec!["some tools are missing and cannot all be installed from here.".into()];
    for (facts, recipe) in recipes {
        let Facts {
            name,
            version,
            why,
            takes,
            ..
        } = facts;
        lines.push(format!("  {name} {version}: {why}; takes about {takes}"));
        if let Err(obstacle) = recipe {
            lines.push(format!(
                "    not installed by this command, because {obstacle}"
            ));
        }
        lines.extend(
            recipe::by_hand(facts)
                .iter()
                .map(|line| format!("    {line}")),
        );
    }
    lines.push("Then run this command again.".into());
    lines.join("\n")
}

fn install(facts: &Facts, recipe: &Recipe) -> Outcome {
    note(format_args!(
        "\nInstalling {} {} (about {})",
        facts.name, facts.version, facts.takes
    ));
    let start = Instant::now();
    recipe.perform().map_err(|failure| {
        let by_hand = recipe::by_hand(facts).join("\n  ");
        let message = format!(
            "{} could not be installed: {}\nBy hand it is:\n  {by_hand}",
            facts.name, failure.message
        );
        Failure::cannot(message)
    })?;
    note(format_args!(
        "{} is installed ({})",
        facts.name,
        duration(start.elapsed())
    ));
    Ok(())
}

fn vanished(facts: &Facts) -> Failure {
    Failure::cannot(format!(
        "{} {} was installed without an error, and still is not found",
        facts.name, facts.version
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tools;

    fn facts(tool: Tool) -> Facts {
        tool.facts(&Workspace::find().unwrap()).unwrap()
    }

    #[test]
    fn every_missing_tool_is_named_even_when_only_one_has_an_obstacle() {
        let trunk = facts(Tool::Trunk);
        let browser = facts(Tool::Browser);
        let text = instructions(&[
            (trunk.clone(), Ok(Recipe::default())),
            (browser, Err("apt-get is not on PATH".into())),
        ]);
        assert!(text.contains("because apt-get is not on PATH"), "{text}");
        assert!(text.contains("apt-get install"), "{text}");
        let command = format!("cargo install trunk --version {} --locked", trunk.version);
        assert!(text.contains(&command), "{text}");
    }

    #[test]
    fn each_tool_says_what_it_is_and_what_to_type() {
        for tool in [
            tools::PAGE,
            &[
                Tool::Rustfmt,
                Tool::Clippy,
                Tool::Node,
                Tool::Browser,
                Tool::Firefox,
                Tool::Geckodriver,
                Tool::WebKit,
                Tool::Axe,
                Tool::SemverChecks,
            ],
        ]
        .concat()
        {
            let facts = facts(tool);
            assert!(!facts.why.is_empty() && !facts.takes.is_empty() && !facts.version.is_empty());
            assert!(!recipe::by_hand(&facts).is_empty(), "{tool:?}");
        }
    }

    #[test]
    fn a_found_folder_is_searched_before_the_rest() {
        let mut toolbox = Toolbox::default();
        toolbox.add(Found::Folder("/tools/bin".into()));
        let path = toolbox.search_path().unwrap();
        assert_eq!(
            env::split_paths(&path).next(),
            Some(PathBuf::from("/tools/bin"))
        );
    }
}
