//! Heartline in Yew, as its README and its guides show it.

use std::cell::RefCell;
use std::rc::Rc;

use harness::{Kind, orders, seen};
use heartline::{WebSocketAgent, use_message_log, use_on_message, use_status, use_websocket};
use heartline_orders::{app, book, config, data, number};
use yew::prelude::*;

#[component]
fn App() -> Html {
    let orders = use_memo((), |()| orders());
    let config = use_memo((), |()| config(&orders));
    let agent = use_websocket((*config).clone());
    let kind = orders.kind;
    use_on_message(&agent, move |message| {
        if let Some(n) = number(kind, message) {
            seen(n);
        }
    });
    use_effect_with(agent.clone(), |agent| {
        let subscription = book(agent);
        let place = Rc::new(RefCell::new(Some(agent.clone())));
        app(&place).unmount(unmount).ready();
        move || drop((place.take(), subscription))
    });
    html! {
        <>
            <State agent={agent.clone()} />
            if orders.rendered { <Log {agent} {kind} /> }
        </>
    }
}

#[derive(Properties, PartialEq)]
struct StateProps {
    agent: WebSocketAgent,
}

#[component]
fn State(props: &StateProps) -> Html {
    let status = use_status(&props.agent);
    html! { <p id="state">{ status.phase.as_str() }</p> }
}

#[derive(Properties, PartialEq)]
struct LogProps {
    agent: WebSocketAgent,
    kind: Kind,
}

/// The last 200: what the log keeps unless it is told otherwise.
#[component]
fn Log(props: &LogProps) -> Html {
    let log = use_message_log(&props.agent);
    let rows = log.entries().into_iter().filter_map(|entry| {
        let line = data(&entry.message).line(number(props.kind, &entry.message)?);
        Some(html! { <li key={entry.number}>{ line }</li> })
    });
    html! { <ol id="log">{ for rows }</ol> }
}

thread_local! {
    static MOUNTED: RefCell<Option<yew::AppHandle<App>>> = const { RefCell::new(None) };
}

fn unmount() {
    if let Some(app) = MOUNTED.take() {
        app.destroy();
    }
}

fn main() {
    MOUNTED.set(Some(yew::Renderer::<App>::new().render()));
}
