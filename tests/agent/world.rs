//! A world that does not do as one wishes: sockets that cannot be made, a page that is frozen.

use heartline::platform::fake::FakeSocket;
use heartline::{AddressFault, OpenError, Phase, WebSocketAgent};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::scene::{Scene, secs, steady};

#[test]
fn r6_a_socket_that_cannot_be_made_is_a_state_and_no_hot_loop() {
    let words = || "said the browser".to_owned();
    for (error, phase, attempts_in_a_minute) in [
        (OpenError::Unsupported, Phase::Failed, 1),
        (AddressFault::Refused(words()).into(), Phase::Failed, 1),
        (OpenError::Blocked(words()), Phase::Failed, 1),
        (OpenError::Other(words()), Phase::Waiting, 61),
    ] {
        let scene = Scene::new(steady());
        *scene.witness.refusal.borrow_mut() = Some(error.clone());
        scene.user(WebSocketAgent::open);
        let status = scene.agent().status();
        assert_eq!((status.phase, status.attempt), (phase, 1), "{error}");
        let sentence = status.sentence(scene.agent().now());
        assert!(sentence.starts_with(&error.to_string()), "{sentence}");
        assert!(status.advice().is_some());
        scene.wait(secs(60));
        assert_eq!(scene.witness.refused.get(), attempts_in_a_minute, "{error}");

        scene.witness.refusal.take();
        scene.user(WebSocketAgent::retry_now);
        scene.server(FakeSocket::accept);
        assert_eq!(scene.phase(), Phase::Open);
    }
}

#[test]
fn r6_a_configuration_that_breaks_a_rule_makes_no_socket() {
    let scene = Scene::new(heartline::Config::new("nonsense"));
    scene.user(WebSocketAgent::open);
    assert_eq!(scene.phase(), Phase::Failed);
    assert_eq!(scene.world.sockets_made(), 0);
    scene.user(|agent| agent.configure(steady()));
    scene.server(FakeSocket::accept);
    assert_eq!(scene.phase(), Phase::Open);
}

#[test]
fn h6_a_frozen_page_asks_once_more_before_it_kills() {
    let scene = Scene::connected(steady());
    scene.wait(secs(25));
    scene.freeze(secs(3_600));
    assert_eq!(scene.phase(), Phase::Open);
    assert_eq!(scene.sent().len(), 2, "the ping and the probe");
    scene.wait(secs(1));
    scene.says(r#"{"heart":1}"#);
    scene.wait(secs(24));
    assert_eq!(
        (scene.phase(), scene.world.sockets_made()),
        (Phase::Open, 1)
    );

    // The next ping leaves in time; nobody answers it, nor the probe.
    scene.wait(secs(1));
    scene.freeze(secs(3_600));
    assert_eq!((scene.phase(), scene.sent().len()), (Phase::Open, 4));
    // Answers take 1 s here, give or take 0.5 s: SRTT + 4·RTTVAR.
    scene.wait(secs(3));
    assert_eq!(scene.phase(), Phase::Waiting);
}

#[test]
fn h6_a_page_frozen_before_the_ping_was_due_pings_and_waits_its_time() {
    let scene = Scene::connected(steady());
    scene.freeze(secs(3_600));
    assert_eq!(scene.sent(), [r#"{"heart":1}"#]);
    scene.wait(secs(9));
    assert_eq!(scene.phase(), Phase::Open);
    scene.wait(secs(1));
    assert_eq!(scene.phase(), Phase::Waiting);
}

#[test]
fn h1_an_alarm_that_rings_early_is_armed_again() {
    let scene = Scene::new(steady());
    scene.witness.longest_alarm.set(secs(1));
    scene.user(WebSocketAgent::open);
    scene.server(FakeSocket::accept);
    scene.wait(secs(24));
    assert_eq!(scene.sent(), [""; 0]);
    scene.wait(secs(1));
    assert_eq!(scene.sent(), [r#"{"heart":1}"#]);
    scene.wait(secs(10));
    assert_eq!(scene.phase(), Phase::Waiting);
}
