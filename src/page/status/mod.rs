//! Status in one glance.

use yew::prelude::*;

use super::panel::PanelProps;
use crate::components::StatusView;

#[component]
pub(super) fn StatusPanel(props: &PanelProps) -> Html {
    html! { <StatusView agent={props.agent.clone()} /> }
}
