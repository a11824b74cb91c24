//! Yew alone: what the others are compared with.

use yew::prelude::*;

#[component]
pub fn App() -> Html {
    crate::view("hello", String::new())
}
