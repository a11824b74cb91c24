//! M5: code of the application that panics. It ends nothing but itself.

use std::cell::RefCell;
use std::rc::Rc;

use heartline::platform::fake::FakeSocket;
use heartline::{
    Backoff, CloseCodes, Finding, Heartbeat, Message, Pattern, Payload, Phase, Reconnect,
    SendOutcome, WebSocketAgent,
};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::scene::{Scene, secs, steady};

/// The agent works as on the first day.
fn all_is_well(scene: &Scene) {
    assert_eq!(scene.phase(), Phase::Open);
    assert_eq!(scene.user(|agent| agent.send("well")), SendOutcome::Sent);
    assert_eq!(scene.sent().last().unwrap(), "well");
    scene.diary();
    scene.says("well");
    assert_eq!(scene.diary(), ["says well"]);
    scene.lose();
    // Twice the default policy's first delay, for one that was asked in vain.
    scene.wait(secs(2));
    scene.server(FakeSocket::accept);
    assert_eq!(scene.phase(), Phase::Open);
    scene.user(WebSocketAgent::close);
    scene.server(|socket| socket.lose(1000, ""));
    assert_eq!((scene.phase(), scene.world.alarms()), (Phase::Idle, 0));
}

fn accepts_nothing() -> Pattern {
    Pattern::with(|_| panic!("a pattern of the application"))
}

fn made_of_nothing() -> Payload {
    Payload::made(|_| panic!("a message of the application"))
}

#[test]
fn m5_a_listener_that_panics_ends_nothing_and_the_others_are_told() {
    let scene = Scene::new(steady());
    let heard = Rc::new(RefCell::new(Vec::new()));
    let note = |what: &'static str| {
        let heard = heard.clone();
        move || heard.borrow_mut().push(what)
    };
    let agent = scene.agent();
    let (message, status, event) = (note("message"), note("status"), note("event"));
    let _before = agent.on_message(|_| panic!("a message listener"));
    let _listening = [
        agent.on_status(|_| panic!("a status listener")),
        agent.on_event(|_| panic!("an event listener")),
        agent.on_message(move |_| message()),
        agent.on_status(move |_| status()),
        agent.on_event(move |_| event()),
    ];
    let _after = agent.on_message(|_| panic!("the last message listener"));
    drop(agent);
    scene.user(WebSocketAgent::open);
    assert_eq!(heard.take(), ["event", "status"]);
    scene.server(FakeSocket::accept);
    assert_eq!(heard.take(), ["event", "status"]);
    scene.says("a");
    scene.says("b");
    assert_eq!(heard.take(), ["message", "message"]);
    all_is_well(&scene);
}

#[test]
fn m5_a_pattern_that_panics_accepts_nothing() {
    let heartbeat = Heartbeat::default().pong(accepts_nothing());
    let scene = Scene::connected(steady().heartbeat(heartbeat).reply(accepts_nothing(), "re"));
    scene.says("a");
    assert_eq!(
        (scene.diary(), scene.sent()),
        (vec!["says a".to_owned()], vec![])
    );
    all_is_well(&scene);

    let scene = Scene::new(steady().ready_when(accepts_nothing()));
    scene.user(WebSocketAgent::open);
    scene.server(FakeSocket::accept);
    scene.says("ready");
    assert_eq!(scene.phase(), Phase::Connecting);
    scene.wait(secs(15));
    assert_eq!(
        scene.phase(),
        Phase::Waiting,
        "like a server that is never ready"
    );
}

#[test]
fn m5_a_policy_that_panics_leaves_the_decision_to_the_default() {
    let backoff = Backoff::With(Rc::new(|_| panic!("a retry policy")));
    let codes = CloseCodes::default().decided_by(|_| panic!("a close policy"));
    let config = steady()
        .reconnect(Reconnect::new(backoff))
        .close_codes(codes);
    all_is_well(&Scene::connected(config.clone()));

    let scene = Scene::connected(config);
    scene.server(|socket| socket.lose(1008, ""));
    assert_eq!(scene.phase(), Phase::Failed, "as the table says");
}

#[test]
fn m5_a_message_whose_making_panics_is_not_sent() {
    let heartbeat = Heartbeat::default().ping(made_of_nothing());
    let reply = Pattern::Exact("are you there".into());
    let config = steady().greeting(made_of_nothing()).heartbeat(heartbeat);
    let scene = Scene::connected(config.reply(reply, made_of_nothing()));
    let subscription =
        scene.user(|agent| agent.subscribe_until(made_of_nothing(), made_of_nothing()));
    scene.says("are you there");
    assert_eq!(scene.diary(), [""; 0]);
    scene.wait(secs(25));
    assert_eq!((scene.sent(), scene.phase()), (vec![], Phase::Open));
    scene.says("a sign of life");
    drop(subscription);
    all_is_well(&scene);
}

#[test]
fn m5_a_preparation_that_panics_is_a_failed_attempt() {
    for late in [false, true] {
        let trips = Rc::new(std::cell::Cell::new(2));
        let left = trips.clone();
        let scene = Scene::new(steady().prepare(move |endpoint| {
            let trip = left.replace(left.get() - 1) > 0;
            assert!(late || !trip, "a preparation");
            async move {
                assert!(!trip, "a preparation that is under way");
                Ok::<_, String>(endpoint)
            }
        }));
        trips.set(1);
        scene.user(WebSocketAgent::open);
        scene.wait(secs(0));
        assert_eq!(
            (scene.phase(), scene.world.sockets_made()),
            (Phase::Waiting, 0)
        );
        assert_eq!(scene.agent().status().cause.unwrap().code(), "prepare");
        scene.wait(secs(1));
        scene.server(FakeSocket::accept);
        all_is_well(&scene);
    }
}

