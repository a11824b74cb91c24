//! Which messages are shown.

use std::collections::VecDeque;

use heartline_connection::{Direction, Entry, Log, Message};

use super::super::composer::hex;
use crate::page::json::{Fault, Needle, Query};

/// What a person asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Filter {
    /// Received, sent, heartbeats.
    pub(super) kinds: [bool; 3],
    content: Content,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Content {
    Any,
    /// A text, and the bytes that it spells if it is hex.
    Text(Needle, Option<Needle>),
    Path(Query),
}

impl Default for Filter {
    fn default() -> Self {
        Self {
            kinds: [true, true, false],
            content: Content::Any,
        }
    }
}

impl Filter {
    /// Asks for messages with this in them; for all of them where it is nothing.
    pub(super) fn ask(&mut self, words: &str, by_path: bool) -> Result<(), Fault> {
        self.content = match (words.trim().is_empty(), by_path) {
            (true, _) => Content::Any,
            (false, false) => Content::Text(Needle::new(words), bytes(words)),
            (false, true) => Content::Path(Query::read(words)?),
        };
        Ok(())
    }

    /// Whether it lets through all but heartbeats.
    pub(super) fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// Whether it asks for a content.
    pub(super) fn searches(&self) -> bool {
        !matches!(self.content, Content::Any)
    }

    fn accepts(&self, entry: &Entry) -> bool {
        let kind = match entry.direction {
            Direction::Received => 0,
            Direction::Sent | Direction::Queued | Direction::NotSent(_) => 1,
            Direction::Heartbeat | Direction::Automatic => 2,
        };
        self.kinds[kind]
            && match (&self.content, &entry.message) {
                (Content::Any, _) => true,
                (Content::Text(needle, _), Message::Text(text)) => needle.is_in_text(text),
                (Content::Text(needle, hex), Message::Binary(bytes)) => {
                    needle.is_in(bytes) || hex.as_ref().is_some_and(|hex| hex.is_in(bytes))
                }
                (Content::Path(query), message) => {
                    message.as_text().is_some_and(|text| query.holds(text))
                }
            }
    }
}

/// The bytes that are spelled here, as a row shows them or in another usual way.
fn bytes(words: &str) -> Option<Needle> {
    let words = words.trim_start();
    let bytes = hex::read(words.strip_prefix("0x ").unwrap_or(words))?;
    (!bytes.is_empty()).then(|| Needle::exact(bytes))
}

/// The numbers of the entries that a filter lets through, found bit by bit.
#[derive(Clone, Debug, Default)]
pub(super) struct Matches {
    pub(super) filter: Filter,
    pub(super) numbers: VecDeque<u64>,
    /// The first that was not looked at.
    next: u64,
    /// How many there were in all.
    pub(super) found: u64,
}

impl Matches {
    pub(super) fn of(filter: Filter) -> Self {
        Self {
            filter,
            ..Self::default()
        }
    }

    /// Looks at what has come since, for as long as there is `time`, which is asked about now and
    /// then. Whether that was all.
    pub(super) fn look(&mut self, log: &Log, time: impl Fn() -> bool) -> bool {
        self.next = self.next.max(log.first());
        let mut weight = 0;
        while let Some(entry) = log.entry(self.next) {
            if self.filter.accepts(entry) {
                self.numbers.push_back(self.next);
                self.found += 1;
            }
            self.next += 1;
            weight += 64 + entry.message.len();
            if weight >= PACE {
                weight = 0;
                if !time() {
                    return self.next > log.total();
                }
            }
        }
        true
    }

    /// Lets go of what the log has forgotten, and says how many of them were shown.
    pub(super) fn forget(&mut self, log: &Log) -> usize {
        let first = log.first();
        let before = self.numbers.len();
        while self
            .numbers
            .pop_front_if(|number| *number < first)
            .is_some()
        {}
        before - self.numbers.len()
    }

    /// How many of the log's entries were looked at.
    pub(super) fn looked(&self, log: &Log) -> u64 {
        self.next.saturating_sub(log.first())
    }

    /// The place of an entry among those that are shown.
    pub(super) fn place(&self, number: u64) -> Option<usize> {
        self.numbers.binary_search(&number).ok()
    }
}

/// Bytes between two looks at the clock.
const PACE: usize = 16 << 10;

#[cfg(test)]
mod tests {
    use heartline_connection::{DropReason, Instant};

    use super::*;

