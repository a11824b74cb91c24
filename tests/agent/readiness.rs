//! S6 and S3 through the agent: waiting for room, and messages that may grow old.

use std::cell::Cell;
use std::rc::Rc;

use heartline::platform::fake::FakeSocket;
use heartline::{
    DropReason, NotReady, Outbox, Outgoing, Phase, Reconnect, SendOutcome, Status, WebSocketAgent,
};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::later::Task;
use crate::scene::{Scene, secs, steady};

fn ready(scene: &Scene) -> Task<Result<(), NotReady>> {
    let agent = scene.agent();
    Task::run(&scene.world, async move { agent.ready_to_send().await })
}

fn not_ready(task: &Task<Result<(), NotReady>>) -> Option<Phase> {
    task.value()?.err().map(|not| not.phase)
}

/// An open connection whose browser holds all that it may.
fn congested() -> Scene {
    let scene = Scene::connected(steady().max_buffered(4));
    scene.socket().stall();
    assert_eq!(scene.user(|agent| agent.send("1234")), SendOutcome::Sent);
    assert!(scene.agent().status().congested);
    scene
}

#[test]
fn s6_what_the_browser_has_no_room_for_waits_and_leaves_in_order() {
    let scene = congested();
    for text in ["a", "b"] {
        assert_eq!(scene.user(|agent| agent.send(text)), SendOutcome::Queued);
    }
    scene.wait(secs(1));
    assert_eq!(scene.sent(), ["1234"]);
    scene.socket().resume();
    scene.wait(secs(1));
    assert_eq!(scene.sent(), ["1234", "a", "b"]);
    let status = scene.agent().status();
    assert_eq!((status.queued, status.congested), (0, false));
}

#[test]
fn s6_what_the_network_has_taken_makes_room_before_the_next_message() {
    let scene = Scene::connected(steady().max_buffered(4));
    for text in ["123", "456", "789"] {
        assert_eq!(scene.user(|agent| agent.send(text)), SendOutcome::Sent);
    }
}

#[test]
fn s6_ready_to_send_waits_for_room() {
    let scene = congested();
    let task = ready(&scene);
    scene.wait(secs(5));
    assert_eq!(task.value(), None);
    scene.socket().resume();
    scene.wait(secs(1));
    assert_eq!(task.value(), Some(Ok(())));
    assert_eq!(ready(&scene).value(), Some(Ok(())), "at once");
}

#[test]
fn s6_ready_to_send_waits_for_the_connection_too() {
    let scene = Scene::new(steady());
    scene.user(WebSocketAgent::open);
    let task = ready(&scene);
    scene.lose();
    scene.wait(secs(1));
    assert_eq!(task.value(), None);
    scene.server(FakeSocket::accept);
    assert_eq!(task.value(), Some(Ok(())));
}

#[test]
fn s6_ready_to_send_ends_when_no_connection_is_wanted() {
    let scene = Scene::new(steady());
    assert_eq!(not_ready(&ready(&scene)), Some(Phase::Idle));
    let scene = congested();
    let task = ready(&scene);
    scene.user(WebSocketAgent::close);
    assert_eq!(not_ready(&task), Some(Phase::Closing));
    let scene = congested();
    let task = ready(&scene);
    let once = steady().max_buffered(4).reconnect(Reconnect::disabled());
    scene.user(|agent| agent.configure(once));
    scene.lose();
    assert_eq!(not_ready(&task), Some(Phase::Failed));
    let words = task.value().unwrap().unwrap_err().to_string();
    assert_eq!(words, "the connection is failed: open it first");
}

#[test]
fn s6_who_waits_holds_the_agent_and_lets_go_when_dropped() {
    let scene = congested();
    let task = ready(&scene);
    scene.slot.take();
    assert_eq!(scene.world.open_sockets(), 1);
    drop(task);
    assert_eq!((scene.world.open_sockets(), scene.world.alarms()), (0, 0));
}

#[test]
fn s6_when_looks_at_every_change_and_at_nothing_after_it_is_ready() {
    let scene = Scene::new(steady());
    let looks = Rc::new(Cell::new(0));
    let count = looks.clone();
    let agent = scene.agent();
    let task: Task<Status> = Task::run(&scene.world, async move {
        let condition = move |status: &Status| {
            count.set(count.get() + 1);
            status.phase == Phase::Open && status.attempt == 2
        };
        agent.when(condition).await
    });
    scene.user(WebSocketAgent::open);
    scene.server(FakeSocket::accept);
    scene.lose();
    scene.wait(secs(1));
    scene.server(FakeSocket::accept);
    assert_eq!(task.value().map(|status| status.attempt), Some(2));
    let before = looks.get();
    scene.lose();
    scene.world.settle();
    assert_eq!(looks.get(), before);
}

#[test]
fn s3_a_message_that_waits_too_long_is_reported() {
    let scene = Scene::connected(steady());
    scene.lose();
    let cursor = |text: &str| Outgoing::new(text).time_to_live(secs(2));
    assert_eq!(
        scene.user(|agent| agent.send(cursor("a"))),
        SendOutcome::Queued
    );
    assert_eq!(scene.user(|agent| agent.send("keeps")), SendOutcome::Queued);
    scene.diary();
    scene.wait(secs(1));
    assert_eq!(scene.diary(), ["is connecting"]);
    scene.wait(secs(1));
    assert_eq!(
        scene.diary(),
        [format!("undelivered a: {}", DropReason::Expired)]
    );
    scene.server(FakeSocket::accept);
    assert_eq!(scene.sent(), ["keeps"]);
    scene.lose();
    let now_or_never = Outgoing::new("now").time_to_live(secs(0));
    let expired = SendOutcome::Dropped(DropReason::Expired, "now".into());
    assert_eq!(scene.user(|agent| agent.send(now_or_never)), expired);
}

#[test]
fn s3_a_newer_message_with_the_same_key_takes_the_place_of_the_older() {
    let scene = Scene::connected(steady());
    scene.lose();
    scene.diary();
    let cursor = |text: &str| Outgoing::new(text).key("cursor");
    for outgoing in [cursor("1"), Outgoing::new("x"), cursor("2"), cursor("3")] {
        assert_eq!(
            scene.user(|agent| agent.send(outgoing)),
            SendOutcome::Queued
        );
    }
    let replaced = DropReason::Replaced;
    let told = ["1", "2"].map(|text| format!("undelivered {text}: {replaced}"));
    assert_eq!(scene.diary(), told);
    scene.wait(secs(1));
    scene.server(FakeSocket::accept);
    assert_eq!(scene.sent(), ["x", "3"]);
}

#[test]
fn s6_nothing_is_ready_while_the_server_closes_although_nothing_waits() {
    let scene = Scene::connected(steady().outbox(Outbox::default().max_messages(0)));
    scene.socket().refuse_sends();
    let _refused = scene.agent().send("a");
    let agent = scene.agent();
    let task = Task::run(&scene.world, async move { agent.ready_to_send().await });
    assert_eq!((scene.phase(), task.value()), (Phase::Open, None));
    scene.lose();
    scene.wait(secs(1));
    scene.server(FakeSocket::accept);
    assert_eq!(task.value(), Some(Ok(())));
}

#[test]
fn o2_the_agent_tells_its_latest_transitions() {
    let scene = Scene::connected(steady());
    scene.lose();
    let timeline = scene.agent().timeline().unwrap();
    let latest = timeline.iter().next_back().unwrap();
    assert_eq!((latest.to, latest.cause), (Phase::Waiting, Some("closed")));
    assert!(timeline.to_csv().ends_with("open,waiting,1,closed\n"));
}
