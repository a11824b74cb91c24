//! The account of all questions: what the page says became of each, against what the server heard.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

/// The page's own sums.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Account {
    pub(crate) asked: u64,
    pub(crate) waiting: u64,
    pub(crate) outcomes: BTreeMap<String, u64>,
}

impl Account {
    pub(crate) fn answered(&self) -> u64 {
        self.sum(is_answer)
    }

    pub(crate) fn reported(&self) -> u64 {
        self.sum(|outcome| !is_answer(outcome))
    }

    fn sum(&self, is_meant: impl Fn(&str) -> bool) -> u64 {
        let meant = self
            .outcomes
            .iter()
            .filter(|(outcome, _)| is_meant(outcome));
        meant.map(|(_, count)| count).sum()
    }

    /// Each question ends exactly once: answered, or reported.
    pub(crate) fn check(&self) -> Result<(), String> {
        let ended = self.answered() + self.reported();
        if self.waiting == 0 && self.asked == ended {
            return Ok(());
        }
        Err(format!(
            "{} asked, but {} answered and {} reported, {} wait",
            self.asked,
            self.answered(),
            self.reported(),
            self.waiting
        ))
    }
}

fn is_answer(outcome: &str) -> bool {
    outcome.starts_with("answered")
}

/// What never left can have been heard by nobody.
fn never_left(outcome: &str) -> bool {
    outcome.starts_with("not sent") || outcome.starts_with("undelivered")
}

/// Both sides, question by question.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    /// How the questions ended, by number.
    ended: BTreeMap<u64, String>,
    /// How often the fault listener heard each.
    heard: BTreeMap<u64, u64>,
    /// From where on the listener's texts are new.
    pub(crate) next: u64,
}

impl Ledger {
    /// Takes what the page says, gives what cannot be.
    pub(crate) fn page_says(&mut self, ended: Vec<(u64, String)>) -> Vec<String> {
        let mut wrong = Vec::new();
        for (number, outcome) in ended {
            if let Some(before) = self.ended.insert(number, outcome.clone()) {
                wrong.push(format!(
                    "question {number} ended twice: {before}, {outcome}"
                ));
            }
        }
        wrong
    }

    /// Takes what the listener heard.
    pub(crate) fn listener_heard(&mut self, texts: &[String], next: u64) {
        for number in texts.iter().filter_map(|text| number_in(text)) {
            *self.heard.entry(number).or_default() += 1;
        }
        self.next = next;
    }

    /// What does not fit together. Called when no question waits.
    pub(crate) fn differences(&self, asked: u64) -> Vec<String> {
        let mut wrong = Vec::new();
        let known: BTreeSet<u64> = (1..=asked).collect();
        let missing: Vec<_> = known
            .iter()
            .filter(|it| !self.ended.contains_key(it))
            .collect();
        if !missing.is_empty() || self.ended.len() as u64 != asked {
            wrong.push(format!("no end of these questions was told: {missing:?}"));
        }
        for (number, times) in &self.heard {
            if *times > 1 {
                wrong.push(format!("the server heard question {number} {times} times"));
            }
            match self.ended.get(number) {
                None => wrong.push(format!(
                    "the server heard question {number}, which is not known"
                )),
                Some(outcome) if never_left(outcome) => {
                    wrong.push(format!(
                        "the server heard question {number}, reported as {outcome}"
                    ));
                }
                Some(_) => {}
            }
        }
        let echoed = self
            .ended
            .iter()
            .filter(|(_, outcome)| *outcome == "answered by echo");
        for (number, _) in echoed.filter(|(number, _)| !self.heard.contains_key(number)) {
            wrong.push(format!(
                "question {number} was answered, but the server never heard it"
            ));
        }
        wrong
    }

    /// How many different questions the fault listener has heard.
    pub(crate) fn heard(&self) -> u64 {
        self.heard.len() as u64
    }
}

/// The number in `{"chat":"q7"}`.
fn number_in(text: &str) -> Option<u64> {
    let value: serde_json::Value = serde_json::from_str(text).ok()?;
    value["chat"].as_str()?.strip_prefix('q')?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUESTION: &str = r#"{"chat":"q1"}"#;

    /// One question, its end as the page tells it, and what the listener heard.
    fn differences(outcome: &str, heard: &[&str]) -> Vec<String> {
        let mut ledger = Ledger::default();
        assert!(ledger.page_says(vec![(1, outcome.to_owned())]).is_empty());
        let heard: Vec<String> = heard.iter().map(|text| (*text).to_owned()).collect();
        ledger.listener_heard(&heard, 1);
        ledger.differences(1)
    }

    #[test]
    fn what_both_sides_say_must_fit_together() {
        let fits: [(&str, &[&str]); 6] = [
            ("answered by echo", &[QUESTION]),
            ("answered by chat", &[]),
            ("disconnected", &[QUESTION]),
            ("disconnected", &[]),
            ("timed out", &[QUESTION, "something else"]),
            ("undelivered: AddressChanged", &[]),
        ];
        for (outcome, heard) in fits {
            assert_eq!(differences(outcome, heard), [""; 0], "{outcome}");
        }
        let wrong: [(&str, &[&str]); 5] = [
            ("answered by echo", &[]),
            ("answered by echo", &[QUESTION, QUESTION]),
            ("disconnected", &[QUESTION, QUESTION]),
            ("not sent: NotConnected", &[QUESTION]),
            ("answered by echo", &[QUESTION, r#"{"chat":"q2"}"#]),
        ];
        for (outcome, heard) in wrong {
            assert_eq!(differences(outcome, heard).len(), 1, "{outcome} {heard:?}");
        }
    }

    #[test]
    fn every_question_ends_once() {
        let mut ledger = Ledger::default();
        let ends = |outcome: &str| vec![(2, outcome.to_owned())];
        assert!(ledger.page_says(ends("timed out")).is_empty());
        assert_eq!(ledger.page_says(ends("answered by echo")).len(), 1);
        // The first was never told of.
        assert_eq!(ledger.differences(2).len(), 2, "the echo, and question 1");
    }

    #[test]
    fn the_sums_must_come_out() {
        let outcomes = [
            ("answered by chat", 2),
            ("answered by echo", 3),
            ("timed out", 1),
        ];
        let mut account = Account {
            asked: 6,
            waiting: 0,
            outcomes: outcomes
                .map(|(outcome, count)| (outcome.to_owned(), count))
                .into(),
        };
        assert_eq!((account.answered(), account.reported()), (5, 1));
        assert_eq!(account.check(), Ok(()));
        account.asked = 7;
        assert!(account.check().is_err());
        account.asked = 6;
        account.waiting = 1;
        assert!(account.check().is_err());
    }
}
