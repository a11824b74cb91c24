//! What a real page goes through: hidden and seen, left and restored, online and offline; and the
//! worker that keeps time while nobody looks.

use std::time::Duration;

use heartline::{Backoff, Config, Heartbeat, Phase, Reconnect, WebSocketAgent};
use js_sys::Reflect;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::stub::{Stub, call, call_on, get, number, until};

/// While it lives, what the page goes through is what the test says.
struct Page(JsValue);

impl Page {
    fn new() -> Self {
        Self(call("page", &[]))
    }

    fn hide(&self) {
        call_on(&self.0, "see", &[&false.into()]);
    }

    fn show(&self) {
        call_on(&self.0, "see", &[&true.into()]);
    }

    fn goes_through(&self, event: &str) {
        call_on(&self.0, "goesThrough", &[&event.into()]);
    }

    fn set_online(&self, online: bool) {
        Reflect::set(&self.0, &"online".into(), &online.into()).unwrap();
    }

    /// The wall clock runs ahead by this much.
    fn sleep(&self, duration: Duration) {
        let millis = duration.as_millis() as f64;
        call_on(&self.0, "sleep", &[&millis.into()]);
    }

    /// How many workers there are.
    fn workers(&self) -> usize {
        number(&get(&self.0, "workers"), "size")
    }

    /// How often one was asked for.
    fn workers_made(&self) -> usize {
        number(&self.0, "made")
    }

    /// What becomes of a worker: it `throws` when it is made, or `fails` to run.
    fn workers_are(&self, refusal: &str) {
        Reflect::set(&self.0, &"refusal".into(), &refusal.into()).unwrap();
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        call_on(&self.0, "restore", &[]);
    }
}

const SHORT: Duration = Duration::from_millis(20);

/// Retries at once; a ping leaves in an hour unless something happens.
fn config() -> Config {
    Config::new("ws://a/")
        .heartbeat(Heartbeat::default().interval(Duration::from_secs(3_600)))
        .reconnect(Reconnect::new(Backoff::Fixed(Duration::from_secs(3_600))))
}

fn connected(config: Config, stub: &Stub) -> WebSocketAgent {
    let agent = WebSocketAgent::new(config);
    agent.open();
    stub.latest().accept();
    agent
}

#[test]
fn h7_every_event_of_the_page_leads_to_a_probe() {
    let stub = Stub::install();
    let page = Page::new();
    for event in ["online", "offline", "resume", "pageshow kept"] {
        let agent = connected(config(), &stub);
        page.goes_through(event);
        assert_eq!(stub.latest().sent().len(), 1, "{event}");
        assert_eq!(agent.status().phase, Phase::Open);
    }
    let agent = connected(config(), &stub);
    page.hide();
    assert_eq!(stub.latest().sent().len(), 0);
    page.show();
    assert_eq!(stub.latest().sent().len(), 1);
    drop(agent);
}

#[test]
async fn h7_a_page_that_is_kept_in_the_cache_closes_and_one_that_is_not_does_nothing() {
    let stub = Stub::install();
    let page = Page::new();
    let agent = connected(config(), &stub);
    page.goes_through("pagehide gone");
    page.goes_through("pageshow gone");
    assert_eq!(stub.latest().closed_with(), None);
    page.goes_through("pagehide kept");
    assert_eq!(stub.latest().closed_with().unwrap(), "1000");
    assert_eq!((agent.status().phase, stub.made()), (Phase::Waiting, 1));
    page.goes_through("pageshow kept");
    // Not within a second of the first attempt.
    until("another socket", || stub.made() == 2).await;
    assert_eq!(agent.status().phase, Phase::Connecting);
}

#[test]
fn r7_the_browser_says_that_it_is_offline() {
    let stub = Stub::install();
    let page = Page::new();
    let agent = connected(config(), &stub);
    page.goes_through("offline");
    stub.latest().lose(1006, "");
    assert_eq!(agent.status().phase, Phase::Offline);
    page.goes_through("online");
    assert_eq!(agent.status().phase, Phase::Waiting);
}

