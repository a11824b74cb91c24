//! gloo-net: one task reads the stream, and whoever sends waits for the sink. No reconnection. Follows the example of
//! its module `websocket::futures`.

use std::rc::Rc;

use futures::future::{AbortHandle, Abortable, poll_fn};
use futures::lock::Mutex;
use futures::stream::SplitSink;
use futures::{SinkExt, StreamExt};
use gloo_net::websocket::{Message, futures::WebSocket};
use harness::{App, Data, NOTHING, closed, opened, orders, show_state};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{future_to_promise, spawn_local};

/// The half that writes, until it is dropped. Who sends has it alone meanwhile, as `write.send` in the example.
type Write = Rc<Mutex<Option<SplitSink<WebSocket, Message>>>>;

fn main() {
    let orders = orders();
    let Ok(socket) = WebSocket::open(&orders.url) else {
        return show_state("no socket");
    };
    show_state("connecting");
    let (write, mut read) = socket.split();
    let write: Write = Rc::new(Mutex::new(Some(write)));
    let opening = abortable(open(write.clone(), orders.greeting.clone()));
    let reading = abortable(async move {
        let (kind, receive) = (orders.kind, harness::receiver(&orders));
        let take = move |data: Data<'_>| receive(kind.number(data), data);
        while let Some(message) = read.next().await {
            match message {
                Ok(Message::Text(text)) => take(Data::Text(&text)),
                Ok(Message::Bytes(bytes)) => take(Data::Binary(&bytes)),
                Err(_) => {}
            }
        }
        show_state("closed");
        closed();
    });
    run(write, [opening, reading]);
}

/// The first time that the sink is ready, the socket is open.
async fn open(write: Write, greeting: Option<String>) {
    let mut write = write.lock().await;
    let Some(write) = write.as_mut() else { return };
    if poll_fn(|context| write.poll_ready_unpin(context))
        .await
        .is_ok()
    {
        show_state("open");
        opened();
    }
    if let Some(greeting) = greeting {
        // It is lost with its connection.
        let _ = write.send(Message::Text(greeting)).await;
    }
}

fn run(write: Write, tasks: [AbortHandle; 2]) {
    let (to_send, to_close, all) = (write.clone(), write.clone(), tasks.clone());
    App::new()
        .send(move |text| future_to_promise(send(to_send.clone(), text)).into())
        .close(move || drop_both(to_close.clone(), &all))
        .unmount(move || drop_both(write, &tasks))
        .ready();
}

/// What the sink answers.
async fn send(write: Write, text: String) -> Result<JsValue, JsValue> {
    let mut write = write.lock().await;
    let Some(write) = write.as_mut() else {
        return Err("closed by the application".into());
    };
    let sent = write.send(Message::Text(text)).await;
    sent.map(|()| NOTHING)
        .map_err(|error| error.to_string().into())
}

/// The socket closes when both of its halves are gone.
fn drop_both(write: Write, tasks: &[AbortHandle]) {
    tasks.iter().for_each(AbortHandle::abort);
    spawn_local(async move { *write.lock().await = None });
}

fn abortable(task: impl Future<Output = ()> + 'static) -> AbortHandle {
    let (handle, registration) = AbortHandle::new_pair();
    spawn_local(async {
        let _ = Abortable::new(task, registration).await;
    });
    handle
}
