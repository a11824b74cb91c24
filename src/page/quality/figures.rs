//! Figures as people read them: whole numbers and one decimal place, without floating point.

use std::time::Duration;

use super::history::micros;

/// A round trip: `0.4 ms`, `12.3 ms`, `250 ms`, `1.5 s`.
pub(super) fn time(duration: Duration) -> String {
    micros_in_words(i64::try_from(micros(duration)).unwrap_or(i64::MAX))
}

/// The same of a number of microseconds.
pub(super) fn micros_in_words(micros: i64) -> String {
    match micros {
        ..100_000 => tenths(micros / 100) + " ms",
        100_000..1_000_000 => (micros / 1_000).to_string() + " ms",
        _ => tenths(micros / 100_000) + " s",
    }
}

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
        for (micros, words) in [
            (0, "0 ms"),
            (49, "0 ms"),
            (430, "0.4 ms"),
            (12_345, "12.3 ms"),
            (20_000, "20 ms"),
            (250_900, "250 ms"),
            (1_550_000, "1.5 s"),
            (62_000_000, "62 s"),
        ] {
            assert_eq!(micros_in_words(micros), words);
            assert_eq!(time(Duration::from_micros(micros as u64)), words);
        }
    }
}
