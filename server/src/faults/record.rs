//! What the fault listener was told and who came, within bounds. Pure: times are arguments.

use std::{collections::VecDeque, time::Duration};

use serde::Serialize;

/// The record, as it is told.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Record {
    /// TCP connections, all that there were.
    connections: u64,
    /// The most that were open at one time.
    most_open: usize,
    /// Handshakes that were answered with 101.
    opened: u64,
    handshakes: VecDeque<Handshake>,
    /// Texts that are no heartbeats.
    heard: u64,
    hearts: u64,
    binaries: u64,
    /// Numbered messages that have been given to connections.
    sent: u64,
    /// The close frames that clients sent: code and reason.
    closes: VecDeque<(u16, String)>,
    /// The last of the texts.
    #[serde(skip)]
    texts: VecDeque<String>,
}

/// A request for a WebSocket.
#[derive(Debug, Serialize)]
struct Handshake {
    /// Milliseconds since the fault server started.
    at: u64,
    connection: u64,
    path: String,
    protocols: Option<String>,
    /// What it was answered; nothing (yet) where it is `None`.
    status: Option<u16>,
}

/// Some of the texts that were heard.
#[derive(Debug, PartialEq, Serialize)]
pub(crate) struct Texts {
    from: u64,
    texts: Vec<String>,
    /// Where to go on.
    next: u64,
    /// How many before the first of these are not kept any more.
    forgotten: u64,
}

/// Handshakes and close frames that are kept; of more, the last.
const ENTRIES: usize = 1000;

/// Texts that are kept; of more, the last.
pub(crate) const TEXTS: usize = 20_000;

/// Texts in one answer.
const TEXTS_AT_ONCE: usize = 5_000;

/// What is kept of a text or a path, in bytes.
const LONGEST: usize = 1024;

/// What is kept of a close code that was not there (RFC 6455, section 7.1.5).
const NO_CODE: u16 = 1005;

impl Record {
    /// A record that begins with so many open connections.
    pub(crate) fn new(open: usize) -> Self {
        Self {
            most_open: open,
            ..Self::default()
        }
    }

    /// A connection came, as one of so many open ones: its number.
    pub(crate) fn arrived(&mut self, open: usize) -> u64 {
        self.connections += 1;
        self.most_open = self.most_open.max(open);
        self.connections
    }

    /// It asked for a WebSocket.
    pub(crate) fn asked(
        &mut self,
        at: Duration,
        connection: u64,
        path: &str,
        protocols: Option<&str>,
    ) {
        let handshake = Handshake {
            at: u64::try_from(at.as_millis()).unwrap_or(u64::MAX),
            connection,
            path: beginning(path),
            protocols: protocols.map(beginning),
            status: None,
        };
        keep(&mut self.handshakes, handshake, ENTRIES);
    }

    /// It was answered with this status.
    pub(crate) fn answered(&mut self, connection: u64, status: u16) {
        let asked = self.handshakes.iter_mut().rev();
        if let Some(handshake) = { asked }.find(|asked| asked.connection == connection) {
            handshake.status = Some(status);
        }
    }

    pub(crate) fn opened(&mut self) {
        self.opened += 1;
    }

    pub(crate) fn heard(&mut self, text: &str) {
        self.heard += 1;
        keep(&mut self.texts, beginning(text), TEXTS);
    }

    pub(crate) fn heard_heart(&mut self) {
        self.hearts += 1;
    }

    pub(crate) fn heard_binary(&mut self) {
        self.binaries += 1;
    }

    pub(crate) fn sent(&mut self) {
        self.sent += 1;
    }

    /// A close frame came, perhaps one without a code.
    pub(crate) fn closed(&mut self, frame: Option<(u16, &str)>) {
        let (code, reason) = frame.unwrap_or((NO_CODE, ""));
        keep(&mut self.closes, (code, reason.to_owned()), ENTRIES);
    }

    /// The texts from this number on, as far as they are kept and fit into one answer.
    pub(crate) fn texts(&self, from: u64) -> Texts {
        let first_kept = self.heard - self.texts.len() as u64;
        let from = from.min(self.heard);
        let start = from.max(first_kept);
        let skipped = usize::try_from(start - first_kept).unwrap_or(usize::MAX);
        let texts: Vec<_> = self
            .texts
            .iter()
            .skip(skipped)
            .take(TEXTS_AT_ONCE)
            .cloned()
            .collect();
        Texts {
            from,
            next: start + texts.len() as u64,
            forgotten: start - from,
            texts,
        }
    }
}

fn keep<T>(list: &mut VecDeque<T>, entry: T, most: usize) {
    if list.len() == most {
        list.pop_front();
    }
    list.push_back(entry);
}

fn beginning(text: &str) -> String {
    text[..text.floor_char_boundary(LONGEST)].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_told_in_parts_that_join() {
        let mut record = Record::default();
        let all: Vec<_> = (0..TEXTS_AT_ONCE + 3).map(|n| n.to_string()).collect();
        all.iter().for_each(|text| record.heard(text));
        let first = record.texts(0);
        assert_eq!((first.next, first.forgotten), (5000, 0));
        let rest = record.texts(first.next);
        assert_eq!(rest.next, 5003);
        assert_eq!([first.texts, rest.texts].concat(), all);
        assert_eq!(record.texts(u64::MAX).texts, [""; 0]);
    }

    #[test]
    fn texts_beyond_the_bound_are_forgotten_and_counted() {
        let mut record = Record::default();
        for n in 0..TEXTS + 2 {
            record.heard(&n.to_string());
        }
        let told = record.texts(1);
        assert_eq!((told.from, told.forgotten), (1, 1));
        assert_eq!(told.texts.first().map(String::as_str), Some("2"));
        assert_eq!(record.texts.len(), TEXTS);
    }

    #[test]
    fn of_a_long_text_the_beginning_is_kept() {
        let mut record = Record::default();
        record.heard(&"é".repeat(LONGEST));
        assert_eq!(record.texts(0).texts, ["é".repeat(LONGEST / 2)]);
    }

    #[test]
    fn handshakes_and_closes_are_bounded() {
        let mut record = Record::default();
        for connection in 0..2000 {
            record.asked(Duration::ZERO, connection, "/ws", None);
            record.closed(Some((4000, "")));
        }
        assert_eq!(record.handshakes.len(), ENTRIES);
        assert_eq!(record.handshakes[0].connection, 1000);
        assert_eq!(record.closes.len(), ENTRIES);
    }

    #[test]
    fn an_answer_is_written_to_the_handshake_that_it_answers() {
        let mut record = Record::default();
        record.asked(Duration::from_millis(5), 1, "/a", None);
        record.asked(Duration::from_millis(7), 2, "/b", Some("x"));
        record.answered(1, 503);
        let told = serde_json::to_value(&record).unwrap();
        assert_eq!(told["handshakes"][0]["status"], 503);
        assert_eq!(told["handshakes"][1]["status"], serde_json::Value::Null);
        assert_eq!(told["handshakes"][1]["at"], 7);
    }

    #[test]
    fn a_close_without_a_code_is_told_as_1005() {
        let mut record = Record::default();
        record.closed(None);
        record.closed(Some((1000, "bye")));
        assert_eq!(record.closes[0], (1005, String::new()));
        assert_eq!(record.closes[1], (1000, "bye".to_owned()));
    }

    #[test]
    fn the_most_that_were_open_at_one_time_is_remembered() {
        let mut record = Record::new(1);
        for open in [2, 3, 2] {
            record.arrived(open);
        }
        assert_eq!((record.connections, record.most_open), (3, 3));
    }
}
