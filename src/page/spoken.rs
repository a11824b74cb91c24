//! What the machine says, in the language of the page.

use std::time::Duration;

use heartline_connection::{Cause, Human, Instant, Phase, Status};

use super::language::Language;

pub(super) const fn phase(_language: Language, phase: Phase) -> &'static str {
    phase.words()
}

pub(super) fn sentence(_language: Language, status: &Status, now: Instant) -> String {
    status.sentence(now)
}

pub(super) fn advice(_language: Language, status: &Status) -> Option<&'static str> {
    status.advice()
}

pub(super) fn next(_language: Language, status: &Status) -> Option<&'static str> {
    status.next_words()
}

pub(super) fn cause(_language: Language, cause: &Cause) -> String {
    cause.to_string()
}

pub(super) fn human(_language: Language, duration: Duration) -> String {
    Human(duration).to_string()
}

/// Rounded up, so that a count-down ends when it shows zero.
pub(super) fn countdown(_language: Language, duration: Duration) -> String {
    Human::rounded_up(duration).to_string()
}
