//! What is sent: a number, and as much beside it as the size asks for.

use axum::extract::ws::{Message, Utf8Bytes};

/// What a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A JSON object whose member `n` is the number.
    Json,
    /// Text that begins with the number.
    Text,
    /// Bytes that begin with the number, little-endian, in four bytes.
    Binary,
}

impl Kind {
    /// As the contestants' pages are told.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Text => "text",
            Self::Binary => "binary",
        }
    }
}

/// What messages are, and how many bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shape {
    /// What they are.
    pub(crate) kind: Kind,
    /// Bytes of one; never less than the number needs.
    pub(crate) size: usize,
}

impl Shape {
    /// The message with this number.
    pub(crate) fn message(self, n: u64) -> Message {
        match self.kind {
            Kind::Json => text(self.json(n)),
            Kind::Text => text(self.text(n)),
            Kind::Binary => Message::Binary(self.bytes(n).into()),
        }
    }

    /// A JSON object of this size.
    pub(crate) fn json(self, n: u64) -> String {
        let head = format!(r#"{{"n":{n},"pad":""#);
        let mut json = self.padded(head, 2);
        json.push_str("\"}");
        json
    }

    fn text(self, n: u64) -> String {
        self.padded(format!("{n} "), 0)
    }

    fn bytes(self, n: u64) -> Vec<u8> {
        // The receivers count up to what four bytes hold.
        let number = u32::try_from(n).unwrap_or(u32::MAX);
        let mut bytes = number.to_le_bytes().to_vec();
        bytes.resize(self.size.max(bytes.len()), b'x');
        bytes
    }

    /// Fills up to the size, less what still comes.
    fn padded(self, mut head: String, rest: usize) -> String {
        let missing = self.size.saturating_sub(head.len() + rest);
        head.extend(std::iter::repeat_n('x', missing));
        head
    }
}

fn text(text: String) -> Message {
    Message::Text(Utf8Bytes::from(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_has_its_size_and_its_number() {
        for size in [64, 100, 1_000, 65_536] {
            let shape = |kind| Shape { kind, size };
            let json = shape(Kind::Json).json(7);
            let value: serde_json::Value = serde_json::from_str(&json).unwrap();
            assert_eq!((value["n"].as_u64(), json.len()), (Some(7), size));
            let text = shape(Kind::Text).text(12);
            assert!(text.starts_with("12 x"), "{text}");
            assert_eq!(text.len(), size);
            let bytes = shape(Kind::Binary).bytes(258);
            assert_eq!((&bytes[..4], bytes.len()), (&[2, 1, 0, 0][..], size));
        }
    }

    #[test]
    fn a_number_is_never_cut() {
        let shape = Shape {
            kind: Kind::Text,
            size: 1,
        };
        assert_eq!(shape.text(12_345), "12345 ");
    }
}
