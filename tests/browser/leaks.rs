//! A thousand lives of a component, and a thousand reconnections of one: what the browser keeps of
//! them. On the stub: a thousand real sockets would take the browser minutes.

use heartline::components::WebsocketView;
use heartline::{Config, WebSocketAgent, use_latest, use_on_message, use_websocket};
use wasm_bindgen_test::{console_log, wasm_bindgen_test as test};
use yew::prelude::*;

use crate::page::Mounted;
use crate::stub::{Stub, number, rendered, task, until};

const ROUNDS: usize = 1_000;

/// The first rounds make room that the later ones use again.
const WARM: usize = 100;

/// Those of a connection that is open and shown: the heartbeat's and the clock's.
const TIMERS: usize = 2;

#[derive(Clone, PartialEq, Properties)]
struct AppProps {
    /// Gets the agent.
    tell: Callback<WebSocketAgent>,
}

/// Every hook, and every component.
#[component]
fn App(props: &AppProps) -> Html {
    let agent = use_websocket(Config::new("ws://a/"));
    use_on_message(&agent, |_| {});
    let length = use_latest(&agent, |message| Some(message.len()));
    props.tell.emit(agent.clone());
    html! { <><WebsocketView {agent} />{ length.map(|length| *length) }</> }
}

/// What is left of what was made: timers, listeners, animation frames, sockets with a handler,
/// references to objects of the browser, and bytes of memory.
#[derive(Clone, Debug, PartialEq)]
struct Left {
    timers: usize,
    listeners: usize,
    frames: usize,
    sockets: usize,
    references: u32,
    memory: usize,
}

fn left(stub: &Stub) -> Left {
    let memory: js_sys::WebAssembly::Memory = wasm_bindgen::memory().into();
    Left {
        timers: stub.timers(),
        listeners: stub.listeners(),
        frames: stub.frames(),
        sockets: stub.attached(),
        references: wasm_bindgen::externref_heap_live_count(),
        memory: number(&memory.buffer(), "byteLength"),
    }
}

#[derive(Clone, Default, PartialEq, Properties)]
struct HouseProps {
    /// Which life of the component it is; none while 0.
    life: usize,
}

/// Stays: the event handlers of Yew itself stay for as long as the page.
#[component]
fn House(props: &HouseProps) -> Html {
    html! { if props.life > 0 { <App key={props.life} tell={Callback::noop()} /> } }
}

#[test]
async fn l6_a_thousand_lives_of_a_component_leave_nothing() {
    let stub = Stub::install();
    let mut page = Mounted::<House>::new(HouseProps { life: 1 }).await;
    page.update(HouseProps::default()).await;
    let before = left(&stub);
    let mut warm = None;
    for life in 2..=ROUNDS + 1 {
        page.set(HouseProps { life });
        until("another socket", || stub.made() == life).await;
        // It goes in every phase, with messages that are not shown yet.
        let socket = stub.latest();
        if life % 3 > 0 {
            socket.accept();
            (0..3).for_each(|_| socket.deliver("a message"));
        }
        if life % 3 > 1 {
            socket.lose(1006, "");
        }
        page.set(HouseProps::default());
        until("the end of it", || stub.attached() == 0).await;
        if life == WARM {
            warm = Some(left(&stub));
        }
    }
    rendered().await;
    let (warm, end) = (warm.unwrap(), left(&stub));
    console_log!("{ROUNDS} lives: before {before:?}");
    console_log!("{ROUNDS} lives: after {WARM} {warm:?}");
    console_log!("{ROUNDS} lives: after {ROUNDS} {end:?}");
    assert_eq!(stub.made(), ROUNDS + 1);
    assert_eq!((before.timers, before.frames, before.sockets), (0, 0, 0));
    no_more(&before, &end);
    assert_eq!(warm.memory, end.memory);
}

#[test]
async fn d15_a_thousand_reconnections_of_a_component_leave_nothing() {
    let stub = Stub::install();
    let slot = std::rc::Rc::new(std::cell::RefCell::new(None));
    let told = slot.clone();
    let tell = Callback::from(move |agent| drop(told.replace(Some(agent))));
    let page = Mounted::<App>::new(AppProps { tell }).await;
    let agent: WebSocketAgent = slot.take().unwrap();
    let (mut before, mut warm) = (None, None);
    for round in 0..=ROUNDS {
        if round > 0 {
            agent.retry_now();
        }
        let socket = stub.latest();
        socket.accept();
        // The log is full before it is warm.
        (0..3).for_each(|_| socket.deliver("a message"));
        task().await;
        if [0, WARM, ROUNDS].contains(&round) {
            // What came is shown, and no render is due.
            until("only the connection's timers are left", || {
                stub.frames() == 0 && stub.timers() <= TIMERS
            })
            .await;
        }
        match round {
            0 => before = Some(left(&stub)),
            WARM => warm = Some(left(&stub)),
            _ => {}
        }
    }
    let (before, warm, end) = (before.unwrap(), warm.unwrap(), left(&stub));
    console_log!("{ROUNDS} reconnections: before {before:?}");
    console_log!("{ROUNDS} reconnections: after {WARM} {warm:?}");
    console_log!("{ROUNDS} reconnections: after {ROUNDS} {end:?}");
    page.is(&format!("open {}", ROUNDS + 1)).await;
    assert_eq!(stub.made(), ROUNDS + 1);
    assert_eq!((before.sockets, before.frames), (1, 0));
    assert_eq!(
        (before.timers, before.listeners),
        (end.timers, end.listeners)
    );
    no_more(&warm, &end);
    assert_eq!(warm.memory, end.memory);
    drop((page, agent, slot));
}

/// A reference less is a text that is not shown just now.
fn no_more(before: &Left, end: &Left) {
    let countable = |left: &Left| (left.timers, left.listeners, left.frames, left.sockets);
    assert_eq!(countable(before), countable(end));
    assert!(end.references <= before.references, "{before:?} {end:?}");
}