    fn log() -> Log {
        let mut log = Log::new(6, 1 << 20);
        for (direction, message) in [
            (Direction::Received, Message::from(r#"{"a":1}"#)),
            (Direction::Sent, "Hello".into()),
            (Direction::NotSent(DropReason::Closed), "hello".into()),
            (Direction::Heartbeat, "pong".into()),
            (Direction::Automatic, "ping".into()),
            (Direction::Received, b"\xffhello".to_vec().into()),
        ] {
            log.push(Instant::ORIGIN, direction, message);
        }
        log
    }

    fn shown(kinds: [bool; 3], words: &str, by_path: bool) -> Vec<u64> {
        let mut filter = Filter {
            kinds,
            ..Filter::default()
        };
        filter.ask(words, by_path).unwrap();
        let mut matches = Matches::of(filter);
        assert!(matches.look(&log(), || true));
        matches.numbers.into()
    }

    #[test]
    fn messages_are_shown_by_kind_by_text_and_by_path() {
        assert_eq!(shown([true, true, false], "", false), [1, 2, 3, 6]);
        assert_eq!(shown([true, false, false], " ", true), [1, 6]);
        assert_eq!(shown([false, true, false], "", false), [2, 3]);
        assert_eq!(shown([false, false, true], "", false), [4, 5]);
        assert_eq!(shown([true; 3], "HELLO", false), [2, 3, 6]);
        assert_eq!(shown([true; 3], "a = 1", true), [1]);
        assert!(Filter::default().ask("a =", true).is_err());
    }

    /// Whether a message is found by these words.
    fn finds(words: &str, message: impl Into<Message>) -> bool {
        let mut log = Log::new(1, 1 << 20);
        log.push(Instant::ORIGIN, Direction::Received, message.into());
        let mut filter = Filter::default();
        filter.ask(words, false).unwrap();
        let mut matches = Matches::of(filter);
        matches.look(&log, || true);
        !matches.numbers.is_empty()
    }

    #[test]
    fn a_text_is_found_as_it_is_written_and_as_its_escapes_read() {
        for (words, text, found) in [
            ("锅炉", r#"{"a":"\u9505\u7089"}"#, true),
            (r"\u9505", r#"{"a":"\u9505\u7089"}"#, true),
            ("锅", r#"{"a":"\\u9505"}"#, false),
            ("KÜHL", r#"["k\u00fchl"]"#, true),
            ("😀 ok", r#"["\ud83d\ude00 ok"]"#, true),
            ("https://a", r#"["https:\/\/a"]"#, true),
            (r#"say "hi""#, r#"["say \"hi\""]"#, true),
            (r"C:\new", r#"["C:\\new"]"#, true),
            // Half a pair, and what is no escape: the rest is read.
            ("锅", r#"["\ud83d \ude00 \ud83d\u9505"]"#, true),
            ("锅", r"\u12 \u+041 \x \u950 \u9505", true),
            (r"\u950 锅", r"\u12 \u+041 \x \u950 \u9505", true),
            ("A", r"\u+041", false),
            ("锅", r"\u950锅 \", true),
            (r"é\", r"\u00e9\", true),
            ("锅炉", r#"["锅 炉 \n"]"#, false),
        ] {
            assert_eq!(finds(words, text), found, "{words} in {text}");
        }
    }

    #[test]
    fn bytes_are_found_by_their_text_and_by_their_hex() {
        let bytes = b"\x00\xde\xad\xbe\xefend";
        for (words, found) in [
            ("de ad be ef", true),
            ("deadbeef", true),
            (" DEAD BEEF ", true),
            ("0xdead", true),
            ("0x 00 de ad be ef 65 6e 64", true),
            ("END", true),
            ("ef 65", true),
            // Half a byte, or halves of two, are none.
            ("de a", false),
            ("ea db", false),
            ("de be", false),
            ("deadbeef end", false),
            ("[]", false),
        ] {
            assert_eq!(finds(words, bytes.to_vec()), found, "{words}");
        }
        assert!(!finds("de ad", r"\xde\xad \u00de\u00ad"));
    }

    #[test]
    fn what_comes_later_is_looked_at_once_and_what_is_forgotten_goes() {
        let mut log = log();
        let mut matches = Matches::default();
        assert!(matches.look(&log, || true));
        log.push(Instant::ORIGIN, Direction::Received, "new".into());
        assert_eq!(matches.forget(&log), 1);
        assert!(matches.look(&log, || true));
        assert_eq!((matches.numbers.len(), matches.found), (4, 5));
        assert_eq!((matches.place(7), matches.place(1)), (Some(3), None));
        log.clear();
        assert_eq!(matches.forget(&log), 4);
    }

    #[test]
    fn a_long_log_is_looked_at_in_slices() {
        let mut log = Log::new(10_000, 1 << 30);
        for _ in 0..1_000 {
            log.push(Instant::ORIGIN, Direction::Received, "x".into());
        }
        let mut matches = Matches::default();
        let mut slices = 1;
        while !matches.look(&log, || false) {
            slices += 1;
            assert!(matches.looked(&log) < 1_000);
        }
        assert_eq!((slices, matches.numbers.len()), (4, 1_000));
    }
}
