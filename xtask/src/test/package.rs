//! The packages as a registry would get them: complete, compiling on their own, without a warning,
//! and without what only this repository needs.

use std::fs;
use std::io::{self, BufRead, BufReader};
use std::path::PathBuf;
use std::process::Stdio;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::call::Call;
use crate::failure::{Failure, Outcome};
use crate::terminal::{note, say};
use crate::workspace::Workspace;

/// The ones that are for others, what a package builds on first.
pub(crate) const PACKAGES: [&str; 2] = ["heartline-connection", "heartline"];

/// Folders of this repository that are no part of a library.
const FOLDERS: [&str; 6] = ["bench", "dist", "e2e", "server", "target", "xtask"];
/// Files that a library does not need: pictures of the page.
const ENDINGS: [&str; 3] = [".png", ".gif", ".webm"];

/// Looks at what would be in the packages, then makes and compiles them.
pub(super) fn check(workspace: &Workspace) -> Outcome {
    let mut stowaways = Vec::new();
    for package in PACKAGES {
        let list = Call::cargo(workspace, "package --list --allow-dirty -p").arg(package);
        let files = list.output()?;
        let found = files.lines().filter(|file| is_stowaway(file));
        stowaways.extend(found.map(|file| format!("  {package}: {file}")));
    }
    if !stowaways.is_empty() {
        let message =
            "the packages hold what only this repository needs; leave it out of `include`";
        return Err(Failure::negative(format!(
            "{message}:\n{}",
            stowaways.join("\n")
        )));
    }
    let folder = fresh_folder(workspace);
    let call = PACKAGES.iter().fold(
        Call::cargo(workspace, "package --allow-dirty --target-dir").arg(&folder),
        |call, package| call.arg("-p").arg(*package),
    );
    say(format_args!("$ {call}"));
    without_warnings(&call)
}

/// A folder that no earlier run has used. Cargo unpacks the first package into its home by the name
/// of this folder and the package's version, and takes what it finds there for the present one.
fn fresh_folder(workspace: &Workspace) -> PathBuf {
    let all = workspace.target_dir().join("packages");
    // What is left of an earlier run does no harm.
    let _ = fs::remove_dir_all(&all);
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    all.join(since.unwrap_or_default().as_nanos().to_string())
}

fn is_stowaway(file: &str) -> bool {
    let folder = file.split_once('/').map(|(folder, _)| folder);
    folder.is_some_and(|folder| FOLDERS.contains(&folder))
        || ENDINGS.iter().any(|ending| file.ends_with(ending))
}

/// Runs the call, shows what it writes, and takes a warning for a failure.
fn without_warnings(call: &Call) -> Outcome {
    let mut command = call.command();
    let mut child = command
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| call.not_started(&error))?;
    let mut warnings = 0;
    for line in child.stderr.take().into_iter().flat_map(lines) {
        warnings += usize::from(is_warning(&line));
        note(line);
    }
    let status = child.wait().map_err(|error| call.not_started(&error))?;
    call.judge(status)?;
    if warnings > 0 {
        let message = format!("`{call}` gave {warnings} warning(s), shown above");
        return Err(Failure::negative(message));
    }
    Ok(())
}

fn lines(from: impl io::Read) -> impl Iterator<Item = String> {
    BufReader::new(from)
        .split(b'\n')
        .map_while(Result::ok)
        .map(|line| String::from_utf8_lossy(&line).into_owned())
}

/// Cargo writes `warning: …`, the compiler `warning: …` or `warning[E…]: …`.
fn is_warning(line: &str) -> bool {
    line.starts_with("warning:") || line.starts_with("warning[")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_the_repository_needs_is_a_stowaway() {
        for file in [
            "e2e/src/lib.rs",
            "docs/screenshot.png",
            "bench/size/src/main.rs",
        ] {
            assert!(is_stowaway(file), "{file}");
        }
        for file in [
            "src/server/mod.rs",
            "README.md",
            "tests/e2e.rs",
            "static/icon.svg",
        ] {
            assert!(!is_stowaway(file), "{file}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_warning_is_a_failure_although_the_program_succeeds() {
        let says = |words: &str| Call::new("sh").arg("-c").arg(format!("echo '{words}' >&2"));
        assert!(without_warnings(&says("   Packaged 10 files; no warning: fine")).is_ok());
        let failure = without_warnings(&says("warning: manifest has no repository")).unwrap_err();
        assert_eq!(failure.code, 1);
        assert!(
            failure.message.contains("1 warning(s)"),
            "{}",
            failure.message
        );
        let failing = Call::new("sh").arg("-c").arg("exit 101");
        assert_eq!(without_warnings(&failing).unwrap_err().code, 101);
    }
}
