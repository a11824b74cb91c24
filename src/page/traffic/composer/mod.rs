//! The composer: what is to be sent.

use heartline_connection::{Message, SendOutcome};
use yew::prelude::*;

use super::super::language::Language;
use crate::WebSocketAgent;
use crate::components::Composer;

#[derive(Clone, PartialEq, Properties)]
pub(super) struct ComposerPanelProps {
    pub(super) agent: WebSocketAgent,
    pub(super) language: Language,
    /// Sends, logs what was taken, and says what became of it.
    pub(super) send: Callback<Message, SendOutcome>,
}

#[component]
pub(super) fn ComposerPanel(props: &ComposerPanelProps) -> Html {
    html! { <Composer agent={props.agent.clone()} on_send={props.send.clone()} /> }
}
