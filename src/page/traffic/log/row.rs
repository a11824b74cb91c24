//! One message in one line. It is laid out when it is shown, not before.

use std::borrow::Cow;
use std::rc::Rc;

use heartline_connection::{Direction, Entry, Message};
use yew::prelude::*;

use super::super::hex;
use super::words::say;
use crate::page::language::Language;

/// The same entry is the same row. One that changes, because its message was sent or dropped, is
/// another one: the log does not touch what a row holds.
#[derive(Clone)]
pub(super) struct Shared(pub(super) Rc<Entry>);

impl PartialEq for Shared {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

#[derive(Clone, PartialEq, Properties)]
pub(super) struct RowProps {
    pub(super) entry: Shared,
    /// When, in milliseconds since 1970.
    pub(super) wall: f64,
    /// How many such were found up to it, itself included: that stays as it is when more come and
    /// others go.
    pub(super) position: u64,
    pub(super) active: bool,
    pub(super) language: Language,
}

#[component]
pub(super) fn Row(props: &RowProps) -> Html {
    let (entry, say) = (&props.entry.0, say(props.language));
    let way = Way::of(entry.direction);
    let fate = match entry.direction {
        Direction::Queued | Direction::NotSent(_) => Some(way),
        _ => None,
    };
    let name = match way.place {
        0 => "message",
        4 | 5 => "heartbeat",
        _ => "sent-message",
    };
    // What stands behind the text would be read as a part of it, so it stands before.
    html! {
        <div role="option" id={id_of(entry.number)} class={way.class} data-testid={name}
            aria-posinset={props.position.to_string()} aria-setsize="-1"
            aria-selected={props.active.to_string()}>
            <time>{ clock(props.wall) }</time>
            <span role="img" aria-label={say.ways[way.place]}>{ way.arrow }</span>
            <small>{ size(entry.message.len()) }</small>
            if let Some(way) = fate {
                <small data-testid="fate" title={reason(entry.direction, props.language)}>{ say.ways[way.place] }</small>
            }
            <code>{ preview(&entry.message, say.empty).into_owned() }</code>
        </div>
    }
}

/// How a direction looks.
#[derive(Clone, Copy)]
pub(super) struct Way {
    /// Among the words.
    pub(super) place: usize,
    class: &'static str,
    arrow: &'static str,
}

impl Way {
    pub(super) const fn of(direction: Direction) -> Self {
        let (place, class, arrow) = match direction {
            Direction::Received => (0, "is-received", "↓"),
            Direction::Sent => (1, "is-sent", "↑"),
            Direction::Queued => (2, "is-queued", "↥"),
            Direction::NotSent(_) => (3, "is-not-sent", "⊘"),
            Direction::Heartbeat => (4, "is-heartbeat", "↓"),
            Direction::Automatic => (5, "is-heartbeat", "↑"),
        };
        Self {
            place,
            class,
            arrow,
        }
    }
}

/// Why it was not sent.
pub(super) fn reason(direction: Direction, language: Language) -> Option<String> {
    match direction {
        Direction::NotSent(reason) => Some(reason.words_in(language)),
        _ => None,
    }
}

pub(super) fn id_of(number: u64) -> String {
    ["log-", &number.to_string()].concat()
}

/// The browser cuts it to what fits.
fn preview<'a>(message: &'a Message, empty: &'a str) -> Cow<'a, str> {
    match message {
        _ if message.is_empty() => Cow::Borrowed(empty),
        Message::Text(text) => Cow::Borrowed(beginning(text, LINE)),
        Message::Binary(bytes) => {
            let mut out = String::from("0x");
            hex::bytes(&mut out, &bytes[..bytes.len().min(LINE / 4)]);
            Cow::Owned(out)
        }
    }
}

/// At most so many bytes of a text, and no half character.
pub(super) fn beginning(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}

/// The bytes that a line is made of; on a wide screen more do not fit.
const LINE: usize = 400;

/// In decimal units, as network figures are given.
fn size(bytes: usize) -> String {
    match bytes {
        0..10_000 => [&bytes.to_string(), " B"].concat(),
        10_000..10_000_000 => [&(bytes / 1_000).to_string(), " kB"].concat(),
        _ => [&(bytes / 1_000_000).to_string(), " MB"].concat(),
    }
}

/// The time of day, to the millisecond.
pub(super) fn clock(wall: f64) -> String {
    let date = js_sys::Date::new(&wall.into());
    let (hours, minutes) = (date.get_hours(), date.get_minutes());
    let (seconds, millis) = (date.get_seconds(), date.get_milliseconds());
    format!("{hours:02}:{minutes:02}:{seconds:02}.{millis:03}")
}
