//! How the connection is, and who is there: for the corner of a page.

use heartline::{
    Codec, Json, WebSocketAgent, use_latest, use_sentence, use_status, use_websocket_context,
};
use yew::prelude::*;

use crate::protocol::FromServer;

/// Shows the connection of the provider above.
#[component]
pub fn ConnectionStatus() -> Html {
    match use_websocket_context() {
        Ok(agent) => html! { <Badge {agent} /> },
        Err(missing) => html! { <p role="alert">{ missing.to_string() }</p> },
    }
}

#[derive(Clone, PartialEq, Properties)]
struct BadgeProps {
    agent: WebSocketAgent,
}

#[component]
fn Badge(props: &BadgeProps) -> Html {
    let status = use_status(&props.agent);
    let sentence = use_sentence(&props.agent);
    let people = use_latest(&props.agent, |message| match Json::decode(message) {
        Ok(FromServer::Welcome { clients, .. }) => Some(clients),
        _ => None,
    });
    let people = match people.as_deref() {
        None => "Nobody has answered yet.".to_owned(),
        Some(1) => "You were the first to come.".to_owned(),
        Some(count) => format!("{count} people were here when you came."),
    };
    html! {
        <div class="badge" data-testid="badge" data-phase={status.phase.as_str()}>
            <p data-testid="sentence">{ sentence }</p>
            <p data-testid="people">{ people }</p>
        </div>
    }
}
