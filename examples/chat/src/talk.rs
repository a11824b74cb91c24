//! The conversation: everyone's lines, one's own that wait, and a box to write in.

use heartline::{
    Codec, Event, Json, Phase, SendOutcome, Subscription, Typed, WebSocketAgent,
    use_websocket_context,
};
use yew::prelude::*;

use crate::composer::Composer;
use crate::protocol::{FromServer, ToServer};
use crate::room::{Change, Line, Room};

/// Properties of [`Talk`].
#[derive(Clone, PartialEq, Properties)]
pub struct TalkProps {
    /// By which name the person is known.
    pub name: AttrValue,
}

/// The conversation over the connection of the provider above.
#[component]
pub fn Talk(props: &TalkProps) -> Html {
    match use_websocket_context() {
        Ok(agent) => html! { <Conversation {agent} name={props.name.clone()} /> },
        Err(missing) => html! { <p role="alert">{ missing.to_string() }</p> },
    }
}

#[derive(Clone, PartialEq, Properties)]
struct ConversationProps {
    agent: WebSocketAgent,
    name: AttrValue,
}

#[component]
fn Conversation(props: &ConversationProps) -> Html {
    let name = props.name.clone();
    let room = use_reducer(move || Room::new(name.to_string()));
    let dispatcher = room.dispatcher();
    let wire: Wire = props.agent.typed();
    use_effect_with(wire.clone(), move |wire| {
        let subscriptions = listen(
            wire,
            Callback::from(move |change| dispatcher.dispatch(change)),
        );
        move || drop(subscriptions)
    });
    let (wire, dispatcher) = (wire, room.dispatcher());
    let on_send = Callback::from(move |text: String| dispatcher.dispatch(send(&wire, text)));
    html! {
        <>
            <div role="log" aria-label="Conversation">
                <ol class="lines">
                    { for room.arrived().map(line) }
                    { for room.unsettled().map(line) }
                </ol>
            </div>
            <p role="alert" data-testid="refused">{ room.refusal().to_owned() }</p>
            <Composer {on_send} />
        </>
    }
}

fn line(line: &Line) -> Html {
    html! {
        <li key={line.number} data-testid="message" data-state={line.state.as_str()}>
            <strong>{ line.from.clone() }</strong>
            <span>{ line.text.clone() }</span>
            <small>{ line.state.words() }</small>
        </li>
    }
}

/// The connection as one of values.
type Wire = Typed<FromServer, ToServer>;

/// Tells `on_change` all that happens on the connection and concerns the conversation.
fn listen(wire: &Wire, on_change: Callback<Change>) -> [Subscription; 2] {
    let heard = on_change.clone();
    let messages = wire.on_message(move |message| match message {
        Ok(FromServer::Chat { chat }) => heard.emit(Change::Heard(chat)),
        Ok(FromServer::Refused { error }) => heard.emit(Change::Refused(error)),
        Ok(FromServer::Welcome { .. } | FromServer::Other(_)) | Err(_) => {}
    });
    let agent = wire.agent().clone();
    let events = wire.agent().on_event(move |event| match event {
        Event::Transition {
            from: Phase::Open, ..
        } => {
            let queued = agent.status().queued;
            on_change.emit(Change::ConnectionLost { queued });
        }
        Event::Undelivered { message, reason } => {
            if let Ok(ToServer::Chat(text)) = Json::decode(message) {
                on_change.emit(Change::NotSent(text, reason.to_string()));
            }
        }
        _ => {}
    });
    [messages, events]
}

fn send(wire: &Wire, text: String) -> Change {
    match wire.send(&ToServer::Chat(text.clone())) {
        // Whether it left or waits, it is settled only when the server says it to everyone.
        Ok(SendOutcome::Sent | SendOutcome::Queued) => Change::Wrote(text),
        Ok(SendOutcome::Dropped(reason, _)) => Change::Rejected(text, reason.to_string()),
        Err(error) => Change::Rejected(text, error.to_string()),
    }
}
