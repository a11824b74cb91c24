//! O3: what happens to a connection, as events of the crate `tracing`.

use std::fmt::{self, Write};
use std::sync::{Arc, Mutex};

use heartline::platform::fake::FakeSocket;
use heartline::{Config, Outbox, WebSocketAgent};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::scene::{Scene, secs, steady};

/// Writes down every event of the library.
#[derive(Clone, Default)]
struct Book(Arc<Mutex<Vec<String>>>);

impl Book {
    fn lines(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

impl Subscriber for Book {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "heartline"
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut line = Line(event.metadata().level().to_string());
        event.record(&mut line);
        self.0.lock().unwrap().push(line.0);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        match field.name() {
            "message" => write!(self.0, " {value:?}").unwrap(),
            name => write!(self.0, " {name}={value:?}").unwrap(),
        }
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        write!(self.0, " {}={value}", field.name()).unwrap();
    }
}

#[test]
fn o3_every_transition_loss_and_suspension_is_an_event_without_secrets() {
    let book = Book::default();
    tracing::subscriber::with_default(book.clone(), || {
        let config = Config::new("wss://ann:s3cret@example.org/live?token=s3cret")
            .greeting("s3cret")
            .suspend_after(secs(5))
            .outbox(Outbox::default().drop_when_suspended(true));
        let config = config.reconnect(steady().reconnect);
        let scene = Scene::new(config);
        scene.user(WebSocketAgent::open);
        scene.server(FakeSocket::accept);
        scene.server(|socket| socket.lose(1006, "s3cret"));
        let _ = scene.user(|agent| agent.send("s3cret"));
        scene.wait(secs(1));
        scene.wait(secs(4));
        scene.user(WebSocketAgent::close);
    });
    let url = "url=wss://example.org/live?token=…";
    let expected = [
        "DEBUG transition attempt=1 from=idle to=connecting cause=none",
        "DEBUG transition attempt=1 from=connecting to=open cause=none",
        "WARN transition attempt=1 from=open to=waiting cause=closed",
        "DEBUG transition attempt=2 from=waiting to=connecting cause=closed",
        "WARN suspended attempt=2",
        "WARN undelivered attempt=2 size=6 reason=there has been no connection for too long",
        "DEBUG transition attempt=2 from=connecting to=idle cause=closed_by_user",
    ]
    .map(|line| format!("{line} {url}"));
    let lines = book.lines();
    assert!(!lines.concat().contains("s3cret"), "{lines:?}");
    assert_eq!(lines, expected);
}

#[test]
fn o3_no_error_that_names_an_address_or_a_function_puts_a_secret_into_an_event() {
    let book = Book::default();
    tracing::subscriber::with_default(book.clone(), || {
        let scene = Scene::new(steady().prepare(|_| async { Err::<_, &str>("token s3cret") }));
        scene.user(WebSocketAgent::open);
        scene.wait(secs(3));
        let refused = heartline::OpenError::Blocked("ws://x/?token=s3cret".to_owned());
        *scene.witness.refusal.borrow_mut() = Some(refused);
        scene.user(|agent| agent.configure(Config::new("ws://x/?s3cret")));
        scene.user(|agent| agent.configure(Config::new("nonsense s3cret")));
        scene.wait(secs(3));
    });
    let lines = book.lines();
    assert!(
        lines.len() > 4 && !lines.concat().contains("s3cret"),
        "{lines:?}"
    );
    assert!(
        lines
            .iter()
            .any(|line| line.starts_with("WARN") && line.contains("to=failed"))
    );
}
