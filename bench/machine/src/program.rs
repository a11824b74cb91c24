//! Other programs: what they say, or why not.

use std::io;
use std::path::PathBuf;
use std::process::{Command, Output};

use crate::Failure;

/// Runs `command` to its end; `advice` says what to do when there is no such program.
pub(crate) fn run(command: &mut Command, advice: &str) -> Result<Output, Failure> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => format!("{name} is missing: {advice}"),
        _ => format!("{name}: {error}"),
    })?;
    if output.status.success() {
        return Ok(output);
    }
    let words = String::from_utf8_lossy(&output.stderr);
    Err(format!("{command:?} ended with {}:\n{words}", output.status).into())
}

/// The folder of everything that Cargo builds: this program stands in one of its folders.
pub(crate) fn target() -> Result<PathBuf, Failure> {
    let program = std::env::current_exe()?;
    let target = program.parent().and_then(|profile| profile.parent());
    Ok(target
        .ok_or("this program stands in no folder of Cargo's")?
        .to_owned())
}
