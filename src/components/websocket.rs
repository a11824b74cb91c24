//! The component that the original page was: a connection with its state and its data.

use heartline_connection::Message;
use yew::prelude::*;

use super::{Composer, StatusView, message_log};
use crate::{Config, WebSocketAgent, use_message_log, use_status, use_websocket};

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
    // The log as it was at the first render sends as well, and is no reason to render the box.
    let on_send = use_callback(agent.clone(), {
        let log = log.clone();
        move |message: Message, _| log.send(message)
    });
    html! {
        <div class="box heartline" data-testid="websocket" data-phase={status.phase.as_str()}
             data-attempt={status.attempt.to_string()}>
            <StatusView agent={agent.clone()} />
            <Composer agent={agent.clone()} {on_send} />
            // Not a component in between: this one renders for the log in any case.
            { message_log::view(agent, &log) }
        </div>
    }
}
