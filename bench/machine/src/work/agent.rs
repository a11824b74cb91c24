//! A message through the agent to everyone who listens, in the fake world.

use std::cell::Cell;
use std::hint::black_box;
use std::rc::Rc;

use heartline::platform::fake::FakePlatform;
use heartline::{Phase, WebSocketAgent};

use super::machine::config;
use super::{Row, Step, TEXT};

/// In the order of the table.
pub(super) const ROWS: &[Row] = &[
    Row {
        id: "listeners",
        title: "message received by an agent and told to so many listeners",
        sizes: &[1, 10, 100, 1_000],
        whole: false,
        prepare: listeners,
    },
    Row {
        id: "watchers",
        title: "message received by an agent while so many listen to its status",
        sizes: &[1, 10, 100, 1_000],
        whole: false,
        prepare: watchers,
    },
];

/// An agent that is open, and the world that it lives in.
fn agent() -> (WebSocketAgent, FakePlatform) {
    let world = FakePlatform::default();
    let agent = WebSocketAgent::on_platform(config(), Rc::new(world.clone()));
    agent.open();
    if let Some(socket) = world.latest_socket() {
        socket.accept();
    }
    assert_eq!(agent.status().phase, Phase::Open);
    (agent, world)
}

fn listeners(count: usize) -> Step {
    let (agent, world) = agent();
    let heard = Rc::new(Cell::new(0_usize));
    let subscribe = |_| {
        let heard = heard.clone();
        agent.on_message(move |message| heard.set(heard.get() + message.len()))
    };
    let subscriptions: Vec<_> = (0..count).map(subscribe).collect();
    let socket = world.latest_socket();
    Box::new(move || {
        let _kept = (&agent, &subscriptions);
        let before = heard.get();
        socket
            .iter()
            .for_each(|socket| socket.deliver(black_box(TEXT)));
        assert_eq!(heard.get(), before + count * TEXT.len());
    })
}

/// Messages alone change no status, so nobody has to be told.
fn watchers(count: usize) -> Step {
    let (agent, world) = agent();
    let told = Rc::new(Cell::new(0_usize));
    let heard = Rc::new(Cell::new(0_usize));
    let watch = |_| {
        let told = told.clone();
        agent.on_status(move |_| told.set(told.get() + 1))
    };
    let mut subscriptions: Vec<_> = (0..count).map(watch).collect();
    let hears = heard.clone();
    subscriptions.push(agent.on_message(move |_| hears.set(hears.get() + 1)));
    let socket = world.latest_socket();
    Box::new(move || {
        let _kept = (&agent, &subscriptions);
        let before = heard.get();
        socket
            .iter()
            .for_each(|socket| socket.deliver(black_box(TEXT)));
        assert_eq!((heard.get(), told.get()), (before + 1, 0));
    })
}
