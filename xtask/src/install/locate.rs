//! Finds tools that are already there, in the right version.

use std::env;
use std::fs;
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
        (Tool::Firefox, _) => known(chosen("FIREFOX")?.is_some() || is_any_there(&FIREFOX)),
        (Tool::Geckodriver, Source::Crate { programs, .. }) => Ok(match chosen("GECKODRIVER")? {
            Some(path) => Some(Found::Named("GECKODRIVER", path)),
            None => installed(facts, programs)?.or_else(|| on_path(facts, programs)),
        }),
        (Tool::WebKit, _) => known(has_webkit()),
        (Tool::Valgrind, _) => known(on_search_path("valgrind").is_some()),
        (
            _,
            Source::NpmScript {
                package,
                script,
                variable,
            },
        ) => {
            let path = match chosen(variable)? {
                Some(path) => Some(path),
                None => installed_script(facts, package, script)?,
            };
            Ok(path.map(|path| Found::Named(variable, path)))
        }
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

/// The script in its folder in the cache.
fn installed_script(facts: &Facts, package: &str, script: &str) -> Outcome<Option<PathBuf>> {
    let Some(name) = facts.folder_name() else {
        return Ok(None);
    };
    let packages = cache::folder()?.join(name).join("node_modules");
    let path = packages.join(package).join(script);
    Ok(path.is_file().then_some(path))
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
    if let Some(path) = chosen("CHROMEDRIVER")? {
        return Ok(Some(Found::Named("CHROMEDRIVER", path)));
    }
    let elsewhere = ["/usr/lib/chromium", "/usr/lib/chromium-browser"];
    let driver = on_search_path("chromedriver").or_else(|| {
        elsewhere
            .iter()
            .find_map(|folder| program_in(Path::new(folder), "chromedriver"))
    });
    let driver = driver.filter(|_| has_browser());
    Ok(driver.map(|path| Found::Named("CHROMEDRIVER", path)))
}

/// The file that someone chose.
fn chosen(variable: &str) -> Outcome<Option<PathBuf>> {
    let Some(path) = env::var_os(variable).map(PathBuf::from) else {
        return Ok(None);
    };
    let wrong = || {
        let path = path.display();
        format!("{variable} names {path}, which is no file; correct it or unset it")
    };
    match path.is_file() {
        true => Ok(Some(path)),
        false => Err(Failure::cannot(wrong())),
    }
}

fn has_browser() -> bool {
    // Elsewhere browsers are installed as applications, which the driver finds by itself.
    !cfg!(target_os = "linux") || is_any_there(&CHROMIUM)
}

/// The browser stands beside its library, not in the search path.
fn has_webkit() -> bool {
    let systems = fs::read_dir("/usr/lib").into_iter().flatten().flatten();
    let mut browsers = systems.map(|system| system.path().join("webkit2gtk-4.1/MiniBrowser"));
    let programs = ["WebKitWebDriver", "Xvfb"];
    browsers.any(|browser| browser.is_file())
        && programs.iter().all(|name| on_search_path(name).is_some())
}

fn is_any_there(names: &[&str]) -> bool {
    names.iter().any(|name| on_search_path(name).is_some())
}

const CHROMIUM: [&str; 5] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
];

const FIREFOX: [&str; 2] = ["firefox", "firefox-esr"];

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
        assert!(is_version("geckodriver 0.37.1\n\nThe source", "0.37.1"));
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
