//! What stands for a character in a string literal: `\n`, `\u00e9`.

use std::borrow::Cow;

/// What a text with escapes in it stands for.
pub(super) fn unescaped(text: &str) -> String {
    replaced(text, character)
}

/// A literal with the letters and signs of other scripts that are written as numbers in it, as many
/// servers write them: what a person reads. Whatever would not show stays a number.
pub(in crate::page) fn readable(literal: &str) -> Cow<'_, str> {
    match literal.contains("\\u") {
        false => Cow::Borrowed(literal),
        true => Cow::Owned(replaced(literal, |escape| {
            by_number(escape).filter(|(character, _)| shows(*character))
        })),
    }
}

/// A text with each escape replaced by the character that `read` finds at its beginning, which takes
/// so many bytes of it; the others, and what is no escape, stay as they are.
fn replaced(text: &str, read: fn(&str) -> Option<(char, usize)>) -> String {
    let mut replaced = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(place) = rest.find('\\') {
        let (before, escape) = rest.split_at(place);
        replaced.push_str(before);
        let length = match read(escape) {
            Some((character, length)) => {
                replaced.push(character);
                length
            }
            None => {
                // What the backslash stands before begins no other escape.
                let length = 1 + escape[1..].chars().next().map_or(0, char::len_utf8);
                replaced.push_str(&escape[..length]);
                length
            }
        };
        rest = &escape[length..];
    }
    replaced.push_str(rest);
    replaced
}

/// The character that an escape stands for, and how long that is. A quote of the other kind is
/// escaped in paths.
fn character(escape: &str) -> Option<(char, usize)> {
    let character = match escape.as_bytes().get(1)? {
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => return by_number(escape),
        itself @ (b'"' | b'\'' | b'\\' | b'/') => char::from(*itself),
        _ => return None,
    };
    Some((character, 2))
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

/// The character of `\u1F60` or of the pair `\uD83D\uDE00`, and how long that is; half a pair stands
/// for a character that nobody knows.
fn by_number(escape: &str) -> Option<(char, usize)> {
    let unit = |at: usize| {
        let digits = escape.get(at..at + 6)?.strip_prefix("\\u")?;
        // A sign would be read as well.
        let is_hex = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        is_hex.then(|| u32::from_str_radix(digits, 16).ok())?
    };
    let first = unit(0)?;
    let pair = match (first, unit(6)) {
        (0xd800..0xdc00, Some(low @ 0xdc00..0xe000)) => {
            char::from_u32(0x1_0000 + ((first - 0xd800) << 10) + (low - 0xdc00))
        }
        _ => None,
    };
    Some(match pair {
        Some(character) => (character, 12),
        None => {
            let character = char::from_u32(first);
            (character.unwrap_or(char::REPLACEMENT_CHARACTER), 6)
        }
    })
}
