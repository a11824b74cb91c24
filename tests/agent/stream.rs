//! The agent as streams of messages and statuses, and as a sink.

use std::cell::RefCell;
use std::future::poll_fn;
use std::pin::Pin;
use std::rc::Rc;

use futures_core::Stream;
use futures_sink::Sink;
use heartline::{
    DropReason, Lost, Message, MessageSink, Messages, Outgoing, Phase, Reconnect, SinkError,
    Statuses, WebSocketAgent,
};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::later::Task;
use crate::scene::{Scene, secs, show, steady};

/// Reads a stream to its end and writes down what it says.
fn read<S: Stream + Unpin + 'static>(
    scene: &Scene,
    mut stream: S,
    words: fn(S::Item) -> String,
) -> (Task<()>, Rc<RefCell<Vec<String>>>) {
    let heard = Rc::new(RefCell::new(Vec::new()));
    let notes = heard.clone();
    let task = Task::run(&scene.world, async move {
        while let Some(item) = poll_fn(|context| Pin::new(&mut stream).poll_next(context)).await {
            notes.borrow_mut().push(words(item));
        }
        notes.borrow_mut().push("end".to_owned());
    });
    (task, heard)
}

fn word(item: Result<Message, Lost>) -> String {
    match item {
        Ok(message) => show(&message),
        Err(lost) => lost.to_string(),
    }
}

fn phase(status: heartline::Status) -> String {
    status.phase.to_string()
}

#[test]
fn m1_a_stream_gives_every_message_once_and_in_order_and_ends_with_the_agent() {
    let scene = Scene::connected(steady());
    let (task, heard) = read(&scene, scene.agent().messages(), word);
    scene.says("a");
    scene.says("b");
    scene.world.settle();
    assert_eq!(heard.take(), ["a", "b"]);
    scene.lose();
    scene.wait(secs(1));
    scene.server(heartline::platform::fake::FakeSocket::accept);
    scene.says("c");
    scene.user(WebSocketAgent::close);
    scene.world.settle();
    assert_eq!(heard.take(), ["c"]);
    assert_eq!(task.value(), None, "a close ends nothing");

    scene.slot.take();
    assert_eq!(task.value(), Some(()));
    assert_eq!(heard.take(), ["end"]);
    assert_eq!((scene.world.open_sockets(), scene.world.alarms()), (0, 0));
}

#[test]
fn m4_a_stream_that_is_read_slowly_drops_the_oldest_and_says_how_many() {
    for (messages, bytes, lost) in [(2, 1_000, 3), (1_000, 2, 3), (5, 5, 0), (0, 0, 4)] {
        let scene = Scene::connected(steady());
        let stream = scene.agent().messages().keep(messages, bytes);
        for text in ["a", "b", "c", "d", "e"] {
            scene.says(text);
        }
        let (_task, heard) = read(&scene, stream, word);
        let heard = heard.take();
        assert_eq!(heard.last().unwrap(), "e");
        match lost {
            0 => assert_eq!(heard, ["a", "b", "c", "d", "e"]),
            _ => assert_eq!(
                heard[0],
                format!("{lost} messages were dropped: the stream is read too slowly")
            ),
        }
        assert_eq!(heard.len(), 5 - lost + usize::from(lost > 0));
    }
}

#[test]
fn m4_a_stream_keeps_a_thousand_messages_or_eight_mebibytes() {
    let scene = Scene::connected(steady());
    let (by_count, by_bytes) = (scene.agent().messages(), scene.agent().messages());
    drop(by_bytes);
    for number in 0..=Messages::MAX_MESSAGES {
        scene.says(&number.to_string());
    }
    let (_task, heard) = read(&scene, by_count, word);
    let heard = heard.take();
    assert_eq!(
        heard[..2],
        ["1 message was dropped: the stream is read too slowly", "1"]
    );
    assert_eq!(heard.len(), 1_001);

    let by_bytes = scene.agent().messages();
    let mebibyte = "x".repeat(1 << 20);
    for _ in 0..10 {
        scene.says(&mebibyte);
    }
    let (_task, heard) = read(&scene, by_bytes, word);
    assert_eq!((heard.borrow().len(), Messages::MAX_BYTES), (9, 8 << 20));
}

#[test]
fn m1_what_waits_in_a_stream_is_read_before_its_end() {
    let scene = Scene::connected(steady());
    let stream = scene.agent().messages();
    scene.says("a");
    scene.slot.take();
    let (_task, heard) = read(&scene, stream, word);
    assert_eq!(heard.take(), ["a", "end"]);
}

#[test]
fn o1_a_stream_of_statuses_gives_the_present_and_then_the_latest() {
    let scene = Scene::new(steady());
    let stream: Statuses = scene.agent().statuses();
    let (_task, heard) = read(&scene, stream, phase);
    assert_eq!(heard.take(), ["idle"]);
    scene.user(WebSocketAgent::open);
    scene.world.settle();
    assert_eq!(heard.take(), ["connecting"]);
    let socket = scene.socket();
    socket.accept();
    socket.lose(1006, "");
    scene.world.settle();
    assert_eq!(heard.take(), ["waiting"], "what is over is not told");
    scene.slot.take();
    scene.world.settle();
    assert_eq!(heard.take(), ["end"]);
}

/// What a sink does, one call at a time.
struct Writer {
    scene: Scene,
    sink: Rc<RefCell<MessageSink>>,
}

type Done = Result<(), SinkError>;

impl Writer {
    fn new(scene: Scene) -> Self {
        let sink = Rc::new(RefCell::new(scene.agent().sink()));
        Self { scene, sink }
    }

