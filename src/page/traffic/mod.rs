//! What is sent and what arrives. One log for both, which renders here and no higher.

mod composer;
mod hex;
mod log;

use heartline_connection::{Log, Message, SendOutcome};
use yew::prelude::*;

use super::panel::PanelProps;
use crate::use_message_log_with;
use composer::ComposerPanel;
use log::{LogPanel, MAX_BYTES, MAX_ENTRIES};

#[component]
pub(super) fn Traffic(props: &PanelProps) -> Html {
    let PanelProps { agent, language } = props;
    let log = use_message_log_with(agent, || Log::new(MAX_ENTRIES, MAX_BYTES).heartbeats(true));
    // The log as it was at the first render sends as well, and is no reason to render the composer.
    let send = use_callback(agent.clone(), {
        let log = log.clone();
        move |message: Message, _| -> SendOutcome { log.send(message) }
    });
    html! {
        <>
            <LogPanel agent={agent.clone()} language={*language} {log} />
            <ComposerPanel agent={agent.clone()} language={*language} {send} />
        </>
    }
}
