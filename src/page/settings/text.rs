//! Values of settings as a person writes them, and back. The same in every language.

use std::time::Duration;

use super::fault::Fault;

/// What an optional value reads as where there is none.
pub(super) const OFF: &str = "off";

const DURATIONS: [(&str, u64); 4] = [("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];

const SIZES: [(&str, u64); 3] = [("MiB", 1 << 20), ("KiB", 1 << 10), ("", 1)];

/// Longer than any page is kept open, and far from every overflow: 30 days.
pub(in crate::page) const MAX_MILLIS: u64 = 30 * 24 * 60 * 60 * 1000;

/// Reads `500ms`, `15s`, `1m`, `2h`.
pub(in crate::page) fn duration(text: &str) -> Result<Duration, Fault> {
    match scaled(text, &DURATIONS).ok_or(Fault::Duration)? {
        Some(0) => Err(Fault::Zero),
        Some(millis) if millis <= MAX_MILLIS => Ok(Duration::from_millis(millis)),
        _ => Err(Fault::TooLong),
    }
}

pub(super) fn duration_text(duration: Duration) -> String {
    let millis = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
    in_largest(millis, &DURATIONS)
}

/// Reads `65536`, `64KiB`, `1MiB`.
pub(super) fn bytes(text: &str) -> Result<usize, Fault> {
    let bytes = scaled(text, &SIZES).flatten();
    let bytes = bytes.and_then(|bytes| usize::try_from(bytes).ok());
    // As far as every browser can count them.
    bytes
        .filter(|bytes| *bytes <= MAX_BYTES)
        .ok_or(Fault::Bytes)
}

const MAX_BYTES: usize = 1 << 30;

pub(super) fn bytes_text(bytes: usize) -> String {
    in_largest(bytes as u64, &SIZES)
}

pub(super) fn count(text: &str) -> Result<u32, Fault> {
    text.parse().map_err(|_| Fault::Count)
}

pub(super) fn flag(text: &str) -> Result<bool, Fault> {
    match text {
        "on" | "true" => Ok(true),
        "off" | "false" => Ok(false),
        _ => Err(Fault::Flag),
    }
}

pub(super) const fn flag_text(flag: bool) -> &'static str {
    match flag {
        true => "on",
        false => OFF,
    }
}

/// A value that may be missing: [`OFF`] says so.
pub(super) fn optional<T>(
    text: &str,
    read: fn(&str) -> Result<T, Fault>,
) -> Result<Option<T>, Fault> {
    match text {
        OFF => Ok(None),
        _ => read(text).map(Some),
    }
}

pub(super) fn optional_text<T>(value: Option<T>, text: fn(T) -> String) -> String {
    value.map_or_else(|| OFF.to_owned(), text)
}

/// The pieces of a list, without the space around them.
pub(super) fn pieces(text: &str, separator: char) -> impl Iterator<Item = &str> {
    let pieces = text.split(separator).map(str::trim);
    pieces.filter(|piece| !piece.is_empty())
}

/// `None` where there is no number or no such unit, `Some(None)` where it is too large to count.
fn scaled(text: &str, units: &[(&str, u64)]) -> Option<Option<u64>> {
    let end = text.find(|c: char| !c.is_ascii_digit());
    let (number, unit) = text.split_at(end.unwrap_or(text.len()));
    let (_, scale) = units.iter().find(|(known, _)| *known == unit)?;
    if number.is_empty() {
        return None;
    }
    let number = number.parse().ok();
    Some(number.and_then(|number: u64| number.checked_mul(*scale)))
}

fn in_largest(amount: u64, units: &[(&str, u64)]) -> String {
    let fits = |(_, scale): &&(&str, u64)| amount > 0 && amount.is_multiple_of(*scale);
    let smallest = units.last().copied().unwrap_or(("", 1));
    let (unit, scale) = units.iter().find(fits).copied().unwrap_or(smallest);
    (amount / scale).to_string() + unit
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_and_sizes_read_as_they_are_written() {
        for text in ["1ms", "1500ms", "15s", "1m", "90s", "2h", "720h"] {
            assert_eq!(duration(text).map(duration_text).as_deref(), Ok(text));
        }
        for text in ["0", "1", "1000", "1KiB", "64KiB", "1MiB", "1024MiB"] {
            assert_eq!(bytes(text).map(bytes_text).as_deref(), Ok(text));
        }
    }

    #[test]
    fn what_is_no_value_is_refused_by_what_is_wrong_with_it() {
        for (text, fault) in [
            ("", Fault::Duration),
            ("15", Fault::Duration),
            ("s", Fault::Duration),
            ("-1s", Fault::Duration),
            ("1.5s", Fault::Duration),
            ("1 s", Fault::Duration),
            ("é", Fault::Duration),
            ("0s", Fault::Zero),
            ("99999999999999999999m", Fault::TooLong),
            ("99999999999m", Fault::TooLong),
        ] {
            assert_eq!(duration(text), Err(fault), "{text}");
        }
        for text in ["", "KiB", "1kb", "-1", "99999999999999999999", "2000MiB"] {
            assert_eq!(bytes(text), Err(Fault::Bytes), "{text}");
        }
        for text in ["", "-1", "1.5", "many", "4294967296"] {
            assert_eq!(count(text), Err(Fault::Count), "{text}");
        }
    }
}
