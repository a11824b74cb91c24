//! Durations.

use crate::human::{Human, Said, Unit};

/// `3 毫秒`, `12 秒`, `2 分钟`, `1 小时 5 分钟`, `3 天 4 小时`.
pub(in crate::words) fn human(duration: &Human) -> String {
    match duration.said() {
        Said::UnderOneMilli => "不足 1 毫秒".to_owned(),
        Said::One(a, unit) => format!("{a} {}", word(unit)),
        Said::Two((a, unit_a), (b, unit_b)) => {
            format!("{a} {} {b} {}", word(unit_a), word(unit_b))
        }
    }
}

/// A duration behind a Chinese word.
pub(super) fn after_word(duration: Human) -> String {
    spaced(&human(&duration))
}

/// With the space that a digit or a Latin letter asks for behind a Chinese word.
pub(super) fn spaced(words: &str) -> String {
    match words.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        true => " ".to_owned() + words,
        false => words.to_owned(),
    }
}

const fn word(unit: Unit) -> &'static str {
    match unit {
        Unit::Milli => "毫秒",
        Unit::Second => "秒",
        Unit::Minute => "分钟",
        Unit::Hour => "小时",
        Unit::Day => "天",
    }
}
