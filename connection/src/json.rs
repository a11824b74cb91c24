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

/// The entries of a flat JSON object as raw pairs: a key without its quotes, a value as written.
/// `None` when `text` is anything else. Escapes are not decoded; nothing that is looked up here
/// needs one.
pub(crate) fn flat_object(text: &str) -> Option<Vec<(&str, &str)>> {
    let inner = text.trim().strip_prefix('{')?.strip_suffix('}')?;
    let mut entries = Vec::new();
    let mut rest = inner.trim();
    while !rest.is_empty() {
        let (key, after_key) = string(rest)?;
        let (value, after_value) = scalar(after_key.trim_start().strip_prefix(':')?.trim_start())?;
        entries.push((key, value));
        rest = match after_value.trim_start() {
            "" => "",
            more => more.strip_prefix(',')?.trim_start(),
        };
    }
    Some(entries)
}

/// A leading JSON string without its quotes, and what follows it.
fn string(text: &str) -> Option<(&str, &str)> {
    let body = text.strip_prefix('"')?;
    let mut escaped = false;
    let end = body.bytes().position(|byte| {
        let closes = !escaped && byte == b'"';
        escaped = !escaped && byte == b'\\';
        closes
    })?;
    Some((&body[..end], &body[end + 1..]))
}

/// A leading string, number, `true`, `false` or `null` as written, and what follows it.
fn scalar(text: &str) -> Option<(&str, &str)> {
    if text.starts_with('"') {
        let (_, rest) = string(text)?;
        return Some(text.split_at(text.len() - rest.len()));
    }
    let end = text
        .bytes()
        .position(|byte| byte == b',' || is_white_space(byte))
        .unwrap_or(text.len());
    let (value, rest) = text.split_at(end);
    let plain = value
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    (plain && !value.is_empty()).then_some((value, rest))
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
        let entries = flat_object(r#" { "reconnect" : false, "why":"a\"}, b", "n":12 } "#);
        assert_eq!(
            entries,
            Some(vec![
                ("reconnect", "false"),
                ("why", r#""a\"}, b""#),
                ("n", "12")
            ])
        );
        assert_eq!(flat_object("{}"), Some(vec![]));
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
            "bye",
            "\u{1f600}",
        ] {
            assert_eq!(flat_object(other), None, "{other:?}");
        }
    }
}
