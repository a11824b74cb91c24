//! What a scenario says of a contestant, and the rules by which records of it are judged. Pure.

use tokio::time::Duration;

use crate::seen::{Seen, seconds};

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// What must hold held.
    Holds,
    /// It did not: what was seen.
    Fails(Vec<Fault>),
    /// There is nothing that could hold or fail: why.
    Absent(String),
}

/// Something that must not be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) harm: Harm,
    pub(super) words: String,
}

/// What a fault is to the people who use the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Harm {
    /// A socket more than there should be: two at once, or one of which the application knows nothing.
    Zombie,
    /// No connection, and none to come.
    Stuck,
    /// A message is gone.
    Loses,
    /// A dead link is never noticed.
    Never,
    /// It is noticed long after the deadline.
    Late,
    /// Something else.
    Other,
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
    pub(super) fn unless(faults: Vec<Fault>) -> Self {
        match faults.is_empty() {
            true => Self::Holds,
            false => Self::Fails(faults),
        }
    }

    /// Why it does not hold.
    pub(super) fn words(&self) -> String {
        match self {
            Self::Holds => String::new(),
            Self::Fails(faults) => {
                let words = faults.iter().map(|fault| fault.words.as_str());
                words.collect::<Vec<_>>().join("; ")
            }
            Self::Absent(words) => words.clone(),
        }
    }
}

impl Fault {
    pub(super) fn new(harm: Harm, words: impl Into<String>) -> Self {
        let words = words.into();
        Self { harm, words }
    }
}

pub(super) fn fails(harm: Harm, words: impl Into<String>) -> Verdict {
    Verdict::Fails(vec![Fault::new(harm, words)])
}

pub(super) fn absent(words: impl Into<String>) -> Verdict {
    Verdict::Absent(words.into())
}

/// D1: closed at this time, so no attempt may follow.
pub(super) fn stays_closed(seen: &Seen, closed: f64) -> Verdict {
    match seen.attempts_after(closed).first() {
        Some(at) => fails(
            Harm::Zombie,
            format!("a socket {} after the close", seconds(at - closed)),
        ),
        None => Verdict::Holds,
    }
}

/// D3: when a silence was noticed, in ms since it began; the heartbeat's deadline passed within two seconds.
pub(super) fn notices(after: Option<f64>, has_heartbeat: bool, limit: Duration) -> Verdict {
    match (after, has_heartbeat) {
        (Some(after), _) if after <= IN_TIME => Verdict::Holds,
        (Some(after), _) => fails(Harm::Late, format!("noticed only after {}", seconds(after))),
        (None, true) => fails(
            Harm::Never,
            format!("not noticed within {} s", limit.as_secs()),
        ),
        (None, false) => fails(Harm::Never, "never notices: it has no heartbeat"),
    }
}

/// Much later than any deadline here, in ms.
pub(super) const IN_TIME: f64 = 10_000.0;

/// D6: whether this is a moment at which a retry is seen to cut a wait: an attempt has failed just now, and the next
/// one is due long after the time that a retry is given. Delays stay or grow while a server refuses.
pub(super) fn waits_long(seen: &Seen) -> bool {
    let (Some(gap), Some(last)) = (seen.gaps().last().copied(), seen.attempts.last()) else {
        return false;
    };
    let rest = gap - (seen.now - last.at);
    !seen.connecting && gap >= LONG_GAP && rest >= AT_ONCE * 2.0
}

/// A delay that can be told from none, in ms.
const LONG_GAP: f64 = 900.0;

/// How soon an attempt follows a retry that cuts the wait, in ms.
const AT_ONCE: f64 = 250.0;

/// D6: a retry was asked for at this time, in the middle of a wait.
pub(super) fn cuts_the_wait(seen: &Seen, asked: f64) -> Option<Fault> {
    let next = seen.attempts_after(asked).first().map(|at| at - asked);
    let words = match next {
        Some(after) if after <= AT_ONCE => return None,
        Some(after) => format!("the next attempt came {} later", seconds(after)),
        None => "no attempt followed".to_owned(),
    };
    let words = format!("its retry does not cut the wait: {words}");
    Some(Fault::new(Harm::Other, words))
}

/// D9: how many sockets live on the server, once another one is open or nobody waits any more.
pub(super) fn ends_what_hangs(opened: bool, alive: u64) -> Verdict {
    match (opened, alive) {
        (true, 0 | 1) | (false, 0) => Verdict::Holds,
        (true, _) => fails(
            Harm::Zombie,
            "the socket that hangs lives on beside the next one",
        ),
        (false, _) => fails(Harm::Stuck, "it hangs still after 20 s"),
    }
}

/// D11: the answer to the old socket's close came at this time, while a new one was open.
pub(super) fn leaves_the_new_alone(seen: &Seen, answered: f64) -> Verdict {
    let replaced = !seen.attempts_after(answered).is_empty();
    match (replaced, seen.state.as_str()) {
        (true, _) => fails(
            Harm::Zombie,
            "the late close makes it replace the healthy socket",
        ),
        (false, "open") => Verdict::Holds,
        (false, state) => fails(
            Harm::Zombie,
            format!("after the late close it shows `{state}`, while the new socket is open"),
        ),
    }
}

