//! JSON as it is written: where the values stand in a text.
//!
//! Nothing is copied, nothing recurses deeper than a path is long, and a number stays the text that it is. What decides whether
//! a text is JSON at all is [`is_json`]; the rest is forgiving, and stops where it makes no sense.

mod decimal;
mod escapes;
mod needle;
mod path;
#[cfg(test)]
mod tests;
mod tree;

use std::borrow::Cow;

pub(in crate::page) use decimal::Decimal;
pub(in crate::page) use escapes::readable;
use escapes::{unescaped, whole_escapes};
pub(in crate::page) use needle::Needle;
pub(in crate::page) use path::{Fault, Path, Query, Wanted, query_for};
pub(in crate::page) use tree::{Line, lines, path_to};

/// What kind of value it is, by its first character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::page) enum Kind {
    Object,
    Array,
    String,
    Number,
    /// `true`, `false`, `null`.
    Word,
}

/// Whether `text` is one JSON value ([RFC 8259](https://www.rfc-editor.org/rfc/rfc8259)).
pub(in crate::page) fn is_json(text: &str) -> bool {
    Cursor { text, at: 0 }.document().is_some()
}

/// The kind of the value at `at`.
pub(in crate::page) fn kind(text: &str, at: usize) -> Option<Kind> {
    Some(match text.as_bytes().get(at)? {
        b'{' => Kind::Object,
        b'[' => Kind::Array,
        b'"' => Kind::String,
        b'-' | b'0'..=b'9' => Kind::Number,
        b't' | b'f' | b'n' => Kind::Word,
        _ => return None,
    })
}

/// Where the first value stands.
pub(in crate::page) fn root(text: &str) -> usize {
    Cursor { text, at: 0 }.space().at
}

/// Where the value that begins at `at` ends.
pub(in crate::page) fn end(text: &str, at: usize) -> Option<usize> {
    let mut cursor = Cursor { text, at };
    match kind(text, at)? {
        Kind::Object | Kind::Array => cursor.skip_container()?,
        Kind::String => cursor.string()?,
        Kind::Number | Kind::Word => cursor.scalar(),
    }
    Some(cursor.at)
}

/// The text that a string literal stands for, quotes included; what is none stays as it is.
pub(in crate::page) fn plain(literal: &str) -> Cow<'_, str> {
    let inner = literal.strip_prefix('"');
    let Some(inner) = inner.and_then(|rest| rest.strip_suffix('"')) else {
        return Cow::Borrowed(literal);
    };
    match inner.contains('\\') {
        false => Cow::Borrowed(inner),
        true => Cow::Owned(unescaped(inner)),
    }
}

/// A member of an object or an element of an array.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::page) struct Child<'a> {
    /// The key as it is written, quotes included; `None` in an array.
    pub(in crate::page) key: Option<&'a str>,
    /// How many stand before it.
    pub(in crate::page) index: usize,
    /// Where its value begins.
    pub(in crate::page) at: usize,
}

/// The children of a container, one after the other. Whoever takes one says where it ended.
#[derive(Clone, Debug)]
pub(in crate::page) struct Children<'a> {
    cursor: Cursor<'a>,
    is_object: bool,
    index: usize,
}

impl<'a> Children<'a> {
    /// Of the container at `at`; of nothing else there are any.
    pub(in crate::page) fn of(text: &'a str, at: usize) -> Option<Self> {
        let kind = kind(text, at)?;
        matches!(kind, Kind::Object | Kind::Array).then(|| Self {
            cursor: Cursor { text, at: at + 1 },
            is_object: kind == Kind::Object,
            index: 0,
        })
    }

