//! Where connections begin and end: thin rows between the messages, which are none themselves and
//! are counted nowhere as such.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use heartline_connection::{Cause, Phase, Status};
use yew::prelude::*;

use super::row::clock;
use super::words::Say;
use super::{Deed, LogPanel, LogProps};
use crate::page::address::address;
use crate::page::language::Language;
use crate::{Subscription, WebSocketAgent};

/// As it is known to whoever hears of phases.
pub(super) type SharedMarks = Rc<RefCell<Marks>>;

/// A beginning or an end.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Mark {
    /// The number of the message that it stands before, which may not have come yet.
    pub(super) before: u64,
    /// When, in milliseconds since 1970.
    pub(super) wall: f64,
    pub(super) attempt: u64,
    pub(super) what: Turn,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Turn {
    /// Where to, without secrets.
    Begun(String),
    Ended(Option<Cause>),
}

/// The latest marks, oldest first.
#[derive(Debug, Default)]
pub(super) struct Marks {
    kept: Vec<Mark>,
    /// The attempt whose connection is open.
    open: Option<u64>,
    /// The server that it is of, whichever of its addresses it leads to, secrets included, and the
    /// number of the first message from there.
    server: String,
    server_from: u64,
}

/// How many are kept; more than that many connections in what a log holds are no connections to
/// speak of.
const MAX: usize = 1_000;

impl Marks {
    /// At present the connection is like this, and the next message has this number. Whether a
    /// connection has begun or ended since.
    fn note(
        &mut self,
        before: u64,
        wall: f64,
        status: &Status,
        agent: Option<&WebSocketAgent>,
    ) -> bool {
        let open = (status.phase == Phase::Open).then_some(status.attempt);
        if open == self.open {
            return false;
        }
        let ended = self
            .open
            .map(|attempt| (attempt, Turn::Ended(status.cause.clone())));
        let begun =
            open.map(|attempt| (attempt, Turn::Begun(agent.map(address).unwrap_or_default())));
        for (attempt, what) in [ended, begun].into_iter().flatten() {
            self.kept.push(Mark {
                before,
                wall,
                attempt,
                what,
            });
        }
        self.open = open;
        let server = agent.and_then(|agent| agent.configured(|config| config.url.clone()));
        if let Some(server) = server.filter(|server| open.is_some() && *server != self.server) {
            (self.server, self.server_from) = (server, before);
        }
        self.kept.drain(..self.kept.len().saturating_sub(MAX));
        true
    }

    /// Lets go of what stands before messages that are forgotten.
    pub(super) fn forget(&mut self, first: u64) {
        let gone = self.kept.partition_point(|mark| mark.before < first);
        self.kept.drain(..gone);
    }

    /// Nothing is left of what stands before the message of this number.
    pub(super) fn clear(&mut self, next: u64) {
        self.kept.clear();
        self.server_from = next;
    }

    /// Where what is known of the present server begins.
    pub(super) const fn server_from(&self) -> u64 {
        self.server_from
    }

    pub(super) fn all(&self) -> &[Mark] {
        &self.kept
    }
}

/// Hears of what happens before the log does: the greeting of a connection comes after its beginning.
pub(super) fn listen(marks: &SharedMarks, props: &LogProps, tell: Callback<Deed>) -> Subscription {
    let (marks, log, agent) = (marks.clone(), props.log.clone(), props.agent.clone());
    props.agent.on_event(move |_| {
        let (next, status) = (log.borrow().total() + 1, agent.status());
        let now = js_sys::Date::now();
        if marks.borrow_mut().note(next, now, &status, Some(&agent)) {
            tell.emit(Deed::Marked);
        }
    })
}

/// The shown messages, by their numbers, and the marks between them, as rows from top to bottom.
pub(super) struct Rows<'a> {
    numbers: &'a VecDeque<u64>,
    pub(super) marks: &'a [Mark],
}

/// What stands in a row: the message, or the mark, of this place among its like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Message(usize),
    Mark(usize),
}

impl Rows<'_> {
    pub(super) fn len(&self) -> usize {
        self.numbers.len() + self.marks.len()
    }

    /// How many marks stand above a row.
    fn marks_above(&self, row: usize) -> usize {
        let (mut low, mut high) = (0, self.marks.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            match self.row_of(middle) < row {
                true => low = middle + 1,
                false => high = middle,
            }
        }
        low
    }

    /// The row of a mark.
    fn row_of(&self, mark: usize) -> usize {
        let before = self.marks[mark].before;
        self.numbers.partition_point(|number| *number < before) + mark
    }

    /// The row of the message at this place, or the first of all, from which one sees what stands
    /// above it.
    pub(super) fn of_message(&self, place: usize) -> usize {
        let number = self.numbers.get(place).filter(|_| place > 0);
        let number = number.copied().unwrap_or_default();
        place + self.marks.partition_point(|mark| mark.before <= number)
    }

    /// How many messages stand above a row.
    pub(super) fn messages_above(&self, row: usize) -> usize {
        row.saturating_sub(self.marks_above(row))
            .min(self.numbers.len())
    }

    pub(super) fn at(&self, row: usize) -> Place {
        let mark = self.marks_above(row);
        match mark < self.marks.len() && self.row_of(mark) == row {
            true => Place::Mark(mark),
            false => Place::Message(row - mark),
        }
    }
}

