//! Finds tools that are already there, in the right version.

use std::env;
use std::path::{Path, PathBuf};

use crate::call::Call;
use crate::failure::{Failure, Outcome};
use crate::install::{Found, cache};
use crate::tools::{Facts, Source, Tool, WASM};
use crate::workspace::Workspace;

/// Where the tool is, if it is there.
pub(crate) fn locate(tool: Tool, facts: &Facts, workspace: &Workspace) -> Outcome<Option<Found>> {
    let known = |found: bool| Ok(found.then_some(Found::Known));
    match (tool, &facts.source) {
        (Tool::WasmTarget, _) => known(has_wasm_target(workspace)),
        (Tool::Rustfmt, _) => known(Call::cargo(workspace, "fmt --version").succeeds()),
        (Tool::Clippy, _) => known(Call::cargo(workspace, "clippy --version").succeeds()),
        (Tool::Browser, _) => browser_driver(),
        (_, Source::Crate { programs, .. } | Source::Npm { programs, .. }) => {
            Ok(installed(facts, programs)?.or_else(|| on_path(facts, programs)))
        }
        _ => known(on_search_path("node").is_some()),
    }
}

/// The file of a program in a folder.
pub(crate) fn program_in(folder: &Path, name: &str) -> Option<PathBuf> {
    let plain = folder.join(format!("{name}{}", env::consts::EXE_SUFFIX));
    // npm makes scripts, which have a name of their own on Windows.
    let script = folder.join(format!("{name}.cmd"));
    [plain, script].into_iter().find(|path| path.is_file())
}

/// The first program of that name on PATH.
pub(crate) fn on_search_path(name: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?).find_map(|folder| program_in(&folder, name))
}

/// The tool in its folder in the cache, all programs of it.
fn installed(facts: &Facts, programs: &[&str]) -> Outcome<Option<Found>> {
    let Some(name) = facts.folder_name() else {
        return Ok(None);
    };
    let place = cache::folder()?.join(name);
    let folder = match facts.source {
        Source::Npm { .. } => place.join("node_modules/.bin"),
        _ => place.join("bin"),
    };
    let complete = programs
        .iter()
        .all(|program| program_in(&folder, program).is_some());
    Ok(complete.then_some(Found::Folder(folder)))
}

/// The tool on PATH, when it is the right version and complete.
fn on_path(facts: &Facts, programs: &[&str]) -> Option<Found> {
    let program = on_search_path(programs.first()?)?;
    let folder = program.parent()?.to_path_buf();
    if !programs
        .iter()
        .all(|name| program_in(&folder, name).is_some())
    {
        return None;
    }
    // Trunk takes NO_COLOR=1 for a malformed option.
    let call = Call::new(program).arg("--version").without_env("NO_COLOR");
    is_version(&call.output().ok()?, &facts.version).then_some(Found::Folder(folder))
}

/// Whether a program's answer to `--version` is the version wanted. wasm-opt says only the first
/// number of its package's version: `wasm-opt version 132 (version_132)`.
fn is_version(answer: &str, wanted: &str) -> bool {
    let major = wanted.split('.').next().unwrap_or(wanted);
    let mut words = answer.split_whitespace();
    if answer.starts_with("wasm-opt version ") {
        words.nth(2) == Some(major)
    } else {
        words.nth(1) == Some(wanted)
    }
}

fn has_wasm_target(workspace: &Workspace) -> bool {
    let call = Call::new("rustc")
        .words("--print sysroot")
        .in_folder(&workspace.root);
    let sysroot = call.output().map(|text| PathBuf::from(text.trim()));
    sysroot.is_ok_and(|path| path.join("lib/rustlib").join(WASM).join("lib").is_dir())
}

/// A driver that someone chose, or one on this system together with its browser.
fn browser_driver() -> Outcome<Option<Found>> {
    if let Some(chosen) = env::var_os("CHROMEDRIVER") {
        let path = PathBuf::from(chosen);
        return if path.is_file() {
            Ok(Some(Found::Driver(path)))
        } else {
            Err(Failure::cannot(format!(
                "CHROMEDRIVER names {}, which is no file; correct it or unset it",
                path.display()
            )))
        };
    }
    let elsewhere = ["/usr/lib/chromium", "/usr/lib/chromium-browser"];
    let driver = on_search_path("chromedriver").or_else(|| {
        elsewhere
            .iter()
            .find_map(|folder| program_in(Path::new(folder), "chromedriver"))
    });
    Ok(driver.filter(|_| has_browser()).map(Found::Driver))
}

fn has_browser() -> bool {
    // Elsewhere browsers are installed as applications, which the driver finds by itself.
    let names = [
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
        "chrome",
    ];
    !cfg!(target_os = "linux") || names.iter().any(|name| on_search_path(name).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_as_the_tools_write_them() {
        assert!(is_version("trunk 0.21.14\n", "0.21.14"));
        assert!(!is_version("trunk 0.21.1\n", "0.21.14"));
        assert!(!is_version("trunk 0.21.140\n", "0.21.14"));
        assert!(is_version(
            "wasm-bindgen 0.2.130 (a8ff2d3 2026-01-01)",
            "0.2.130"
        ));
        assert!(is_version("wasm-opt version 132 (version_132)", "132.0.0"));
        assert!(!is_version("wasm-opt version 101", "132.0.0"));
        assert!(!is_version("", "132.0.0"));
    }

    #[cfg(unix)]
    #[test]
    fn a_program_is_found_on_the_search_path() {
        assert!(on_search_path("sh").is_some());
        assert!(on_search_path("heartline-no-such-program").is_none());
    }
}