    /// The next child, where there is one.
    pub(in crate::page) fn next(&mut self) -> Option<Child<'a>> {
        let Self { cursor, .. } = self;
        cursor.space();
        if self.index > 0 {
            cursor.expect(b',')?;
            cursor.space();
        }
        let key = match self.is_object {
            true => Some(cursor.key()?),
            false => None,
        };
        kind(cursor.text, cursor.at)?;
        let (at, index) = (cursor.at, self.index);
        self.index += 1;
        Some(Child { key, index, at })
    }

    /// Goes on behind the value that ended at `end`.
    pub(in crate::page) const fn go_on(&mut self, end: usize) {
        self.cursor.at = end;
    }

    /// Where the container ends, once there is no next child.
    pub(in crate::page) fn end(&self) -> usize {
        (self.cursor.at + 1).min(self.cursor.text.len())
    }
}

#[derive(Clone, Debug)]
struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) -> &mut Self {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.byte() {
            self.at += 1;
        }
        self
    }

    fn expect(&mut self, expected: u8) -> Option<()> {
        (self.byte() == Some(expected)).then(|| self.at += 1)
    }

    /// Up to the value of a member.
    fn key(&mut self) -> Option<&'a str> {
        let start = self.at;
        self.string()?;
        let key = self.text.get(start..self.at)?;
        self.space().expect(b':')?;
        self.space();
        Some(key)
    }

    fn string(&mut self) -> Option<()> {
        self.expect(b'"')?;
        let bytes = self.text.as_bytes();
        loop {
            match bytes.get(self.at)? {
                b'"' => {
                    self.at += 1;
                    return Some(());
                }
                b'\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
    }

    fn scalar(&mut self) {
        while let Some(b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'+' | b'-' | b'.') = self.byte() {
            self.at += 1;
        }
    }

    fn skip_container(&mut self) -> Option<()> {
        let mut depth = 0_usize;
        loop {
            match self.byte()? {
                b'"' => {
                    self.string()?;
                    continue;
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth -= 1,
                _ => {}
            }
            self.at += 1;
            if depth == 0 {
                return Some(());
            }
        }
    }

    /// One value and nothing else. The open brackets are on a stack of their own.
    fn document(&mut self) -> Option<()> {
        let mut open = Vec::new();
        self.space();
        loop {
            match self.byte()? {
                bracket @ (b'{' | b'[') => {
                    self.at += 1;
                    // Both are two further in ASCII.
                    let close = bracket + 2;
                    if self.space().byte() == Some(close) {
                        self.at += 1;
                    } else {
                        open.push(close);
                        self.member_of(close)?;
                        continue;
                    }
                }
                b'"' => self.strict_string()?,
                _ => self.strict_scalar()?,
            }
            loop {
                self.space();
                let Some(&close) = open.last() else {
                    return (self.at == self.text.len()).then_some(());
                };
                if self.expect(close).is_none() {
                    self.expect(b',')?;
                    self.space();
                    self.member_of(close)?;
                    break;
                }
                open.pop();
            }
        }
    }

    /// Up to the value.
    fn member_of(&mut self, close: u8) -> Option<()> {
        if close == b'}' {
            self.strict_string()?;
            self.space().expect(b':')?;
            self.space();
        }
        Some(())
    }

    fn strict_string(&mut self) -> Option<()> {
        let start = self.at;
        self.string()?;
        let inner = self.text.get(start + 1..self.at - 1)?;
        let mut bytes = inner.bytes();
        while let Some(byte) = bytes.next() {
            match byte {
                0..0x20 => return None,
                b'\\' => match bytes.next()? {
                    b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => {}
                    b'u' => (0..4).try_for_each(|_| {
                        let digit = bytes.next()?;
                        digit.is_ascii_hexdigit().then_some(())
                    })?,
                    _ => return None,
                },
                _ => {}
            }
        }
        Some(())
    }

    fn strict_scalar(&mut self) -> Option<()> {
        let start = self.at;
        self.scalar();
        let text = self.text.get(start..self.at)?;
        let is_word = matches!(text, "true" | "false" | "null");
        (is_word || is_number(text)).then_some(())
    }
}

/// By the grammar of [RFC 8259 §6](https://www.rfc-editor.org/rfc/rfc8259#section-6).
fn is_number(text: &str) -> bool {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent
            .is_none_or(|exponent| digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent)))
}
