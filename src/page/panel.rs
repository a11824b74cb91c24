//! What every part of the page is given.

use yew::Properties;

use super::language::Language;
use crate::WebSocketAgent;

/// Properties of a part that shows the connection. It renders for news of its own only: neither
/// changes while the page is open but by the person's wish.
#[derive(Clone, PartialEq, Properties)]
pub(super) struct PanelProps {
    /// The connection.
    pub(super) agent: WebSocketAgent,
    /// The language of its words.
    pub(super) language: Language,
}
