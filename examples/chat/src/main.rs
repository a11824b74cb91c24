//! A chat: typed messages, and two components that share one connection.

mod badge;
mod composer;
mod protocol;
mod room;
mod talk;

use heartline::{Config, Message, WebSocketProvider};
use web_sys::UrlSearchParams;
use yew::prelude::*;

use badge::ConnectionStatus;
use protocol::ToServer;
use talk::Talk;

#[component]
fn App() -> Html {
    let name = use_memo((), |()| AttrValue::from(own_name()));
    let mut config = Config::new("/ws");
    // The server forgets names with connections, so each begins with the name.
    if let Ok(greeting) = Message::from_json(&ToServer::Id(name.to_string())) {
        config = config.greeting(greeting);
    }
    html! {
        <WebSocketProvider {config}>
            <header>
                <h1>{ "Chat" }</h1>
                <ConnectionStatus />
            </header>
            <main data-testid="websocket">
                <Talk name={(*name).clone()} />
            </main>
        </WebSocketProvider>
    }
}

/// The name in the page's address, as in `?name=Ada`, or one of chance.
fn own_name() -> String {
    let search = web_sys::window().and_then(|window| window.location().search().ok());
    let params = search.and_then(|search| UrlSearchParams::new_with_str(&search).ok());
    let given = params.and_then(|params| params.get("name"));
    let given = given.map(|name| name.trim().chars().take(LONGEST_NAME).collect::<String>());
    given
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| format!("someone-{:05}", (js_sys::Math::random() * 1e5) as u32))
}

/// What the server takes.
const LONGEST_NAME: usize = 64;

fn main() {
    yew::Renderer::<App>::new().render();
}
