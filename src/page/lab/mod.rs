//! The fault laboratory: what this project's own server does wrong on command.

use yew::prelude::*;

use super::language::Language;
use crate::WebSocketAgent;

#[derive(Clone, PartialEq, Properties)]
pub(super) struct LabProps {
    pub(super) agent: WebSocketAgent,
    pub(super) language: Language,
    /// Connects to another address.
    pub(super) go_to: Callback<String>,
}

#[component]
pub(super) fn Lab(_props: &LabProps) -> Html {
    html! {}
}
