//! L6: when the last clone of the agent is dropped, nothing runs again.

use std::cell::Cell;
use std::rc::Rc;

use heartline::platform::fake::FakeSocket;
use heartline::{
    Close, Event, Heartbeat, Outgoing, Pattern, Payload, Phase, Reconnect, SendOutcome,
    Subscription, WebSocketAgent,
};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::scene::{Scene, secs, steady};

/// Whatever could still happen happens; the agent is gone, so nothing comes of it.
fn nothing_follows(scene: &Scene) {
    let (made, arms, told) = (
        scene.world.sockets_made(),
        scene.witness.arms(),
        scene.statuses(),
    );
    scene.diary();
    assert_eq!((scene.world.open_sockets(), scene.world.alarms()), (0, 0));
    for place in 0..made {
        scene.witness.late_events(place);
    }
    scene.wait(secs(3_600));
    assert_eq!(scene.world.sockets_made(), made);
    assert_eq!(scene.witness.arms(), arms);
    assert_eq!(scene.statuses(), told);
    assert_eq!(scene.diary(), [""; 0]);
}

#[test]
fn l6_dropping_the_last_clone_closes_with_1000_and_nothing_runs_again() {
    type Way = (Phase, fn(&Scene));
    let ways: [Way; 6] = [
        (Phase::Idle, |_| {}),
        (Phase::Connecting, |scene| scene.user(WebSocketAgent::open)),
        (Phase::Open, |scene| {
            scene.user(WebSocketAgent::open);
            scene.server(FakeSocket::accept);
        }),
        (Phase::Waiting, |scene| {
            scene.user(WebSocketAgent::open);
            scene.lose();
        }),
        (Phase::Closing, |scene| {
            scene.user(WebSocketAgent::open);
            scene.server(FakeSocket::accept);
            scene.user(WebSocketAgent::close);
        }),
        (Phase::Failed, |scene| {
            scene.user(|agent| agent.configure(steady().reconnect(Reconnect::disabled())));
            scene.user(WebSocketAgent::open);
            scene.lose();
        }),
    ];
    for (phase, lead_to) in ways {
        let scene = Scene::new(steady());
        lead_to(&scene);
        let clone = scene.agent();
        assert_eq!(clone.status().phase, phase);
        let before = (scene.world.open_sockets(), scene.world.alarms());
        drop(clone);
        assert_eq!((scene.world.open_sockets(), scene.world.alarms()), before);

        scene.slot.take();
        if matches!(phase, Phase::Connecting | Phase::Open | Phase::Closing) {
            assert_eq!(scene.socket().closed_with(), Some(Close::normal()));
        }
        nothing_follows(&scene);
    }
}

#[test]
fn l6_a_callback_may_drop_the_last_clone_and_no_callback_runs_after_that() {
    for place in ["on_message", "on_status", "on_event"] {
        let scene = Scene::new(steady());
        scene.user(WebSocketAgent::open);
        let agent = scene.agent();
        // It would leave right after the event that the socket is open.
        assert_eq!(agent.send("queued"), SendOutcome::Queued);
        let slot = scene.slot.clone();
        let _leaves = on(&agent, place, move || drop(slot.take()));
        let runs = Rc::new(Cell::new(0));
        let _others = ["on_message", "on_status", "on_event"].map(|other| {
            let (slot, runs) = (scene.slot.clone(), runs.clone());
            let is_late = move || u32::from(slot.borrow().is_none());
            on(&agent, other, move || runs.set(runs.get() + is_late()))
        });
        drop(agent);
        let arms = scene.witness.arms();
        scene.server(FakeSocket::accept);
        if place == "on_message" {
            scene.says("a");
        }
        assert!(scene.slot.borrow().is_none(), "{place}");
        assert_eq!(scene.socket().closed_with(), Some(Close::normal()));
        assert_eq!(runs.get(), 0, "after {place} dropped it");
        assert_eq!(scene.sent().is_empty(), place == "on_event");
        let armed = scene.witness.arms() - arms;
        assert_eq!(armed, usize::from(place == "on_message"), "{place}");
        nothing_follows(&scene);
    }
}

fn on(agent: &WebSocketAgent, place: &str, deed: impl Fn() + 'static) -> Subscription {
    match place {
        "on_message" => agent.on_message(move |_| deed()),
        "on_status" => agent.on_status(move |_| deed()),
        _ => agent.on_event(move |_| deed()),
    }
}

#[test]
fn l6_what_waits_its_turn_is_dropped_too() {
    let looks = Rc::new(Cell::new(0));
    let count = looks.clone();
    let pong = Pattern::with(move |_| {
        count.set(count.get() + 1);
        false
    });
    let scene = Scene::connected(steady().heartbeat(Heartbeat::default().pong(pong)));
    let (slot, socket) = (scene.slot.clone(), scene.socket());
    let _leaves = scene.agent().on_message(move |_| {
        socket.deliver("b");
        slot.take();
    });
    scene.says("a");
    assert_eq!(looks.get(), 1, "the second message is not even looked at");
    assert_eq!(scene.diary(), ["says a"]);
}

#[test]
fn l6_a_listener_that_leaves_keeps_the_next_socket_from_being_made() {
    let scene = Scene::new(steady());
    scene.user(WebSocketAgent::open);
    scene.lose();
    let old = Outgoing::new("old").time_to_live(secs(1) / 2);
    assert_eq!(scene.user(|agent| agent.send(old)), SendOutcome::Queued);
    let slot = scene.slot.clone();
    let _leaves = scene.agent().on_event(move |event| {
        if matches!(event, Event::Undelivered { .. }) {
            slot.take();
        }
    });
    // One alarm finds that the message is too old and that the next attempt is due.
    scene.freeze(secs(5));
    assert!(scene.slot.borrow().is_none());
    assert_eq!(scene.world.sockets_made(), 1);
    nothing_follows(&scene);
}

#[test]
fn l6_what_the_configuration_and_the_listeners_hold_is_freed() {
    let held = Rc::new(());
    let keep = held.clone();
    let greeting = Payload::made(move |_| {
        let _ = &keep;
        "hello".into()
    });
    let scene = Scene::connected(steady().greeting(greeting));
    let keep = held.clone();
    let listener = scene.agent().on_message(move |_| drop(keep.clone()));
    assert_eq!(Rc::strong_count(&held), 3);
    drop(listener);
    assert_eq!(Rc::strong_count(&held), 2);
    scene.slot.take();
    assert_eq!(Rc::strong_count(&held), 1);
}
