//! M7: what a server is told anew on every socket.

use std::cell::RefCell;
use std::rc::Rc;

use heartline::platform::fake::FakeSocket;
use heartline::{
    Backoff, Decision, Heartbeat, Pattern, Payload, Reconnect, Subscription, WebSocketAgent,
};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::scene::{Scene, Slot, secs, steady};

/// The connection is lost and comes back.
fn reconnect(scene: &Scene) {
    scene.lose();
    scene.wait(secs(1));
    scene.server(FakeSocket::accept);
}

#[test]
fn m7_subscriptions_are_sent_again_in_their_order_once_and_before_what_is_queued() {
    let scene = Scene::new(steady().greeting("hello"));
    let _a = scene.user(|agent| agent.subscribe("a"));
    scene.user(WebSocketAgent::open);
    assert_eq!(
        scene.user(|agent| agent.send("data")),
        heartline::SendOutcome::Queued
    );
    let _b = scene.user(|agent| agent.subscribe(Payload::made(|n| format!("b{n}").into())));
    scene.server(FakeSocket::accept);
    assert_eq!(scene.sent(), ["hello", "a", "b1", "data"]);
    let _c = scene.user(|agent| agent.subscribe("c"));
    assert_eq!(scene.sent(), ["hello", "a", "b1", "data", "c"]);
    for attempt in 2..5 {
        reconnect(&scene);
        assert_eq!(scene.sent(), ["hello", "a", &format!("b{attempt}"), "c"]);
    }
}

#[test]
fn m7_a_dropped_subscription_is_not_sent_again_and_says_farewell_while_open() {
    let scene = Scene::connected(steady());
    let a = scene.user(|agent| agent.subscribe_until("a", "no more a"));
    let b = scene.user(|agent| agent.subscribe("b"));
    let c = scene.user(|agent| agent.subscribe_until("c", "no more c"));
    drop(a);
    assert_eq!(scene.sent(), ["a", "b", "c", "no more a"]);
    reconnect(&scene);
    assert_eq!(scene.sent(), ["b", "c"]);
    drop(b);
    scene.lose();
    drop(c);
    scene.wait(secs(1));
    scene.server(FakeSocket::accept);
    assert_eq!(scene.sent(), [""; 0], "a new socket knows of neither");
}

#[test]
fn m7_a_subscription_outlives_the_agent_and_does_no_harm() {
    let scene = Scene::connected(steady());
    let a = scene.user(|agent| agent.subscribe_until("a", "no more a"));
    let socket = scene.socket();
    scene.slot.take();
    drop(a);
    assert_eq!(socket.sent(), ["a".into()]);
}

/// Subscribes, and ends another subscription, from inside everything that the agent calls.
#[test]
fn m7_every_place_may_subscribe_the_server_and_end_that_again() {
    const PLACES: [&str; 9] = [
        "message", "status", "event", "greeting", "ping", "pattern", "retry", "prepare", "close",
    ];
    for place in PLACES {
        let slot = Slot::default();
        let kept = Rc::new(RefCell::new(None::<Subscription>));
        let first = Rc::new(RefCell::new(None::<Subscription>));
        let deed = {
            let (slot, kept, first) = (slot.clone(), kept.clone(), first.clone());
            move |here: &str| {
                if here == place && kept.borrow().is_none() {
                    let agent = slot.borrow().clone().unwrap();
                    *kept.borrow_mut() = Some(agent.subscribe("new"));
                    let ended = first.borrow_mut().take();
                    drop(ended);
                }
            }
        };
        let at = |here: &'static str| {
            let deed = deed.clone();
            move || deed(here)
        };
        let (greeting, ping, pattern, retry) =
            (at("greeting"), at("ping"), at("pattern"), at("retry"));
        let (prepare, close) = (at("prepare"), at("close"));
        let heartbeat = Heartbeat::default()
            .ping(Payload::made(move |_| {
                ping();
                "ping".into()
            }))
            .pong(Pattern::with(move |_| {
                pattern();
                false
            }));
        let policy = Backoff::With(Rc::new(move |_| {
            retry();
            Decision::After(secs(1))
        }));
        let config = steady()
            .greeting(Payload::made(move |_| {
                greeting();
                "hello".into()
            }))
            .heartbeat(heartbeat)
            .prepare(move |endpoint| {
                prepare();
                async { Ok::<_, String>(endpoint) }
            })
            .close_codes(heartline::CloseCodes::default().decided_by(move |_| {
                close();
                None
            }))
            .reconnect(Reconnect::new(policy));
        let scene = Scene::in_slot(slot, config);
        let (message, status, event) = (at("message"), at("status"), at("event"));
        let _listening = [
            scene.agent().on_message(move |_| message()),
            scene.agent().on_status(move |_| status()),
            scene.agent().on_event(move |_| event()),
        ];
        *first.borrow_mut() = Some(scene.agent().subscribe_until("old", "no more old"));
        scene.user(WebSocketAgent::open);
        scene.server(FakeSocket::accept);
        scene.says("x");
        scene.wait(secs(25));
        let sent = scene.sent();
        let told = |text: &str| sent.iter().filter(|sent| *sent == text).count();
        let late = matches!(place, "retry" | "close");
        assert_eq!(told("new"), usize::from(!late), "{place}: {sent:?}");
        assert!(told("no more old") <= told("old"), "{place}: {sent:?}");
        reconnect(&scene);
        assert_eq!(scene.sent()[1..], ["new"], "{place}");
    }
}
