//! Calling another program: what is run is what is printed.

use std::env;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

use crate::failure::{Failure, Outcome};
use crate::workspace::Workspace;

/// A program with its arguments, surroundings and folder.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    program: OsString,
    arguments: Vec<OsString>,
    set: Vec<(&'static str, OsString)>,
    unset: Vec<&'static str>,
    folder: Option<PathBuf>,
}

impl Call {
    pub(crate) fn new(program: impl Into<OsString>) -> Self {
        Self {
            program: program.into(),
            arguments: Vec::new(),
            set: Vec::new(),
            unset: Vec::new(),
            folder: None,
        }
    }

    /// Cargo with these words as arguments, in the workspace.
    pub(crate) fn cargo(workspace: &Workspace, words: &str) -> Self {
        Self::new("cargo").words(words).in_folder(&workspace.root)
    }

    /// Adds one argument.
    pub(crate) fn arg(mut self, argument: impl Into<OsString>) -> Self {
        self.arguments.push(argument.into());
        self
    }

    /// Adds the arguments that stand in `words`, split at spaces.
    pub(crate) fn words(mut self, words: &str) -> Self {
        self.arguments
            .extend(words.split_whitespace().map(OsString::from));
        self
    }

    /// Replaces every argument that is exactly `word` by a path.
    pub(crate) fn filled(mut self, word: &str, path: &Path) -> Self {
        for argument in self
            .arguments
            .iter_mut()
            .filter(|argument| *argument == word)
        {
            *argument = path.into();
        }
        self
    }

    /// Sets an environment variable.
    pub(crate) fn env(mut self, name: &'static str, value: impl Into<OsString>) -> Self {
        self.set.push((name, value.into()));
        self
    }

    /// Removes an environment variable.
    pub(crate) fn without_env(mut self, name: &'static str) -> Self {
        self.unset.push(name);
        self
    }

    /// Runs in this folder.
    pub(crate) fn in_folder(mut self, folder: &Path) -> Self {
        self.folder = Some(folder.to_path_buf());
        self
    }

    /// The call as the standard library takes it.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(self.resolved_program());
        command.args(&self.arguments);
        for name in own_variables().chain(self.unset.iter().map(OsString::from)) {
            command.env_remove(name);
        }
        command.envs(self.set.iter().map(|(name, value)| (name, value)));
        if let Some(folder) = &self.folder {
            command.current_dir(folder);
        }
        command
    }

    /// Runs with this terminal. Standard output goes to standard error when `quiet_output`:
    /// a command that has a result of its own keeps standard output for it.
    pub(crate) fn run(&self, quiet_output: bool) -> Outcome {
        let mut command = self.command();
        if quiet_output {
            command.stdout(Stdio::from(io::stderr()));
        }
        let status = command.status().map_err(|error| self.not_started(&error))?;
        self.judge(status)
    }

    /// Runs and returns standard output. Standard error is shown only through the failure.
    pub(crate) fn output(&self) -> Outcome<String> {
        let output = self
            .command()
            .output()
            .map_err(|error| self.not_started(&error))?;
        let text = String::from_utf8_lossy(&output.stderr);
        self.judge(output.status).map_err(|failure| Failure {
            message: format!("{}\n{}", failure.message, text.trim_end()),
            ..failure
        })?;
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// Whether it runs and succeeds; nothing is shown.
    pub(crate) fn succeeds(&self) -> bool {
        let mut command = self.command();
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    }

    /// The failure of a program that could not be started.
    pub(crate) fn not_started(&self, error: &io::Error) -> Failure {
        Failure::cannot(format!(
            "cannot start `{}`: {error}",
            self.program.display()
        ))
    }

    /// The outcome that an exit status stands for.
    pub(crate) fn judge(&self, status: ExitStatus) -> Outcome {
        if status.success() {
            return Ok(());
        }
        Err(Failure::of_program(
            status.code(),
            format!("`{self}` failed ({status})"),
        ))
    }

    /// Cargo names itself to the programs it starts, which spares the search by rustup's proxy.
    fn resolved_program(&self) -> OsString {
        let own = (self.program == "cargo")
            .then(|| env::var_os("CARGO"))
            .flatten();
        own.unwrap_or_else(|| self.program.clone())
    }
}

/// What `cargo run` tells this program about this package; the programs it calls are others.
fn own_variables() -> impl Iterator<Item = OsString> {
    let is_own = |name: &OsStr| {
        let name = name.to_string_lossy();
        name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")
    };
    env::vars_os()
        .map(|(name, _)| name)
        .filter(move |name| is_own(name))
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, value) in self.set.iter().filter(|(name, _)| *name != "PATH") {
            write!(f, "{name}={} ", quoted(value))?;
        }
        write!(f, "{}", quoted(&self.program))?;
        self.arguments
            .iter()
            .try_for_each(|argument| write!(f, " {}", quoted(argument)))
    }
}

/// The word as a shell would need it.
fn quoted(word: &OsStr) -> String {
    let word = word.to_string_lossy();
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=:,@+~".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.into_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_reads_as_one_would_type_it() {
        let call = Call::new("cargo")
            .words("test -p x")
            .arg("a b")
            .env("N", "1")
            .env("PATH", "/");
        assert_eq!(call.to_string(), "N=1 cargo test -p x 'a b'");
    }

    #[test]
    fn a_missing_program_is_said_in_words() {
        let failure = Call::new("heartline-no-such-program").output().unwrap_err();
        assert_eq!(failure.code, 2);
        assert!(
            failure
                .message
                .contains("cannot start `heartline-no-such-program`")
        );
    }

    #[cfg(unix)]
    #[test]
    fn the_code_and_the_words_of_a_program_are_kept() {
        let failure = Call::new("sh")
            .arg("-c")
            .arg("echo why >&2; exit 7")
            .output()
            .unwrap_err();
        assert_eq!(failure.code, 7);
        assert!(failure.message.contains("why"), "{}", failure.message);
    }
}
