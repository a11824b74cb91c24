//! How each kind of tool is installed, whether that can be done here, and what a person types
//! where it cannot.

use std::path::{Path, PathBuf};

use crate::call::Call;
use crate::failure::{Failure, Outcome};
use crate::install::cache;
use crate::install::locate::on_search_path;
use crate::terminal::note;
use crate::tools::{Facts, Source};
use crate::workspace::Workspace;

/// Half the time and the same programs: an optimised Trunk saves no second of a build.
const QUICK: [(&str, &str); 3] = [
    ("CARGO_PROFILE_RELEASE_LTO", "off"),
    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
];

/// The calls that install a tool.
#[derive(Debug, Default, Clone)]
pub(crate) struct Recipe {
    /// The tool's own folder, which the calls fill; without one they change the system.
    place: Option<PathBuf>,
    /// Alternatives, best first; each is a list of calls. `{place}` in an argument stands for
    /// the folder to fill.
    ways: Vec<Vec<Call>>,
}

impl Recipe {
    /// Installs by the first way that works.
    pub(crate) fn perform(&self) -> Outcome {
        let mut last = Failure::cannot("there is no way to install it");
        for way in &self.ways {
            let result = match &self.place {
                Some(place) => cache::install_into(place, |partial| run_all(way, partial)),
                None => run_all(way, Path::new("")),
            };
            match result {
                Ok(()) => return Ok(()),
                Err(failure) => last = failure,
            }
        }
        Err(last)
    }
}

fn run_all(calls: &[Call], place: &Path) -> Outcome {
    for call in calls {
        let call = call.clone().filled("{place}", place);
        note(format_args!("$ {call}"));
        call.run(true)?;
    }
    Ok(())
}

/// The recipe for a tool, or the reason why there is none here.
pub(crate) fn recipe(workspace: &Workspace, facts: &Facts) -> Result<Recipe, String> {
    match &facts.source {
        Source::Rustup(arguments) => {
            require("rustup", "get it at https://rustup.rs")?;
            let call = Call::new("rustup")
                .words(arguments)
                .in_folder(&workspace.root);
            Ok(Recipe {
                place: None,
                ways: vec![vec![call]],
            })
        }
        Source::Crate {
            package, locked, ..
        } => {
            let (tools, place) = place(facts)?;
            let mut ways = vec![vec![cargo_install(package, &facts.version, *locked)]];
            if on_search_path("cargo-binstall").is_some() {
                ways.insert(0, vec![cargo_binstall(package, &facts.version)]);
            }
            // Outside the workspace, whose Cargo configuration is not meant for these.
            let ways = ways.into_iter().map(|way| in_folder(way, &tools)).collect();
            Ok(Recipe {
                place: Some(place),
                ways,
            })
        }
        Source::Npm { package, .. } | Source::NpmScript { package, .. } => {
            require("npm", "it comes with Node, https://nodejs.org")?;
            let (tools, place) = place(facts)?;
            let call = Call::new(npm()).words("install --no-audit --no-fund --prefix {place}");
            let call = call.arg(format!("{package}@{}", facts.version));
            Ok(Recipe {
                place: Some(place),
                ways: vec![in_folder(vec![call], &tools)],
            })
        }
        Source::Apt { packages, .. } => {
            require("apt-get", "this is not Debian or a relative of it")?;
            let root = as_root()?;
            let apt = |words: &str| {
                let words = format!("{root}apt-get {words}");
                let (program, rest) = words.split_once(' ').unwrap_or((&words, ""));
                Call::new(program)
                    .words(rest)
                    .env("DEBIAN_FRONTEND", "noninteractive")
            };
            let install = apt(&format!("install -y --no-install-recommends {packages}"));
            Ok(Recipe {
                place: None,
                ways: vec![vec![apt("update"), install]],
            })
        }
        Source::ByHand(_) => Err("it belongs to your system".into()),
    }
}

