//! Durations as numbers to reckon with, and as figures show them, without floating point.

use std::time::Duration;

use heartline_connection::Instant;

use super::language::{Language, Words};

/// The most seconds that are told apart, 136 years: what comes of them can be multiplied.
const MAX_SECONDS: u64 = u32::MAX as u64;

pub(super) const fn millis(duration: Duration) -> u64 {
    seconds(duration) * 1_000 + duration.subsec_millis() as u64
}

pub(super) const fn micros(duration: Duration) -> u64 {
    seconds(duration) * 1_000_000 + duration.subsec_micros() as u64
}

/// A moment by the connection's clock, in milliseconds.
pub(super) fn at(instant: Instant) -> i64 {
    i64::try_from(millis(instant.since_origin())).unwrap_or(i64::MAX)
}

const fn seconds(duration: Duration) -> u64 {
    match duration.as_secs() {
        seconds @ 0..MAX_SECONDS => seconds,
        _ => MAX_SECONDS,
    }
}

/// A round trip: `0.4 ms`, `12.3 ms`, `250 ms`, `1.5 s`.
pub(super) fn in_words(duration: Duration, language: Language) -> String {
    let micros = i64::try_from(micros(duration));
    micros_in_words(micros.unwrap_or(i64::MAX), language)
}

/// The same of a number of microseconds.
pub(super) fn micros_in_words(micros: i64, language: Language) -> String {
    let [milli, second] = UNITS.of(language);
    match micros {
        ..100_000 => tenths(micros / 100) + milli,
        100_000..1_000_000 => (micros / 1_000).to_string() + milli,
        _ => tenths(micros / 100_000) + second,
    }
}

/// As the connection's own sentences have them.
static UNITS: Words<[&str; 2]> = Words {
    english: [" ms", " s"],
    chinese: [" 毫秒", " 秒"],
};

/// A number of tenths, without a decimal place where it says nothing.
pub(super) fn tenths(tenths: i64) -> String {
    let mut words = (tenths / 10).to_string();
    if tenths % 10 != 0 {
        words.push('.');
        words += &(tenths % 10).to_string();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_reads_with_the_digits_that_say_something() {
        for (micros, english, chinese) in [
            (0, "0 ms", "0 毫秒"),
            (49, "0 ms", "0 毫秒"),
            (430, "0.4 ms", "0.4 毫秒"),
            (12_345, "12.3 ms", "12.3 毫秒"),
            (20_000, "20 ms", "20 毫秒"),
            (250_900, "250 ms", "250 毫秒"),
            (1_550_000, "1.5 s", "1.5 秒"),
            (62_000_000, "62 s", "62 秒"),
        ] {
            let time = Duration::from_micros(micros as u64);
            assert_eq!(in_words(time, Language::English), english);
            assert_eq!(in_words(time, Language::Chinese), chinese);
        }
    }

    #[test]
    fn a_duration_of_any_length_is_a_number_that_can_be_multiplied() {
        let time = Duration::new(7, 1_234_000);
        assert_eq!((millis(time), micros(time)), (7_001, 7_001_234));
        assert!(millis(Duration::MAX).checked_mul(1_000_000).is_some());
        assert!(i64::try_from(micros(Duration::MAX)).is_ok());
    }
}
