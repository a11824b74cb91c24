//! I3 and I4: many messages, few renders.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use heartline::components::ConnectionStatus;
use heartline::platform::fake::FakePlatform;
use heartline::{
    Config, Phase, WebSocketAgent, use_latest, use_message_log, use_on_message, use_status,
};
use js_sys::Date;
use wasm_bindgen_test::wasm_bindgen_test as test;
use yew::prelude::*;

use crate::page::Mounted;
use crate::stub::{call, number, rendered, task, until};
use crate::view::View;

#[test]
async fn i4_ten_thousand_messages_at_once_are_counted_and_cost_one_render() {
    let view = View::connected().await;
    let measure = call("measure", &[&view.page.find("received")]);
    (0..10_000).for_each(|message| view.says(&message.to_string()));
    rendered().await;
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
    view.page.shows("received", "2000").await;
    let (changes, frames) = (number(&measure, "changes"), number(&measure, "frames"));
    assert!(changes > 1, "they came in one frame");
    assert!(
        changes <= frames + 1,
        "{changes} renders in {frames} frames"
    );
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

#[derive(Clone, PartialEq, Properties)]
struct BusyProps {
    agent: WebSocketAgent,
    heard: Rc<RefCell<Vec<String>>>,
    renders: Rc<Cell<usize>>,
    /// Called at each render of the badge.
    words: Callback<Phase, AttrValue>,
}

/// Hears, logs and shows messages, with a badge beside.
#[component]
fn Busy(props: &BusyProps) -> Html {
    let agent = &props.agent;
    props.renders.set(props.renders.get() + 1);
    let heard = props.heard.clone();
    use_on_message(agent, move |message| {
        heard
            .borrow_mut()
            .push(message.as_text().unwrap().to_owned());
    });
    let log = use_message_log(agent);
    let latest = use_latest(agent, |message| message.as_text().map(str::to_owned));
    let latest = latest.as_deref().cloned().unwrap_or_default();
    html! {
        <>
            <ConnectionStatus agent={agent.clone()} words={props.words.clone()} />
            <p data-testid="busy">{ format!("{} {latest}", log.entries().len()) }</p>
        </>
    }
}

#[test]
async fn i3_ten_thousand_messages_come_in_order_in_one_render_and_the_badge_beside_them_rests() {
    let world = FakePlatform::default();
    let agent = WebSocketAgent::on_platform(Config::new("ws://x/"), Rc::new(world.clone()));
    agent.open();
    let (heard, renders, badge) = <(Rc<RefCell<Vec<_>>>, Rc<Cell<_>>, Rc<Cell<_>>)>::default();
    let page = Mounted::<Busy>::new(BusyProps {
        agent,
        heard: heard.clone(),
        renders: renders.clone(),
        words: Callback::from({
            let badge = badge.clone();
            move |phase: Phase| {
                badge.set(badge.get() + 1);
                AttrValue::Static(phase.words())
            }
        }),
    })
    .await;
    world.latest_socket().unwrap().accept();
    page.shows("phase", "Connected").await;
    rendered().await;
    let (renders_before, badge_before): (usize, usize) = (renders.get(), badge.get());
    let socket = world.latest_socket().unwrap();
    let numbers: Vec<_> = (0..10_000).map(|number| number.to_string()).collect();
    numbers
        .iter()
        .for_each(|number| socket.deliver(number.as_str()));
    page.shows("busy", "200 9999").await;
    rendered().await;
    assert_eq!(*heard.borrow(), numbers);
    assert_eq!(renders.get(), renders_before + 1);
    // Spread over many frames, they cost at most one render in each.
    let measure = call("measure", &[&page.find("busy")]);
    for number in &numbers {
        socket.deliver(number.as_str());
        if number.ends_with("99") {
            task().await;
        }
    }
    rendered().await;
    let (spread, frames) = (
        renders.get() - renders_before - 1,
        number(&measure, "frames"),
    );
    assert!(spread > 1, "they came in one frame");
    assert!(spread <= frames + 1, "{spread} renders in {frames} frames");
    assert_eq!(heard.borrow().len(), 20_000);
    assert_eq!(badge.get(), badge_before, "renders of the badge");
    socket.lose(1006, "");
    page.shows("phase", "Reconnecting").await;
    assert_eq!(badge.get(), badge_before + 1);
}

#[derive(Clone, PartialEq, Properties)]
struct SumProps {
    agent: WebSocketAgent,
    renders: Rc<Cell<usize>>,
}

/// Adds up in a state of its own what it hears, as an application does that keeps a value.
#[component]
fn Sum(props: &SumProps) -> Html {
    let sum = use_mut_ref(|| 0_u64);
    let shown = use_latest(&props.agent, |message| {
        message.as_text()?.parse::<u64>().ok()
    });
    props.renders.set(props.renders.get() + 1);
    use_on_message(&props.agent, {
        let sum = sum.clone();
        move |message| *sum.borrow_mut() += message.as_text().unwrap().parse::<u64>().unwrap()
    });
    let (sum, latest) = (*sum.borrow(), shown.as_deref().copied().unwrap_or_default());
    html! { <p data-testid="sum">{ format!("{sum} {latest}") }</p> }
}

#[test]
async fn d17_no_message_of_a_burst_is_lost_between_two_renders() {
    let world = FakePlatform::default();
    let agent = WebSocketAgent::on_platform(Config::new("ws://x/"), Rc::new(world.clone()));
    agent.open();
    let renders = Rc::new(Cell::new(0));
    let page = Mounted::<Sum>::new(SumProps {
        agent,
        renders: renders.clone(),
    })
    .await;
    let socket = world.latest_socket().unwrap();
    socket.accept();
    (1..=1_200).for_each(|number| socket.deliver(number.to_string()));
    page.shows("sum", "720600 1200").await;
    assert!(renders.get() <= 3, "{} renders", renders.get());
}

#[derive(Clone, PartialEq, Properties)]
struct SlowProps {
    agent: WebSocketAgent,
    /// When each render began and ended, in ms.
    times: Rc<RefCell<Vec<(f64, f64)>>>,
}

/// Takes as long to render as a large document.
#[component]
fn Slow(props: &SlowProps) -> Html {
    let log = use_message_log(&props.agent);
    let begun = Date::now();
    while Date::now() < begun + 40.0 {}
    props.times.borrow_mut().push((begun, Date::now()));
    html! { <p data-testid="slow">{ log.entries().len() }</p> }
}

#[test]
async fn i8_after_a_render_that_took_long_messages_have_the_time() {
    let world = FakePlatform::default();
    let agent = WebSocketAgent::on_platform(Config::new("ws://x/"), Rc::new(world.clone()));
    agent.open();
    world.latest_socket().unwrap().accept();
    let times = Rc::<RefCell<Vec<(f64, f64)>>>::default();
    let page = Mounted::<Slow>::new(SlowProps {
        agent,
        times: times.clone(),
    })
    .await;
    let socket = world.latest_socket().unwrap();
    let sent = Cell::new(0);
    // The first render is the mount's, which no frame belongs to.
    until("it has rendered four times", || {
        socket.deliver("a");
        sent.set(sent.get() + 1);
        times.borrow().len() >= 5
    })
    .await;
    let gaps: Vec<_> = times.borrow()[1..]
        .windows(2)
        .map(|two| two[1].0 - two[0].1)
        .collect();
    assert!(gaps.iter().all(|gap| *gap >= 90.0), "{gaps:?}");
    page.shows("slow", &sent.get().min(200).to_string()).await;
}
