//! What a connection is about to say: in which order, when, and not more than fits.

use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tokio::{io::AsyncWriteExt as _, net::tcp::OwnedWriteHalf};
use tungstenite::Bytes;

use super::{frames, state::Numbers};

/// Bytes on their way out.
#[derive(Debug, Default)]
pub(crate) struct Speech {
    /// What leaves as fast as the client takes it.
    ready: VecDeque<Bytes>,
    /// What leaves later, in this order.
    later: VecDeque<(Instant, Bytes)>,
    /// How many bytes both hold.
    waiting: usize,
    /// Numbers that are still to be said, and when the next of them is due.
    numbers: VecDeque<Numbers>,
    next_number: Option<Instant>,
    /// Texts of a flood so far.
    flooded: u64,
    /// When the next of them is due, where there are so many a second.
    next_text: Option<Instant>,
}

/// With more than this waiting nothing more is read, and nothing added that can wait.
const ROOM: usize = 256 * 1024;

/// The same for what a flood and a row of numbers add: little, so that answers come in between.
const LITTLE_ROOM: usize = 64 * 1024;

/// For how long the texts of a flood that had no room are made up for.
const LATE: Duration = Duration::from_millis(100);

/// How many frames can wait for their time, whatever they weigh.
const ENTRIES: usize = 10_000;

/// Rows of numbers that can wait. Of more, the last are passed over.
const ROWS: usize = 1024;

impl Speech {
    /// Whether there is room for answers to what would be read.
    pub(crate) fn has_room(&self) -> bool {
        self.waiting < ROOM && self.later.len() < ENTRIES
    }

    /// Whether there is something to write.
    pub(crate) fn is_ready(&self) -> bool {
        !self.ready.is_empty()
    }

    /// Whether nothing is left to say, but numbers.
    pub(crate) fn is_empty(&self) -> bool {
        self.ready.is_empty() && self.later.is_empty()
    }

    /// Adds a frame that leaves after a delay.
    pub(crate) fn say(&mut self, frame: Bytes, now: Instant, delay: Duration) {
        self.waiting += frame.len();
        if delay.is_zero() {
            self.ready.push_back(frame);
        } else {
            self.later.push_back((now + delay, frame));
        }
    }

    /// Adds the pieces of one frame.
    pub(crate) fn say_all(&mut self, pieces: impl Iterator<Item = Bytes>) {
        for piece in pieces {
            self.waiting += piece.len();
            self.ready.push_back(piece);
        }
    }

    /// When the next of what leaves later is due.
    pub(crate) fn due(&self) -> Option<Instant> {
        self.later.front().map(|(at, _)| *at)
    }

    /// When the next number is due, if there is room for it.
    pub(crate) fn number_due(&self) -> Option<Instant> {
        self.next_number.filter(|_| self.waiting < LITTLE_ROOM)
    }

    /// When the next text of a flood is due, if there is room for it.
    pub(crate) fn text_due(&self) -> Option<Instant> {
        self.next_text.filter(|_| self.waiting < LITTLE_ROOM)
    }

    /// Lets out what is due.
    pub(crate) fn release(&mut self, now: Instant) {
        while let Some((at, _)) = self.later.front()
            && *at <= now
        {
            self.ready
                .extend(self.later.pop_front().map(|(_, frame)| frame));
        }
    }

    /// Writes something. Can be dropped and called again: what was not written is still there.
    /// Gives whether the client takes anything at all.
    pub(crate) async fn write(&mut self, mouth: &mut OwnedWriteHalf) -> bool {
        let Some(first) = self.ready.front_mut() else {
            return true;
        };
        let written = mouth.write_buf(first).await;
        if first.is_empty() {
            self.ready.pop_front();
        }
        self.waiting -= written.as_ref().map_or(0, |written| *written);
        written.is_ok()
    }

    /// Fills what room there is with texts of this size, with at most `rate` a second.
    pub(crate) fn flood(&mut self, size: usize, rate: Option<u32>, now: Instant) {
        let pause = rate.map(|rate| Duration::from_secs(1) / rate);
        // What there was no room for is made up for, but not for long.
        let least = now.checked_sub(LATE).unwrap_or(now);
        let due = self.next_text.filter(|_| pause.is_some());
        let mut due = due.unwrap_or(now).max(least);
        while self.waiting < LITTLE_ROOM && due <= now {
            self.flooded += 1;
            let text = filled(json!({"flood": self.flooded}), size);
            self.say(frames::text(&text), now, Duration::ZERO);
            due += pause.unwrap_or_default();
        }
        self.next_text = pause.map(|_| due);
    }

