//! What a scenario says of a contestant, and the rules by which records of it are judged. Pure.

use crate::seen::{Seen, seconds};

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// What must hold held.
    Holds,
    /// It did not: what was seen.
    Fails(String),
    /// There is nothing that could hold or fail: why.
    Absent(String),
}

impl Verdict {
    /// As it stands in the table.
    pub(super) const fn mark(&self) -> &'static str {
        match self {
            Self::Holds => "✓",
            Self::Fails(_) => "✗",
            Self::Absent(_) => "–",
        }
    }

    /// Holds where nothing was found.
    pub(super) fn unless(faults: Vec<String>) -> Self {
        match faults.is_empty() {
            true => Self::Holds,
            false => Self::Fails(faults.join("; ")),
        }
    }
}

pub(super) fn fails(words: impl Into<String>) -> Verdict {
    Verdict::Fails(words.into())
}

pub(super) fn absent(words: impl Into<String>) -> Verdict {
    Verdict::Absent(words.into())
}

/// D1: closed at this time, so no attempt may follow.
pub(super) fn stays_closed(seen: &Seen, closed: f64) -> Verdict {
    match seen.attempts_after(closed).first() {
        Some(at) => fails(format!("a socket {} after the close", seconds(at - closed))),
        None => Verdict::Holds,
    }
}

/// D6: a retry was asked for, and the last look at the page had shown no attempt.
pub(super) fn cuts_the_wait(seen: &Seen, looked: f64) -> Option<String> {
    let waits = seen.attempts_after(looked).is_empty();
    waits.then(|| "its retry does not cut the wait".to_owned())
}

/// D9: how many sockets live on the server, once another one is open or nobody waits any more.
pub(super) fn ends_what_hangs(opened: bool, alive: u64) -> Verdict {
    match (opened, alive) {
        (true, 0 | 1) | (false, 0) => Verdict::Holds,
        (true, _) => fails("the socket that hangs lives on beside the next one"),
        (false, _) => fails("it hangs still after 20 s"),
    }
}

/// D11: the answer to the old socket's close came at this time, while a new one was open.
pub(super) fn leaves_the_new_alone(seen: &Seen, answered: f64) -> Verdict {
    let replaced = !seen.attempts_after(answered).is_empty();
    match (replaced, seen.state.as_str()) {
        (true, _) => fails("the late close makes it replace the healthy socket"),
        (false, "open") => Verdict::Holds,
        (false, state) => fails(format!(
            "after the late close it shows `{state}`, while the new socket is open"
        )),
    }
}

/// D6: what `send` answered while the connection was open, and while it was not.
pub(super) fn tells_apart(open: &str, down: &str) -> Option<String> {
    let same = open == down;
    same.then(|| format!("`send` answers `{down}` whether it sends or not"))
}

/// D6: what a server heard on a new connection.
pub(super) fn greets_first(heard: &[String], greeting: &str, queued: &str) -> Option<String> {
    let place = |text: &str| heard.iter().position(|heard| heard == text);
    let (greeting, queued) = (place(greeting)?, place(queued)?);
    (queued < greeting).then(|| "what was queued leaves before the greeting".to_owned())
}

/// D8: how many sockets were made in how many ms, and when.
pub(super) fn hammers(sockets: usize, ms: f64, when: &str) -> Option<String> {
    #[expect(clippy::cast_precision_loss, reason = "a few hundred")]
    let rate = sockets as f64 / ms * 1_000.0;
    let words = format!("{sockets} sockets in {} {when}", seconds(ms));
    (rate > MOST_A_SECOND).then_some(words)
}

/// What no backoff allows for long: five attempts a second.
const MOST_A_SECOND: f64 = 5.0;

