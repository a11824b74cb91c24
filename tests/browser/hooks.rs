//! Messages in somebody's component: every one, or the latest.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use heartline::platform::fake::FakePlatform;
use heartline::{
    Config, Direction, DropReason, Outbox, Overflow, SendOutcome, UseMessageLogHandle,
    WebSocketAgent, use_latest, use_latest_json, use_message_log, use_on_message, use_websocket,
};
use wasm_bindgen_test::wasm_bindgen_test as test;
use yew::prelude::*;

use crate::page::Mounted;
use crate::stub::{Stub, rendered, task};

type Heard = Rc<RefCell<Vec<String>>>;

#[derive(Clone, PartialEq, Properties)]
struct EarProps {
    name: AttrValue,
    heard: Heard,
}

/// Its listener is another one at each render.
#[component]
fn Ear(props: &EarProps) -> Html {
    let agent = use_websocket(Config::new("ws://a/"));
    let EarProps { name, heard } = props.clone();
    use_on_message(&agent, move |message| {
        let text = message.as_text().unwrap();
        heard.borrow_mut().push(format!("{name} hears {text}"));
    });
    html! {}
}

#[test]
async fn i1_another_message_callback_is_called_and_does_not_reconnect() {
    let (stub, heard) = (Stub::install(), Heard::default());
    let props = |name: &'static str| EarProps {
        name: name.into(),
        heard: heard.clone(),
    };
    let mut page = Mounted::<Ear>::new(props("first")).await;
    let socket = stub.latest();
    socket.accept();
    socket.deliver("a");
    page.update(props("second")).await;
    socket.deliver("b");
    socket.deliver("c");
    assert_eq!(
        heard.take(),
        ["first hears a", "second hears b", "second hears c"]
    );
    assert_eq!((stub.sockets().len(), socket.handlers()), (1, 4));
    page.unmount().await;
    socket.deliver("late");
    assert_eq!(heard.take(), [""; 0]);
}

#[derive(Clone, PartialEq, Properties)]
struct ListenerProps {
    agent: WebSocketAgent,
    name: AttrValue,
    heard: Heard,
}

#[component]
fn Listener(props: &ListenerProps) -> Html {
    let ListenerProps { name, heard, .. } = props.clone();
    use_on_message(&props.agent, move |_| {
        heard.borrow_mut().push(name.to_string())
    });
    html! {}
}

#[test]
async fn i1_another_message_callback_keeps_its_place_among_the_listeners() {
    let (world, agent) = connected();
    let heard = Heard::default();
    let props = |name: &'static str| ListenerProps {
        agent: agent.clone(),
        name: name.into(),
        heard: heard.clone(),
    };
    let mut page = Mounted::<Listener>::new(props("first")).await;
    let after = heard.clone();
    let _after = agent.on_message(move |_| after.borrow_mut().push("after".to_owned()));
    page.update(props("second")).await;
    world.latest_socket().unwrap().deliver("a");
    assert_eq!(heard.take(), ["second", "after"]);
}

fn connected() -> (FakePlatform, WebSocketAgent) {
    let world = FakePlatform::default();
    let agent = WebSocketAgent::on_platform(Config::new("ws://x/"), Rc::new(world.clone()));
    agent.open();
    world.latest_socket().unwrap().accept();
    (world, agent)
}

#[derive(Clone, PartialEq, Properties)]
struct LatestProps {
    agent: WebSocketAgent,
    /// The latest multiple of it is shown.
    factor: u32,
    renders: Rc<Cell<usize>>,
}

#[component]
fn Latest(props: &LatestProps) -> Html {
    props.renders.set(props.renders.get() + 1);
    let factor = props.factor;
    let latest = use_latest(&props.agent, move |message| {
        let number: u32 = message.as_text()?.parse().ok()?;
        number.is_multiple_of(factor).then_some(number)
    });
    html! { <p data-testid="latest">{ latest.map_or("none".to_owned(), |it| it.to_string()) }</p> }
}

