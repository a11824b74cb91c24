//! The README's example as a program, so that it is compiled.

// region: readme
use heartline::{Config, use_status, use_websocket};
use yew::prelude::*;

#[component]
fn App() -> Html {
    let agent = use_websocket(Config::new("wss://example.org/live"));
    let status = use_status(&agent);
    let sentence = status.sentence(agent.now());
    let hello = move |_: MouseEvent| drop(agent.send("hello"));
    html! { <button onclick={hello}>{ sentence }</button> }
}
// endregion

fn main() {
    yew::Renderer::<App>::new().render();
}