impl LogPanel {
    /// How many rows there are in all.
    pub(super) fn rows(&self) -> usize {
        self.laid_out(|rows| rows.len())
    }

    /// What `look` sees of the rows. Whoever searches sees only what was found.
    pub(super) fn laid_out<T>(&self, look: impl FnOnce(&Rows<'_>) -> T) -> T {
        let (numbers, marks) = (&self.matches.numbers, self.marks.borrow());
        let marks: &[Mark] = match self.matches.filter.searches() {
            true => &[],
            false => marks.all(),
        };
        look(&Rows { numbers, marks })
    }
}

/// A row that cannot be chosen.
pub(super) fn row(mark: &Mark, say: &Say, language: Language) -> Html {
    let attempt = mark.attempt.to_string();
    let (name, words) = match &mark.what {
        Turn::Begun(address) => (
            "begun",
            [say.begun[0], &attempt, say.begun[1], address].concat(),
        ),
        Turn::Ended(cause) => {
            let cause = cause.as_ref().map(|cause| cause.words_in(language));
            let ended = Phase::Idle.words_in(language);
            ("ended", cause.unwrap_or_else(|| ended.to_owned()))
        }
    };
    // Without the milliseconds: a row has little room for where it went.
    let mut seconds = clock(mark.wall);
    seconds.truncate(8);
    html! {
        <div key={["mark-", name, &attempt].concat()} role="option" aria-disabled="true"
            aria-selected="false" class="log-mark" data-testid={name}>
            <time>{ seconds }</time>
            <bdi>{ words }</bdi>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(phase: Phase, attempt: u64) -> Status {
        let mut status = Status::default();
        (status.phase, status.attempt) = (phase, attempt);
        status.cause = Some(Cause::CouldNotConnect);
        status
    }

    fn marks(notes: &[(u64, Phase, u64)]) -> Marks {
        let mut marks = Marks::default();
        for (before, phase, attempt) in notes {
            marks.note(*before, 0.0, &status(*phase, *attempt), None);
        }
        marks
    }

    #[test]
    fn a_connection_begins_and_ends_once_and_attempts_that_fail_are_none() {
        use Phase::{Connecting, Open, Waiting};
        let marks = marks(&[
            (1, Connecting, 1),
            (1, Open, 1),
            (4, Open, 1),
            (5, Waiting, 1),
            (5, Connecting, 2),
            (5, Waiting, 2),
            (6, Open, 3),
        ]);
        let places: Vec<_> = marks
            .all()
            .iter()
            .map(|mark| (mark.before, mark.attempt))
            .collect();
        assert_eq!(places, [(1, 1), (5, 1), (6, 3)]);
        assert_eq!(marks.all()[0].what, Turn::Begun(String::new()));
        let cause = Some(Cause::CouldNotConnect);
        assert_eq!(marks.all()[1].what, Turn::Ended(cause));
    }

    #[test]
    fn marks_are_bounded_and_go_with_the_messages_behind_them() {
        let notes = (1..3_000).map(|attempt| (attempt, Phase::Open, attempt));
        let mut marks = marks(&notes.collect::<Vec<_>>());
        assert_eq!(marks.all().len(), MAX);
        marks.forget(2_999);
        // The end of the one before, and the beginning of the last.
        assert_eq!(marks.all().len(), 2);
    }

    #[test]
    fn each_mark_has_its_row_between_the_messages() {
        use Place::{Mark, Message};
        let marks = marks(&[
            (1, Phase::Open, 1),
            (3, Phase::Waiting, 1),
            (3, Phase::Open, 2),
            (9, Phase::Waiting, 2),
        ]);
        // Some numbers are missing, as behind a filter.
        let rows = Rows {
            numbers: &[2, 3, 7].into(),
            marks: marks.all(),
        };
        let places: Vec<_> = (0..rows.len()).map(|row| rows.at(row)).collect();
        let expected = [
            Mark(0),
            Message(0),
            Mark(1),
            Mark(2),
            Message(1),
            Message(2),
            Mark(3),
        ];
        assert_eq!(places, expected);
        let above: Vec<_> = (0..=7).map(|row| rows.messages_above(row)).collect();
        assert_eq!(above, [0, 0, 1, 1, 1, 2, 3, 3]);
        let messages = [0, 1, 2].map(|place| rows.of_message(place));
        assert_eq!(messages, [0, 4, 5]);
    }
}
