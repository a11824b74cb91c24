//! The least there is to do: connect, say how it goes, show the last message, send one.

use heartline::{Config, use_latest, use_sentence, use_websocket};
use yew::prelude::*;

#[component]
fn App() -> Html {
    let agent = use_websocket(Config::new("/ws"));
    let sentence = use_sentence(&agent);
    let last = use_latest(&agent, |message| message.as_text().map(str::to_owned));
    // What is sent while there is no connection waits for one.
    let hello = move |_: MouseEvent| drop(agent.send(r#"{"chat":"hello"}"#));
    html! {
        <main data-testid="websocket">
            <h1>{ "The least" }</h1>
            <p data-testid="sentence">{ sentence }</p>
            <p><button type="button" data-testid="send" onclick={hello}>{ "Send hello" }</button></p>
            <h2>{ "The last message" }</h2>
            <pre data-testid="message">{ last.as_deref().cloned() }</pre>
        </main>
    }
}

fn main() {
    yew::Renderer::<App>::new().render();
}
