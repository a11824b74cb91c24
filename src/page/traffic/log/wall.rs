//! When a message came by the clock on the wall.
//!
//! The log has the time of a clock that stands still while the machine sleeps, so from one message on
//! the two may be further apart than before.

use std::cell::RefCell;
use std::rc::Rc;

use heartline_connection::{Entry, Instant};

use super::LogProps;
use crate::Subscription;

/// As it is known to whoever hears messages.
pub(super) type SharedWall = Rc<RefCell<Wall>>;

/// Has both clocks read before each message is logged: a hidden page has no frames, and to its rows
/// all the time that it slept would be nothing.
pub(super) fn listen(wall: &SharedWall, props: &LogProps) -> [Subscription; 3] {
    let note = {
        let (wall, log, agent) = (wall.clone(), props.log.clone(), props.agent.clone());
        Rc::new(move || {
            let next = log.borrow().total() + 1;
            wall.borrow_mut()
                .note(next, js_sys::Date::now(), agent.now());
        })
    };
    let [of_messages, of_events, of_status] = [note.clone(), note.clone(), note];
    [
        props.agent.on_message(move |_| of_messages()),
        props.agent.on_event(move |_| of_events()),
        props.agent.on_status(move |_| of_status()),
    ]
}

/// From which message on by how much the wall clock is ahead, in milliseconds.
#[derive(Clone, Debug, Default)]
pub(super) struct Wall(Vec<(u64, f64)>);

/// The least difference, in milliseconds, that is one: clocks are corrected all the time.
const DIFFERENCE: f64 = 1_000.0;

impl Wall {
    /// At present the clocks show this, and the next message has this number.
    pub(super) fn note(&mut self, next: u64, wall: f64, now: Instant) {
        let ahead = wall - millis(now);
        let known = self.0.last().map(|(_, ahead)| *ahead);
        if known.is_none_or(|known| (known - ahead).abs() > DIFFERENCE) {
            let from = if known.is_none() { 0 } else { next };
            self.0.push((from, ahead));
        }
    }

    /// Messages before this one are asked about no more.
    pub(super) fn forget(&mut self, first: u64) {
        let later = self.0.partition_point(|(from, _)| *from <= first);
        self.0.drain(..later.saturating_sub(1));
    }

    /// In milliseconds since 1970.
    pub(super) fn of(&self, entry: &Entry) -> f64 {
        let known = self.0.iter().rev().find(|(from, _)| *from <= entry.number);
        millis(entry.at) + known.map_or(0.0, |(_, ahead)| *ahead)
    }
}

fn millis(at: Instant) -> f64 {
    at.since_origin().as_micros() as f64 / 1_000.0
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use heartline_connection::Direction;

    use super::*;

    #[test]
    fn sleep_moves_what_comes_after_it_and_not_what_came_before() {
        let at = |seconds| Instant::from_origin(Duration::from_secs(seconds));
        let entry = |number, seconds| Entry {
            number,
            at: at(seconds),
            direction: Direction::Received,
            message: "".into(),
        };
        let mut wall = Wall::default();
        wall.note(3, 1_000_000.0, at(10));
        wall.note(4, 1_000_900.0, at(11));
        // Slept for an hour.
        wall.note(5, 4_602_000.0, at(12));
        wall.note(9, 9_000_000.0, at(13));
        wall.forget(1);
        assert_eq!(wall.of(&entry(1, 1)), 991_000.0);
        assert_eq!(wall.of(&entry(4, 11)), 1_001_000.0);
        assert_eq!(wall.of(&entry(5, 13)), 4_603_000.0);
        // Only what is asked about is kept.
        for (first, kept) in [(4, 3), (5, 2), (8, 2), (9, 1), (99, 1)] {
            wall.forget(first);
            assert_eq!(wall.0.len(), kept, "{first}");
        }
        assert_eq!(wall.of(&entry(99, 14)), 9_001_000.0);
    }
}
