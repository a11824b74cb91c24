//! R9 and R12: what the agent asks the application before an attempt, and after one that failed.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use heartline::platform::fake::FakeSocket;
use heartline::{Cause, Endpoint, Finding, GaveUp, Phase, PrepareError, WebSocketAgent};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::later::Gate;
use crate::scene::{Scene, secs, steady};

type Answer = Result<Endpoint, String>;

/// The question waits at a gate, and counts how often it got through.
fn gated() -> (Gate, Rc<Cell<u32>>, impl Fn(Endpoint) -> Pinned<Answer>) {
    let (gate, passed) = (Gate::default(), Rc::new(Cell::new(0)));
    let (shut, count) = (gate.clone(), passed.clone());
    let prepare = move |endpoint: Endpoint| {
        let (shut, count) = (shut.clone(), count.clone());
        Box::pin(async move {
            shut.pass().await;
            count.set(count.get() + 1);
            Ok(endpoint.query("late", "yes"))
        }) as Pinned<Answer>
    };
    (gate, passed, prepare)
}

type Pinned<T> = std::pin::Pin<Box<dyn Future<Output = T>>>;

fn cause(scene: &Scene) -> String {
    let cause = scene.agent().status().cause;
    cause.map_or_else(String::new, |cause| cause.code().to_owned())
}

#[test]
fn r9_every_attempt_asks_for_a_fresh_token() {
    let asked = Rc::new(RefCell::new(Vec::new()));
    let notes = asked.clone();
    let scene = Scene::new(steady().greeting("hello").prepare(move |endpoint| {
        notes
            .borrow_mut()
            .push((endpoint.attempt, endpoint.cause.clone()));
        let token = endpoint.attempt.to_string();
        async move {
            let greeted = endpoint.query("token", &token).protocols(["p"]);
            Ok::<_, String>(greeted.greeting(format!("I am {token}")))
        }
    }));
    scene.user(WebSocketAgent::open);
    assert_eq!(
        (scene.phase(), scene.world.sockets_made()),
        (Phase::Connecting, 0)
    );
    for attempt in 1..=3 {
        assert_eq!(scene.socket().url(), format!("ws://x/?token={attempt}"));
        assert_eq!(scene.socket().protocols(), ["p"]);
        scene.server(FakeSocket::accept);
        assert_eq!(scene.sent(), [format!("I am {attempt}")]);
        scene.lose();
        scene.wait(secs(1));
    }
    let asked = asked.take();
    assert_eq!(
        asked
            .iter()
            .map(|(attempt, _)| *attempt)
            .collect::<Vec<_>>(),
        [1, 2, 3, 4]
    );
    assert!(asked[0].1.is_none() && matches!(asked[1].1, Some(Cause::Closed(_))));
}

#[test]
fn r9_a_preparation_that_fails_is_a_failed_attempt() {
    let fails = Rc::new(Cell::new(true));
    let failing = fails.clone();
    let scene = Scene::new(steady().prepare(move |endpoint| {
        let failing = failing.get();
        async move {
            if failing {
                Err("no token today")
            } else {
                Ok(endpoint)
            }
        }
    }));
    scene.user(WebSocketAgent::open);
    scene.wait(secs(0));
    assert_eq!(
        (scene.phase(), cause(&scene)),
        (Phase::Waiting, "prepare".to_owned())
    );
    let sentence = scene.agent().status().sentence(scene.agent().now());
    assert!(sentence.contains("no token today"), "{sentence}");
    scene.wait(secs(3));
    assert_eq!(
        (scene.agent().status().failures, scene.world.sockets_made()),
        (4, 0)
    );
    fails.set(false);
    scene.wait(secs(1));
    scene.server(FakeSocket::accept);
    assert_eq!(scene.phase(), Phase::Open);
}

#[test]
fn r9_a_preparation_that_never_answers_ends_with_the_connect_timeout() {
    let (gate, passed, prepare) = gated();
    let scene = Scene::new(steady().prepare(prepare));
    scene.user(WebSocketAgent::open);
    scene.wait(secs(14));
    assert_eq!(scene.phase(), Phase::Connecting);
    scene.wait(secs(1));
    assert_eq!(
        (scene.phase(), cause(&scene)),
        (Phase::Waiting, "prepare".to_owned())
    );

    // A late answer is ignored: none of the function's code runs again.
    gate.open();
    scene.world.settle();
    assert_eq!((passed.get(), scene.world.sockets_made()), (0, 0));
    scene.wait(secs(1));
    assert_eq!(scene.socket().url(), "ws://x/?late=yes");
    assert_eq!(passed.get(), 1);
}

