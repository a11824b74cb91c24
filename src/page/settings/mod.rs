//! The settings: every knob of the configuration.

use heartline_connection::Config;
use yew::prelude::*;

use super::language::Language;
use crate::WebSocketAgent;

#[derive(Clone, PartialEq, Properties)]
pub(super) struct SettingsProps {
    pub(super) agent: WebSocketAgent,
    pub(super) language: Language,
    /// What holds.
    pub(super) config: Config,
    /// Lets other settings take effect, which are known to be valid.
    pub(super) configure: Callback<Config>,
}

#[component]
pub(super) fn SettingsPanel(_props: &SettingsProps) -> Html {
    html! {}
}
