//! Messages in and out, whatever the callbacks do meanwhile.

use std::cell::RefCell;
use std::rc::Rc;

use heartline::platform::fake::{FakePlatform, FakeSocket};
use heartline::{Close, Config, DropReason, Event, Message, Phase, SendOutcome, WebSocketAgent};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::scene::{Scene, secs, show, steady};

#[test]
fn m1_messages_arrive_once_and_in_order_while_a_callback_sends() {
    let scene = Scene::connected(steady());
    let _echo = scene.agent().on_message({
        let slot = scene.slot.clone();
        move |message| {
            let agent = slot.borrow().clone().unwrap();
            assert_eq!(
                agent.send(format!("re {}", show(message))),
                SendOutcome::Sent
            );
        }
    });
    for number in 0..100 {
        scene.says(&number.to_string());
    }
    let said: Vec<_> = (0..100).map(|number| format!("says {number}")).collect();
    let sent: Vec<_> = (0..100).map(|number| format!("re {number}")).collect();
    assert_eq!((scene.diary(), scene.sent()), (said, sent));
}

#[test]
fn m1_a_message_that_comes_while_one_is_delivered_waits_its_turn() {
    let scene = Scene::connected(steady());
    let _first = scene.agent().on_message({
        let socket = scene.socket();
        move |message| {
            if *message == Message::from("a") {
                socket.deliver("b");
                socket.deliver("c");
            }
        }
    });
    let heard = Rc::new(std::cell::RefCell::new(String::new()));
    let _second = scene.agent().on_message({
        let heard = heard.clone();
        move |message| heard.borrow_mut().push_str(&show(message))
    });
    scene.says("a");
    assert_eq!(heard.take(), "abc");
    assert_eq!(scene.diary(), ["says a", "says b", "says c"]);
}

#[test]
fn l2_a_callback_that_closes_gets_no_further_message() {
    let scene = Scene::connected(steady());
    let _closes = scene.agent().on_message({
        let (slot, socket) = (scene.slot.clone(), scene.socket());
        move |message| {
            if *message == Message::from("b") {
                socket.deliver("c");
                slot.borrow().clone().unwrap().close();
                socket.deliver("d");
            }
        }
    });
    scene.says("a");
    scene.says("b");
    scene.says("e");
    // What came before the close was meant is delivered; nothing after it.
    assert_eq!(scene.diary(), ["says a", "says b", "says c", "is closing"]);
    assert_eq!(scene.socket().closed_with(), Some(Close::normal()));
    scene.server(|socket| socket.lose(1000, ""));
    assert_eq!(scene.phase(), Phase::Idle);
}

#[test]
fn s4_order_holds_across_a_reconnect_also_for_what_callbacks_send() {
    let scene = Scene::connected(steady().greeting("hello"));
    let _on_open = scene.agent().on_event({
        let slot = scene.slot.clone();
        move |event| {
            let agent = slot.borrow().clone().unwrap();
            if matches!(
                event,
                Event::Transition {
                    to: Phase::Open,
                    ..
                }
            ) {
                assert_eq!(agent.send("from on_event"), SendOutcome::Sent);
            }
        }
    });
    let send = |text: &'static str| scene.user(|agent| agent.send(text));
    assert_eq!(send("a"), SendOutcome::Sent);
    scene.lose();
    assert_eq!(send("b"), SendOutcome::Queued);
    assert_eq!(send("c"), SendOutcome::Queued);
    scene.wait(secs(1));
    assert_eq!(send("d"), SendOutcome::Queued);
    scene.server(FakeSocket::accept);
    assert_eq!(send("e"), SendOutcome::Sent);
    assert_eq!(scene.sent(), ["hello", "b", "c", "d", "from on_event", "e"]);
    let first = &scene.witness.sockets()[0];
    assert_eq!(first.sent(), ["hello".into(), "a".into()]);
}

#[test]
fn s1_what_a_status_listener_sends_leaves_at_once() {
    let scene = Scene::new(steady());
    let _greets = scene.agent().on_status({
        let slot = scene.slot.clone();
        move |status| {
            if status.phase == Phase::Open {
                let agent = slot.borrow().clone().unwrap();
                assert_eq!(agent.send("hello"), SendOutcome::Sent);
            }
        }
    });
    scene.user(WebSocketAgent::open);
    scene.server(FakeSocket::accept);
    assert_eq!(scene.sent(), ["hello"]);
}

#[test]
fn s1_what_a_status_listener_queues_shows_in_the_status_that_follows() {
    let scene = Scene::new(steady());
    let told = Rc::new(std::cell::RefCell::new(Vec::new()));
    let _queues = scene.agent().on_status({
        let (slot, told) = (scene.slot.clone(), told.clone());
        move |status| {
            told.borrow_mut().push(status.queued);
            if status.queued < 3 {
                let agent = slot.borrow().clone().unwrap();
                assert_eq!(agent.send("a"), SendOutcome::Queued);
            }
        }
    });
    scene.user(WebSocketAgent::open);
    assert_eq!(told.take(), [0, 1, 2, 3]);
}

