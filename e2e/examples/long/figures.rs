//! Numbers and times as people read them.

use std::process::Command;
use std::time::Duration;

/// `1 234 567`.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

/// Minutes and seconds: `12:03`.
pub(crate) fn clock(time: Duration) -> String {
    format!("{}:{:02}", time.as_secs() / 60, time.as_secs() % 60)
}

/// The median and the largest, or nothing.
pub(crate) fn median_and_most(times: &[Duration]) -> Option<(Duration, Duration)> {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    Some((*sorted.get(sorted.len() / 2)?, *sorted.last()?))
}

/// The day, in the form of ISO 8601.
pub(crate) fn today() -> String {
    let date = Command::new("date").args(["-u", "+%F"]).output();
    let date = date.expect("the program `date`").stdout;
    String::from_utf8_lossy(&date).trim().to_owned()
}

/// The machine, in general terms.
pub(crate) fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    format!("{cores} cores, {}", std::env::consts::OS)
}
