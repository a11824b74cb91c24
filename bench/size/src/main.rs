//! A Yew hello, and the same with a WebSocket: every variant shows the state of the connection and
//! the text that came last, so that the variants differ in the library alone.

use yew::prelude::*;

#[cfg_attr(feature = "hello", path = "hello.rs")]
#[cfg_attr(feature = "by-hand", path = "by_hand.rs")]
#[cfg_attr(feature = "heartline", path = "heartline.rs")]
#[cfg_attr(feature = "heartline-json", path = "heartline_json.rs")]
#[cfg_attr(feature = "gloo-net", path = "gloo_net.rs")]
#[cfg_attr(feature = "yew-hooks", path = "yew_hooks.rs")]
mod variant;

/// Where every variant connects to.
#[cfg(not(feature = "hello"))]
const ADDRESS: &str = "ws://127.0.0.1:9010/ws";

/// What every variant shows.
fn view(state: &'static str, last: String) -> Html {
    html! { <><p>{ state }</p><p>{ last }</p></> }
}

fn main() {
    yew::Renderer::<variant::App>::new().render();
}
