//! The browser's own WebSocket.

use std::time::Duration;

use heartline::{Backoff, Cause, Config, Phase, Reconnect, WebSocketAgent};
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::stub::{Stub, until};

#[test]
async fn browser_a_port_where_nobody_listens_leads_to_waiting() {
    // A test that failed may have left its stub behind.
    drop(Stub::install());
    let late = Reconnect::new(Backoff::Fixed(Duration::from_secs(3_600)));
    // Above the range from which systems lend ports.
    let agent = WebSocketAgent::new(Config::new("ws://127.0.0.1:65534/").reconnect(late));
    agent.open();
    assert_eq!(agent.status().phase, Phase::Connecting);
    until("the end of the attempt", || {
        agent.status().phase == Phase::Waiting
    })
    .await;
    let status = agent.status();
    assert_eq!(status.cause, Some(Cause::CouldNotConnect));
    assert_eq!(status.last_close.unwrap().code, 1006);
    assert_eq!(agent.stats().unwrap().errors, 1);
    agent.retry_now();
    // It goes while its socket connects.
    drop(agent);
}
