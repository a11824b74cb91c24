//! The availability strip: the phases so far, and what they add up to.

use yew::prelude::*;

use super::panel::PanelProps;

#[component]
pub(super) fn Availability(_props: &PanelProps) -> Html {
    html! {}
}
