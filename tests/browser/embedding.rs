//! `Websocket` in somebody's app, on the stub: its connection follows its life and its properties.

use std::cell::RefCell;
use std::rc::Rc;

use heartline::components::Websocket;
use heartline::{Config, Heartbeat, Payload, Phase, WebSocketAgent, use_websocket};
use wasm_bindgen_test::wasm_bindgen_test as test;
use yew::prelude::*;

use crate::page::Mounted;
use crate::stub::{Stub, rendered};

#[derive(Clone, PartialEq, Properties)]
struct AppProps {
    config: Config,
}

#[component]
fn App(props: &AppProps) -> Html {
    html! { <main><Websocket config={props.config.clone()} /></main> }
}

fn props(url: &str) -> AppProps {
    let config = Config::new(url);
    AppProps { config }
}

async fn connected(stub: &Stub, url: &str) -> Mounted<App> {
    let page = Mounted::new(props(url)).await;
    stub.latest().accept();
    page.is("open 1").await;
    page
}

#[test]
async fn i1_the_connection_begins_with_the_component_and_ends_with_it() {
    let stub = Stub::install();
    let page = connected(&stub, "ws://a/").await;
    let socket = stub.latest();
    socket.deliver("just before it goes");
    page.unmount().await;
    assert_eq!(
        (socket.handlers(), socket.closed_with().unwrap()),
        (0, "1000".to_owned())
    );
    assert_eq!(stub.timers(), 0);
    socket.deliver("late");
    socket.lose(1006, "");
    rendered().await;
    assert_eq!((stub.sockets().len(), stub.timers()), (1, 0));
}

#[derive(Clone, Properties)]
struct KeeperProps {
    kept: Rc<RefCell<Option<WebSocketAgent>>>,
}

impl PartialEq for KeeperProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.kept, &other.kept)
    }
}

/// Lets a clone of its agent escape.
#[component]
fn Keeper(props: &KeeperProps) -> Html {
    let agent = use_websocket(Config::new("ws://a/"));
    props.kept.borrow_mut().get_or_insert(agent);
    html! {}
}

#[test]
async fn i1_the_connection_ends_with_the_component_although_a_clone_is_left() {
    let stub = Stub::install();
    let kept = Rc::new(RefCell::new(None));
    let page = Mounted::<Keeper>::new(KeeperProps { kept: kept.clone() }).await;
    stub.latest().accept();
    page.unmount().await;
    assert_eq!(stub.latest().closed_with().unwrap(), "1000");
    stub.latest().lose(1000, "");
    let status = kept.borrow().as_ref().map(WebSocketAgent::status).unwrap();
    assert_eq!((status.phase, stub.timers()), (Phase::Idle, 0));
}

#[test]
async fn original_leaving_while_it_waits_leaves_no_timer() {
    let stub = Stub::install();
    let page = connected(&stub, "ws://a/").await;
    stub.latest().lose(1006, "");
    page.is("waiting 1").await;
    page.unmount().await;
    assert_eq!((stub.sockets().len(), stub.timers()), (1, 0));
}

#[test]
async fn i1_another_address_replaces_the_socket_and_an_equal_one_does_nothing() {
    let stub = Stub::install();
    let mut page = connected(&stub, "ws://a/").await;
    page.update(props("ws://a/")).await;
    assert_eq!(
        (stub.sockets().len(), page.state()),
        (1, "open 1".to_owned())
    );
    page.update(props("ws://b/")).await;
    let sockets = stub.sockets();
    assert_eq!((sockets.len(), sockets[1].url()), (2, "ws://b/".to_owned()));
    assert_eq!(
        (sockets[0].handlers(), sockets[0].closed_with().unwrap()),
        (0, "1000".to_owned())
    );
    stub.latest().accept();
    page.is("open 2").await;
}

#[test]
async fn i1_a_function_made_anew_at_each_render_does_not_reconnect() {
    let stub = Stub::install();
    let made = |text: &'static str| {
        let ping = Payload::made(move |_| text.into());
        let heartbeat = Heartbeat::default().ping(ping.clone());
        let config = Config::new("ws://a/").greeting(ping).heartbeat(heartbeat);
        AppProps { config }
    };
    let mut page = Mounted::<App>::new(made("first")).await;
    stub.latest().accept();
    for _ in 0..3 {
        page.update(made("second")).await;
    }
    assert_eq!(
        (stub.sockets().len(), page.state()),
        (1, "open 1".to_owned())
    );
    assert_eq!(
        (stub.latest().sent(), stub.latest().handlers()),
        (vec!["first".to_owned()], 4)
    );
}

#[test]
async fn two_components_on_one_page_do_not_disturb_each_other() {
    let stub = Stub::install();
    let first = connected(&stub, "ws://a/").await;
    let second = connected(&stub, "ws://b/").await;
    let [a, b] = stub
        .sockets()
        .try_into()
        .unwrap_or_else(|_| panic!("two sockets"));
    a.deliver("for a");
    b.deliver("for b");
    rendered().await;
    assert_eq!(
        (first.rows(), second.rows()),
        (vec!["for a".into()], vec!["for b".into()])
    );
    a.lose(1006, "");
    first.is("waiting 1").await;
    assert_eq!(second.state(), "open 1");
    first.unmount().await;
    b.deliver("more");
    rendered().await;
    assert_eq!(
        (second.rows().len(), second.state()),
        (2, "open 1".to_owned())
    );
    assert_eq!(b.handlers(), 4);
}

#[derive(Clone, Properties)]
struct TellerProps {
    url: &'static str,
    kept: Rc<RefCell<Option<WebSocketAgent>>>,
}

/// Never equal, so that every update renders.
impl PartialEq for TellerProps {
    fn eq(&self, _: &Self) -> bool {
        false
    }
}

#[component]
fn Teller(props: &TellerProps) -> Html {
    let agent = use_websocket(Config::new(props.url));
    *props.kept.borrow_mut() = Some(agent);
    html! {}
}

#[test]
async fn i1_what_the_application_told_the_agent_itself_holds_until_the_component_brings_other() {
    let stub = Stub::install();
    let kept = Rc::new(RefCell::new(None::<WebSocketAgent>));
    let props = |url| TellerProps {
        url,
        kept: kept.clone(),
    };
    let mut page = Mounted::<Teller>::new(props("ws://a/")).await;
    let agent = kept.borrow().clone().unwrap();
    agent.configure(Config::new("ws://told/"));
    page.update(props("ws://a/")).await;
    assert_eq!(stub.latest().url(), "ws://told/");
    page.update(props("ws://b/")).await;
    assert_eq!(stub.latest().url(), "ws://b/");
    assert_eq!(stub.sockets().len(), 3);
}
