//! How a message reads: JSON laid out, text as text, binary as hex. Only white space is ever
//! changed, so what is shown is what came.

use std::borrow::Cow;

use heartline_connection::Message;

/// A piece of text with the CSS class that colours it; empty for none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Span<'a> {
    pub(super) class: &'static str,
    pub(super) text: Cow<'a, str>,
}

/// The longest message, in characters, that is shown whole in its line.
const LINE: usize = 160;

/// The longest text, in bytes, that is looked at as JSON.
const MAX_JSON: usize = 64 << 10;

/// The most bytes of binary that are shown.
const MAX_HEX: usize = 16 << 10;

/// Bytes in a line of unfolded hex.
const HEX_LINE: usize = 16;

/// Deeper levels of JSON are not indented further.
const MAX_INDENT: usize = 24;

/// The message in one line, and whether that is not all of it.
pub(super) fn line(message: &Message) -> (Vec<Span<'_>>, bool) {
    match message {
        Message::Text(text) if text.is_empty() => {
            (vec![span("heartline-note", "(empty text)")], false)
        }
        Message::Binary(bytes) if bytes.is_empty() => {
            (vec![span("heartline-note", "(empty binary)")], false)
        }
        Message::Binary(bytes) => {
            let shown = &bytes[..bytes.len().min(LINE / 4)];
            let line = vec![
                span("heartline-note", "binary "),
                span("heartline-hex", hex_bytes(shown)),
            ];
            (line, shown.len() < bytes.len())
        }
        Message::Text(text) => match tokens(text) {
            Some(tokens) => cut(one_line(&tokens)),
            None => first_line(text),
        },
    }
}

/// The message over as many lines as it takes.
pub(super) fn unfolded(message: &Message) -> Vec<Span<'_>> {
    match message {
        Message::Text(text) => match tokens(text) {
            Some(tokens) => indented(&tokens),
            None => vec![span("", text.as_str())],
        },
        Message::Binary(bytes) => hex_dump(bytes),
    }
}

fn span<'a>(class: &'static str, text: impl Into<Cow<'a, str>>) -> Span<'a> {
    let text = text.into();
    Span { class, text }
}

fn first_line(text: &str) -> (Vec<Span<'_>>, bool) {
    let first = text.lines().next().unwrap_or_default();
    let (mut spans, is_cut) = cut(vec![span("", first)]);
    let has_more = !is_cut && first.len() < text.len();
    if has_more {
        spans.push(more());
    }
    (spans, is_cut || has_more)
}

/// The first [`LINE`] characters, with a sign when there is more.
fn cut(spans: Vec<Span<'_>>) -> (Vec<Span<'_>>, bool) {
    let mut room = LINE;
    let mut kept = Vec::new();
    for mut span in spans {
        if let Some((end, _)) = span.text.char_indices().nth(room) {
            span.text = Cow::Owned(span.text[..end].to_owned());
            kept.push(span);
            kept.push(more());
            return (kept, true);
        }
        room -= span.text.chars().count();
        kept.push(span);
    }
    (kept, false)
}

fn more() -> Span<'static> {
    span("heartline-note", "…")
}

fn hex_bytes(bytes: &[u8]) -> String {
    let pairs: Vec<_> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    pairs.join(" ")
}

/// Offset, hex and the printable characters, as hex viewers show them.
fn hex_dump(bytes: &[u8]) -> Vec<Span<'static>> {
    let shown = &bytes[..bytes.len().min(MAX_HEX)];
    let mut dump = Vec::new();
    for (place, line) in shown.chunks(HEX_LINE).enumerate() {
        let printable = |byte: &u8| {
            if (0x20..0x7f).contains(byte) {
                *byte as char
            } else {
                '.'
            }
        };
        let text: String = line.iter().map(printable).collect();
        dump.push(span(
            "heartline-note",
            format!("{:06x}  ", place * HEX_LINE),
        ));
        dump.push(span("heartline-hex", format!("{:<48}", hex_bytes(line))));
        dump.push(span("", format!(" {text}\n")));
    }
    if shown.len() < bytes.len() {
        dump.push(span(
            "note",
            format!("… {} more bytes", bytes.len() - shown.len()),
        ));
    }
    dump
}

