//! JSON that a person writes: where it goes wrong, and how it is laid out. Whether it is right is
//! the browser's to say; only the place is looked for here, because browsers word it as they like,
//! and not all of them name one.

use super::place::Wrong;

/// What is expected next.
#[derive(Clone, Copy, PartialEq)]
enum Next {
    Value,
    /// After an opening bracket.
    ValueOrEnd,
    Key,
    KeyOrEnd,
    Colon,
    CommaOrEnd,
}

/// What is wrong first, and at which byte; `None` for what is JSON by
/// [RFC 8259](https://www.rfc-editor.org/rfc/rfc8259).
pub(super) fn first_fault(text: &str) -> Option<(usize, Wrong)> {
    scan(text.as_bytes()).err()
}

fn scan(source: &[u8]) -> Result<(), (usize, Wrong)> {
    let (mut at, mut next) = (0, Next::Value);
    // Where each open bracket stands.
    let mut open: Vec<usize> = Vec::new();
    loop {
        at = after_space(source, at);
        if next == Next::CommaOrEnd && open.is_empty() {
            return match at < source.len() {
                true => Err((at, Wrong::MoreThanOne)),
                false => Ok(()),
            };
        }
        let Some(byte) = source.get(at) else {
            return Err(open
                .last()
                .map_or((at, Wrong::NoValue), |at| (*at, Wrong::NotClosed)));
        };
        (at, next) = match (next, byte) {
            (Next::Value | Next::ValueOrEnd, b'{' | b'[') => {
                open.push(at);
                let is_object = *byte == b'{';
                (
                    at + 1,
                    if is_object {
                        Next::KeyOrEnd
                    } else {
                        Next::ValueOrEnd
                    },
                )
            }
            (Next::ValueOrEnd | Next::CommaOrEnd, b']') if opened(source, &open) == b'[' => {
                open.pop();
                (at + 1, Next::CommaOrEnd)
            }
            (Next::KeyOrEnd | Next::CommaOrEnd, b'}') if opened(source, &open) == b'{' => {
                open.pop();
                (at + 1, Next::CommaOrEnd)
            }
            (Next::Value | Next::ValueOrEnd, _) => (value(source, at)?, Next::CommaOrEnd),
            (Next::Key | Next::KeyOrEnd, b'"') => (string(source, at)?, Next::Colon),
            (Next::Key | Next::KeyOrEnd, _) => return Err((at, Wrong::NoKey)),
            (Next::Colon, b':') => (at + 1, Next::Value),
            (Next::Colon, _) => return Err((at, Wrong::NoColon)),
            (Next::CommaOrEnd, b',') if opened(source, &open) == b'{' => (at + 1, Next::Key),
            (Next::CommaOrEnd, b',') => (at + 1, Next::Value),
            (Next::CommaOrEnd, _) => return Err((at, Wrong::NoComma)),
        }
    }
}

/// The bracket that was opened last.
fn opened(source: &[u8], open: &[usize]) -> u8 {
    open.last().map_or(0, |at| source[*at])
}

fn after_space(source: &[u8], at: usize) -> usize {
    let rest = source[at..].iter();
    at + rest.take_while(|byte| is_space(**byte)).count()
}

const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// The end of the string, number or word at `at`.
fn value(source: &[u8], at: usize) -> Result<usize, (usize, Wrong)> {
    match source[at] {
        b'"' => string(source, at),
        b'-' | b'0'..=b'9' => number(source, at),
        _ => {
            let mut words = [&b"true"[..], b"false", b"null"].into_iter();
            let found = words.find(|word| source[at..].starts_with(word));
            found.map_or(Err((at, Wrong::NoValue)), |word| Ok(at + word.len()))
        }
    }
}

fn string(source: &[u8], start: usize) -> Result<usize, (usize, Wrong)> {
    let mut at = start + 1;
    loop {
        match source.get(at) {
            None => return Err((start, Wrong::OpenString)),
            Some(b'"') => return Ok(at + 1),
            // The line break at which a string was forgotten to be closed says more as its beginning.
            Some(b'\n') if !source[at..].contains(&b'"') => return Err((start, Wrong::OpenString)),
            Some(0..=0x1f) => return Err((at, Wrong::ControlCharacter)),
            Some(b'\\') => at = escape(source, at)?,
            Some(_) => at += 1,
        }
    }
}

fn escape(source: &[u8], at: usize) -> Result<usize, (usize, Wrong)> {
    match source.get(at + 1) {
        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Ok(at + 2),
        Some(b'u') => {
            let digits = source.get(at + 2..at + 6);
            let are_hex = digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit));
            are_hex.then_some(at + 6).ok_or((at, Wrong::BadEscape))
        }
        _ => Err((at, Wrong::BadEscape)),
    }
}

