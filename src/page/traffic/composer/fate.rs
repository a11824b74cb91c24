//! What became of what was sent, in words.

use heartline_connection::{Direction, Entry};
use yew::prelude::*;

use super::super::super::live::bytes;
use super::view::Look;
use super::{Msg, Outcome};

impl Look<'_> {
    pub(super) fn outcome(&self) -> String {
        let words = self.words;
        match self.composer.outcome {
            Outcome::Nothing => String::new(),
            Outcome::Latest => {
                self.composer
                    .sends
                    .iter()
                    .last()
                    .map_or_else(String::new, |entry| match entry.direction {
                        Direction::Queued => words.queued_long.to_owned(),
                        _ => self.fate(entry) + words.period,
                    })
            }
            Outcome::Wrong(problem) => [
                words.not_sent,
                problem.wrong.words().of(self.language),
                words.period,
            ]
            .concat(),
            Outcome::Unreadable => [words.not_sent, words.unreadable, words.period].concat(),
            Outcome::TooLarge => [
                words.not_sent,
                words.larger,
                &bytes(self.limit as u64),
                words.larger_end,
                words.period,
            ]
            .concat(),
        }
    }

    pub(super) fn fate(&self, entry: &Entry) -> String {
        match entry.direction {
            Direction::Queued => self.words.queued.to_owned(),
            Direction::NotSent(reason) => {
                self.words.not_sent.to_owned() + &reason.words_in(self.language)
            }
            Direction::Sent | Direction::Automatic | Direction::Received | Direction::Heartbeat => {
                self.words.sent.to_owned()
            }
        }
    }

    /// Stays until the person has taken note: it may be about what was written long before.
    pub(super) fn undelivered(&self) -> Html {
        let Some(undelivered) = self.composer.undelivered else {
            return html! {};
        };
        html! {
            <div class="heartline-alert">
                <p role="alert" data-testid="undelivered">{ undelivered.words_in(self.language) }</p>
                { self.button(self.words.dismiss, "dismiss", || Msg::Dismiss) }
            </div>
        }
    }
}
