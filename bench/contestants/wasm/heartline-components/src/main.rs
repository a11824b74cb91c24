//! Many components on one connection, shared as the README shows it: `?components=N` of them, each of which shows
//! the latest message, or, with `?shows=status`, how the connection is.

use std::cell::RefCell;
use std::rc::Rc;

use harness::{Kind, orders, seen};
use heartline::{
    WebSocketProvider, use_latest, use_on_message, use_status, use_websocket_context,
};
use heartline_orders::{app, book, config, number};
use web_sys::UrlSearchParams;
use yew::prelude::*;

/// What is on the page.
#[derive(Clone, Copy, PartialEq)]
struct Crowd {
    components: usize,
    /// Whether each shows the latest message, instead of the status.
    latest: bool,
}

impl Crowd {
    fn asked_for() -> Self {
        let search = web_sys::window().and_then(|window| window.location().search().ok());
        let query = UrlSearchParams::new_with_str(&search.unwrap_or_default()).ok();
        let asked = |name: &str| query.as_ref().and_then(|query| query.get(name));
        let components = asked("components").and_then(|count| count.parse().ok());
        Self {
            components: components.unwrap_or(1),
            latest: asked("shows").is_none_or(|what| what != "status"),
        }
    }
}

#[component]
fn App() -> Html {
    let orders = use_memo((), |()| orders());
    let config = use_memo((), |()| config(&orders));
    let crowd = use_memo((), |()| Crowd::asked_for());
    let kind = orders.kind;
    let component = |key: usize| match crowd.latest {
        true => html! { <Latest {key} {kind} /> },
        false => html! { <Status {key} /> },
    };
    html! {
        <WebSocketProvider config={(*config).clone()}>
            <Book {kind} />
            { for (0..crowd.components).map(component) }
        </WebSocketProvider>
    }
}

#[derive(Properties, PartialEq)]
struct KindProps {
    kind: Kind,
}

/// Counts the messages; the only one that is there however few the others are.
#[component]
fn Book(props: &KindProps) -> Html {
    let agent = use_websocket_context().expect("a provider above");
    let kind = props.kind;
    use_on_message(&agent, move |message| {
        if let Some(n) = number(kind, message) {
            seen(n);
        }
    });
    use_effect_with(agent.clone(), |agent| {
        let subscription = book(agent);
        let place = Rc::new(RefCell::new(Some(agent.clone())));
        app(&place).ready();
        move || drop((place.take(), subscription))
    });
    let status = use_status(&agent);
    html! { <p id="state">{ status.phase.as_str() }</p> }
}

/// The number of the latest message.
#[component]
fn Latest(props: &KindProps) -> Html {
    let agent = use_websocket_context().expect("a provider above");
    let kind = props.kind;
    let latest = use_latest(&agent, move |message| number(kind, message));
    html! { <p>{ latest.as_deref().copied() }</p> }
}

/// How the connection is.
#[component]
fn Status() -> Html {
    let agent = use_websocket_context().expect("a provider above");
    let status = use_status(&agent);
    html! { <p>{ status.phase.as_str() }</p> }
}

fn main() {
    yew::Renderer::<App>::new().render();
}