#[test]
fn s1_what_a_closing_socket_does_not_take_leaves_with_the_next_one() {
    let scene = Scene::connected(steady());
    scene.server(FakeSocket::refuse_sends);
    assert_eq!(scene.user(|agent| agent.send("a")), SendOutcome::Sent);
    assert_eq!(scene.agent().status().queued, 1);
    assert_eq!(scene.user(|agent| agent.send("b")), SendOutcome::Queued);
    scene.lose();
    scene.wait(secs(1));
    scene.server(FakeSocket::accept);
    assert_eq!(scene.sent(), ["a", "b"]);
    assert_eq!(scene.world.sockets_made(), 2);
}

#[test]
fn s1_a_message_for_a_socket_that_closed_meanwhile_waits_for_the_next_one() {
    let scene = Scene::connected(steady());
    let _sends = scene.agent().on_message({
        let (slot, socket) = (scene.slot.clone(), scene.socket());
        move |_| {
            socket.lose(1006, "");
            let _ = slot.borrow().clone().unwrap().send("a");
        }
    });
    scene.says("now");
    assert_eq!(scene.diary(), ["says now", "is waiting"]);
    assert_eq!(scene.agent().status().queued, 1);
}

#[test]
fn s1_a_message_whose_socket_closes_before_it_is_handed_over_waits_for_the_next_one() {
    let scene = Scene::new(steady());
    scene.user(WebSocketAgent::open);
    assert_eq!(scene.user(|agent| agent.send("a")), SendOutcome::Queued);
    let first = scene.socket();
    let _loses = scene.agent().on_event(move |event| {
        if matches!(
            event,
            Event::Transition {
                to: Phase::Open,
                attempt: 1,
                ..
            }
        ) {
            first.lose(1006, "");
        }
    });
    scene.server(FakeSocket::accept);
    assert_eq!(scene.agent().status().queued, 1);
    scene.wait(secs(1));
    scene.server(FakeSocket::accept);
    assert_eq!(scene.sent(), ["a"]);
}

#[test]
fn s5_nothing_reaches_a_socket_that_is_not_open() {
    let scene = Scene::new(steady().greeting("hello"));
    let outcome = |text: &'static str| match scene.user(|agent| agent.send(text)) {
        SendOutcome::Sent => "sent".to_owned(),
        SendOutcome::Queued => "queued".to_owned(),
        SendOutcome::Dropped(reason, message) => format!("{}: {reason}", show(&message)),
    };
    let not_connected = format!("a: {}", DropReason::NotConnected);
    assert_eq!(outcome("a"), not_connected);
    scene.user(WebSocketAgent::open);
    assert_eq!(outcome("b"), "queued");
    assert_eq!(scene.sent(), [""; 0]);
    scene.server(FakeSocket::accept);
    scene.user(WebSocketAgent::close);
    assert_eq!(outcome("a"), not_connected);
    assert_eq!(scene.sent(), ["hello", "b"]);
}

/// What a callback asks for takes effect in the order in which it asks.
#[test]
fn s4_a_send_does_not_overtake_what_the_same_callback_asked_for_before() {
    type Asks = fn(&WebSocketAgent) -> SendOutcome;
    let asks: [(&str, Asks, &[&str]); 3] = [
        (
            "configure, send",
            |agent| {
                agent.configure(Config::new("ws://other/"));
                agent.send("m")
            },
            &[],
        ),
        (
            "close, send",
            |agent| {
                agent.close();
                agent.send("m")
            },
            &[],
        ),
        (
            "retry, send",
            |agent| {
                agent.retry_now();
                agent.send("m")
            },
            &[],
        ),
    ];
    for (name, ask, sent_on_the_old_socket) in asks {
        let world = FakePlatform::default();
        let agent = WebSocketAgent::on_platform(Config::new("ws://x/"), Rc::new(world.clone()));
        agent.open();
        let socket = world.latest_socket().unwrap();
        socket.accept();
        let _asks = agent.on_message({
            let agent = agent.clone();
            move |_| drop(ask(&agent))
        });
        socket.deliver("now");
        let sent: Vec<_> = socket.sent().iter().map(show).collect();
        assert_eq!(sent, sent_on_the_old_socket, "{name}");
    }
}

#[test]
fn h13_what_the_library_sends_by_itself_is_told_once_it_is_taken() {
    let scene = Scene::new(steady().greeting("hello"));
    let heard = Rc::new(RefCell::new(Vec::new()));
    let _beside = scene.agent().on_event({
        let heard = heard.clone();
        move |event| match event {
            Event::Automatic { message } => heard.borrow_mut().push(format!("out {message:?}")),
            Event::Heartbeat { message } => heard.borrow_mut().push(format!("in {message:?}")),
            _ => {}
        }
    });
    scene.user(WebSocketAgent::open);
    scene.server(FakeSocket::accept);
    scene.user(|agent| drop(agent.send("data")));
    scene.wait(secs(25));
    scene.says(r#"{"heart":1}"#);
    let heart = format!("{:?}", Message::from(r#"{"heart":1}"#));
    let expected = [
        format!("out {:?}", Message::from("hello")),
        format!("out {heart}"),
        format!("in {heart}"),
    ];
    assert_eq!(*heard.borrow(), expected);
    let _subscription = scene.user(|agent| {
        agent.close();
        agent.subscribe("never sent")
    });
    assert_eq!(heard.borrow().len(), 3, "what is not taken is not told");
}