/// D6: what `send` answered while the connection was open, and while it was not.
pub(super) fn tells_apart(open: &str, down: &str) -> Option<Fault> {
    let words = || format!("`send` answers `{down}` whether it sends or not");
    (open == down).then(|| Fault::new(Harm::Other, words()))
}

/// D6: what a server heard on a new connection.
pub(super) fn greets_first(heard: &[String], greeting: &str, queued: &str) -> Option<Fault> {
    let place = |text: &str| heard.iter().position(|heard| heard == text);
    let (greeting, queued) = (place(greeting)?, place(queued)?);
    let words = "what was queued leaves before the greeting";
    (queued < greeting).then(|| Fault::new(Harm::Other, words))
}

/// D8: how many sockets were made in how many ms, and when.
pub(super) fn hammers(sockets: usize, ms: f64, when: &str) -> Option<Fault> {
    #[expect(clippy::cast_precision_loss, reason = "a few hundred")]
    let rate = sockets as f64 / ms * 1_000.0;
    let words = format!("{sockets} sockets in {} {when}", seconds(ms));
    (rate > MOST_A_SECOND).then(|| Fault::new(Harm::Other, words))
}

/// What no backoff allows for long: five attempts a second.
const MOST_A_SECOND: f64 = 5.0;

/// D10: the longest of the delays between failed attempts, where it is not much longer than the first one was before:
/// then there is nothing to become short again.
pub(super) fn does_not_grow(first: f64, failed: &[f64]) -> Option<f64> {
    let longest = longest(failed);
    (longest < first.max(NOTHING_MUCH) * 1.5).then_some(longest)
}

/// D10: the first delay before and after failed attempts that were followed by a connection that
/// lasted, and the delays between the failed ones, which grew.
pub(super) fn resets(first: f64, failed: &[f64], again: f64) -> Verdict {
    match again > first * 2.0 + NOTHING_MUCH && again > longest(failed) * 0.8 {
        true => fails(
            Harm::Other,
            format!(
                "first delay {}, again {} after it had been connected",
                seconds(first),
                seconds(again)
            ),
        ),
        false => Verdict::Holds,
    }
}

fn longest(delays: &[f64]) -> f64 {
    delays.iter().copied().fold(0.0, f64::max)
}

/// A delay that cannot be told from none, in ms.
const NOTHING_MUCH: f64 = 700.0;

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
        let grown = |from: f64, to: f64, harm, of: &str| {
            let each = (to - from) / attempts;
            let words = || format!("{each:.1} {of} more after each attempt");
            (each >= 0.75).then(|| Fault::new(harm, words()))
        };
        let sockets = grown(self.sockets, later.sockets, Harm::Zombie, "sockets");
        let functions = grown(self.functions, later.functions, Harm::Other, "functions");
        Verdict::unless([sockets, functions].into_iter().flatten().collect())
    }
}

const FEWEST: f64 = 3.0;

/// D16: what became of a text that was sent while there was no connection.
pub(super) fn arrives_or_is_told(answer: &str, arrived: bool) -> Verdict {
    let told = !matches!(answer, "undefined" | "true" | "sent" | "queued" | "");
    match arrived || told {
        true => Verdict::Holds,
        false => fails(Harm::Loses, format!("lost: `send` answered `{answer}`")),
    }
}

/// D17: how many of so many messages the application was given.
pub(super) fn gives_all(sent: u64, given: u64) -> Verdict {
    #[expect(clippy::cast_precision_loss, reason = "a few thousand")]
    let percent = |part: u64| part as f64 / sent as f64 * 100.0;
    match sent.saturating_sub(given) {
        0 => Verdict::Holds,
        lost => fails(
            Harm::Loses,
            format!("{lost} of {sent} lost ({:.1} %)", percent(lost)),
        ),
    }
}

/// After a wait an attempt may fail before its twin is made: both were waited for, in ms.
const A_WAIT: f64 = 1_000.0;
const NO_WAIT: f64 = 100.0;

/// D18: whether attempts ran side by side, or twice after one wait.
pub(super) fn one_at_a_time(seen: &Seen) -> Verdict {
    if seen.attempts.len() < 2 {
        return absent("not looked at: no second attempt in time");
    }
    let gaps = seen.gaps();
    if gaps
        .windows(2)
        .any(|pair| pair[0] > A_WAIT && pair[1] < NO_WAIT)
    {
        return fails(Harm::Zombie, "two attempts follow one that failed");
    }
    let most = seen.attempts.iter().map(|attempt| attempt.beside).max();
    match most.unwrap_or_default() {
        0 => Verdict::Holds,
        beside => fails(
            Harm::Zombie,
            format!("{} sockets connect at once", beside + 1),
        ),
    }
}

#[cfg(test)]
#[path = "verdict_tests.rs"]
mod tests;