#[test]
fn m5_a_look_that_panics_has_found_nothing() {
    for late in [false, true] {
        let scene = Scene::new(steady().diagnose(move |_| {
            assert!(late, "a look");
            async { panic!("a look that is under way") as Finding }
        }));
        scene.user(WebSocketAgent::open);
        scene.lose();
        scene.wait(secs(0));
        assert_eq!(scene.phase(), Phase::Waiting);
        assert_eq!(
            scene.agent().status().cause.unwrap().code(),
            "could_not_connect"
        );
        scene.wait(secs(1));
        scene.server(FakeSocket::accept);
        all_is_well(&scene);
    }
}

#[test]
fn m5_a_thousand_panics_leave_the_agent_as_one_does() {
    let scene = Scene::connected(steady());
    let _panics = scene.agent().on_message(|_| panic!("again"));
    for number in 0..1_000 {
        scene.says(&number.to_string());
    }
    assert_eq!(scene.diary().len(), 1_000);
    all_is_well(&scene);
}

#[cfg(feature = "requests")]
#[test]
fn m5_an_id_function_that_panics_has_found_no_answer() {
    use heartline::{RequestError, Requests};

    let scene = Scene::connected(steady());
    let requests = Requests::new(&scene.agent(), |message| match message.as_text() {
        Some("good") => None,
        _ => panic!("an id function"),
    });
    let asked = async move { requests.ask(|id| id.to_string()).await };
    let task = crate::later::Task::run(&scene.world, asked);
    for text in ["bad", "good", "bad"] {
        scene.socket().deliver(text);
    }
    assert_eq!(scene.diary(), ["says bad", "says good", "says bad"]);
    assert_eq!(task.value(), None);
    scene.world.advance(secs(10));
    assert_eq!(task.value(), Some(Err(RequestError::TimedOut(secs(10)))));
    all_is_well(&scene);
}

#[cfg(feature = "json")]
#[test]
fn m5_a_value_whose_decoding_panics_ends_nothing() {
    #[derive(Debug)]
    struct Trap;

    impl<'de> serde::Deserialize<'de> for Trap {
        fn deserialize<D: serde::Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
            panic!("a decoder of the application")
        }
    }

    let scene = Scene::connected(steady());
    let traps: heartline::Typed<Trap, ()> = scene.agent().typed();
    let _listening = traps.on_message(drop);
    scene.says("1");
    assert_eq!(scene.diary(), ["says 1"]);
    all_is_well(&scene);
}

#[test]
fn m5_a_panic_loses_no_message() {
    let scene = Scene::connected(steady());
    let heard = Rc::new(RefCell::new(Vec::<Message>::new()));
    let notes = heard.clone();
    let _listening = [
        scene
            .agent()
            .on_message(|message| assert_ne!(message.as_text(), Some("2"))),
        scene
            .agent()
            .on_message(move |message| notes.borrow_mut().push(message.clone())),
    ];
    for text in ["1", "2", "3"] {
        scene.says(text);
    }
    assert_eq!(heard.take(), ["1".into(), "2".into(), "3".into()]);
}

#[test]
fn m5_a_future_that_panics_when_it_is_dropped_ends_nothing() {
    struct Trap;

    impl Drop for Trap {
        fn drop(&mut self) {
            panic!("a destructor of the application")
        }
    }

    let config = steady().prepare(|endpoint| {
        let trap = Trap;
        async move {
            std::future::pending::<()>().await;
            drop(trap);
            Ok::<_, String>(endpoint)
        }
    });
    let scene = Scene::new(config);
    scene.user(WebSocketAgent::open);
    scene.world.settle();
    scene.user(WebSocketAgent::close);
    assert_eq!(scene.phase(), Phase::Idle);
    scene.agent().configure(steady());
    scene.user(WebSocketAgent::open);
    scene.server(heartline::platform::fake::FakeSocket::accept);
    all_is_well(&scene);
}

#[test]
fn m5_a_listener_that_panicked_can_be_unsubscribed_and_holds_nothing() {
    let scene = Scene::connected(steady());
    let (heard, calls) = (Rc::new(()), Rc::new(std::cell::Cell::new(0)));
    let (held, count) = (heard.clone(), calls.clone());
    let listening = scene.agent().on_message(move |_| {
        count.set(count.get() + Rc::strong_count(&held).min(1));
        panic!("a listener of the application")
    });
    scene.says("1");
    drop(listening);
    scene.says("2");
    assert_eq!((calls.get(), Rc::strong_count(&heard)), (1, 1));
}

#[test]
fn m5_a_future_that_panics_is_not_dropped_twice() {
    struct Counted(Rc<std::cell::Cell<usize>>);

    impl Drop for Counted {
        fn drop(&mut self) {
            self.0.set(self.0.get() + 1);
        }
    }

    let drops = Rc::new(std::cell::Cell::new(0));
    let counter = drops.clone();
    let config = steady().prepare(move |endpoint| {
        let (counted, secret) = (Counted(counter.clone()), "secret".repeat(10));
        async move {
            drop(counted);
            let length = secret.len();
            drop(secret);
            assert!(length == 0, "a function of the application");
            Ok::<_, String>(endpoint)
        }
    });
    let scene = Scene::new(config);
    scene.user(WebSocketAgent::open);
    scene.world.settle();
    assert_eq!((drops.get(), scene.phase()), (1, Phase::Waiting));
    // Were memory freed twice, what asks for some would fail.
    let texts: Vec<String> = (0..1_000).map(|n| "x".repeat(n % 200)).collect();
    assert_eq!(texts.len(), 1_000);
}