/// One token of a JSON text, as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token<'a> {
    Open(char),
    Close(char),
    Comma,
    Colon,
    Key(&'a str),
    String(&'a str),
    Literal(&'a str),
}

/// The tokens of `text` if it looks like a JSON object or array of moderate size. This is layout,
/// not validation: what it returns holds every token of the text, in order.
fn tokens(text: &str) -> Option<Vec<Token<'_>>> {
    if text.len() > MAX_JSON || !text.trim_start().starts_with(['{', '[']) {
        return None;
    }
    let (mut tokens, mut brackets) = (Vec::new(), Vec::new());
    let mut rest = text.trim();
    while let Some(first) = rest.chars().next() {
        let (token, length) = token(rest, first)?;
        match token {
            Token::Open(bracket) => brackets.push(bracket),
            Token::Close('}') if brackets.pop() != Some('{') => return None,
            Token::Close(']') if brackets.pop() != Some('[') => return None,
            Token::Colon => name_key(&mut tokens)?,
            // Laid out, two values side by side would read as one.
            Token::Literal(_) | Token::String(_) if tokens.last().is_some_and(is_value) => {
                return None;
            }
            _ => {}
        }
        tokens.push(token);
        rest = rest[length..].trim_start();
        if brackets.is_empty() && !rest.is_empty() {
            return None;
        }
    }
    brackets.is_empty().then_some(tokens)
}

fn token(rest: &str, first: char) -> Option<(Token<'_>, usize)> {
    Some(match first {
        '{' | '[' => (Token::Open(first), 1),
        '}' | ']' => (Token::Close(first), 1),
        ',' => (Token::Comma, 1),
        ':' => (Token::Colon, 1),
        '"' => {
            let length = string_length(rest)?;
            (Token::String(&rest[..length]), length)
        }
        _ => {
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && !"+-.".contains(c));
            let length = end.unwrap_or(rest.len());
            if length == 0 {
                return None;
            }
            (Token::Literal(&rest[..length]), length)
        }
    })
}

/// The length in bytes of the string that `rest` starts with, quotes included.
fn string_length(rest: &str) -> Option<usize> {
    let mut escaped = false;
    let closing = rest.bytes().skip(1).position(|byte| {
        let closes = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        closes
    })?;
    Some(closing + 2)
}

const fn is_value(token: &Token<'_>) -> bool {
    matches!(
        token,
        Token::Literal(_) | Token::String(_) | Token::Close(_)
    )
}

/// The string before a colon is a key.
fn name_key(tokens: &mut [Token<'_>]) -> Option<()> {
    let last = tokens.last_mut()?;
    let Token::String(text) = *last else {
        return None;
    };
    *last = Token::Key(text);
    Some(())
}

fn coloured<'a>(token: Token<'a>) -> Span<'a> {
    match token {
        Token::Open(bracket) | Token::Close(bracket) => span("", String::from(bracket)),
        Token::Comma => span("", ","),
        Token::Colon => span("", ": "),
        Token::Key(text) => span("heartline-key", text),
        Token::String(text) => span("heartline-string", text),
        Token::Literal(text) => span("heartline-literal", text),
    }
}

fn one_line<'a>(tokens: &[Token<'a>]) -> Vec<Span<'a>> {
    let mut spans = Vec::with_capacity(tokens.len());
    for token in tokens {
        spans.push(coloured(*token));
        if *token == Token::Comma {
            spans.push(span("", " "));
        }
    }
    spans
}