/// D10: the first delay before and after failed attempts that were followed by a connection that
/// lasted, and the delays between the failed ones.
pub(super) fn resets(first: f64, failed: &[f64], again: f64) -> Verdict {
    let longest = failed.iter().copied().fold(0.0, f64::max);
    if longest < first.max(NOTHING_MUCH) * 1.5 {
        return absent(format!("the delay does not grow: {}", seconds(longest)));
    }
    match again > first * 2.0 + NOTHING_MUCH && again > longest * 0.8 {
        true => fails(format!(
            "first delay {}, again {} after it had been connected",
            seconds(first),
            seconds(again)
        )),
        false => Verdict::Holds,
    }
}

/// A delay that cannot be told from none, in ms.
const NOTHING_MUCH: f64 = 700.0;

/// D14: whether the delays of one client are also those of every other: each the same as the last,
/// or the same multiple of it.
pub(super) fn is_spread(gaps: &[f64]) -> Verdict {
    let Some(last) = gaps.last_chunk::<4>() else {
        return absent(format!("not looked at: {} delays in time", gaps.len()));
    };
    let ratios = [last[1] / last[0], last[2] / last[1], last[3] / last[2]];
    let alike = |to: f64| ratios.iter().all(|ratio| (ratio / to - 1.0).abs() < ALIKE);
    let shown = || last.map(seconds).join(", ");
    if alike(1.0) {
        return fails(format!("always the same: {}", shown()));
    }
    match ratios[2] > 1.1 && alike(ratios[2]) {
        true => fails(format!(
            "each follows from the last: {}, ×{:.1}",
            shown(),
            ratios[2]
        )),
        false => Verdict::Holds,
    }
}

/// How near a timer comes to what was asked of it, on a machine that is busy.
const ALIKE: f64 = 0.04;

/// D15: what lives in the page after so many attempts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Alive {
    pub(super) attempts: f64,
    pub(super) sockets: f64,
    pub(super) functions: f64,
}

impl Alive {
    /// What became more with each attempt until `later`.
    pub(super) fn leaks(self, later: Self) -> Verdict {
        let attempts = later.attempts - self.attempts;
        if attempts < FEWEST {
            return absent(format!("not looked at: {attempts} attempts in time"));
        }
        let grown = |from: f64, to: f64, of: &str| {
            let each = (to - from) / attempts;
            (each >= 0.75).then(|| format!("{each:.1} {of} more after each attempt"))
        };
        let sockets = grown(self.sockets, later.sockets, "sockets");
        let functions = grown(self.functions, later.functions, "functions");
        Verdict::unless([sockets, functions].into_iter().flatten().collect())
    }
}

const FEWEST: f64 = 3.0;

/// D16: what became of a text that was sent while there was no connection.
pub(super) fn arrives_or_is_told(answer: &str, arrived: bool) -> Verdict {
    let told = !matches!(answer, "undefined" | "true" | "sent" | "queued" | "");
    match arrived || told {
        true => Verdict::Holds,
        false => fails(format!("lost: `send` answered `{answer}`")),
    }
}

/// D17: how many of so many messages the application was given.
pub(super) fn gives_all(sent: u64, given: u64) -> Verdict {
    #[expect(clippy::cast_precision_loss, reason = "a few thousand")]
    let percent = |part: u64| part as f64 / sent as f64 * 100.0;
    match sent.saturating_sub(given) {
        0 => Verdict::Holds,
        lost => fails(format!("{lost} of {sent} lost ({:.1} %)", percent(lost))),
    }
}

/// D18: whether attempts ran side by side.
pub(super) fn one_at_a_time(seen: &Seen) -> Verdict {
    if seen.attempts.len() < 2 {
        return absent("not looked at: no second attempt in time");
    }
    let most = seen.attempts.iter().map(|attempt| attempt.beside).max();
    match most.unwrap_or_default() {
        0 => Verdict::Holds,
        beside => fails(format!("{} sockets connect at once", beside + 1)),
    }
}

#[cfg(test)]
#[path = "verdict_tests.rs"]
mod tests;
