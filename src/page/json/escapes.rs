//! What stands for a character in a string literal: `\n`, `\u00e9`.

use std::borrow::Cow;

/// What the inside of a literal stands for.
pub(super) fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(place) = rest.find('\\') {
        plain.push_str(&rest[..place]);
        rest = &rest[place + 1..];
        let mut chars = rest.chars();
        match chars.next() {
            Some('b') => plain.push('\u{8}'),
            Some('f') => plain.push('\u{c}'),
            Some('n') => plain.push('\n'),
            Some('r') => plain.push('\r'),
            Some('t') => plain.push('\t'),
            Some('u') => {
                let (character, length) = by_number(rest);
                plain.push(character);
                rest = rest.get(length..).unwrap_or_default();
                continue;
            }
            Some(itself) => plain.push(itself),
            None => {}
        }
        rest = chars.as_str();
    }
    plain.push_str(rest);
    plain
}

/// A literal with the letters and signs of other scripts that are written as numbers in it, as many
/// servers write them: what a person reads. Whatever would not show stays a number.
pub(in crate::page) fn readable(literal: &str) -> Cow<'_, str> {
    if !literal.contains("\\u") {
        return Cow::Borrowed(literal);
    }
    let mut readable = String::with_capacity(literal.len());
    let mut rest = literal;
    while let Some(place) = rest.find('\\') {
        let (before, escape) = rest.split_at(place);
        readable.push_str(before);
        let numbered = escape[1..]
            .starts_with('u')
            .then(|| by_number(&escape[1..]));
        let shown = numbered.filter(|(character, _)| shows(*character));
        let length = match shown {
            Some((character, length)) => {
                readable.push(character);
                1 + length
            }
            None => {
                let length = 1 + escape[1..].chars().next().map_or(0, char::len_utf8);
                readable.push_str(&escape[..length]);
                length
            }
        };
        rest = escape.get(length..).unwrap_or_default();
    }
    readable.push_str(rest);
    Cow::Owned(readable)
}

/// Whether a character is seen as itself, and ends no literal.
fn shows(character: char) -> bool {
    let is_mark = matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    !character.is_ascii()
        && !character.is_control()
        && !is_mark
        && character != char::REPLACEMENT_CHARACTER
}

/// Without the escape that a cut has left unfinished, be it the second half of a pair.
pub(super) fn whole_escapes(text: &str) -> &str {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let rest = &bytes[at..];
        let is_pair = || rest.get(6..8).is_none_or(|next| next == b"\\u");
        let length = match rest {
            [
                b'\\',
                b'u',
                b'd' | b'D',
                b'8' | b'9' | b'a' | b'b' | b'A' | b'B',
                ..,
            ] if is_pair() => 12,
            [b'\\', b'u', ..] => 6,
            [b'\\', ..] => 2,
            _ => 1,
        };
        if length > rest.len() {
            break;
        }
        at += length;
    }
    text.get(..at).unwrap_or_default()
}

/// The character of `u1F60` or of the pair `uD83D\uDE00`, and how long that is; half a pair is no
/// character.
fn by_number(text: &str) -> (char, usize) {
    let unit = |at: usize| u32::from_str_radix(text.get(at..at + 4)?, 16).ok();
    let pair = match (unit(1), text.get(5..7), unit(7)) {
        (Some(high @ 0xd800..0xdc00), Some("\\u"), Some(low @ 0xdc00..0xe000)) => {
            char::from_u32(0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00))
        }
        _ => None,
    };
    match pair {
        Some(character) => (character, 11),
        None => {
            let character = unit(1).and_then(char::from_u32);
            (character.unwrap_or(char::REPLACEMENT_CHARACTER), 5)
        }
    }
}
