//! What the server has told about its faults. Requests can be under way together: what was asked
//! later counts.

use super::server::{Failure, Report};

#[derive(Debug, Default)]
pub(super) struct Answers {
    /// `None` where there are no faults, or nobody knows yet.
    pub(super) report: Option<Report>,
    /// Of the latest order.
    pub(super) failure: Option<Failure>,
    asked: u64,
    /// The latest request that was answered with a report.
    told: u64,
    /// The latest order.
    ordered: u64,
}

impl Answers {
    /// The number of a request to be told.
    pub(super) fn ask(&mut self) -> u64 {
        self.asked += 1;
        self.asked
    }

    /// The number of an order.
    pub(super) fn order(&mut self) -> u64 {
        self.ordered = self.ask();
        self.failure = None;
        self.ordered
    }

    /// What the server told of itself; `None` where it has no faults.
    pub(super) fn told(&mut self, number: u64, report: Option<Report>) {
        if number < self.told {
            return;
        }
        self.told = number;
        self.report = report;
        if self.failure == Some(Failure::NoAnswer) {
            self.failure = None;
        }
    }

    /// What it answered to an order.
    pub(super) fn answered(&mut self, number: u64, answer: Result<Report, Failure>) {
        match answer {
            Ok(report) => self.told(number, Some(report)),
            Err(failure) if number == self.ordered => self.failure = Some(failure),
            Err(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(manner: &str) -> Report {
        Report {
            manner: manner.to_owned(),
            ..Report::default()
        }
    }

    fn manner(answers: &Answers) -> Option<&str> {
        answers.report.as_ref().map(|report| &*report.manner)
    }

    #[test]
    fn an_answer_does_not_replace_that_to_a_later_request() {
        let mut answers = Answers::default();
        let (first, second) = (answers.order(), answers.ask());
        answers.told(second, Some(report("later")));
        answers.answered(first, Ok(report("earlier")));
        assert_eq!(manner(&answers), Some("later"));
        let third = answers.ask();
        answers.told(third, None);
        assert_eq!(manner(&answers), None, "it has no faults any more");
    }

    #[test]
    fn what_failed_is_said_of_the_latest_order_until_the_next() {
        let mut answers = Answers::default();
        let refused = || Failure::Refused("no".to_owned());
        let (first, second) = (answers.order(), answers.order());
        answers.answered(first, Err(refused()));
        assert_eq!(answers.failure, None);
        answers.answered(second, Err(refused()));
        let third = answers.ask();
        answers.told(third, Some(report("behave")));
        assert_eq!(answers.failure, Some(refused()));
        let fourth = answers.order();
        assert_eq!(answers.failure, None);
        answers.answered(fourth, Err(Failure::NoAnswer));
        let fifth = answers.ask();
        answers.told(fifth, Some(report("behave")));
        assert_eq!(answers.failure, None, "it answers again");
    }
}
