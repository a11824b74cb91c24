//! A message's number, as `bench.numberOf` reads it, and its line in the log.

use std::cell::Cell;

use serde::Deserialize;

/// What a message is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A JSON object with the number as its member `n`.
    Json,
    /// Text that begins with the number.
    Text,
    /// Bytes that begin with the number.
    Binary,
}

/// What came, wherever the library keeps it.
#[derive(Clone, Copy)]
pub enum Data<'a> {
    Text(&'a str),
    Binary(&'a [u8]),
}

#[derive(Deserialize)]
struct Numbered {
    n: u32,
}

impl Kind {
    pub(crate) fn named(name: &str) -> Self {
        match name {
            "text" => Self::Text,
            "binary" => Self::Binary,
            _ => Self::Json,
        }
    }

    /// `None` for what has none, such as the answer to a ping.
    #[must_use]
    pub fn number(self, data: Data<'_>) -> Option<u32> {
        match (self, data) {
            (Self::Json, Data::Text(text)) => {
                let Numbered { n } = serde_json::from_str(text).ok()?;
                Some(n)
            }
            (Self::Text, Data::Text(text)) => {
                let end = text.find(|c: char| !c.is_ascii_digit());
                text[..end.unwrap_or(text.len())].parse().ok()
            }
            (Self::Binary, Data::Binary(bytes)) => {
                let first = bytes.first_chunk()?;
                Some(u32::from_le_bytes(*first))
            }
            _ => None,
        }
    }
}

impl Data<'_> {
    /// What the log shows: the number, and the first 80 characters or how many bytes.
    #[must_use]
    pub fn line(self, n: u32) -> String {
        match self {
            Data::Text(text) => {
                let end = text.char_indices().nth(80).map_or(text.len(), |(at, _)| at);
                format!("{n}: {}", &text[..end])
            }
            Data::Binary(bytes) => format!("{n}: {}", bytes.len()),
        }
    }
}

/// A row of the log of a framework, which wants keys.
#[derive(Clone, PartialEq)]
pub struct Row {
    /// Different for each row, whatever its number is.
    pub key: u32,
    pub line: String,
}

impl Row {
    #[must_use]
    pub fn new(n: u32, data: Data<'_>) -> Self {
        thread_local!(static ROWS: Cell<u32> = const { Cell::new(0) });
        let key = ROWS.get();
        ROWS.set(key.wrapping_add(1));
        let line = data.line(n);
        Self { key, line }
    }
}
