//! The one alarm, on the browser's own timers.

use std::time::Duration;

use heartline::{Backoff, Cause, Config, Heartbeat, Phase, Reconnect, WebSocketAgent};
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::stub::{Stub, until};

fn config() -> Config {
    Config::new("ws://example.org/")
}

#[test]
async fn browser_alarms_ring_and_one_is_armed_at_a_time() {
    let stub = Stub::install();
    let short = Duration::from_millis(20);
    let heartbeat = Heartbeat::default().interval(short).timeout(short);
    let retry = Reconnect::new(Backoff::Fixed(short));
    let agent = WebSocketAgent::new(config().heartbeat(heartbeat).reconnect(retry));
    assert_eq!(stub.timers(), 0);
    agent.open();
    assert_eq!(stub.timers(), 1);
    stub.latest().accept();
    assert_eq!(stub.timers(), 1);
    let first = stub.latest();
    until("a ping", || !first.sent().is_empty()).await;
    assert_eq!(
        (first.sent(), stub.timers()),
        (vec![r#"{"heart":1}"#.to_owned()], 1)
    );
    until("the end of the silent socket", || {
        first.closed_with().is_some()
    })
    .await;
    assert!(first.closed_with().unwrap().starts_with("4408"));
    assert!(matches!(agent.status().cause, Some(Cause::NoAnswer(_))));
    until("another socket", || stub.sockets().len() == 2).await;
    assert_eq!(stub.timers(), 1);
    agent.close();
    assert_eq!((agent.status().phase, stub.timers()), (Phase::Idle, 0));
}

#[test]
async fn l7_the_connect_timeout_rings_and_detaches_the_socket() {
    let stub = Stub::install();
    let agent = WebSocketAgent::new(config().connect_timeout(Duration::from_millis(20)));
    agent.open();
    until("the end of the attempt", || {
        agent.status().phase == Phase::Waiting
    })
    .await;
    assert_eq!(stub.latest().handlers(), 0);
    drop(agent);
    assert_eq!(stub.timers(), 0);
}

#[test]
fn browser_messages_touch_no_timer() {
    let stub = Stub::install();
    let agent = WebSocketAgent::new(config());
    agent.open();
    stub.latest().accept();
    let armed = stub.delays().len();
    let socket = stub.latest();
    (0..1_000).for_each(|_| socket.deliver("a"));
    assert_eq!((stub.delays().len(), stub.timers()), (armed, 1));
    assert_eq!(agent.stats().unwrap().received.messages, 1_000);
}

#[test]
async fn browser_waits_longer_than_a_timer_can_are_waits_still() {
    let stub = Stub::install();
    let days = |days: u64| Duration::from_secs(days * 86_400);
    let agent = WebSocketAgent::new(config().heartbeat(Heartbeat::default().interval(days(60))));
    agent.open();
    stub.latest().accept();
    crate::stub::rendered().await;
    // A delay above this one would be taken for 1 ms.
    assert_eq!(stub.delays().last(), Some(&f64::from(i32::MAX)));
    assert_eq!((stub.latest().sent().len(), stub.timers()), (0, 1));
}