#[test]
fn r9_whatever_ends_the_attempt_ends_the_preparation() {
    type End = fn(&Scene);
    let ends: [(&str, End, Phase); 3] = [
        (
            "close",
            |scene| scene.user(WebSocketAgent::close),
            Phase::Idle,
        ),
        (
            "another address",
            |scene| {
                let config = heartline::Config::new("ws://y/");
                scene.user(|agent| agent.configure(config));
            },
            Phase::Connecting,
        ),
        (
            "close after sending",
            |scene| {
                scene.user(|agent| {
                    agent.close_after_sending(heartline::Close::normal(), secs(1));
                });
            },
            Phase::Idle,
        ),
    ];
    for (name, end, phase) in ends {
        let (gate, passed, prepare) = gated();
        let scene = Scene::new(steady().prepare(prepare));
        scene.user(WebSocketAgent::open);
        scene.world.settle();
        end(&scene);
        gate.open();
        scene.world.settle();
        assert_eq!((passed.get(), scene.phase()), (0, phase), "{name}");
        let urls = scene.witness.sockets();
        assert!(
            urls.iter().all(|socket| socket.url() == "ws://y/"),
            "{name}"
        );
    }
}

#[test]
fn r9_a_dropped_agent_runs_no_more_of_the_preparation() {
    let (gate, passed, prepare) = gated();
    let held = Rc::new(());
    let keep = held.clone();
    let scene = Scene::new(steady().prepare(move |endpoint| {
        let (keep, answer) = (keep.clone(), prepare(endpoint));
        async move {
            let _keep = keep;
            answer.await
        }
    }));
    scene.user(WebSocketAgent::open);
    scene.world.settle();
    assert_eq!(Rc::strong_count(&held), 3);
    scene.slot.take();
    assert_eq!(
        Rc::strong_count(&held),
        1,
        "what the future holds is freed at once"
    );
    gate.open();
    scene.wait(secs(60));
    assert_eq!(
        (
            passed.get(),
            scene.world.sockets_made(),
            scene.world.alarms()
        ),
        (0, 0, 0)
    );
}

#[test]
fn r9_a_preparation_may_call_the_agent_and_even_drop_it() {
    type Deed = fn(&Scene, WebSocketAgent);
    let deeds: [(Deed, Phase); 4] = [
        (|_, agent| agent.close(), Phase::Idle),
        (|_, agent| agent.retry_now(), Phase::Connecting),
        (|_, agent| drop(agent.send("queued")), Phase::Connecting),
        (|_, agent| agent.open(), Phase::Connecting),
    ];
    for (deed, phase) in deeds {
        let slot = crate::scene::Slot::default();
        let seen = slot.clone();
        let scene = Rc::new(RefCell::new(None::<Scene>));
        let own = scene.clone();
        let config = steady().prepare(move |endpoint| {
            let (seen, own) = (seen.clone(), own.clone());
            async move {
                let agent = seen.borrow().clone().unwrap();
                deed(own.borrow().as_ref().unwrap(), agent);
                Ok::<_, String>(endpoint)
            }
        });
        *scene.borrow_mut() = Some(Scene::in_slot(slot, config));
        let scene = scene.borrow();
        let scene = scene.as_ref().unwrap();
        scene.user(WebSocketAgent::open);
        scene.world.settle();
        assert_eq!(scene.phase(), phase);
        assert_eq!(
            scene.world.sockets_made(),
            usize::from(phase == Phase::Connecting)
        );
    }

    let slot = crate::scene::Slot::default();
    let leaves = slot.clone();
    let scene = Scene::in_slot(
        slot,
        steady().prepare(move |endpoint| {
            let leaves = leaves.clone();
            async move {
                leaves.take();
                Ok::<_, String>(endpoint)
            }
        }),
    );
    scene.user(WebSocketAgent::open);
    scene.wait(secs(60));
    assert_eq!((scene.world.sockets_made(), scene.world.alarms()), (0, 0));
}

/// A handshake fails, and the application says why.
fn diagnosed(finding: Finding) -> Scene {
    let scene = Scene::new(steady().diagnose(move |url| async move {
        assert_eq!(url, "ws://x/");
        finding
    }));
    scene.user(WebSocketAgent::open);
    scene.lose();
    scene.wait(secs(0));
    scene
}

