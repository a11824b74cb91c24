//! The log as newline-delimited JSON, and as text for a person.

use heartline_connection::{Direction, Message};

use super::super::hex;
use super::marks::{Mark, Turn};

/// One line of NDJSON. `time` is as [ISO 8601](https://www.rfc-editor.org/rfc/rfc3339) has it.
pub(super) fn line(out: &mut String, number: u64, time: &str, way: Direction, message: &Message) {
    let (direction, fate) = names(way);
    out.push_str("{\"number\":");
    out.push_str(&number.to_string());
    out.push_str(",\"time\":\"");
    out.push_str(time);
    out.push_str("\",\"direction\":\"");
    out.push_str(direction);
    out.push_str("\",\"fate\":\"");
    out.push_str(fate);
    if let Direction::NotSent(reason) = way {
        out.push_str("\",\"reason\":");
        quote(out, &reason.to_string());
        out.push(',');
    } else {
        out.push_str("\",");
    }
    match message {
        Message::Text(text) => {
            out.push_str("\"text\":");
            quote(out, text);
        }
        Message::Binary(bytes) => {
            out.push_str("\"base64\":\"");
            base64(out, bytes);
            out.push('"');
        }
    }
    out.push_str("}\n");
}

/// The first line: when the file was made, and where the latest attempt went, without secrets.
pub(super) fn head(out: &mut String, time: &str, address: &str) {
    out.extend(["{\"exported\":\"", time, "\",\"address\":"]);
    quote(out, address);
    out.push_str("}\n");
}

/// Where a connection begins or ends.
pub(super) fn mark(out: &mut String, time: &str, mark: &Mark) {
    let attempt = mark.attempt.to_string();
    let connection = match &mark.what {
        Turn::Begun(_) => "begun",
        Turn::Ended(_) => "ended",
    };
    out.extend(["{\"time\":\"", time, "\",\"connection\":\"", connection]);
    out.extend(["\",\"attempt\":", &attempt]);
    match &mark.what {
        Turn::Begun(address) => {
            out.push_str(",\"address\":");
            quote(out, address);
        }
        Turn::Ended(Some(cause)) => {
            out.extend([",\"cause\":\"", cause.code(), "\",\"detail\":"]);
            quote(out, &cause.to_string());
        }
        Turn::Ended(None) => {}
    }
    out.push_str("}\n");
}

/// The direction and the fate by which programs know them.
const fn names(way: Direction) -> (&'static str, &'static str) {
    match way {
        Direction::Received => ("received", "delivered"),
        Direction::Sent => ("sent", "sent"),
        Direction::Queued => ("sent", "queued"),
        Direction::NotSent(_) => ("sent", "not_sent"),
        Direction::Heartbeat => ("received", "heartbeat"),
        Direction::Automatic => ("sent", "automatic"),
    }
}

fn quote(out: &mut String, text: &str) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => {
                out.push('\\');
                out.push(character);
            }
            '\n' => out.push_str("\\n"),
            '\0'..' ' => {
                out.push_str("\\u00");
                hex::byte(out, character as u8);
            }
            _ => out.push(character),
        }
    }
    out.push('"');
}

const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// [RFC 4648 §4](https://www.rfc-editor.org/rfc/rfc4648#section-4).
pub(super) fn base64(out: &mut String, bytes: &[u8]) {
    for three in bytes.chunks(3) {
        let byte = |place: usize| u32::from(three.get(place).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            let sextet = bits >> (18 - 6 * place) & 63;
            match place <= three.len() {
                true => out.push(BASE64[sextet as usize] as char),
                false => out.push('='),
            }
        }
    }
}

/// Bytes in a line of hex.
const WIDTH: usize = 16;

/// Offset, bytes and printable characters, as hex viewers show them; `from` is where they begin.
pub(super) fn dump(bytes: &[u8], from: usize) -> String {
    let mut out = String::new();
    for (place, line) in bytes.chunks(WIDTH).enumerate() {
        let offset = from + place * WIDTH;
        for shift in [24, 16, 8, 0] {
            hex::byte(&mut out, (offset >> shift) as u8);
        }
        out.push(' ');
        hex::bytes(&mut out, line);
        out.push_str(&"   ".repeat(WIDTH - line.len()));
        out.push_str("  ");
        let printable = |byte: &u8| {
            if (0x20..0x7f).contains(byte) {
                *byte
            } else {
                b'.'
            }
        };
        out.extend(line.iter().map(|byte| char::from(printable(byte))));
        out.push('\n');
    }
    out
}

/// With thin spaces between the thousands.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push('\u{202f}');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use heartline_connection::DropReason;

    use super::*;

    #[test]
    fn a_line_is_json_by_itself_whatever_the_message() {
        for (way, message, expected) in [
            (
                Direction::Received,
                Message::from("a\"\\\n\u{1}é😀"),
                r#""direction":"received","fate":"delivered","text":"a\"\\\n\u0001é😀"}"#,
            ),
            (
                Direction::NotSent(DropReason::Closed),
                Message::from(vec![1, 2, 255]),
                r#""fate":"not_sent","reason":"#,
            ),
            (
                Direction::Automatic,
                Message::from(vec![0]),
                r#""base64":"AA=="}"#,
            ),
        ] {
            let mut out = String::new();
            line(&mut out, 7, "2026-01-01T00:00:00.000Z", way, &message);
            assert!(out.starts_with(r#"{"number":7,"time":"2026-01-01T00:00:00.000Z","#));
            assert!(out.contains(expected), "{out}");
            assert!(
                out.ends_with("}\n") && crate::page::json::is_json(&out),
                "{out}"
            );
            assert_eq!(out.matches('\n').count(), 1);
        }
    }

    #[test]
    fn base64_is_that_of_the_standard() {
        for (text, expected) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foobar", "Zm9vYmFy"),
        ] {
            let mut out = String::new();
            base64(&mut out, text.as_bytes());
            assert_eq!(out, expected);
        }
    }

    #[test]
    fn binary_is_dumped_with_offsets_and_printable_characters() {
        let dumped = dump(b"Heartline\x00\xff, alive", 0);
        let expected =
            "00000000  48 65 61 72 74 6c 69 6e 65 00 ff 2c 20 61 6c 69  Heartline.., ali\n";
        assert!(dumped.starts_with(expected), "{dumped}");
        assert!(
            dump(&[0; 100], 0x1230)
                .ends_with("00001290  00 00 00 00                                      ....\n")
        );
    }

    #[test]
    fn thousands_stand_apart() {
        for (number, words) in [
            (0, "0"),
            (999, "999"),
            (1_000, "1\u{202f}000"),
            (1_234_567, "1\u{202f}234\u{202f}567"),
        ] {
            assert_eq!(grouped(number), words);
        }
    }
}
