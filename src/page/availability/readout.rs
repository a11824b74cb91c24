//! A phase in words: what it was, when, for how long and why.

use std::time::Duration;

use heartline_connection::Human;
use wasm_bindgen::JsValue;

use super::super::language::Language;
use super::history::{History, Now};
use super::{WORDS, date};

/// A phase in words.
#[derive(Default)]
pub(super) struct Readout {
    pub(super) shown: String,
    /// Without how long the present phase has lasted, which would be spoken every second.
    pub(super) spoken: String,
}

/// What happened in the chosen phase, or in the present one.
pub(super) fn readout(
    history: &History,
    chosen: Option<u64>,
    now: Now,
    language: Language,
) -> Readout {
    let last = (history.dropped() + history.len() as u64).checked_sub(1);
    let chosen = chosen.filter(|number| history.entry(*number).is_some());
    let Some(entry) = chosen.or(last).and_then(|number| history.entry(number)) else {
        return Readout::default();
    };
    let words = WORDS.of(language);
    let end = history.end(entry.number);
    let length = end.map_or(now.instant, |end| end.from).since(entry.from);
    let until = end.map_or_else(
        || words.lasts.to_owned(),
        |end| clock(end.wall, now, language),
    );
    let (attempt, length) = (
        entry.attempt.to_string(),
        Human(whole(length)).words_in(language),
    );
    let mut parts = vec![
        entry.phase.words_in(language).to_owned(),
        [&clock(entry.wall, now, language), " – ", &until].concat(),
        length,
        [words.attempt[0], &attempt, words.attempt[1]].concat(),
    ];
    match (&entry.cause, entry.code) {
        (Some(cause), _) => parts.push(cause.words_in(language)),
        (None, Some(code)) => parts.push(code.to_owned()),
        (None, None) => {}
    }
    if history.moved() {
        parts.push(entry.address.to_string());
    }
    let shown = parts.join(SEPARATOR);
    if end.is_none() {
        parts.remove(LENGTH);
    }
    let spoken = parts.join(SEPARATOR);
    Readout { shown, spoken }
}

const SEPARATOR: &str = " · ";

/// Which of the parts says how long.
const LENGTH: usize = 2;

/// Without the milliseconds of what takes seconds, which would only flicker.
fn whole(length: Duration) -> Duration {
    match length.as_secs() {
        0 => length,
        seconds => Duration::from_secs(seconds),
    }
}

/// A time as the person's clock shows it, with the day where that is another one.
pub(super) fn clock(wall: u64, now: Now, language: Language) -> String {
    let (then, now) = (date(wall), date(now.wall));
    let tag = language.tag();
    match then.to_date_string() == now.to_date_string() {
        true => then.to_locale_time_string(tag).into(),
        false => then.to_locale_string(tag, &JsValue::UNDEFINED).into(),
    }
}
