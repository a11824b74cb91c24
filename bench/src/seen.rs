//! What a page was seen doing, by its own clock, and what follows from that. Pure.

use serde::Deserialize;

/// What has been seen until now.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Seen {
    /// The time, in ms since the navigation, like all others.
    pub(crate) now: f64,
    /// Whether one of its sockets is connecting.
    pub(crate) connecting: bool,
    /// What it shows of its connection: `open`, or another word.
    pub(crate) state: String,
    /// The sockets that it made.
    pub(crate) attempts: Vec<Attempt>,
    /// When the application was told that it is connected.
    pub(crate) opens: Vec<f64>,
    /// When it was told that it is not.
    pub(crate) closes: Vec<f64>,
    /// What nobody caught.
    pub(crate) errors: Vec<String>,
}

/// A socket that was made.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
pub(crate) struct Attempt {
    pub(crate) at: f64,
    /// How many of the earlier ones were connecting or open.
    pub(crate) beside: usize,
}

impl Seen {
    /// The attempts that began after this.
    pub(crate) fn attempts_after(&self, begin: f64) -> Vec<f64> {
        let times = self.attempts.iter().map(|attempt| attempt.at);
        times.filter(|at| *at > begin).collect()
    }

    /// When the application was first told after this that it is connected.
    pub(crate) fn opened_after(&self, begin: f64) -> Option<f64> {
        after(&self.opens, begin)
    }

    /// When the application was first told after this that it is not connected.
    pub(crate) fn closed_after(&self, begin: f64) -> Option<f64> {
        after(&self.closes, begin)
    }

    /// When it did anything about a connection after this: a new attempt, or word to the application.
    pub(crate) fn noticed_after(&self, begin: f64) -> Option<f64> {
        let attempt = self.attempts_after(begin).first().copied();
        let told = self.closed_after(begin);
        [attempt, told].into_iter().flatten().reduce(f64::min)
    }

    /// The time between each two attempts.
    pub(crate) fn gaps(&self) -> Vec<f64> {
        let pairs = self.attempts.windows(2);
        pairs.map(|pair| pair[1].at - pair[0].at).collect()
    }
}

fn after(times: &[f64], begin: f64) -> Option<f64> {
    times.iter().copied().find(|at| *at > begin)
}

/// Milliseconds as people read them.
pub(crate) fn seconds(ms: f64) -> String {
    format!("{:.1} s", ms / 1_000.0)
}

/// What a page does that makes sockets at these times, and is told of opens and closes at those.
#[cfg(test)]
pub(crate) fn seen(attempts: &[f64], opens: &[f64], closes: &[f64]) -> Seen {
    let attempt = |at: &f64| Attempt { at: *at, beside: 0 };
    Seen {
        attempts: attempts.iter().map(attempt).collect(),
        opens: opens.to_vec(),
        closes: closes.to_vec(),
        ..Seen::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_loss_is_noticed_by_word_or_by_deed() {
        let table: [(&[f64], &[f64], Option<f64>); 5] = [
            (&[0.0], &[], None),
            (&[0.0], &[150.0], Some(150.0)),
            (&[0.0, 120.0], &[150.0], Some(120.0)),
            (&[0.0, 180.0], &[150.0], Some(150.0)),
            (&[0.0, 50.0], &[60.0], None),
        ];
        for (attempts, closes, expected) in table {
            let found = seen(attempts, &[], closes).noticed_after(100.0);
            assert_eq!(found, expected, "{attempts:?} {closes:?}");
        }
    }

    #[test]
    fn gaps_stand_between_attempts() {
        assert_eq!(seen(&[1.0, 3.0, 7.0], &[], &[]).gaps(), [2.0, 4.0]);
        assert!(seen(&[1.0], &[], &[]).gaps().is_empty());
    }
}
