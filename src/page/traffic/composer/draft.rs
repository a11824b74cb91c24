//! What is being written: of which kind it is, and the message that it makes.

use heartline_connection::Message;

use super::super::super::settings::is_secret;
use super::place::{Problem, Wrong};
use super::{hex, json};

/// As what the text in the box is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in super::super) enum Mode {
    #[default]
    Text,
    Json,
    Binary,
}

impl Mode {
    pub(super) const ALL: [Self; 3] = [Self::Text, Self::Json, Self::Binary];

    /// The name by which it is kept.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::Binary => "binary",
        }
    }

    pub(super) fn by_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.name() == name)
    }
}

/// A text and how it is meant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in super::super) struct Draft {
    pub(super) mode: Mode,
    pub(super) text: String,
}

impl Draft {
    /// The message that it makes. `is_json` is what the browser says.
    ///
    /// # Errors
    /// What is wrong with it first.
    pub(super) fn message(self, is_json: fn(&str) -> bool) -> Result<Message, (Self, Problem)> {
        let fault = match self.mode {
            Mode::Text => return Ok(self.text.into()),
            Mode::Json if is_json(&self.text) => return Ok(self.text.into()),
            Mode::Json => json::first_fault(&self.text).unwrap_or((0, Wrong::Somewhere)),
            Mode::Binary => match hex::parse(&self.text) {
                Ok(bytes) => return Ok(bytes.into()),
                Err(fault) => fault,
            },
        };
        let problem = Problem::at(fault, &self.text);
        Err((self, problem))
    }

    /// Whether it makes no message: white space is one only as text.
    pub(super) fn is_empty(&self) -> bool {
        match self.mode {
            Mode::Text => self.text.is_empty(),
            Mode::Json | Mode::Binary => self.text.trim().is_empty(),
        }
    }

    /// The size of its message and what is wrong with it. An empty box is not wrong yet.
    pub(super) fn check(&self, is_json: fn(&str) -> bool) -> (usize, Option<Problem>) {
        if self.is_empty() {
            return (0, None);
        }
        match self.clone().message(is_json) {
            Ok(message) => (message.len(), None),
            Err((_, problem)) => (0, Some(problem)),
        }
    }

    /// Whether it looks like something that does not belong into a browser's storage.
    pub(super) fn looks_secret(&self) -> bool {
        is_secret(&self.text)
    }
}

/// The beginning of a message, in one line.
pub(super) fn excerpt(message: &Message) -> String {
    match message {
        Message::Text(text) => beginning(text),
        Message::Binary(bytes) => {
            let more = if bytes.len() > EXCERPT / 3 {
                " …"
            } else {
                ""
            };
            hex::spell(bytes, EXCERPT / 3) + more
        }
    }
}

/// The beginning of a text, in one line.
pub(super) fn beginning(text: &str) -> String {
    let mut line = String::new();
    let mut characters = text.chars();
    for c in characters.by_ref().take(EXCERPT) {
        line.push(if c.is_control() { ' ' } else { c });
    }
    if characters.next().is_some() {
        line.push('…');
    }
    line
}

/// How much of a message an excerpt shows, in characters.
const EXCERPT: usize = 72;

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(mode: Mode, text: &str) -> Draft {
        let text = text.to_owned();
        Draft { mode, text }
    }

    fn is_json(text: &str) -> bool {
        json::first_fault(text).is_none()
    }

    #[test]
    fn each_mode_makes_the_message_that_it_says() {
        for (mode, text, message) in [
            (Mode::Text, "{oops", Message::from("{oops")),
            (Mode::Json, " {\"a\": 1} ", Message::from(" {\"a\": 1} ")),
            (Mode::Binary, "0x01 ff", Message::from(vec![1, 255])),
        ] {
            assert_eq!(draft(mode, text).message(is_json), Ok(message));
        }
    }

    #[test]
    fn a_draft_is_measured_and_checked_as_what_it_is() {
        for (mode, text, size, wrong) in [
            (Mode::Text, "é", 2, None),
            (Mode::Text, "", 0, None),
            (Mode::Text, " \n ", 3, None),
            (Mode::Json, "", 0, None),
            (Mode::Json, " ", 0, None),
            (Mode::Binary, "\n", 0, None),
            (Mode::Json, "{", 0, Some(Wrong::NotClosed)),
            (Mode::Binary, "00 1", 0, Some(Wrong::LoneHexDigit)),
            (Mode::Binary, "00 11", 2, None),
        ] {
            let (counted, problem) = draft(mode, text).check(is_json);
            assert_eq!(
                (counted, problem.map(|problem| problem.wrong)),
                (size, wrong)
            );
        }
        // The browser has the last word.
        let refused = draft(Mode::Json, "1").check(|_| false);
        assert_eq!(
            refused.1.map(|problem| problem.wrong),
            Some(Wrong::Somewhere)
        );
    }

    #[test]
    fn an_excerpt_is_one_short_line() {
        assert_eq!(excerpt(&Message::from("a\n\tb")), "a  b");
        assert_eq!(excerpt(&Message::from(vec![0, 255])), "00 ff");
        assert_eq!(beginning(&"é".repeat(500)).chars().count(), EXCERPT + 1);
    }
}