/// What a person types to install the tool.
pub(crate) fn by_hand(facts: &Facts) -> Vec<String> {
    match &facts.source {
        Source::Rustup(arguments) => vec![format!("rustup {arguments}")],
        Source::Crate {
            package, locked, ..
        } => {
            let lock = if *locked { " --locked" } else { "" };
            let version = &facts.version;
            vec![format!("cargo install {package} --version {version}{lock}")]
        }
        Source::Npm { package, .. } => {
            vec![format!("npm install --global {package}@{}", facts.version)]
        }
        Source::NpmScript {
            package,
            script,
            variable,
        } => vec![
            format!("npm install {package}@{}", facts.version),
            format!("export {variable}=$PWD/node_modules/{package}/{script}"),
        ],
        Source::Apt {
            packages,
            elsewhere,
        } => vec![
            "sudo apt-get update".into(),
            format!("sudo apt-get install {packages}"),
            format!("or: {elsewhere}"),
        ],
        Source::ByHand(where_from) => vec![(*where_from).to_owned()],
    }
}

fn cargo_install(package: &str, version: &str, locked: bool) -> Call {
    let call = Call::new("cargo").words("install --root {place}");
    let call = call.arg(package).arg("--version").arg(version);
    let call = if locked { call.arg("--locked") } else { call };
    QUICK
        .iter()
        .fold(call, |call, (name, value)| call.env(name, *value))
}

fn cargo_binstall(package: &str, version: &str) -> Call {
    // Compiling is left to `cargo install`, which is told to be quick about it.
    let words = "binstall --no-confirm --disable-strategies compile --root {place}";
    let call = Call::new("cargo")
        .words(words)
        .arg(format!("{package}@{version}"));
    call.env("BINSTALL_DISABLE_TELEMETRY", "true")
}

fn in_folder(calls: Vec<Call>, folder: &Path) -> Vec<Call> {
    calls
        .into_iter()
        .map(|call| call.in_folder(folder))
        .collect()
}

/// The cache and the tool's folder in it, when something can be written there.
fn place(facts: &Facts) -> Result<(PathBuf, PathBuf), String> {
    let tools = cache::folder().map_err(|failure| failure.message)?;
    cache::check_writable(&tools)?;
    let name = facts.folder_name().ok_or("it has no folder")?;
    let place = tools.join(name);
    Ok((tools, place))
}

fn require(program: &str, hint: &str) -> Result<(), String> {
    let found = on_search_path(program).map(drop);
    found.ok_or_else(|| format!("{program} is not on PATH ({hint})"))
}

/// npm is a script, whose full name Windows wants.
pub(crate) fn npm() -> PathBuf {
    on_search_path("npm").unwrap_or_else(|| "npm".into())
}

/// What to write before a command that needs root: nothing, or sudo where it asks no password.
fn as_root() -> Result<&'static str, String> {
    let user = Call::new("id").arg("-u").output().unwrap_or_default();
    if user.trim() == "0" {
        Ok("")
    } else if Call::new("sudo").words("-n true").succeeds() {
        Ok("sudo -n ")
    } else {
        Err("that takes root, and sudo is missing or asks for a password".into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crates_are_installed_in_their_exact_version() {
        let call = cargo_install("trunk", "0.21.14", true).to_string();
        assert!(
            call.ends_with("install --root '{place}' trunk --version 0.21.14 --locked"),
            "{call}"
        );
        assert!(call.contains("CARGO_PROFILE_RELEASE_LTO=off"), "{call}");
        let call = cargo_install("wasm-bindgen-cli", "0.2.130", false).to_string();
        assert!(!call.contains("--locked"), "{call}");
    }

    #[cfg(unix)]
    #[test]
    fn the_next_way_is_tried_when_one_fails() {
        let way = |script: &str| vec![Call::new("sh").arg("-c").arg(script)];
        let recipe = Recipe {
            place: None,
            ways: vec![way("exit 3"), way("exit 0")],
        };
        assert!(recipe.perform().is_ok());
        let recipe = Recipe {
            place: None,
            ways: vec![way("exit 3"), way("exit 4")],
        };
        assert_eq!(recipe.perform().unwrap_err().code, 4);
    }

    #[test]
    fn a_missing_program_is_an_obstacle_with_a_hint() {
        let obstacle = require("heartline-no-such-program", "see there").unwrap_err();
        assert_eq!(
            obstacle,
            "heartline-no-such-program is not on PATH (see there)"
        );
    }
}