#[test]
fn r12_what_is_found_over_http_decides() {
    for (finding, phase, code) in [
        (Finding::Status(401), Phase::Failed, "unauthorized"),
        (Finding::Status(403), Phase::Failed, "unauthorized"),
        (Finding::Status(404), Phase::Failed, "not_found"),
        (Finding::Status(503), Phase::Waiting, "server_error"),
        (Finding::Status(200), Phase::Waiting, "could_not_connect"),
        (Finding::Status(302), Phase::Waiting, "could_not_connect"),
        (Finding::NoAnswer, Phase::Waiting, "could_not_connect"),
        (Finding::Offline, Phase::Waiting, "offline"),
    ] {
        let scene = diagnosed(finding);
        assert_eq!(
            (scene.phase(), cause(&scene).as_str()),
            (phase, code),
            "{finding:?}"
        );
    }
    let scene = diagnosed(Finding::Status(401));
    assert_eq!(scene.agent().status().gave_up, Some(GaveUp::Unauthorized));
}

#[test]
fn r12_an_authentication_loop_ends_after_one_fresh_token() {
    let tokens = Rc::new(Cell::new(0));
    let count = tokens.clone();
    let config = steady().diagnose(|_| async { Finding::Status(401) });
    let scene = Scene::new(config.prepare(move |endpoint| {
        count.set(count.get() + 1);
        let token = count.get().to_string();
        async move { Ok::<_, String>(endpoint.query("token", &token)) }
    }));
    scene.user(WebSocketAgent::open);
    scene.lose();
    scene.wait(secs(1));
    assert_eq!(scene.socket().url(), "ws://x/?token=2");
    scene.lose();
    scene.wait(secs(600));
    assert_eq!(
        (scene.phase(), tokens.get(), scene.world.sockets_made()),
        (Phase::Failed, 2, 2)
    );
}

#[test]
fn r12_a_look_that_takes_too_long_is_not_waited_for() {
    let (gate, looks) = (Gate::default(), Rc::new(Cell::new(0)));
    let (shut, count) = (gate.clone(), looks.clone());
    let scene = Scene::new(steady().diagnose(move |_| {
        let (shut, count) = (shut.clone(), count.clone());
        async move {
            shut.pass().await;
            count.set(count.get() + 1);
            Finding::Status(404)
        }
    }));
    scene.user(WebSocketAgent::open);
    scene.lose();
    scene.wait(secs(4));
    assert_eq!(scene.phase(), Phase::Connecting);
    scene.wait(secs(1));
    assert_eq!(cause(&scene), "could_not_connect");
    gate.open();
    scene.world.settle();
    assert_eq!((looks.get(), scene.phase()), (0, Phase::Waiting));

    // A close, and a drop of the agent, end it as well.
    scene.wait(secs(1));
    scene.lose();
    assert_eq!(scene.phase(), Phase::Connecting);
    scene.user(WebSocketAgent::close);
    scene.world.settle();
    assert_eq!((looks.get(), scene.phase()), (0, Phase::Idle));
    scene.user(WebSocketAgent::open);
    scene.lose();
    scene.slot.take();
    scene.wait(secs(60));
    assert_eq!((looks.get(), scene.world.alarms()), (0, 0));
}

#[test]
fn r12_only_a_handshake_that_failed_is_looked_at() {
    let looks = Rc::new(Cell::new(0));
    let count = looks.clone();
    let scene = Scene::connected(steady().diagnose(move |_| {
        count.set(count.get() + 1);
        async { Finding::NoAnswer }
    }));
    scene.lose();
    scene.wait(secs(1));
    scene.wait(secs(15));
    assert_eq!(
        (looks.get(), cause(&scene)),
        (0, "connect_timeout".to_owned())
    );
    scene.wait(secs(1));
    scene.lose();
    assert_eq!(looks.get(), 1);
}

/// `PrepareError` tells what the application said.
#[test]
fn r9_the_reason_of_a_preparation_is_kept() {
    let scene = Scene::new(steady().prepare(|_| async { Err::<Endpoint, _>("signed out") }));
    scene.user(WebSocketAgent::open);
    scene.wait(secs(0));
    let Some(Cause::Prepare(error)) = scene.agent().status().cause else {
        panic!("{:?}", scene.agent().status().cause);
    };
    let error: PrepareError = error;
    assert_eq!(error.to_string(), "signed out");
}
