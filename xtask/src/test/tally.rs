//! Counts tests in the output of Cargo and of wasm-bindgen's runner while it passes through, and what
//! proofs say of themselves.

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, IsTerminal, Read, Write};
use std::process::Stdio;

use crate::call::Call;
use crate::failure::{Failure, Outcome};

/// How many tests ran and how they ended.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Tally {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    pub(crate) ignored: u64,
    /// Of how much there was of what: `proof: 4096 random walks`.
    pub(crate) proofs: BTreeMap<String, u64>,
}

impl Tally {
    /// Runs the call, shows what it writes and counts.
    pub(crate) fn run(&mut self, call: &Call) -> Outcome {
        let mut command = call.command();
        if io::stderr().is_terminal() {
            // Cargo looks at both streams, and only one of them is read here.
            command.env("CARGO_TERM_COLOR", "always");
        }
        let mut child = command
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| call.not_started(&error))?;
        if let Some(output) = child.stdout.take() {
            self.read(output, &mut io::stdout());
        }
        let status = child.wait().map_err(|error| call.not_started(&error))?;
        call.judge(status)
    }

    /// A step of tests that ran none proves nothing, whatever its exit code.
    pub(crate) fn require_tests(&self) -> Outcome {
        if self.passed + self.failed == 0 {
            return Err(Failure::negative(
                "not one test ran, so the step proves nothing",
            ));
        }
        Ok(())
    }

    /// Likewise a proof that does not say how much it proved.
    pub(crate) fn require_proofs(&self) -> Outcome {
        if self.proofs.values().all(|count| *count == 0) {
            return Err(Failure::negative(
                "it did not say how much it proved, so the step proves nothing",
            ));
        }
        Ok(())
    }

    /// Notes that there was so much of that.
    pub(crate) fn prove(&mut self, count: u64, what: &str) {
        *self.proofs.entry(what.to_owned()).or_default() += count;
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.ignored += other.ignored;
        for (what, count) in other.proofs {
            self.prove(count, &what);
        }
    }

    fn read(&mut self, from: impl Read, to: &mut impl Write) {
        let mut from = BufReader::new(from);
        let mut line = Vec::new();
        // Bytes, since tests may write what is no text.
        while from
            .read_until(b'\n', &mut line)
            .is_ok_and(|length| length > 0)
        {
            let _ = to.write_all(&line).and_then(|()| to.flush());
            let text = String::from_utf8_lossy(&line);
            if let Some(result) = parse(&text) {
                self.add(result);
            }
            if let Some((count, what)) = parse_proof(&text) {
                self.prove(count, what);
            }
            line.clear();
        }
    }
}

/// Reads `test result: ok. 3 passed; 1 failed; 0 ignored; …`, which both runners write.
fn parse(line: &str) -> Option<Tally> {
    let line = without_colour(line);
    let (_, counts) = line
        .trim()
        .strip_prefix("test result: ")?
        .split_once(". ")?;
    let count = |what: &str| {
        let part = counts
            .split(';')
            .find_map(|part| part.trim().strip_suffix(what))?;
        part.trim().parse().ok()
    };
    Some(Tally {
        passed: count("passed")?,
        failed: count("failed")?,
        ignored: count("ignored")?,
        proofs: BTreeMap::new(),
    })
}

/// Reads `proof: 4096 random walks`.
fn parse_proof(line: &str) -> Option<(u64, &str)> {
    let (count, what) = line.trim().strip_prefix("proof: ")?.split_once(' ')?;
    Some((count.parse().ok()?, what))
}

/// The text without the terminal's colour sequences, `ESC [ … m`.
fn without_colour(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        text + part.split_once('m').map_or(part, |(_, rest)| rest)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_runners_are_counted_and_passed_through() {
        let output = "running 3 tests\n\
            test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\
            test result: \u{1b}[31mFAILED\u{1b}[0m. 4 passed; 2 failed; 0 ignored; 0 filtered out; finished in 1s";
        let (mut tally, mut shown) = (Tally::default(), Vec::new());
        tally.read(output.as_bytes(), &mut shown);
        assert_eq!(
            tally,
            Tally {
                passed: 7,
                failed: 2,
                ignored: 1,
                ..Tally::default()
            }
        );
        assert_eq!(shown, output.as_bytes());
    }

    #[test]
    fn proofs_of_the_same_are_added_up() {
        let output = "proof: 40 random walks\ntest a ... ok\nproof: 2 random walks\n\
            proof: many more\nproof: 7 sequences of six inputs";
        let mut tally = Tally::default();
        assert_eq!(tally.require_proofs().unwrap_err().code, 1);
        tally.read(output.as_bytes(), &mut Vec::new());
        let proofs: Vec<_> = tally.proofs.iter().collect();
        assert_eq!(
            proofs,
            [
                (&"random walks".to_owned(), &42),
                (&"sequences of six inputs".to_owned(), &7)
            ]
        );
        assert!(tally.require_proofs().is_ok());
    }

    #[test]
    fn words_about_results_are_not_results() {
        assert_eq!(
            parse("the test result: ok. 3 passed; 0 failed; 0 ignored"),
            None
        );
        assert_eq!(parse("test result: ok."), None);
        assert_eq!(parse("no tests to run!"), None);
    }

    #[test]
    fn a_step_without_tests_fails() {
        assert_eq!(Tally::default().require_tests().unwrap_err().code, 1);
        assert!(
            Tally {
                ignored: 3,
                ..Tally::default()
            }
            .require_tests()
            .is_err()
        );
        assert!(
            Tally {
                passed: 1,
                ..Tally::default()
            }
            .require_tests()
            .is_ok()
        );
    }

    #[cfg(unix)]
    #[test]
    fn the_exit_code_of_the_runner_is_kept() {
        let call = Call::new("sh").arg("-c").arg("echo hello; exit 101");
        assert_eq!(Tally::default().run(&call).unwrap_err().code, 101);
    }
}
