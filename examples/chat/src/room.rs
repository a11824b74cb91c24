//! The conversation as a value. Pure: it knows no connection and no page.
//!
//! That a message was handed to the browser proves nothing. A line counts as arrived when the server
//! repeats it; until then it is pending.

use std::collections::VecDeque;
use std::rc::Rc;

use yew::Reducible;

use crate::protocol::Said;

/// A line of the conversation.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Tells lines apart.
    pub number: u64,
    /// Who says it.
    pub from: String,
    /// What.
    pub text: String,
    /// What became of it.
    pub state: State,
}

/// What became of a line.
#[derive(Clone, Debug, PartialEq)]
pub enum State {
    /// Everyone has it.
    Arrived,
    /// It waits for a connection, or for the server to repeat it.
    Pending,
    /// It had left when the connection was lost; perhaps it arrived.
    Unsure,
    /// It was not sent, and why.
    Lost(String),
}

impl State {
    /// One word for programs.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Arrived => "arrived",
            Self::Pending => "pending",
            Self::Unsure => "unsure",
            Self::Lost(_) => "lost",
        }
    }

    /// A few words for people; none for what is as it should be.
    pub fn words(&self) -> String {
        match self {
            Self::Arrived => String::new(),
            Self::Pending => "pending".to_owned(),
            Self::Unsure => "the connection was lost; this may not have arrived".to_owned(),
            Self::Lost(reason) => format!("not sent: {reason}"),
        }
    }
}

/// Something that happened to the conversation.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// The person wrote a line, which was taken.
    Wrote(String),
    /// The person wrote a line, which was not taken, and why.
    Rejected(String, String),
    /// The server repeats what somebody said.
    Heard(Said),
    /// The server did not understand, and why.
    Refused(String),
    /// A line that was taken was not sent after all, and why.
    NotSent(String, String),
    /// The connection is gone; so many lines, the latest ones, still wait to be sent.
    ConnectionLost {
        /// How many.
        queued: usize,
    },
}

/// The conversation so far.
#[derive(Clone, Debug)]
pub struct Room {
    name: String,
    arrived: VecDeque<Line>,
    unsettled: Vec<Line>,
    refusal: String,
    written: u64,
}

/// How many lines are kept, so that a long day does not fill the memory.
const KEPT: usize = 200;

impl Room {
    /// An empty room for the person of this name.
    pub const fn new(name: String) -> Self {
        Self {
            name,
            arrived: VecDeque::new(),
            unsettled: Vec::new(),
            refusal: String::new(),
            written: 0,
        }
    }

    /// What everyone has, oldest first.
    pub fn arrived(&self) -> impl Iterator<Item = &Line> {
        self.arrived.iter()
    }

    /// The person's own lines that have not arrived, oldest first.
    pub fn unsettled(&self) -> impl Iterator<Item = &Line> {
        self.unsettled.iter()
    }

    /// What the server did not understand last; empty while it understood everything.
    pub fn refusal(&self) -> &str {
        &self.refusal
    }

    fn apply(&mut self, change: Change) {
        match change {
            Change::Wrote(text) => self.write(text, State::Pending),
            Change::Rejected(text, reason) => self.write(text, State::Lost(reason)),
            Change::Heard(said) => self.hear(said),
            Change::Refused(reason) => self.refusal = reason,
            Change::NotSent(text, reason) => {
                let waits = |line: &&mut Line| line.text == text && line.state == State::Pending;
                if let Some(line) = self.unsettled.iter_mut().find(waits) {
                    line.state = State::Lost(reason);
                }
            }
            Change::ConnectionLost { queued } => {
                let pending = |line: &&mut Line| line.state == State::Pending;
                for line in self.unsettled.iter_mut().filter(pending).rev().skip(queued) {
                    line.state = State::Unsure;
                }
            }
        }
    }

    fn write(&mut self, text: String, state: State) {
        let line = self.line(self.name.clone(), text, state);
        self.unsettled.push(line);
    }

    /// One's own words settle the line that waited for them. By name and text only: the protocol has
    /// no numbers, and two people of one name who say the same cannot be told apart by anyone.
    fn hear(&mut self, Said { from, text }: Said) {
        let awaited = |line: &Line| !matches!(line.state, State::Lost(_)) && line.text == text;
        let own = from == self.name;
        let place = self.unsettled.iter().position(|line| own && awaited(line));
        let line = match place {
            Some(place) => Line {
                state: State::Arrived,
                ..self.unsettled.remove(place)
            },
            None => self.line(from, text, State::Arrived),
        };
        self.arrived.push_back(line);
        if self.arrived.len() > KEPT {
            self.arrived.pop_front();
        }
    }

    fn line(&mut self, from: String, text: String, state: State) -> Line {
        self.written += 1;
        Line {
            number: self.written,
            from,
            text,
            state,
        }
    }
}

impl Reducible for Room {
    type Action = Change;

    fn reduce(self: Rc<Self>, change: Change) -> Rc<Self> {
        let mut room = Rc::unwrap_or_clone(self);
        room.apply(change);
        Rc::new(room)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn room(changes: impl IntoIterator<Item = Change>) -> Room {
        let mut room = Room::new("me".to_owned());
        for change in changes {
            room.apply(change);
        }
        room
    }

    fn said(from: &str, text: &str) -> Change {
        Change::Heard(Said {
            from: from.to_owned(),
            text: text.to_owned(),
        })
    }

    fn wrote(text: &str) -> Change {
        Change::Wrote(text.to_owned())
    }

    fn states(room: &Room) -> Vec<(&str, &str)> {
        let lines = room.arrived().chain(room.unsettled());
        lines
            .map(|line| (line.text.as_str(), line.state.as_str()))
            .collect()
    }

    #[test]
    fn a_line_is_pending_until_the_server_repeats_it_once() {
        let room = room([wrote("a"), wrote("a"), said("you", "a"), said("me", "a")]);
        assert_eq!(
            states(&room),
            [("a", "arrived"), ("a", "arrived"), ("a", "pending")]
        );
    }

    #[test]
    fn what_had_left_when_the_connection_was_lost_is_unsure_and_what_waits_is_not() {
        let lost = Change::ConnectionLost { queued: 1 };
        let room = room([wrote("left"), wrote("waits"), lost]);
        assert_eq!(states(&room), [("left", "unsure"), ("waits", "pending")]);
    }

    #[test]
    fn a_line_that_was_not_sent_says_so() {
        let reason = "the outbox is full".to_owned();
        let room = room([wrote("a"), Change::NotSent("a".to_owned(), reason)]);
        assert_eq!(states(&room), [("a", "lost")]);
    }
}
