//! Received data: the log.

use yew::prelude::*;

use super::super::language::Language;
use crate::components::MessageLog;
use crate::{UseMessageLogHandle, WebSocketAgent};

pub(super) fn view(agent: &WebSocketAgent, _language: Language, log: &UseMessageLogHandle) -> Html {
    html! { <MessageLog agent={agent.clone()} log={log.clone()} /> }
}
