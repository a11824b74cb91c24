//! I4: many messages, few renders.

use std::cell::Cell;
use std::rc::Rc;

use heartline::platform::fake::FakePlatform;
use heartline::{Config, WebSocketAgent, use_message_log, use_status};
use wasm_bindgen_test::wasm_bindgen_test as test;
use yew::prelude::*;

use crate::page::Mounted;
use crate::stub::{call, frame, number, task};
use crate::view::View;

#[test]
async fn i4_ten_thousand_messages_at_once_are_counted_and_cost_one_render() {
    let view = View::connected().await;
    let measure = call("measure", &[&view.page.find("received")]);
    (0..10_000).for_each(|message| view.says(&message.to_string()));
    frame().await;
    view.page.shows("received", "10000").await;
    assert_eq!(number(&measure, "changes"), 1);
    let rows = view.page.rows();
    assert_eq!((rows.len(), rows.last().unwrap().as_str()), (200, "9999"));
    assert_eq!(rows[0], "9800");
}

#[test]
async fn i4_a_stream_costs_one_render_for_a_frame_and_none_for_a_message() {
    let view = View::connected().await;
    let measure = call("measure", &[&view.page.find("received")]);
    for message in 0..2_000 {
        view.says(&message.to_string());
        if message % 10 == 0 {
            task().await;
        }
    }
    frame().await;
    let (changes, frames) = (number(&measure, "changes"), number(&measure, "frames"));
    assert!(changes > 1, "they came in one frame");
    assert!(
        changes <= frames + 1,
        "{changes} renders in {frames} frames"
    );
    assert_eq!(view.page.text("received"), "2000");
}

#[derive(Clone, PartialEq, Properties)]
struct CountProps {
    agent: WebSocketAgent,
    renders: Rc<Cell<usize>>,
}

#[component]
fn Badge(props: &CountProps) -> Html {
    let status = use_status(&props.agent);
    props.renders.set(props.renders.get() + 1);
    html! { <span data-testid="badge">{ status.phase.as_str() }</span> }
}

#[component]
fn Latest(props: &CountProps) -> Html {
    let log = use_message_log(&props.agent);
    props.renders.set(props.renders.get() + 1);
    let entries = log.entries();
    let latest = entries.last().and_then(|entry| entry.message.as_text());
    html! { <span data-testid="latest">{ latest.unwrap_or_default() }</span> }
}

async fn mounted<C: BaseComponent<Properties = CountProps>>()
-> (FakePlatform, Mounted<C>, Rc<Cell<usize>>) {
    let (world, renders) = (FakePlatform::default(), Rc::new(Cell::new(0)));
    let agent = WebSocketAgent::on_platform(Config::new("ws://x/"), Rc::new(world.clone()));
    agent.open();
    world.latest_socket().unwrap().accept();
    let count = renders.clone();
    let page = Mounted::new(CountProps {
        agent,
        renders: count,
    })
    .await;
    (world, page, renders)
}

#[test]
async fn i3_a_status_badge_does_not_render_for_messages() {
    let (world, page, renders) = mounted::<Badge>().await;
    page.shows("badge", "open").await;
    let before = renders.get();
    for _ in 0..100 {
        world.latest_socket().unwrap().deliver("a");
        task().await;
    }
    assert_eq!(renders.get(), before);
    world.latest_socket().unwrap().lose(1006, "");
    page.shows("badge", "waiting").await;
    assert_eq!(renders.get(), before + 1);
}

#[test]
async fn i4_a_log_costs_one_render_for_a_burst() {
    let (world, page, renders) = mounted::<Latest>().await;
    let before = renders.get();
    let socket = world.latest_socket().unwrap();
    (0..1_000).for_each(|number| socket.deliver(number.to_string()));
    page.shows("latest", "999").await;
    assert_eq!(renders.get(), before + 1);
}
