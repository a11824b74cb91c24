//! From what a person writes to the address that the constructor gets, and what it may throw.

use heartline::{Config, Phase, WebSocketAgent};
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::stub::Stub;

fn opened(address: &str) -> WebSocketAgent {
    let agent = WebSocketAgent::new(Config::new(address));
    agent.open();
    agent
}

#[test]
fn browser_takes_paths_and_every_scheme() {
    let host = web_sys::window().unwrap().location().host().unwrap();
    let own = |path: &str| format!("ws://{host}{path}");
    for (address, expected) in [
        ("ws://example.org/live", "ws://example.org/live".to_owned()),
        (
            "wss://example.org/live",
            "wss://example.org/live".to_owned(),
        ),
        (
            "http://example.org/live",
            "ws://example.org/live".to_owned(),
        ),
        (
            "https://example.org/live",
            "wss://example.org/live".to_owned(),
        ),
        ("HTTPS://Example.org", "wss://example.org/".to_owned()),
        ("/ws", own("/ws")),
        ("/ws?token=a%20b", own("/ws?token=a%20b")),
        ("//example.org/ws", "ws://example.org/ws".to_owned()),
        (
            "ws://http.example.org/http",
            "ws://http.example.org/http".to_owned(),
        ),
    ] {
        let stub = Stub::install();
        let agent = opened(address);
        assert_eq!(stub.latest().url(), expected, "{address}");
        drop(agent);
    }
}

#[test]
fn r6_an_address_that_leads_nowhere_is_told_and_no_socket_is_made() {
    for (address, words) in [
        ("ws://example.org:0/", "port 0"),
        ("ws://", "is not a web address"),
        ("ws://exa<mple/", "is not a web address"),
        ("ws://example.org:65536/", "is not a web address"),
        ("ftp://example.org/", "ws://"),
        ("ws://example.org/#top", "fragment"),
    ] {
        let stub = Stub::install();
        let agent = opened(address);
        let status = agent.status();
        assert_eq!(status.phase, Phase::Failed, "{address}");
        let told = format!(
            "{} {}",
            status.sentence(agent.now()),
            status.advice().unwrap_or_default()
        );
        assert!(told.contains(words), "{address}: {told}");
        assert_eq!((stub.sockets().len(), stub.timers()), (0, 0), "{address}");
    }
}

#[test]
fn r6_exceptions_of_the_constructor_are_states_with_words() {
    for (name, code, phase) in [
        ("SyntaxError", "bad_address", Phase::Failed),
        ("SecurityError", "blocked", Phase::Failed),
        ("QuotaExceededError", "could_not_open", Phase::Waiting),
        ("TypeError", "could_not_open", Phase::Waiting),
    ] {
        let stub = Stub::install();
        stub.constructor_throws(Some(name));
        let agent = opened("ws://example.org/");
        let status = agent.status();
        let cause = status.cause.clone().unwrap();
        assert_eq!((cause.code(), status.phase), (code, phase), "{name}");
        assert!(cause.to_string().contains("said the browser"), "{cause}");
        assert!(status.advice().is_some());
        assert_eq!(stub.timers(), usize::from(phase == Phase::Waiting));

        stub.constructor_throws(None);
        agent.retry_now();
        stub.latest().accept();
        assert_eq!(agent.status().phase, Phase::Open);
    }
}

#[test]
fn r6_a_browser_without_websocket_is_told() {
    let stub = Stub::install();
    let window = web_sys::window().unwrap();
    js_sys::Reflect::delete_property(&window, &"WebSocket".into()).unwrap();
    let agent = opened("ws://example.org/");
    let status = agent.status();
    assert_eq!(status.phase, Phase::Failed);
    assert_eq!(
        status.cause.unwrap().to_string(),
        "This browser has no WebSocket"
    );
    assert_eq!(stub.timers(), 0);
}
