//! Bytes as people write them: in hex.

use super::place::Wrong;

/// The bytes that `text` spells: pairs of hex digits, with `0x` or `\x` before them or not, joined
/// or apart by white space, commas, semicolons, colons, dashes, underscores or brackets. A digit
/// after `0x` may stand alone.
///
/// # Errors
/// What is wrong first, and at which byte of the text.
pub(super) fn parse(text: &str) -> Result<Vec<u8>, (usize, Wrong)> {
    let source = text.as_bytes();
    let (mut bytes, mut at) = (Vec::with_capacity(source.len() / 2), 0);
    while at < source.len() {
        if is_between(source[at]) {
            at += 1;
            continue;
        }
        let prefix = prefix(&source[at..]);
        at += prefix;
        let run = source[at..]
            .iter()
            .take_while(|byte| byte.is_ascii_hexdigit());
        let end = at + run.count();
        match source.get(end) {
            Some(byte) if !is_between(*byte) && (*byte != b'\\' || end == at) => {
                return Err((end, Wrong::NoHexDigit));
            }
            _ if prefix > 0 && end == at => return Err((at - prefix, Wrong::LoneHexDigit)),
            _ => {}
        }
        if prefix > 0 && end == at + 1 {
            bytes.push(digit(source[at]));
        } else if (end - at) % 2 == 1 {
            return Err((end - 1, Wrong::LoneHexDigit));
        } else {
            let pairs = source[at..end].chunks_exact(2);
            bytes.extend(pairs.map(|pair| digit(pair[0]) << 4 | digit(pair[1])));
        }
        at = end;
    }
    Ok(bytes)
}

/// The same, for who does not ask what is wrong.
pub(in crate::page::traffic) fn read(text: &str) -> Option<Vec<u8>> {
    parse(text).ok()
}

/// How many bytes at the beginning say that hex follows.
fn prefix(source: &[u8]) -> usize {
    match source {
        [b'0' | b'\\', b'x' | b'X', ..] => 2,
        _ => 0,
    }
}

const fn is_between(byte: u8) -> bool {
    byte.is_ascii_whitespace()
        || matches!(
            byte,
            b',' | b';' | b':' | b'-' | b'_' | b'[' | b']' | b'{' | b'}'
        )
}

/// Of a character that is known to be a hex digit.
const fn digit(character: u8) -> u8 {
    match character {
        b'0'..=b'9' => character - b'0',
        _ => (character | 0x20) - b'a' + 10,
    }
}

/// At most `most` bytes, in pairs of digits with a space between them.
pub(super) fn spell(bytes: &[u8], most: usize) -> String {
    let mut text = String::new();
    super::super::hex::bytes(&mut text, &bytes[..bytes.len().min(most)]);
    text.split_off(usize::from(!text.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex_is_read_in_any_usual_spelling() {
        for text in [
            "00 7f FF",
            "007fff",
            "00\n7F\tff\n",
            "0x00 0x7f 0xFF",
            "0x007fff",
            "{0x0, 0x7F, 0xff}",
            "[0X00,0X7F,0XFF]",
            r"\x00\x7f\xff",
            "00:7f:ff",
            "00-7f-ff",
            "00_7f_ff;",
        ] {
            assert_eq!(parse(text), Ok(vec![0x00, 0x7f, 0xff]), "{text}");
        }
        assert_eq!(parse(" \n"), Ok(vec![]));
    }

    #[test]
    fn what_is_no_hex_is_an_error_at_its_place() {
        for (text, at, wrong) in [
            ("0g", 1, Wrong::NoHexDigit),
            ("00 zz", 3, Wrong::NoHexDigit),
            ("00 é", 3, Wrong::NoHexDigit),
            ("00 \u{200b}ff", 3, Wrong::NoHexDigit),
            ("\u{ff10}0", 0, Wrong::NoHexDigit),
            ("00 f", 3, Wrong::LoneHexDigit),
            ("00f 00", 2, Wrong::LoneHexDigit),
            ("0x", 0, Wrong::LoneHexDigit),
            ("0xabc", 4, Wrong::LoneHexDigit),
            ("0x 00", 0, Wrong::LoneHexDigit),
            ("\\00", 0, Wrong::NoHexDigit),
            ("00 x", 3, Wrong::NoHexDigit),
        ] {
            assert_eq!(parse(text), Err((at, wrong)), "{text}");
        }
    }

    #[test]
    fn what_is_spelled_reads_as_what_it_was() {
        let bytes: Vec<u8> = (0..=255).collect();
        assert_eq!(parse(&spell(&bytes, 256)), Ok(bytes));
        assert_eq!(spell(&[1, 2, 3], 2), "01 02");
    }
}
