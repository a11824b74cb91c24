//! The latest messages, oldest first, each shown as what it is and never as HTML.

use std::rc::Rc;

use heartline_connection::{Direction, Entry, Message, Stats};
use yew::prelude::*;

use super::format::{self, Span};
use crate::MessageLog;

/// The list of messages, the latest at the bottom; it follows unless one has scrolled back.
pub(super) fn message_list(log: &MessageLog, stats: &Stats) -> Html {
    let clear = {
        let log = log.clone();
        Callback::from(move |_: MouseEvent| log.clear())
    };
    let rows: Html = log.entries().into_iter().map(row).collect();
    html! {
        <section class="messages" aria-label="Messages">
            <header>
                <h2>{ "Messages" }</h2>
                <p>
                    <span data-testid="received">{ stats.received.messages }</span>{ " received, " }
                    <span data-testid="sent">{ stats.sent.messages }</span>{ " sent" }
                </p>
                <button type="button" data-testid="clear" onclick={clear}>{ "Clear" }</button>
            </header>
            if log.is_empty() {
                <p class="empty">{ "What arrives is shown here." }</p>
            }
            // The outer box grows upwards, so that its scroll position holds at the bottom.
            <div class="scroll" tabindex="0" role="log" aria-label="Messages" aria-live="off">
                <ol>{ rows }</ol>
            </div>
        </section>
    }
}

fn row(entry: Rc<Entry>) -> Html {
    let key = entry.number;
    html! { <Row {key} entry={Shared(entry)} /> }
}

/// An entry never changes, so the same one is the same row.
#[derive(Clone)]
struct Shared(Rc<Entry>);

impl PartialEq for Shared {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

#[derive(Clone, PartialEq, Properties)]
struct RowProps {
    entry: Shared,
}

/// Short messages stand in one line; longer ones can be unfolded.
#[component]
fn Row(props: &RowProps) -> Html {
    let unfolded = use_state_eq(|| false);
    let entry = &props.entry.0;
    let (testid, arrow, way) = match entry.direction {
        Direction::Received => ("message", "↓", "received"),
        Direction::Sent => ("sent-message", "↑", "sent"),
    };
    let (line, is_cut) = format::line(&entry.message);
    let line = html! { <code>{ spans(line) }</code> };
    let body = match is_cut {
        true => folded(&entry.message, line, unfolded),
        false => line,
    };
    html! {
        <li class={way} data-testid={testid}>
            <span class="arrow" role="img" aria-label={way}>{ arrow }</span>
            { body }
        </li>
    }
}

/// What is folded is laid out when it is unfolded, not before.
fn folded(message: &Message, line: Html, unfolded: UseStateHandle<bool>) -> Html {
    let setter = unfolded.setter();
    let ontoggle = Callback::from(move |event: Event| {
        let details = event.target_unchecked_into::<web_sys::Element>();
        setter.set(details.has_attribute("open"));
    });
    html! {
        <details {ontoggle}>
            <summary>{ line }<small>{ size(message) }</small></summary>
            if *unfolded {
                <pre>{ spans(format::unfolded(message)) }</pre>
            }
        </details>
    }
}

fn size(message: &Message) -> String {
    format!("{} bytes", message.len())
}

fn spans(spans: Vec<Span<'_>>) -> Html {
    let render = |span: Span<'_>| match span.class {
        "" => html! { { span.text.into_owned() } },
        class => html! { <span {class}>{ span.text.into_owned() }</span> },
    };
    spans.into_iter().map(render).collect()
}
