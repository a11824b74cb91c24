//! One message in full: its facts, and JSON as a tree, binary as hex, text as it is. However large
//! it is, it is shown in bounded parts.

use heartline_connection::Message;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::export::{base64, dump, grouped};
use super::row::{Shared, Way, reason};
use super::scroll::is_for_the_browser;
use super::tree::Tree;
use super::words::{Say, say};
use crate::page::files;
use crate::page::json::is_json;
use crate::page::language::Language;
use crate::page::panel::button;

#[derive(Clone, PartialEq, Properties)]
pub(super) struct DetailProps {
    pub(super) entry: Shared,
    /// When, in milliseconds since 1970.
    pub(super) wall: f64,
    /// Whether the log still has it.
    pub(super) kept: bool,
    pub(super) language: Language,
    pub(super) close: Callback<()>,
    /// Draws the number at this path.
    pub(super) chart: Callback<String>,
    /// Shows what has the same at this path.
    pub(super) ask: Callback<String>,
}

#[component]
pub(super) fn Detail(props: &DetailProps) -> Html {
    let say = say(props.language);
    let entry = &props.entry.0;
    // What became of the latest copy, in no language yet: that may change while it is shown.
    let copied = use_state_eq(|| None::<bool>);
    let setter = copied.setter();
    let copy = use_callback((), move |text: String, ()| {
        let setter = setter.clone();
        // So that a second time is announced as well.
        setter.set(None);
        spawn_local(async move {
            setter.set(Some(files::copy(text).await.is_ok()));
        });
    });
    let whole = {
        let (entry, copy) = (entry.clone(), copy.clone());
        move |_: MouseEvent| copy.emit(whole(&entry.message))
    };
    let onkeydown = {
        let close = props.close.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" && !is_for_the_browser(&event) {
                close.emit(());
            }
        })
    };
    html! {
        <section class="log-detail" data-testid="detail" {onkeydown}>
            <header>
                <h3>{ say.details }{ grouped(entry.number) }</h3>
                { facts(props, say) }
                { button(say.copy, "copy", Callback::from(whole)) }
                <button type="button" data-testid="close-detail" aria-label={say.close}
                    title={say.close} onclick={props.close.reform(|_: MouseEvent| ())}>{ "✕" }</button>
            </header>
            <Body ..BodyProps { detail: props.clone(), copy } />
            <p role="status" data-testid="copied">{ copied.map(|copied| say.copied[usize::from(!copied)]) }</p>
        </section>
    }
}

fn facts(props: &DetailProps, say: &Say) -> Html {
    let entry = &props.entry.0;
    let date = js_sys::Date::new(&props.wall.into());
    let iso = super::iso(props.wall);
    let local = date.to_locale_string(props.language.tag(), &js_sys::Object::new().into());
    let kind = match &entry.message {
        Message::Text(_) => "",
        Message::Binary(_) => say.binary,
    };
    html! {
        <p>
            <time datetime={iso.clone()} title={iso}>{ String::from(local) }</time>
            <span data-testid="way">{ say.ways[Way::of(entry.direction).place] }</span>
            { for reason(entry.direction, props.language).map(|reason| html! { <span>{ reason }</span> }) }
            <span>{ grouped(entry.message.len() as u64) }{ say.bytes }{ kind }</span>
            if !props.kept {
                <em>{ say.forgotten }</em>
            }
        </p>
    }
}

/// Text as it is, binary as base64.
fn whole(message: &Message) -> String {
    match message {
        Message::Text(text) => text.clone(),
        Message::Binary(bytes) => {
            let mut out = String::new();
            base64(&mut out, bytes);
            out
        }
    }
}

#[derive(Clone, PartialEq, Properties)]
struct BodyProps {
    detail: DetailProps,
    copy: Callback<String>,
}

#[component]
fn Body(props: &BodyProps) -> Html {
    let BodyProps { detail, copy } = props;
    let is_tree = use_memo(detail.entry.clone(), |entry| {
        let text = entry.0.message.as_text();
        text.is_some_and(|text| text.trim_start().starts_with(['{', '[']) && is_json(text))
    });
    let message = &detail.entry.0.message;
    match message {
        Message::Text(_) if *is_tree => html! {
            <Tree entry={detail.entry.clone()} language={detail.language} copy={copy.clone()}
                chart={detail.chart.clone()} ask={detail.ask.clone()} />
        },
        _ => html! { <Parts entry={detail.entry.clone()} language={detail.language} /> },
    }
}

#[derive(Clone, PartialEq, Properties)]
struct PartsProps {
    entry: Shared,
    language: Language,
}

/// The beginning, and on request more of it: at first always twice as much, and never more at a time
/// than a browser lays out at once. What is there already stays as it is.
#[component]
fn Parts(props: &PartsProps) -> Html {
    let message = &props.entry.0.message;
    let shown = use_state_eq(|| vec![part(message, 0)]);
    let end = shown.last().map_or(0, |part| part.end);
    let more = {
        let (entry, shown) = (props.entry.clone(), shown.clone());
        Callback::from(move |_: MouseEvent| {
            let mut next = (*shown).clone();
            next.push(part(&entry.0.message, end));
            shown.set(next);
        })
    };
    let is_text = message.as_text().is_some();
    // A text goes on in its line; lines of hex end with their part.
    let parts = shown.iter().map(|part| match is_text {
        true => html! { { part.words.clone() } },
        false => html! { <div>{ part.words.clone() }</div> },
    });
    html! {
        <>
            <pre class={is_text.then_some("wraps")} tabindex="0" data-testid="body">{ for parts }</pre>
            if end < message.len() {
                { button(say(props.language).more, "more", more) }
            }
        </>
    }
}

/// A piece of a message, and where it ends.
#[derive(Clone, PartialEq)]
struct Part {
    words: AttrValue,
    end: usize,
}

fn part(message: &Message, from: usize) -> Part {
    let (words, end) = match message {
        Message::Text(text) => {
            let size = from.clamp(PART, MOST);
            let end = text.floor_char_boundary(from + size);
            (text[from..end].to_owned(), end)
        }
        // A byte takes four characters and more.
        Message::Binary(bytes) => {
            let size = from.clamp(PART / 4, MOST / 4);
            let end = bytes.len().min(from + size);
            (dump(&bytes[from..end], from), end)
        }
    };
    Part {
        words: words.into(),
        end,
    }
}

/// The bytes of text that are shown first, and the most that are added at a time.
const PART: usize = 16 << 10;
const MOST: usize = 256 << 10;
