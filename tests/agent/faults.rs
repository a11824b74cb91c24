//! What ends badly elsewhere, as far as a driver can get it wrong: sockets and timers left behind,
//! events of sockets that are gone. The scenarios of the machine alone are in
//! `connection/tests/machine/faults.rs`.

use heartline::platform::fake::FakeSocket;
use heartline::{Close, Phase, SendOutcome, WebSocketAgent};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::scene::{Scene, secs, steady};

#[test]
fn d1_close_during_the_wait_makes_no_socket_and_leaves_no_alarm() {
    let scene = Scene::connected(steady());
    scene.lose();
    assert_eq!((scene.phase(), scene.world.alarms()), (Phase::Waiting, 1));
    scene.user(WebSocketAgent::close);
    assert_eq!(scene.world.alarms(), 0);
    scene.wait(secs(3_600));
    assert_eq!(scene.world.sockets_made(), 1);
}

#[test]
fn d2_no_timer_of_the_first_socket_touches_the_second() {
    let scene = Scene::connected(steady().connect_timeout(secs(60)));
    scene.wait(secs(24));
    scene.lose();
    // The first socket's ping would be due after 2 s, the answer to it 10 s later.
    scene.wait(secs(30));
    assert_eq!(scene.phase(), Phase::Connecting);
    assert_eq!((scene.world.sockets_made(), scene.sent().len()), (2, 0));
    scene.server(FakeSocket::accept);
    scene.wait(secs(24));
    assert_eq!(scene.sent(), [""; 0]);
    scene.wait(secs(1));
    assert_eq!(scene.sent(), [r#"{"heart":1}"#]);
}

#[test]
fn d3_a_half_open_link_is_let_go_of_although_close_is_withheld() {
    let scene = Scene::connected(steady());
    scene.wait(secs(35));
    let code = scene.socket().closed_with().map(|close| close.code());
    assert_eq!((scene.phase(), code), (Phase::Waiting, Some(4408)));
    assert!(!scene.socket().is_alive());
    scene.wait(secs(1));
    assert_eq!(scene.world.sockets_made(), 2);
}

#[test]
fn d4_the_attempt_limit_leaves_neither_socket_nor_alarm() {
    let scene = Scene::new(steady().reconnect(steady().reconnect.max_attempts(1)));
    scene.user(WebSocketAgent::open);
    scene.wait(secs(3_600));
    assert_eq!(
        (scene.phase(), scene.world.sockets_made()),
        (Phase::Failed, 2)
    );
    for socket in scene.witness.sockets() {
        assert_eq!(socket.closed_with(), Some(Close::normal()));
    }
    scene.witness.late_events(1);
    assert_eq!(
        (scene.phase(), scene.world.sockets_made()),
        (Phase::Failed, 2)
    );
}

#[test]
fn d5_after_the_attempt_limit_the_agent_can_be_revived() {
    for again in [WebSocketAgent::open, WebSocketAgent::retry_now] {
        let scene = Scene::new(steady().reconnect(steady().reconnect.max_attempts(1)));
        scene.user(WebSocketAgent::open);
        scene.wait(secs(3_600));
        scene.user(again);
        scene.server(FakeSocket::accept);
        scene.lose();
        scene.wait(secs(1));
        scene.server(FakeSocket::accept);
        assert_eq!(
            (scene.phase(), scene.world.sockets_made()),
            (Phase::Open, 4)
        );
    }
}

#[test]
fn d6_retry_cuts_the_alarm_and_the_queue_leaves_after_the_greeting() {
    let scene = Scene::connected(steady().greeting("hello"));
    scene.lose();
    assert_eq!(scene.user(|agent| agent.send("a")), SendOutcome::Queued);
    scene.user(WebSocketAgent::retry_now);
    assert_eq!(scene.world.sockets_made(), 2);
    scene.server(FakeSocket::accept);
    assert_eq!(scene.sent(), ["hello", "a"]);
    // The alarm of the wait is gone: it would ring now.
    scene.wait(secs(1));
    assert_eq!(scene.world.sockets_made(), 2);
}

#[test]
fn d7_close_then_open_is_like_the_first_day() {
    let scene = Scene::connected(steady());
    scene.user(WebSocketAgent::close);
    scene.user(WebSocketAgent::open);
    scene.witness.late_events(0);
    scene.server(FakeSocket::accept);
    assert_eq!(
        (scene.phase(), scene.world.sockets_made()),
        (Phase::Open, 2)
    );
    scene.lose();
    scene.wait(secs(1));
    scene.server(FakeSocket::accept);
    assert_eq!(
        (scene.phase(), scene.world.sockets_made()),
        (Phase::Open, 3)
    );
}

#[test]
fn d8_a_frenzy_of_retries_makes_one_socket_at_a_time() {
    let scene = Scene::new(steady());
    for _ in 0..100 {
        scene.user(WebSocketAgent::retry_now);
    }
    assert_eq!(scene.world.sockets_made(), 1);
    // Each retry on an open connection replaces it once, and each socket is let go of.
    for _ in 0..100 {
        scene.server(FakeSocket::accept);
        scene.user(WebSocketAgent::retry_now);
        scene.user(WebSocketAgent::retry_now);
    }
    let sockets = scene.witness.sockets();
    let alive = sockets.iter().filter(|socket| socket.is_alive()).count();
    assert_eq!((sockets.len(), alive), (101, 1));
}

#[test]
fn d9_the_connect_timeout_detaches_the_hung_socket() {
    let scene = Scene::new(steady());
    scene.user(WebSocketAgent::open);
    scene.wait(secs(15));
    let hung = scene.socket();
    assert_eq!(
        (hung.is_alive(), hung.closed_with()),
        (false, Some(Close::normal()))
    );
    scene.diary();
    scene.witness.late_events(0);
    assert_eq!((scene.phase(), scene.diary()), (Phase::Waiting, vec![]));
}

#[test]
fn d10_a_stable_connection_starts_the_delays_anew() {
    let delays = heartline::Backoff::List(vec![secs(1), secs(30)]);
    let scene = Scene::connected(steady().reconnect(heartline::Reconnect::new(delays)));
    for (stays, delay) in [(20, 1), (0, 30), (10, 1), (9, 30)] {
        scene.wait(secs(stays));
        scene.lose();
        let made = scene.world.sockets_made();
        scene.wait(secs(delay - 1));
        assert_eq!(scene.world.sockets_made(), made);
        scene.wait(secs(1));
        assert_eq!(scene.world.sockets_made(), made + 1);
        scene.server(FakeSocket::accept);
    }
}

#[test]
fn d11_late_events_of_an_abandoned_socket_change_nothing() {
    let scene = Scene::connected(steady());
    scene.user(WebSocketAgent::retry_now);
    for phase in [Phase::Connecting, Phase::Open, Phase::Waiting, Phase::Idle] {
        match phase {
            Phase::Open => scene.server(FakeSocket::accept),
            Phase::Waiting => scene.lose(),
            Phase::Idle => scene.user(WebSocketAgent::close),
            _ => {}
        }
        let before = (
            scene.agent().status(),
            scene.agent().stats(),
            scene.statuses(),
        );
        scene.diary();
        let arms = scene.witness.arms();
        scene.witness.late_events(0);
        let after = (
            scene.agent().status(),
            scene.agent().stats(),
            scene.statuses(),
        );
        assert_eq!(before, after, "in {phase}");
        assert_eq!((scene.diary(), scene.witness.arms()), (vec![], arms));
        assert_eq!(
            scene.socket().is_alive(),
            matches!(phase, Phase::Connecting | Phase::Open)
        );
    }
}

#[test]
fn d18_error_and_close_make_one_socket() {
    let scene = Scene::new(steady());
    scene.user(WebSocketAgent::open);
    for attempt in 1..=20 {
        assert_eq!(scene.world.sockets_made(), attempt);
        scene.server(FakeSocket::fail);
        assert_eq!(scene.phase(), Phase::Connecting, "error ends nothing");
        scene.lose();
        scene.witness.late_events(attempt - 1);
        scene.wait(secs(1));
    }
    assert_eq!(scene.world.sockets_made(), 21);
}
