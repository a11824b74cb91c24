//! A value to a JSON message and back: through the codec, and by `serde_json` alone.

use std::hint::black_box;

use heartline::{Codec, Json, Message};
use serde::{Deserialize, Serialize};

use super::{Single, Step, TEXT};

/// In the order of the table.
pub(super) const WORKS: [Single; 4] = [
    ("json-encode", "value to message, through the codec", encode),
    ("serde-encode", "value to text, by serde_json", serde_encode),
    ("json-decode", "message to value, through the codec", decode),
    ("serde-decode", "text to value, by serde_json", serde_decode),
];

#[derive(Debug, Serialize, Deserialize)]
struct Trade {
    id: u32,
    kind: String,
    symbol: String,
    price: f64,
    size: u32,
    at: u64,
    side: char,
}

/// What the message of a hundred bytes says.
fn trade() -> Trade {
    Trade {
        id: 12_345,
        kind: "trade".to_owned(),
        symbol: "HRTLN".to_owned(),
        price: 101.25,
        size: 300,
        at: 1_764_115_200_123,
        side: 'b',
    }
}

fn encode(_: usize) -> Step {
    let trade = trade();
    Box::new(move || {
        let message = Json::encode(black_box(&trade));
        assert_eq!(message.map(|message| message.len()), Ok(TEXT.len()));
    })
}

fn serde_encode(_: usize) -> Step {
    let trade = trade();
    Box::new(move || {
        let text = serde_json::to_string(black_box(&trade));
        assert_eq!(text.map(|text| text.len()).ok(), Some(TEXT.len()));
    })
}

fn decode(_: usize) -> Step {
    let message = Message::from(TEXT);
    Box::new(move || {
        let trade = Json::decode::<Trade>(black_box(&message));
        assert_eq!(trade.map(|trade| trade.id).ok(), Some(12_345));
    })
}

fn serde_decode(_: usize) -> Step {
    Box::new(|| {
        let trade = serde_json::from_str::<Trade>(black_box(TEXT));
        assert_eq!(trade.map(|trade| trade.id).ok(), Some(12_345));
    })
}
