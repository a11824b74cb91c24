//! The latest messages, oldest first, each shown as what it is and never as HTML.

use std::rc::Rc;

use heartline_connection::{Direction, Entry, Message};
use yew::prelude::*;

use super::format::{self, Span};
use crate::{UseMessageLogHandle, WebSocketAgent, use_message_log};

/// Properties of [`MessageLog`].
#[derive(Clone, PartialEq, Properties)]
pub struct MessageLogProps {
    /// The connection whose messages are shown and counted.
    pub agent: WebSocketAgent,
    /// The log to show, from [`use_message_log`], so that it can be given to a
    /// [`Composer`](super::Composer) too; default one of its own, which has what arrives.
    #[prop_or_default]
    pub log: Option<UseMessageLogHandle>,
}

/// The list of messages, the latest at the bottom; it follows unless one has scrolled back.
#[component]
pub fn MessageLog(props: &MessageLogProps) -> Html {
    let agent = &props.agent;
    match &props.log {
        Some(log) => view(agent, log),
        None => html! { <OwnLog agent={agent.clone()} /> },
    }
}

#[derive(Clone, PartialEq, Properties)]
struct OwnLogProps {
    agent: WebSocketAgent,
}

#[component]
fn OwnLog(props: &OwnLogProps) -> Html {
    view(&props.agent, &use_message_log(&props.agent))
}

pub(super) fn view(agent: &WebSocketAgent, log: &UseMessageLogHandle) -> Html {
    let stats = agent.stats().unwrap_or_default();
    let clear = {
        let log = log.clone();
        Callback::from(move |_: MouseEvent| log.clear())
    };
    let rows: Html = log.entries().into_iter().map(row).collect();
    html! {
        <section class="heartline heartline-messages" aria-label="Messages">
            <header>
                <h2>{ "Messages" }</h2>
                <p>
                    <span data-testid="received">{ stats.received.messages }</span>{ " received, " }
                    <span data-testid="sent">{ stats.sent.messages }</span>{ " sent" }
                </p>
                <button type="button" data-testid="clear" onclick={clear}>{ "Clear" }</button>
            </header>
            if log.is_empty() {
                <p class="heartline-empty">{ "What arrives is shown here." }</p>
            }
            // The outer box grows upwards, so that its scroll position holds at the bottom.
            <div class="heartline-scroll" tabindex="0" role="log" aria-label="Messages"
                aria-live="off">
                <ol>{ rows }</ol>
            </div>
        </section>
    }
}

fn row(entry: Rc<Entry>) -> Html {
    let key = entry.number;
    html! { <Row {key} entry={Shared(entry)} /> }
}

/// The same entry is the same row. One that changes, because its message was sent or dropped, is
/// another one: the log does not touch what a row holds.
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
    let (testid, class, arrow, way) = match entry.direction {
        Direction::Received => ("message", "heartline-received", "↓", "received"),
        Direction::Sent => ("sent-message", "heartline-sent", "↑", "sent"),
        Direction::Queued => ("sent-message", "heartline-queued", "↥", "queued"),
        Direction::NotSent(_) => ("sent-message", "heartline-not-sent", "⊘", "not sent"),
        Direction::Heartbeat => ("heartbeat", "heartline-heartbeat", "↓", "heartbeat"),
        Direction::Automatic => ("heartbeat", "heartline-heartbeat", "↑", "by the library"),
    };
    let (line, is_cut) = format::line(&entry.message);
    let line = html! { <code>{ spans(line) }</code> };
    let body = match is_cut {
        true => folded(&entry.message, line, unfolded),
        false => line,
    };
    html! {
        <li {class} data-testid={testid}>
            <span class="heartline-arrow" role="img" aria-label={way}>{ arrow }</span>
            { body }
            { fate(entry.direction) }
        </li>
    }
}

/// What a person would not expect of a message that was to be sent.
fn fate(direction: Direction) -> Html {
    match direction {
        Direction::Queued => html! { <small data-testid="fate">{ "queued" }</small> },
        Direction::NotSent(reason) => html! {
            <small data-testid="fate" title={reason.to_string()}>{ "not sent" }</small>
        },
        _ => html! {},
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