#[test]
fn r7_r8_what_is_so_already_is_known_from_the_first_moment() {
    let stub = Stub::install();
    let page = Page::new();
    page.set_online(false);
    page.hide();
    let agent = WebSocketAgent::new(config());
    agent.open();
    assert_eq!((agent.status().phase, stub.made()), (Phase::Offline, 0));
    assert_eq!(page.workers(), 1);
}

#[test]
fn l6_no_listener_of_the_page_outlives_the_agent() {
    let stub = Stub::install();
    let before = stub.listeners();
    let agent = WebSocketAgent::new(config());
    assert_eq!(stub.listeners(), before + 6);
    let other = WebSocketAgent::new(config());
    drop(agent);
    assert_eq!(stub.listeners(), before + 6);
    drop(other);
    assert_eq!(stub.listeners(), before);
}

#[test]
async fn h8_a_hidden_page_is_woken_by_a_worker_and_a_visible_one_has_none() {
    let stub = Stub::install();
    let page = Page::new();
    let often = Heartbeat::default().interval(SHORT);
    let agent = connected(config().heartbeat(often), &stub);
    assert_eq!((page.workers(), stub.timers()), (0, 1));
    page.hide();
    assert_eq!((page.workers(), stub.timers()), (1, 0));
    let socket = stub.latest();
    for pings in 1..=3 {
        until("a ping", || socket.sent().len() >= pings).await;
        assert_eq!((page.workers(), stub.timers()), (1, 0));
        socket.deliver(r#"{"heart":1}"#);
    }
    page.show();
    assert_eq!((page.workers(), stub.timers()), (0, 1));
    drop(agent);
    assert_eq!((page.workers(), stub.timers()), (0, 0));
}

#[test]
fn h8_several_connections_of_a_page_that_is_seen_again_let_go_of_the_worker() {
    let stub = Stub::install();
    let page = Page::new();
    let agents = [connected(config(), &stub), connected(config(), &stub)];
    page.hide();
    assert_eq!((page.workers(), stub.timers()), (1, 0));
    page.show();
    assert_eq!((page.workers(), stub.timers()), (0, 2));
    drop(agents);
}

#[test]
async fn h8_an_alarm_of_the_worker_that_is_dropped_never_rings() {
    let stub = Stub::install();
    let page = Page::new();
    page.hide();
    let often = Heartbeat::default().interval(SHORT);
    let (first, second) = (
        connected(config().heartbeat(often.clone()), &stub),
        connected(config().heartbeat(often), &stub),
    );
    let sockets = stub.sockets();
    assert_eq!(page.workers(), 1);
    drop(first);
    until("a ping of the second", || !sockets[1].sent().is_empty()).await;
    assert!(sockets[0].sent().is_empty());
    assert_eq!(page.workers(), 1);
    drop(second);
    assert_eq!(page.workers(), 0);
}

#[test]
async fn h8_where_no_worker_can_be_made_the_page_keeps_time_itself() {
    for refusal in ["throws", "fails"] {
        let stub = Stub::install();
        let page = Page::new();
        page.workers_are(refusal);
        let often = Heartbeat::default().interval(SHORT);
        let agent = connected(config().heartbeat(often), &stub);
        page.hide();
        let socket = stub.latest();
        for pings in 1..=3 {
            until("a ping", || socket.sent().len() >= pings).await;
            socket.deliver(r#"{"heart":1}"#);
        }
        assert_eq!(stub.timers(), 1, "{refusal}");
        assert_eq!(agent.status().phase, Phase::Open);
        // It is not tried again: the browser would complain on the console each time.
        let made = page.workers_made();
        page.show();
        page.hide();
        assert_eq!(page.workers_made(), made, "{refusal}");
    }
}

#[test]
async fn h7_a_clock_that_runs_ahead_tells_of_sleep() {
    let stub = Stub::install();
    let page = Page::new();
    let often = Heartbeat::default().interval(SHORT);
    let agent = connected(config().heartbeat(often), &stub);
    page.sleep(Duration::from_secs(3_600));
    until("a ping", || !stub.latest().sent().is_empty()).await;
    let wait = agent.status().next_in(agent.now());
    assert!(wait <= Duration::from_secs(2), "{wait:?}");
}
