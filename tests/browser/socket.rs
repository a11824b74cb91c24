//! One browser WebSocket after the other: what the agent does to them, on the stub.

use std::cell::RefCell;
use std::rc::Rc;

use heartline::{Backoff, Close, Config, Message, Phase, Reconnect, SendOutcome, WebSocketAgent};
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::stub::Stub;

/// Retries so late that no test sees it.
fn config() -> Config {
    let late = Backoff::Fixed(std::time::Duration::from_secs(3_600));
    Config::new("ws://example.org/live").reconnect(Reconnect::new(late))
}

fn connected(stub: &Stub, config: Config) -> WebSocketAgent {
    let agent = WebSocketAgent::new(config);
    agent.open();
    stub.latest().accept();
    assert_eq!(agent.status().phase, Phase::Open);
    agent
}

#[test]
fn browser_makes_one_socket_with_address_subprotocols_and_array_buffers() {
    let stub = Stub::install();
    let agent = WebSocketAgent::new(config().protocols(["a", "b"]));
    assert_eq!(stub.sockets().len(), 0);
    agent.open();
    agent.open();
    assert_eq!(stub.sockets().len(), 1);
    let socket = stub.latest();
    assert_eq!(socket.url(), "ws://example.org/live");
    assert_eq!(socket.list("protocols"), ["a", "b"]);
    assert_eq!(socket.text("binaryType").unwrap(), "arraybuffer");
    assert_eq!(socket.handlers(), 4);
}

#[test]
fn m3_binary_arrives_as_bytes_in_order_with_text() {
    let stub = Stub::install();
    let agent = connected(&stub, config());
    let heard = Rc::new(RefCell::new(Vec::new()));
    let _listener = agent.on_message({
        let heard = heard.clone();
        move |message| heard.borrow_mut().push(message.clone())
    });
    let socket = stub.latest();
    socket.deliver("a");
    socket.deliver_bytes(&[0, 255]);
    socket.deliver("");
    socket.deliver_bytes(&[]);
    socket.deliver("päö€😀");
    // Long ones come by another way, at and beside the length from which on they do, and those that
    // find no room there by a third.
    let wide = [2_047, 2_048, 100_000].map(|length| "€".repeat(length - 2) + "😀");
    let narrow = [131_072, 131_073].map(|length| "x".repeat(length));
    let long: Vec<String> = wide.into_iter().chain(narrow).collect();
    long.iter().for_each(|text| socket.deliver(text));
    let short: [Message; 5] = [
        "a".into(),
        vec![0, 255].into(),
        "".into(),
        vec![].into(),
        "päö€😀".into(),
    ];
    let expected = short.into_iter().chain(long.into_iter().map(Message::from));
    assert_eq!(*heard.borrow(), expected.collect::<Vec<_>>());
}

#[test]
fn s7_text_and_bytes_leave_as_they_are() {
    let stub = Stub::install();
    let agent = connected(&stub, config());
    assert_eq!(agent.send("päö€😀"), SendOutcome::Sent);
    assert_eq!(agent.send(vec![0, 1, 255]), SendOutcome::Sent);
    assert_eq!(agent.send(""), SendOutcome::Sent);
    assert_eq!(stub.latest().sent(), ["päö€😀", "0 1 255", ""]);
}

