//! Components that come and go: on the shared connection, and with one of their own.

use std::cell::RefCell;
use std::rc::Rc;

use heartline::components::{ConnectionStatus, MessageLog};
use heartline::{Config, WebSocketAgent, use_latest, use_message_log, use_sentence, use_websocket};
use yew::prelude::*;

type Switch = Rc<RefCell<Option<Callback<bool>>>>;

/// What components hang on.
pub struct Wall {
    switch: Switch,
    _app: yew::AppHandle<App>,
}

impl Wall {
    pub fn build(agent: WebSocketAgent) -> Self {
        let switch = Switch::default();
        let props = AppProps {
            agent,
            switch: switch.clone(),
        };
        Self {
            switch,
            _app: yew::Renderer::<App>::with_props(props).render(),
        }
    }

    pub fn show(&self, shown: bool) {
        let switch = self.switch.borrow().clone();
        if let Some(switch) = switch {
            switch.emit(shown);
        }
    }
}

#[derive(Properties)]
struct AppProps {
    agent: WebSocketAgent,
    switch: Switch,
}

impl PartialEq for AppProps {
    fn eq(&self, other: &Self) -> bool {
        self.agent == other.agent && Rc::ptr_eq(&self.switch, &other.switch)
    }
}

#[component]
fn App(props: &AppProps) -> Html {
    let shown = use_state(|| false);
    let setter = shown.setter();
    *props.switch.borrow_mut() = Some(Callback::from(move |shown| setter.set(shown)));
    html! {
        if *shown {
            <Shared agent={props.agent.clone()} />
            <Own />
        }
    }
}

#[derive(Properties, PartialEq)]
struct SharedProps {
    agent: WebSocketAgent,
}

/// Components on the connection that is always there.
#[component]
fn Shared(props: &SharedProps) -> Html {
    let log = use_message_log(&props.agent);
    let sentence = use_sentence(&props.agent);
    html! {
        <section>
            <p>{ sentence }</p>
            <ConnectionStatus agent={props.agent.clone()} />
            <MessageLog agent={props.agent.clone()} {log} />
        </section>
    }
}

/// A component with a connection of its own, to the server of the page.
#[component]
fn Own() -> Html {
    let agent = use_websocket(Config::new("/ws"));
    let sentence = use_sentence(&agent);
    let last = use_latest(&agent, |message| message.as_text().map(str::to_owned));
    html! { <section><p>{ sentence }</p><pre>{ last.as_deref().cloned() }</pre></section> }
}
