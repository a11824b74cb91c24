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
