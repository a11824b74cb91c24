//! The words of the page, and how its figures are written.

use std::time::Duration;

/// What stands before the results; the table of policies follows it.
pub(super) const PAGE: &str = "\
# A herd comes back

{clients} clients lose one server at the same instant. It is away for a while, refuses whoever asks,
and comes back. How many attempts reach it, and when is everybody back?

Written by `cargo xtask herd`; `cargo xtask test` fails when anything here is not what it computes.
The figures are those of one seed, on virtual time.

## In short

{summary}
## What is simulated

- **Ours** is no formula: each client is a `heartline_connection::Connection` with the default
  configuration and a seed of its own, 20 s connected before the loss.
- **The others** are the delays that their code computes, with its defaults, read in the files named
  below. Nothing else of those libraries takes part: neither their heartbeats nor their time limits,
  and Socket.IO's first HTTP requests are not counted.
- Each client has a round trip of its own, from {shortest} to {longest} ms. For policies without jitter
  it is all that spreads them: the more attempts in vain, the further.
- A server that is away refuses at once. One with a limit accepts in each tenth of a second the first
  comers up to a tenth of the limit, and turns the others away after {turned away after}. That costs it
  nothing here, which favours clients that ask often; a real server pays.
- A client that was accepted stays. Every page is visible and online.

*Peak* is the largest number of attempts in any 0.1 s or any 1 s, *server back* only from the server's
return on. *Half back* and *99 % back* are counted from the return. *Refused* and *turned away* are
attempts of one client, on average, while the server was away and while it had no room. Less is better
in every column.

| policy | delays | source |
|---|---|---|
";

/// `12 345`.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(' ');
        }
        grouped.push(digit);
    }
    grouped
}

/// `2.5 s`, from two minutes on `2.5 min`.
pub(super) fn human(duration: Duration) -> String {
    let seconds = duration.as_secs_f64();
    if seconds < 120.0 {
        return format!("{seconds:.1} s");
    }
    format!("{:.1} min", seconds / 60.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_grouped_by_three() {
        let numbers = [0, 999, 1_000, 100_000, 1_234_567].map(grouped);
        assert_eq!(numbers, ["0", "999", "1 000", "100 000", "1 234 567"]);
    }

    #[test]
    fn long_times_are_minutes() {
        let times = [0, 1_049, 119_900, 150_000]
            .map(Duration::from_millis)
            .map(human);
        assert_eq!(times, ["0.0 s", "1.0 s", "119.9 s", "2.5 min"]);
    }
}