fn number(source: &[u8], start: usize) -> Result<usize, (usize, Wrong)> {
    let bad = |_| (start, Wrong::BadNumber);
    let mut at = start + usize::from(source[start] == b'-');
    let whole = digits(source, at).map_err(bad)?;
    if source[at] == b'0' && whole > at + 1 {
        return Err((start, Wrong::BadNumber));
    }
    at = whole;
    if source.get(at) == Some(&b'.') {
        at = digits(source, at + 1).map_err(bad)?;
    }
    if matches!(source.get(at), Some(b'e' | b'E')) {
        let sign = matches!(source.get(at + 1), Some(b'+' | b'-'));
        at = digits(source, at + 1 + usize::from(sign)).map_err(bad)?;
    }
    Ok(at)
}

/// The end of the digits at `at`, of which there must be one.
fn digits(source: &[u8], at: usize) -> Result<usize, ()> {
    let rest = source.get(at..).unwrap_or_default();
    let count = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if count == 0 { Err(()) } else { Ok(at + count) }
}

/// Deeper levels are not indented further: an array in an array in an array may be very long.
const MAX_INDENT: usize = 24;

/// JSON over as many lines as it takes, or in one. Only white space changes, so that numbers stay as
/// they are written, however many digits they have.
pub(super) fn laid_out(text: &str, in_lines: bool) -> String {
    let (mut out, mut depth) = (String::with_capacity(text.len() * 2), 0_usize);
    let (mut in_string, mut escaped, mut last) = (false, false, ' ');
    for c in text.chars() {
        if in_string {
            in_string = escaped || c != '"';
            escaped = c == '\\' && !escaped;
            out.push(c);
            last = c;
            continue;
        }
        if c.is_ascii() && is_space(c as u8) {
            continue;
        }
        let closes = matches!(c, '}' | ']');
        depth = depth.saturating_sub(usize::from(closes));
        let opened = matches!(last, '{' | '[');
        if in_lines && (last == ',' || closes != opened) {
            out.push('\n');
            (0..depth.min(MAX_INDENT)).for_each(|_| out.push_str("  "));
        } else if matches!(last, ':' | ',') {
            out.push(' ');
        }
        depth += usize::from(matches!(c, '{' | '['));
        in_string = c == '"';
        out.push(c);
        last = c;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_json_has_no_fault() {
        let deep = "[".repeat(100_000) + &"]".repeat(100_000);
        for text in [
            "0",
            "-0.5e+10",
            "1E2",
            " true ",
            "null\n",
            "\"\"",
            "{}",
            "[ ]",
            "\"\\u00e9\\n\\\"\"",
            r#"{"a":[1,{"b":null}],"":"\\"}"#,
            "\"\u{202e}😀\u{200b}\"",
            &deep,
        ] {
            assert_eq!(first_fault(text), None, "{text:.40}");
        }
    }

    #[test]
    fn json_that_goes_wrong_does_so_at_its_place() {
        use Wrong::*;
        for (text, at, wrong) in [
            ("", 0, NoValue),
            ("hello", 0, NoValue),
            ("tru", 0, NoValue),
            ("[1,]", 3, NoValue),
            ("[1 2]", 3, NoComma),
            ("[1}", 2, NoComma),
            ("{\"a\":1]", 6, NoComma),
            ("{a:1}", 1, NoKey),
            ("{'a':1}", 1, NoKey),
            ("{\"a\":1,}", 7, NoKey),
            ("{\"a\" 1}", 5, NoColon),
            ("{\"a\":}", 5, NoValue),
            ("{\"a\":\n[1", 6, NotClosed),
            ("[\"a]", 1, OpenString),
            ("[\"a\n]", 1, OpenString),
            ("\"a\nb\"", 2, ControlCharacter),
            ("\"\\q\"", 1, BadEscape),
            ("\"\\u12g4\"", 1, BadEscape),
            ("\"\\", 1, BadEscape),
            ("01", 0, BadNumber),
            ("[-]", 1, BadNumber),
            ("1.", 0, BadNumber),
            ("1e", 0, BadNumber),
            ("1 2", 2, MoreThanOne),
            ("{} é", 3, MoreThanOne),
            ("\u{feff}{}", 0, NoValue),
        ] {
            assert_eq!(first_fault(text), Some((at, wrong)), "{text}");
        }
    }

    #[test]
    fn laying_out_changes_white_space_only() {
        for (text, lines, line) in [
            ("{ }", "{}", "{}"),
            ("[[ ],{}]", "[\n  [],\n  {}\n]", "[[], {}]"),
            (
                "{\"a\":[1,2.50],\"b\":\"x, {y}: \\\"\"}",
                "{\n  \"a\": [\n    1,\n    2.50\n  ],\n  \"b\": \"x, {y}: \\\"\"\n}",
                "{\"a\": [1, 2.50], \"b\": \"x, {y}: \\\"\"}",
            ),
            ("9007199254740993", "9007199254740993", "9007199254740993"),
        ] {
            assert_eq!(laid_out(text, true), lines);
            assert_eq!(laid_out(text, false), line);
            assert_eq!(laid_out(lines, false), line);
            assert_eq!(laid_out(line, true), lines);
        }
    }

    #[test]
    fn deep_json_is_laid_out_in_bounded_space() {
        let deep = "[".repeat(10_000) + &"]".repeat(10_000);
        assert!(laid_out(&deep, true).len() < deep.len() * 60);
    }
}
