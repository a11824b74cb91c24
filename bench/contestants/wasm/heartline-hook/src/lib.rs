//! Heartline in Yew: the connection and its state, around a log of whatever form.

use std::cell::RefCell;
use std::rc::Rc;

use harness::{Kind, orders, seen};
use heartline::{WebSocketAgent, use_on_message, use_status, use_websocket};
use heartline_orders::{app, book, config, number};
use yew::prelude::*;

/// What a log is made from.
#[derive(Properties, PartialEq)]
pub struct LogProps {
    pub agent: WebSocketAgent,
    pub kind: Kind,
}

#[component]
fn App<L>() -> Html
where
    L: BaseComponent<Properties = LogProps>,
{
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
            if orders.rendered { <L {agent} {kind} /> }
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

type Unmount = Box<dyn FnOnce()>;

thread_local! {
    static MOUNTED: RefCell<Option<Unmount>> = const { RefCell::new(None) };
}

fn unmount() {
    if let Some(unmount) = MOUNTED.take() {
        unmount();
    }
}

/// Shows it all.
pub fn run<L>()
where
    L: BaseComponent<Properties = LogProps>,
{
    let app = yew::Renderer::<App<L>>::new().render();
    MOUNTED.set(Some(Box::new(|| app.destroy())));
}
