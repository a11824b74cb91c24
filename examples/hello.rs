//! The README's example as a program, so that it is compiled.

// region: readme
use heartline::{Config, use_message_log, use_sentence, use_websocket};
use yew::prelude::*;

#[component]
fn App() -> Html {
    let agent = use_websocket(Config::new("ws://127.0.0.1:9010/ws"));
    let sentence = use_sentence(&agent);
    let log = use_message_log(&agent);
    let texts = log.entries().into_iter().filter_map(|entry| {
        entry
            .message
            .as_text()
            .map(|text| html! { <li key={entry.number}>{ text.to_owned() }</li> })
    });
    let hello = move |_: MouseEvent| drop(agent.send(r#"{"chat":"hello"}"#));
    html! { <><button onclick={hello}>{ sentence }</button><ol>{ for texts }</ol></> }
}

fn main() {
    yew::Renderer::<App>::new().render();
}
// endregion
