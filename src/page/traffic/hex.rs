//! Bytes as hex.

/// Two digits.
pub(super) fn byte(out: &mut String, byte: u8) {
    for digit in [byte >> 4, byte & 15] {
        out.push(char::from_digit(digit.into(), 16).unwrap_or('0'));
    }
}

/// Each with a space before it.
pub(super) fn bytes(out: &mut String, bytes: &[u8]) {
    for one in bytes {
        out.push(' ');
        byte(out, *one);
    }
}