    /// Takes a row of numbers to say.
    pub(crate) fn will_count(&mut self, numbers: &Numbers, now: Instant) {
        if self.numbers.len() < ROWS {
            self.next_number.get_or_insert(now);
            self.numbers.push_back(numbers.clone());
        }
    }

    /// The number that is due, if one is and there is room for it, and the size of its padding.
    pub(crate) fn number(&mut self, now: Instant) -> Option<(u64, usize)> {
        let at = self.next_number.filter(|at| *at <= now)?;
        if self.waiting >= LITTLE_ROOM {
            return None;
        }
        let row = self.numbers.front_mut()?;
        let number = (row.next, row.size);
        row.next += 1;
        self.next_number = Some((at + row.every).max(now));
        if row.next > row.last {
            self.numbers.pop_front();
        }
        if self.numbers.is_empty() {
            self.next_number = None;
        }
        Some(number)
    }
}

/// The text of a JSON object, filled up with a field `pad` to about this many bytes.
fn filled(mut object: Value, size: usize) -> String {
    let pad = size.saturating_sub(object.to_string().len() + PAD_FIELD);
    object["pad"] = "x".repeat(pad).into();
    object.to_string()
}

/// What the field itself takes.
const PAD_FIELD: usize = r#","pad":"""#.len();

#[cfg(test)]
mod tests {
    use super::*;

    fn row(next: u64, last: u64, every: Duration) -> Numbers {
        Numbers {
            next,
            last,
            every,
            size: 0,
        }
    }

    fn said(speech: &mut Speech, now: Instant) -> Vec<u64> {
        std::iter::from_fn(|| speech.number(now))
            .map(|(number, _)| number)
            .collect()
    }

    #[test]
    fn numbers_are_said_at_their_pace_one_row_after_the_other() {
        let (start, second) = (Instant::now(), Duration::from_secs(1));
        let mut speech = Speech::default();
        speech.will_count(&row(1, 3, second), start);
        speech.will_count(&row(4, 6, Duration::ZERO), start);
        assert_eq!(said(&mut speech, start), [1]);
        assert_eq!(speech.number_due(), Some(start + second));
        assert_eq!(said(&mut speech, start + second / 2), [0; 0]);
        assert_eq!(said(&mut speech, start + second), [2]);
        assert_eq!(said(&mut speech, start + 2 * second), [3]);
        assert_eq!(said(&mut speech, start + 3 * second), [4, 5, 6]);
        assert_eq!(speech.number_due(), None);
    }

    #[test]
    fn numbers_and_floods_wait_while_the_client_takes_nothing() {
        let now = Instant::now();
        let mut speech = Speech::default();
        speech.flood(1000, None, Instant::now());
        let waiting = speech.waiting;
        assert!((LITTLE_ROOM..LITTLE_ROOM + 2000).contains(&waiting));
        speech.flood(1000, None, Instant::now());
        assert_eq!(speech.waiting, waiting);
        speech.will_count(&row(1, 3, Duration::ZERO), now);
        assert_eq!(said(&mut speech, now), [0; 0]);
        assert_eq!(speech.number_due(), None);
        assert!(speech.has_room(), "answers still fit");
    }

    #[test]
    fn what_leaves_later_leaves_in_order_and_not_before() {
        let (start, second) = (Instant::now(), Duration::from_secs(1));
        let mut speech = Speech::default();
        for (text, delay) in [("a", 2), ("b", 2), ("c", 0)] {
            speech.say(text.into(), start, delay * second);
        }
        speech.release(start);
        assert_eq!(speech.ready, ["c"]);
        assert_eq!(speech.due(), Some(start + 2 * second));
        speech.release(start + 2 * second);
        assert_eq!(speech.ready, ["c", "a", "b"]);
        assert_eq!(speech.due(), None);
    }

    #[test]
    fn a_flood_has_no_more_texts_a_second_than_were_ordered() {
        let (mut speech, start) = (Speech::default(), Instant::now());
        for (after, texts) in [(0, 1), (99, 1), (100, 2), (250, 3), (10_000, 5)] {
            let now = start + Duration::from_millis(after);
            speech.flood(100, Some(10), now);
            assert_eq!(speech.flooded, texts, "after {after} ms");
            assert!(speech.text_due().is_some_and(|due| due > now));
        }
        speech.flood(100, None, start);
        assert!(speech.waiting >= LITTLE_ROOM && speech.text_due().is_none());
    }

    #[test]
    fn a_flood_has_texts_of_the_size_that_was_ordered() {
        let text = filled(json!({"flood": 7}), 1024);
        assert_eq!(text.len(), 1024);
        assert_eq!(filled(json!({"flood": 7}), 0), r#"{"flood":7,"pad":""}"#);
    }
}
