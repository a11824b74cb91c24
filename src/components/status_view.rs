//! What is going on: a sentence, what to do, the facts, and the buttons.

use heartline_connection::{Human, Phase, Status};
use yew::prelude::*;

use super::connection_status::{badge, sentence};
use crate::hooks::{is_timed, use_clock};
use crate::{WebSocketAgent, use_status};

/// Properties of [`StatusView`].
#[derive(Clone, PartialEq, Properties)]
pub struct StatusViewProps {
    /// The connection to show and to act on.
    pub agent: WebSocketAgent,
}

/// The status of a connection in words, its facts, and the buttons connect, close and retry now.
#[component]
pub fn StatusView(props: &StatusViewProps) -> Html {
    let agent = &props.agent;
    let phase = use_status(agent).phase;
    use_clock(is_timed(phase));
    // One snapshot for all that is shown. Not the one that the hook gives: the time of the next
    // ping moves with every message.
    let (now, status) = (agent.now(), agent.status());
    html! {
        <section class="heartline heartline-status" aria-label="Connection"
            data-phase={status.phase.as_str()}>
            { badge(AttrValue::Static(status.phase.words())) }
            { sentence(status.sentence(now)) }
            // Always there, so that nothing below it moves when there is something to advise.
            <p class="heartline-advice" data-testid="advice">{ status.advice().unwrap_or_default() }</p>
            <dl class="heartline-facts">
                { fact(status.next_words().unwrap_or("next"), "next", next_in(&status, now)) }
                { fact("round trip", "round-trip", round_trip(&status)) }
                { fact("attempt", "attempt", status.attempt.to_string()) }
                { fact("queued", "queued", status.queued.to_string()) }
            </dl>
            { buttons(agent, &status) }
        </section>
    }
}

fn buttons(agent: &WebSocketAgent, status: &Status) -> Html {
    let retry = match status.phase {
        Phase::Open => "Reconnect",
        _ => "Retry now",
    };
    html! {
        <div class="heartline-buttons">
            { button("Connect", "connect", status.can_open(), agent, WebSocketAgent::open) }
            { button("Close", "close", status.can_close(), agent, WebSocketAgent::close) }
            { button(retry, "retry", status.can_retry(), agent, WebSocketAgent::retry_now) }
        </div>
    }
}

/// `aria-disabled` instead of `disabled`: the focus stays where it is when a press changes the
/// phase.
pub(crate) fn button(
    label: &'static str,
    name: &'static str,
    useful: bool,
    agent: &WebSocketAgent,
    press: fn(&WebSocketAgent),
) -> Html {
    let agent = agent.clone();
    let onclick = Callback::from(move |_: MouseEvent| {
        if useful {
            press(&agent);
        }
    });
    html! {
        <button type="button" data-testid={name} aria-disabled={(!useful).to_string()} {onclick}>
            { label }
        </button>
    }
}

fn fact(term: &'static str, name: &'static str, value: String) -> Html {
    html! { <div><dt>{ term }</dt><dd data-testid={name}>{ value }</dd></div> }
}

fn next_in(status: &Status, now: heartline_connection::Instant) -> String {
    match status.next {
        Some(_) => Human::rounded_up(status.next_in(now)).to_string(),
        None => "–".to_owned(),
    }
}

fn round_trip(status: &Status) -> String {
    let human = status.round_trip.map(|time| Human(time).to_string());
    human.unwrap_or_else(|| "–".to_owned())
}
