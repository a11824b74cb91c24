//! The component that the original page was: a connection with its state and its data.

use heartline_connection::{Direction, Message, SendOutcome};
use yew::prelude::*;

use super::message_list::message_list;
use super::{Composer, StatusView};
use crate::{
    Config, MessageLog, WebSocketAgent, use_message_log, use_status, use_undelivered, use_websocket,
};

/// Properties of [`Websocket`].
#[derive(Clone, PartialEq, Properties)]
pub struct WebsocketProps {
    /// The connection's configuration; see [`use_websocket`] for what a change does.
    pub config: Config,
}

/// A connection of its own: opens when it appears, closes when it goes, and shows what is going
/// on, what arrives, and a box to send.
///
/// ```
/// use heartline::{Config, components::Websocket};
/// use yew::prelude::*;
///
/// #[component]
/// fn App() -> Html {
///     html! { <Websocket config={Config::new("/ws")} /> }
/// }
/// ```
#[component]
pub fn Websocket(props: &WebsocketProps) -> Html {
    let agent = use_websocket(props.config.clone());
    html! { <WebsocketView {agent} /> }
}

/// Properties of [`WebsocketView`].
#[derive(Clone, PartialEq, Properties)]
pub struct WebsocketViewProps {
    /// The connection to show.
    pub agent: WebSocketAgent,
}

/// What [`Websocket`] shows, for a connection that somebody else owns.
#[component]
pub fn WebsocketView(props: &WebsocketViewProps) -> Html {
    let agent = &props.agent;
    let status = use_status(agent);
    let log = use_message_log(agent);
    let undelivered = use_undelivered(agent);
    let stats = agent.stats().unwrap_or_default();
    let on_send = {
        let (agent, log) = (agent.clone(), log.clone());
        Callback::from(move |message| send(&agent, &log, message))
    };
    html! {
        <div class="box" data-testid="websocket" data-phase={status.phase.as_str()}
             data-attempt={status.attempt.to_string()}>
            <StatusView agent={agent.clone()} />
            <Composer {on_send} queued={status.queued} {undelivered} />
            { message_list(&log, &stats) }
        </div>
    }
}

/// Sends, and logs what was taken.
fn send(agent: &WebSocketAgent, log: &MessageLog, message: Message) -> SendOutcome {
    let outcome = agent.send(message.clone());
    match outcome {
        SendOutcome::Sent | SendOutcome::Queued => {
            log.push(agent.now(), Direction::Sent, message);
        }
        SendOutcome::Dropped(..) => {}
    }
    outcome
}