#[test]
async fn i4_the_latest_value_costs_one_render_in_a_frame_and_what_is_none_costs_nothing() {
    let (world, agent) = connected();
    let renders = Rc::new(Cell::new(0));
    let props = |agent: &WebSocketAgent, factor| LatestProps {
        agent: agent.clone(),
        factor,
        renders: renders.clone(),
    };
    let mut page = Mounted::<Latest>::new(props(&agent, 2)).await;
    assert_eq!(page.text("latest"), "none");
    let (says, before) = (
        |text: String| world.latest_socket().unwrap().deliver(text),
        renders.get(),
    );
    (0..1_000).for_each(|number: u32| says(number.to_string()));
    page.shows("latest", "998").await;
    assert_eq!(renders.get(), before + 1);
    for _ in 0..20 {
        says("1".to_owned());
        says("no number".to_owned());
        task().await;
    }
    rendered().await;
    assert_eq!(renders.get(), before + 1);
    // Another function is used from the next message on.
    page.update(props(&agent, 3)).await;
    says("4".to_owned());
    says("3".to_owned());
    page.shows("latest", "3").await;
    // Another connection has told nothing yet.
    let (other_world, other) = connected();
    page.update(props(&other, 3)).await;
    assert_eq!(page.text("latest"), "none");
    says("9".to_owned());
    other_world.latest_socket().unwrap().deliver("6");
    page.shows("latest", "6").await;
}

#[derive(Clone, PartialEq, Properties)]
struct ManyProps {
    agent: WebSocketAgent,
    renders: Rc<Cell<usize>>,
}

/// Three hooks that ask for the same frame.
#[component]
fn Many(props: &ManyProps) -> Html {
    props.renders.set(props.renders.get() + 1);
    let log = use_message_log(&props.agent);
    let value = use_latest_json::<(u32, u32)>(&props.agent);
    let text = use_latest(&props.agent, |message| message.as_text().map(str::to_owned));
    let value = match value.as_deref() {
        None => "none".to_owned(),
        Some(Ok((a, b))) => format!("{a} and {b}"),
        Some(Err(error)) => format!("{:?}", error.raw.as_text()),
    };
    let text = text.as_deref().cloned().unwrap_or_default();
    html! { <p data-testid="many">{ format!("{} {value} {text}", log.entries().len()) }</p> }
}

#[test]
async fn i4_several_hooks_of_one_component_share_its_render() {
    let (world, agent) = connected();
    let renders = Rc::new(Cell::new(0));
    let props = ManyProps {
        agent,
        renders: renders.clone(),
    };
    let page = Mounted::<Many>::new(props).await;
    assert_eq!(page.text("many"), "0 none ");
    for (messages, shown) in [
        (vec!["[1,2]"], "1 1 and 2 [1,2]"),
        (vec!["[3,4]", "oops"], r#"3 Some("oops") oops"#),
        (vec!["oops", "[5,6]"], "5 5 and 6 [5,6]"),
    ] {
        let before = renders.get();
        for message in messages {
            world.latest_socket().unwrap().deliver(message);
        }
        page.shows("many", shown).await;
        rendered().await;
        assert_eq!(renders.get(), before + 1, "{shown}");
    }
}

#[derive(Clone, PartialEq, Properties)]
struct SenderProps {
    agent: WebSocketAgent,
    handle: Rc<RefCell<Option<UseMessageLogHandle>>>,
}

#[component]
fn Sender(props: &SenderProps) -> Html {
    let log = use_message_log(&props.agent);
    props.handle.replace(Some(log));
    html! {}
}

#[test]
async fn c5_of_equal_messages_the_log_marks_the_one_that_made_room() {
    let outbox = Outbox::default()
        .max_messages(2)
        .overflow(Overflow::DropOldest);
    let world = Rc::new(FakePlatform::default());
    let agent = WebSocketAgent::on_platform(Config::new("ws://a/").outbox(outbox), world);
    agent.open();
    let handle = Rc::default();
    let props = SenderProps {
        agent,
        handle: Rc::clone(&handle),
    };
    let _page = Mounted::<Sender>::new(props).await;
    let log = handle.borrow().clone().unwrap();
    let (queued, dropped) = (
        Direction::Queued,
        Direction::NotSent(DropReason::OutboxFull),
    );
    for expected in [
        vec![queued],
        vec![queued, queued],
        vec![dropped, queued, queued],
        vec![dropped, dropped, queued, queued],
    ] {
        assert!(matches!(log.send("a"), SendOutcome::Queued));
        let entries = log.entries();
        let directions: Vec<_> = entries.iter().map(|entry| entry.direction).collect();
        assert_eq!(directions, expected);
    }
}
