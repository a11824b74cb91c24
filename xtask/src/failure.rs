//! Why a command could not go on: words for a person and an exit code for a program.

use crate::terminal;

/// What every fallible function of this crate returns.
pub(crate) type Outcome<T = ()> = Result<T, Failure>;

/// The end of a command: what to say, and the exit code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    /// 1: the work was done and the answer is no. 2: the work could not be done.
    /// Any other: the code of the program that failed.
    pub(crate) code: u8,
    /// What happened and what to do about it; empty when everything has been said already.
    pub(crate) message: String,
}

impl Failure {
    /// A check or a test that says no.
    pub(crate) fn negative(message: impl Into<String>) -> Self {
        Self {
            code: 1,
            message: message.into(),
        }
    }

    /// Something around the work is wrong: a missing tool, a port in use, a bad option.
    pub(crate) fn cannot(message: impl Into<String>) -> Self {
        Self {
            code: 2,
            message: message.into(),
        }
    }

    /// A program that was called ended with this code.
    pub(crate) fn of_program(code: Option<i32>, message: impl Into<String>) -> Self {
        // A program killed by a signal has no code.
        let code = code
            .and_then(|code| u8::try_from(code).ok())
            .filter(|code| *code != 0);
        Self {
            code: code.unwrap_or(1),
            message: message.into(),
        }
    }

    /// Writes the message to standard error.
    pub(crate) fn print(&self) {
        if !self.message.is_empty() {
            terminal::note(format_args!("error: {}", self.message));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_program_never_becomes_success() {
        assert_eq!(Failure::of_program(Some(101), "").code, 101);
        assert_eq!(Failure::of_program(Some(0), "").code, 1);
        assert_eq!(Failure::of_program(Some(-1), "").code, 1);
        assert_eq!(Failure::of_program(Some(256), "").code, 1);
        assert_eq!(Failure::of_program(None, "").code, 1);
    }
}
