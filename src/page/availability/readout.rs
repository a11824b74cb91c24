//! A phase in words: what it was, when, for how long and why.

use std::time::Duration;

use heartline_connection::Human;
use js_sys::Date;
use wasm_bindgen::JsValue;

use super::super::language::Language;
use super::WORDS;
use super::history::{History, Now};

/// What happened in the chosen phase, or in the present one.
pub(super) fn readout(
    history: &History,
    chosen: Option<u64>,
    now: Now,
    language: Language,
) -> String {
    let last = (history.dropped() + history.len() as u64).checked_sub(1);
    let chosen = chosen.filter(|number| history.entry(*number).is_some());
    let Some(entry) = chosen.or(last).and_then(|number| history.entry(number)) else {
        return String::new();
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
    parts.join(" · ")
}

/// Without the milliseconds of what takes seconds, which would only flicker.
fn whole(length: Duration) -> Duration {
    match length.as_secs() {
        0 => length,
        seconds => Duration::from_secs(seconds),
    }
}

/// A time as the person's clock shows it, with the day where that is another one.
pub(super) fn clock(wall: u64, now: Now, language: Language) -> String {
    let date = |wall: u64| Date::new(&JsValue::from_f64(wall as f64));
    let (then, now) = (date(wall), date(now.wall));
    let tag = language.tag();
    match then.get_date() == now.get_date() {
        true => then.to_locale_time_string(tag).into(),
        false => then.to_locale_string(tag, &JsValue::UNDEFINED).into(),
    }
}