#[test]
fn d16_close_codes_and_reasons_reach_the_status() {
    for (code, reason, phase) in [
        (1000, "", Phase::Waiting),
        (1006, "", Phase::Waiting),
        (4000, "päö€", Phase::Waiting),
        (4400, "your fault", Phase::Failed),
        (1001, r#"{"reconnect":false}"#, Phase::Failed),
    ] {
        let stub = Stub::install();
        let agent = connected(&stub, config());
        stub.latest().fail();
        assert_eq!(agent.status().phase, Phase::Open, "error ends nothing");
        stub.latest().lose(code, reason);
        let status = agent.status();
        let close = status.last_close.unwrap();
        assert_eq!((close.code, close.reason.as_str()), (code, reason));
        assert_eq!((status.phase, close.was_clean), (phase, code != 1006));
        assert_eq!(stub.latest().handlers(), 0);
    }
}

#[test]
fn l6_an_abandoned_socket_has_no_handlers_and_is_closed() {
    let stub = Stub::install();
    let agent = connected(&stub, config());
    agent.retry_now();
    let [old, new] = stub
        .sockets()
        .try_into()
        .unwrap_or_else(|_| panic!("two sockets"));
    assert_eq!(
        (old.handlers(), old.closed_with().unwrap()),
        (0, "1000".to_owned())
    );
    assert_eq!((new.handlers(), new.closed_with()), (4, None));
    old.lose(1006, "");
    assert_eq!(agent.status().phase, Phase::Connecting);

    agent.close();
    assert_eq!(
        (new.handlers(), new.closed_with().unwrap()),
        (0, "1000".to_owned())
    );
}

#[test]
fn l2_a_close_by_the_user_shakes_hands_with_its_code_and_reason() {
    let stub = Stub::install();
    let agent = connected(&stub, config());
    agent.close_with(Close::new(3001, "bye").unwrap());
    let socket = stub.latest();
    assert_eq!(
        (socket.handlers(), socket.closed_with().unwrap()),
        (4, "3001 bye".to_owned())
    );
    socket.lose(3001, "bye");
    assert_eq!((agent.status().phase, socket.handlers()), (Phase::Idle, 0));
}

#[test]
fn l6_dropping_the_agent_detaches_and_closes() {
    for open in [false, true] {
        let stub = Stub::install();
        let agent = WebSocketAgent::new(config());
        agent.open();
        if open {
            stub.latest().accept();
        }
        drop(agent);
        let socket = stub.latest();
        assert_eq!(
            (socket.handlers(), socket.closed_with().unwrap()),
            (0, "1000".to_owned())
        );
        assert_eq!(stub.timers(), 0);
    }
}

#[test]
fn l6_the_agent_may_be_dropped_from_inside_every_handler() {
    type Fire = fn(&crate::stub::StubSocket);
    let events: [(&str, Fire); 3] = [
        ("onopen", crate::stub::StubSocket::accept),
        ("onmessage", |socket| socket.deliver("a")),
        ("onclose", |socket| socket.lose(1006, "")),
    ];
    for (place, (name, _)) in events.iter().enumerate() {
        let stub = Stub::install();
        let slot = Rc::new(RefCell::new(Some(WebSocketAgent::new(config()))));
        let agent = slot.borrow().clone().unwrap();
        agent.open();
        let (socket, leaves) = (stub.latest(), slot.clone());
        events[..place].iter().for_each(|(_, fire)| fire(&socket));
        let leaves_too = slot.clone();
        let listeners = [
            agent.on_message(move |_| drop(leaves.take())),
            agent.on_event(move |_| drop(leaves_too.take())),
        ];
        drop(agent);
        (events[place].1)(&socket);
        assert!(slot.borrow().is_none(), "{name}");
        assert_eq!((socket.handlers(), stub.timers()), (0, 0), "{name}");
        drop(listeners);
        socket.deliver("late");
        socket.lose(1006, "");
        assert_eq!(stub.sockets().len(), 1);
    }
}

#[test]
fn s1_a_send_that_throws_keeps_the_message_and_nothing_panics() {
    let stub = Stub::install();
    let agent = connected(&stub, config());
    stub.send_throws(Some("InvalidStateError"));
    let _ = agent.send("a");
    assert_eq!(agent.status().queued, 1);
    stub.send_throws(None);
    agent.retry_now();
    stub.latest().accept();
    assert_eq!(
        (stub.latest().sent(), agent.status().queued),
        (vec!["a".to_owned()], 0)
    );
}

#[test]
fn d16_what_a_closing_socket_would_lose_leaves_with_the_next_one() {
    let stub = Stub::install();
    let agent = connected(&stub, config());
    let first = stub.latest();
    first.begins_to_close();
    let _ = agent.send("a");
    assert_eq!((first.sent(), agent.status().queued), (vec![], 1));
    first.lose(1001, "");
    agent.retry_now();
    stub.latest().accept();
    assert_eq!(stub.latest().sent(), ["a"]);
}

fn reconnect(stub: &Stub, agent: &WebSocketAgent, times: usize) {
    for _ in 0..times {
        agent.retry_now();
        stub.latest().accept();
    }
}

#[test]
fn d15_a_thousand_reconnects_leave_a_thousand_sockets_without_handlers() {
    let stub = Stub::install();
    let agent = connected(&stub, config());
    reconnect(&stub, &agent, 1_000);
    let sockets = stub.sockets();
    let detached = sockets.iter().filter(|socket| socket.handlers() == 0);
    assert_eq!((sockets.len(), detached.count()), (1_001, 1_000));
    assert_eq!((stub.latest().handlers(), stub.timers()), (4, 1));
}

#[test]
fn d15_reconnects_take_no_memory() {
    let memory = || {
        let memory: js_sys::WebAssembly::Memory = wasm_bindgen::memory().into();
        crate::stub::number(&memory.buffer(), "byteLength")
    };
    let sizes: Vec<_> = (0..11)
        .map(|_| {
            let stub = Stub::install();
            let agent = connected(&stub, config());
            reconnect(&stub, &agent, 500);
            memory()
        })
        .collect();
    // The first round makes room; what leaks 13 bytes on an attempt needs another 64 KiB.
    assert_eq!(sizes.first(), sizes.last(), "{sizes:?}");
}
