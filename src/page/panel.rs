//! What every part of the page is given, and what they are all made of: markup that stands once is
//! compiled once.

use yew::prelude::*;

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

/// A button.
pub(super) fn button(
    label: &'static str,
    name: &'static str,
    onclick: Callback<MouseEvent>,
) -> Html {
    html! { <button type="button" data-testid={name} {onclick}>{ label }</button> }
}

/// A button that stays pressed.
pub(super) fn toggle(
    label: &'static str,
    name: AttrValue,
    pressed: bool,
    onclick: Callback<MouseEvent>,
) -> Html {
    html! {
        <button type="button" data-testid={name} aria-pressed={pressed.to_string()} {onclick}>
            { label }
        </button>
    }
}

/// A figure and what it is of.
pub(super) fn figure(term: &'static str, name: &'static str, value: String) -> Html {
    html! { <div><dt>{ term }</dt><dd data-testid={name}>{ value }</dd></div> }
}