    fn ready(&self) -> Task<Done> {
        let sink = self.sink.clone();
        let ready = poll_fn(move |context| Pin::new(&mut *sink.borrow_mut()).poll_ready(context));
        Task::run(&self.scene.world, ready)
    }

    fn flush(&self) -> Task<Done> {
        let sink = self.sink.clone();
        let flush = poll_fn(move |context| Pin::new(&mut *sink.borrow_mut()).poll_flush(context));
        Task::run(&self.scene.world, flush)
    }

    fn close(&self) -> Task<Done> {
        let sink = self.sink.clone();
        let close = poll_fn(move |context| Pin::new(&mut *sink.borrow_mut()).poll_close(context));
        Task::run(&self.scene.world, close)
    }

    fn send(&self, text: &str) -> Done {
        let outgoing = Outgoing::new(text);
        Pin::new(&mut *self.sink.borrow_mut()).start_send(outgoing)
    }
}

fn fails<T>(reason: DropReason) -> Option<Result<T, DropReason>> {
    Some(Err(reason))
}

fn reason(task: &Task<Done>) -> Option<Result<(), DropReason>> {
    task.value().map(|done| done.map_err(|error| error.reason))
}

#[test]
fn s6_a_sink_is_ready_when_a_message_would_leave_at_once() {
    let writer = Writer::new(Scene::new(steady().max_buffered(1)));
    assert_eq!(reason(&writer.ready()), fails(DropReason::NotConnected));
    writer.scene.user(WebSocketAgent::open);
    let ready = writer.ready();
    assert_eq!(reason(&ready), None);
    writer.scene.socket().accept();
    assert_eq!(reason(&ready), Some(Ok(())));
    assert_eq!(reason(&writer.flush()), Some(Ok(())));

    writer.scene.socket().stall();
    assert_eq!(writer.send("a"), Ok(()));
    assert_eq!(reason(&writer.ready()), None);
    assert_eq!(writer.send("b"), Ok(()));
    let flush = writer.flush();
    assert_eq!(reason(&flush), None);
    writer.scene.socket().resume();
    writer.scene.wait(secs(1));
    assert_eq!(reason(&flush), Some(Ok(())));
    assert_eq!(reason(&writer.ready()), Some(Ok(())));
    assert_eq!(writer.scene.sent(), ["a", "b"]);
}

#[test]
fn s1_a_sink_hands_back_what_it_cannot_send() {
    let writer = Writer::new(Scene::connected(steady().max_message(12)));
    let error = writer.send("too long to send").unwrap_err();
    assert_eq!(error.message, Some("too long to send".into()));
    assert_eq!(error.to_string(), "16 bytes are more than the limit of 12");
    writer.scene.lose();
    assert_eq!(writer.send("a"), Ok(()));
    let flush = writer.flush();
    assert_eq!(reason(&flush), None);
    writer.scene.user(WebSocketAgent::close);
    assert_eq!(reason(&flush), fails(DropReason::Closed));
    assert_eq!(
        writer.send("b").unwrap_err().reason,
        DropReason::NotConnected
    );
}

#[test]
fn s1_a_sink_of_a_connection_that_gave_up_or_is_gone_says_so() {
    let writer = Writer::new(Scene::connected(steady()));
    let off = steady().reconnect(Reconnect::disabled());
    writer.scene.user(|agent| agent.configure(off));
    writer.scene.lose();
    assert_eq!(reason(&writer.ready()), fails(DropReason::GaveUp));
    writer.scene.user(WebSocketAgent::retry_now);
    let ready = writer.ready();
    writer.scene.slot.take();
    assert_eq!(reason(&ready), fails(DropReason::Closed));
    assert_eq!(reason(&writer.flush()), fails(DropReason::Closed));
    assert_eq!(writer.send("a").unwrap_err().message, Some("a".into()));
    assert_eq!(reason(&writer.close()), Some(Ok(())));
    assert_eq!(
        (
            writer.scene.world.open_sockets(),
            writer.scene.world.alarms()
        ),
        (0, 0)
    );
}

#[test]
fn l8_closing_a_sink_sends_what_is_queued_first() {
    let writer = Writer::new(Scene::connected(steady().max_buffered(1)));
    writer.scene.socket().stall();
    assert_eq!((writer.send("a"), writer.send("b")), (Ok(()), Ok(())));
    let close = writer.close();
    assert_eq!(
        (reason(&close), writer.scene.phase()),
        (None, Phase::Closing)
    );
    writer.scene.socket().resume();
    writer.scene.wait(secs(1));
    assert_eq!(writer.scene.sent(), ["a", "b"]);
    assert_eq!(reason(&close), None);
    writer.scene.server(|socket| socket.lose(1000, ""));
    assert_eq!(reason(&close), Some(Ok(())));

    writer.scene.user(WebSocketAgent::open);
    assert_eq!(writer.send("c"), Ok(()));
    let close = writer.close();
    writer.scene.wait(MessageSink::CLOSE_WITHIN);
    assert_eq!(
        reason(&close),
        Some(Ok(())),
        "in time, also when nothing can be sent"
    );
    assert_eq!(writer.scene.phase(), Phase::Idle);
}

#[test]
fn l8_closing_a_sink_ends_when_somebody_opens_the_connection_again() {
    let writer = Writer::new(Scene::connected(steady()));
    writer.scene.lose();
    assert_eq!(writer.send("a"), Ok(()));
    let close = writer.close();
    assert_eq!(reason(&close), None);
    writer.scene.user(WebSocketAgent::open);
    assert_eq!(reason(&close), Some(Ok(())));
    assert_eq!(writer.scene.phase(), Phase::Waiting);
}
