//! Link quality: figures and charts.

use yew::prelude::*;

use super::panel::PanelProps;

#[component]
pub(super) fn Quality(_props: &PanelProps) -> Html {
    html! {}
}
