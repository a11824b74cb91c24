//! H7, R7, R8: what the page goes through reaches the connection, from the first moment to the last.

use heartline::platform::fake::{FakePlatform, FakeSocket};
use heartline::{Heartbeat, Phase, Reconnect, SendOutcome, WebSocketAgent};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::scene::{Scene, secs, steady};

#[test]
fn h7_a_page_that_is_seen_again_probes_and_silence_kills() {
    let scene = Scene::connected(steady());
    scene.world.hide();
    scene.wait(secs(10));
    assert_eq!(scene.sent(), [""; 0]);
    scene.world.show();
    assert_eq!(scene.sent(), [r#"{"heart":1}"#]);
    scene.wait(secs(2));
    assert_eq!(scene.diary(), ["is waiting"]);
}

#[test]
fn h7_a_machine_that_slept_asks_before_it_kills() {
    let scene = Scene::connected(steady());
    scene.world.sleep(secs(3_600));
    scene.wait(secs(25));
    assert_eq!(scene.sent().len(), 1);
    scene.says(r#"{"heart":1}"#);
    scene.wait(secs(10));
    assert_eq!((scene.phase(), scene.sent().len()), (Phase::Open, 1));
    // Asleep again, and this time nobody answers: two seconds, not ten.
    scene.world.sleep(secs(3_600));
    scene.wait(secs(15));
    scene.wait(secs(2));
    assert_eq!(scene.phase(), Phase::Waiting);
}

#[test]
fn h7_a_page_in_the_cache_has_no_socket_and_comes_back_with_all_that_was_sent() {
    let scene = Scene::connected(steady());
    assert_eq!(scene.user(|agent| agent.send("before")), SendOutcome::Sent);
    scene.world.leave();
    assert_eq!((scene.world.open_sockets(), scene.world.alarms()), (0, 0));
    assert_eq!(scene.socket().closed_with().unwrap().code(), 1000);
    let outcome = scene.user(|agent| agent.send("meanwhile"));
    assert_eq!(outcome, SendOutcome::Queued);
    scene.freeze(secs(3_600));
    assert_eq!(scene.world.sockets_made(), 1);
    scene.world.restore();
    scene.server(FakeSocket::accept);
    assert_eq!(scene.sent(), ["meanwhile"]);
    assert_eq!(scene.witness.sockets()[0].sent(), ["before".into()]);
}

#[test]
fn r7_phase_offline_until_the_browser_is_online() {
    let scene = Scene::connected(steady());
    scene.world.go_offline();
    scene.says("data");
    assert_eq!(scene.diary(), ["says data"]);
    scene.lose();
    scene.wait(secs(600));
    assert_eq!(scene.phase(), Phase::Offline);
    assert_eq!(scene.world.sockets_made(), 1);
    scene.world.go_online();
    scene.wait(secs(1));
    scene.server(FakeSocket::accept);
    assert_eq!(
        (scene.phase(), scene.world.sockets_made()),
        (Phase::Open, 2)
    );
}

#[test]
fn r8_a_page_that_is_hidden_from_the_first_moment_is_paced() {
    let world = FakePlatform::default();
    world.hide();
    let agent = WebSocketAgent::on_platform(steady(), std::rc::Rc::new(world.clone()));
    agent.open();
    for made in 1..=10 {
        assert_eq!(world.sockets_made(), made);
        world.latest_socket().unwrap().lose(1006, "");
        world.advance(secs(60));
    }
    world.latest_socket().unwrap().lose(1006, "");
    world.advance(secs(2));
    world.show();
    assert_eq!(world.sockets_made(), 12);
}

#[test]
fn r7_a_page_that_is_offline_from_the_first_moment_waits() {
    let world = FakePlatform::default();
    world.go_offline();
    let agent = WebSocketAgent::on_platform(steady(), std::rc::Rc::new(world.clone()));
    agent.open();
    assert_eq!(agent.status().phase, Phase::Offline);
    assert_eq!(world.sockets_made(), 0);
}

#[test]
fn h8_hiding_and_showing_asks_for_the_alarm_anew_and_keeps_its_time() {
    let scene = Scene::connected(steady().heartbeat(Heartbeat::default().interval(secs(20))));
    scene.wait(secs(10));
    let armed = scene.witness.arms();
    scene.world.hide();
    assert_eq!((scene.witness.arms(), scene.world.alarms()), (armed + 1, 1));
    scene.wait(secs(9));
    assert_eq!(scene.sent().len(), 0);
    scene.wait(secs(1));
    assert_eq!(scene.sent().len(), 1);
    scene.says(r#"{"heart":1}"#);
    let armed = scene.witness.arms();
    scene.world.show();
    assert_eq!(scene.world.alarms(), 1);
    assert!(scene.witness.arms() > armed);
}

#[test]
fn h8_ten_minutes_unseen_with_alarms_on_time_no_server_misses_the_page() {
    let scene = Scene::connected(steady());
    scene.world.hide();
    let (mut pings, mut silent) = (0, secs(0));
    for _ in 0..600 {
        scene.wait(secs(1));
        silent += secs(1);
        if scene.sent().len() > pings {
            (pings, silent) = (scene.sent().len(), secs(0));
            scene.says(r#"{"heart":1}"#);
        }
        // A server that drops who is silent for a minute.
        if silent > secs(60) {
            scene.lose();
        }
    }
    assert_eq!((pings, scene.world.sockets_made()), (24, 1));
}

#[test]
fn h8_ten_minutes_unseen_with_alarms_once_a_minute_no_healthy_link_is_killed() {
    let scene = Scene::connected(steady());
    scene.world.hide();
    let mut pings = 0;
    for _ in 0..10 {
        scene.freeze(secs(60));
        // Messages arrive on time in a hidden page, its alarms do not.
        for _ in pings..scene.sent().len() {
            scene.says(r#"{"heart":1}"#);
        }
        pings = scene.sent().len();
    }
    assert_eq!(
        (scene.phase(), scene.world.sockets_made()),
        (Phase::Open, 1)
    );
    assert!(pings >= 9, "{pings}");
    // And a dead one is found, late as it may be.
    for _ in 0..5 {
        scene.freeze(secs(60));
    }
    assert_eq!(scene.world.open_sockets(), 0);
}

#[test]
fn l6_nobody_listens_to_the_page_once_the_agent_is_gone() {
    let scene = Scene::connected(steady().reconnect(Reconnect::default()));
    assert_eq!(scene.world.watches(), 1);
    scene.slot.take();
    assert_eq!(scene.world.watches(), 0);
    let made = scene.world.sockets_made();
    scene.world.go_offline();
    scene.world.go_online();
    scene.world.leave();
    scene.world.restore();
    scene.world.show();
    scene.wait(secs(60));
    assert_eq!(scene.world.sockets_made(), made);
}

#[test]
fn l2_after_a_close_no_event_of_the_page_opens_anything() {
    let scene = Scene::connected(steady());
    scene.user(WebSocketAgent::close);
    scene.server(|socket| socket.lose(1000, ""));
    for event in [
        FakePlatform::go_offline,
        FakePlatform::go_online,
        FakePlatform::hide,
        FakePlatform::show,
        FakePlatform::leave,
        FakePlatform::restore,
        FakePlatform::resume,
    ] {
        event(&scene.world);
        scene.wait(secs(100));
    }
    assert_eq!(
        (scene.phase(), scene.world.sockets_made()),
        (Phase::Idle, 1)
    );
}

#[test]
fn l6_a_listener_may_drop_the_agent_while_the_page_tells_something() {
    let scene = Scene::connected(steady());
    let slot = scene.slot.clone();
    let agent = scene.agent();
    let _dropping = agent.on_status(move |_| drop(slot.take()));
    drop(agent);
    scene.world.go_offline();
    assert_eq!((scene.world.watches(), scene.world.alarms()), (0, 0));
}