fn indented<'a>(tokens: &[Token<'a>]) -> Vec<Span<'a>> {
    let mut spans = Vec::with_capacity(tokens.len() * 2);
    let mut depth: usize = 0;
    let new_line = |depth: usize| span("", format!("\n{}", "  ".repeat(depth.min(MAX_INDENT))));
    for (place, token) in tokens.iter().enumerate() {
        let empty = matches!(tokens.get(place + 1), Some(Token::Close(_)));
        match token {
            Token::Open(_) => {
                spans.push(coloured(*token));
                depth += 1;
                if !empty {
                    spans.push(new_line(depth));
                }
            }
            Token::Close(_) => {
                depth = depth.saturating_sub(1);
                if !matches!(
                    place.checked_sub(1).map(|p| tokens[p]),
                    Some(Token::Open(_))
                ) {
                    spans.push(new_line(depth));
                }
                spans.push(coloured(*token));
            }
            Token::Comma => {
                spans.push(coloured(*token));
                spans.push(new_line(depth));
            }
            _ => spans.push(coloured(*token)),
        }
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(spans: Vec<Span<'_>>) -> String {
        spans.iter().map(|span| span.text.as_ref()).collect()
    }

    #[test]
    fn a_message_reads_as_what_it_is_in_one_line() {
        for (message, line_text) in [
            (Message::from(""), "(empty text)"),
            (Message::from(vec![]), "(empty binary)"),
            (Message::from("hello"), "hello"),
            (Message::from("{\"a\":[1,2]}"), "{\"a\": [1, 2]}"),
            (
                Message::from("{ \"a\" : 9007199254740993 }"),
                "{\"a\": 9007199254740993}",
            ),
            (Message::from("{\"a\":\"}\\\"{\"}"), "{\"a\": \"}\\\"{\"}"),
            (Message::from("{not json"), "{not json"),
            (Message::from("{]"), "{]"),
            (Message::from("[1] [2]"), "[1] [2]"),
            (Message::from("[1 2]"), "[1 2]"),
            (Message::from("[tr ue]"), "[tr ue]"),
            (Message::from("[[] \"a\"]"), "[[] \"a\"]"),
            (Message::from("{\u{1f600}}"), "{\u{1f600}}"),
            (Message::from("<script>1</script>"), "<script>1</script>"),
            (Message::from(vec![0, 255]), "binary 00 ff"),
        ] {
            let (spans, is_cut) = line(&message);
            assert_eq!(read(spans), line_text, "{message:?}");
            assert!(!is_cut);
        }
    }

    #[test]
    fn a_long_message_is_cut_in_its_line_and_whole_when_unfolded() {
        let text = "é".repeat(LINE + 1);
        let message = Message::from(text.clone());
        let (spans, is_cut) = line(&message);
        assert_eq!(read(spans), format!("{}…", "é".repeat(LINE)));
        assert!(is_cut);
        assert_eq!(read(unfolded(&message)), text);
    }

    #[test]
    fn what_the_line_cuts_can_always_be_unfolded() {
        let members: Vec<_> = (0..25).map(|n| format!("\"{n}\":{n}")).collect();
        let json = format!("{{{}}}", members.join(","));
        assert!(
            json.len() > LINE,
            "the space after each comma is what is too much"
        );
        for text in [json.as_str(), "two\nlines", "one line\n"] {
            let message = Message::from(text);
            let (spans, is_cut) = line(&message);
            assert!(is_cut && read(spans).ends_with('…'), "{text}");
        }
        assert!(!line(&"é".repeat(LINE).into()).1);
    }

    #[test]
    fn json_is_indented_when_unfolded() {
        let message = Message::from(r#"{"a":[1,{}],"b":[]}"#);
        let expected = "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": []\n}";
        assert_eq!(read(unfolded(&message)), expected);
    }

    #[test]
    fn deep_json_neither_overflows_nor_indents_without_end() {
        let deep = format!("{}{}", "[".repeat(20_000), "]".repeat(20_000));
        assert!(read(unfolded(&Message::from(deep))).len() < 3_000_000);
    }

    #[test]
    fn binary_is_dumped_with_offsets_and_printable_characters() {
        let dump = read(unfolded(&Message::from(
            b"Heartline\x00\xff, alive".to_vec(),
        )));
        assert!(dump.starts_with("000000  48 65 61 72 74"));
        assert!(dump.contains("Heartline.., ali"));
        let long = read(unfolded(&Message::from(vec![0; MAX_HEX + 7])));
        assert!(long.ends_with("… 7 more bytes"));
    }
}
