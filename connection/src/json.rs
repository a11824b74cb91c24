//! The little JSON that the machine must understand without a JSON parser: whether two texts are
//! the same but for white space, and the flat object that a close reason may hold.
//!
//! Applications parse their data with serde; this exists so that who does not pays nothing.

/// Whether `a` and `b` are the same JSON text, white space between tokens aside
/// ([RFC 8259 §2](https://www.rfc-editor.org/rfc/rfc8259#section-2)).
pub(crate) fn same_but_for_white_space(a: &str, b: &str) -> bool {
    significant(a).eq(significant(b))
}

/// The bytes of `text` without the white space that stands outside strings.
fn significant(text: &str) -> impl Iterator<Item = u8> + '_ {
    let mut in_string = false;
    let mut escaped = false;
    text.bytes().filter(move |&byte| {
        if in_string {
            in_string = escaped || byte != b'"';
            escaped = !escaped && byte == b'\\';
            return true;
        }
        in_string = byte == b'"';
        !is_white_space(byte)
    })
}

const fn is_white_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// Hands `entry` each key and value of a flat JSON object, as written: strings with their quotes.
/// `None` when `text` turns out to be anything else. Escapes are not decoded; nothing that is looked
/// up here needs one.
pub(crate) fn flat_object<'a>(
    text: &'a str,
    mut entry: impl FnMut(&'a str, &'a str),
) -> Option<()> {
    let mut tokens = Tokens(text);
    tokens.expect("{")?;
    loop {
        let key = tokens.next()?;
        if key == "}" {
            break;
        }
        tokens.expect(":")?;
        let value = tokens.next()?;
        if !is_string(key) || !(is_string(value) || is_plain(value.as_bytes()[0])) {
            return None;
        }
        entry(key, value);
        match tokens.next()? {
            "," => {}
            "}" => break,
            _ => return None,
        }
    }
    tokens.0.trim_ascii().is_empty().then_some(())
}

/// What is left of a JSON text, to be taken token by token: a string, a number or word, or another
/// single character.
struct Tokens<'a>(&'a str);

impl<'a> Tokens<'a> {
    fn next(&mut self) -> Option<&'a str> {
        let text = self.0.trim_ascii_start();
        let length = match text.as_bytes().first()? {
            b'"' => string_length(text)?,
            byte if is_plain(*byte) => text.bytes().take_while(|byte| is_plain(*byte)).count(),
            _ => 1,
        };
        let (token, rest) = text.split_at_checked(length)?;
        self.0 = rest;
        Some(token)
    }

    fn expect(&mut self, token: &str) -> Option<()> {
        (self.next()? == token).then_some(())
    }
}

/// The length of the JSON string that `text` begins with, quotes included.
fn string_length(text: &str) -> Option<usize> {
    let mut escaped = false;
    let mut body = text.bytes().skip(1);
    let closing = body.position(|byte| {
        let closes = !escaped && byte == b'"';
        escaped = !escaped && byte == b'\\';
        closes
    })?;
    Some(closing + 2)
}

const fn is_string(token: &str) -> bool {
    matches!(token.as_bytes(), [b'"', ..])
}

/// Whether numbers, `true`, `false` and `null` are made of such bytes.
const fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.')
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn white_space_counts_only_inside_strings() {
        for (a, b, same) in [
            (r#"{"heart":1}"#, r#"{"heart":1}"#, true),
            (r#"{"heart":1}"#, " { \"heart\" :\n1 }\r\n", true),
            (r#"{"heart":1}"#, r#"{"heart":11}"#, false),
            (r#"{"a b":1}"#, r#"{"ab":1}"#, false),
            (r#"["a\" b"]"#, r#"[ "a\" b" ]"#, true),
            (r#"["a\" b"]"#, r#"["a\"b"]"#, false),
            ("", " ", true),
        ] {
            assert_eq!(same_but_for_white_space(a, b), same, "{a:?} and {b:?}");
        }
    }

    #[test]
    fn a_flat_object_is_read_and_anything_else_is_not() {
        let read = |text| {
            let mut entries = Vec::new();
            let whole = flat_object(text, |key, value| entries.push((key, value)));
            whole.map(|()| entries)
        };
        let entries = read(r#" { "reconnect" : false, "why":"a\"}, b", "n":12 } "#);
        assert_eq!(
            entries,
            Some(vec![
                (r#""reconnect""#, "false"),
                (r#""why""#, r#""a\"}, b""#),
                (r#""n""#, "12")
            ])
        );
        assert_eq!(read("{}"), Some(vec![]));
        for other in [
            "",
            "{",
            "}",
            "null",
            "[1]",
            r#"{"a"}"#,
            r#"{"a":}"#,
            r#"{"a":{"b":1}}"#,
            r#"{"a":1 "b":2}"#,
            r#"{"a":"b}"#,
            r#"{a:1}"#,
            r#"{"a":,}"#,
            r#"{"a":1}}"#,
            r#"{"a":1} b"#,
            "bye",
            "\u{1f600}",
        ] {
            assert_eq!(read(other), None, "{other:?}");
        }
    }
}
