//! gloo-net: one task reads the stream, another one writes into the sink. No reconnection.

use futures::channel::mpsc;
use futures::future::{AbortHandle, Abortable, poll_fn};
use futures::stream::SplitSink;
use futures::{SinkExt, StreamExt};
use gloo_net::websocket::{Message, futures::WebSocket};
use harness::{App, Data, closed, opened, orders, show_state};
use wasm_bindgen_futures::spawn_local;

fn main() {
    let orders = orders();
    let Ok(socket) = WebSocket::open(&orders.url) else {
        return show_state("no socket");
    };
    show_state("connecting");
    let (write, mut read) = socket.split();
    let (sender, receiver) = mpsc::unbounded();
    if let Some(greeting) = orders.greeting.clone() {
        let _ = sender.unbounded_send(Message::Text(greeting));
    }
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
    let writing = abortable(write_all(write, receiver));
    run(sender, reading, writing);
}

/// What is to be sent, as soon as the sink is ready: the first time it is, the socket is open.
async fn write_all(
    mut write: SplitSink<WebSocket, Message>,
    mut receiver: mpsc::UnboundedReceiver<Message>,
) {
    if poll_fn(|context| write.poll_ready_unpin(context))
        .await
        .is_ok()
    {
        show_state("open");
        opened();
    }
    while let Some(message) = receiver.next().await {
        let _ = write.send(message).await;
    }
    let _ = write.close().await;
}

fn run(sender: mpsc::UnboundedSender<Message>, reading: AbortHandle, writing: AbortHandle) {
    let to_close = sender.clone();
    App::new()
        .send(move |text| sender.unbounded_send(Message::Text(text)).is_ok().into())
        .close(move || to_close.close_channel())
        .unmount(move || {
            // The socket closes when both of its halves are gone.
            reading.abort();
            writing.abort();
        })
        .ready();
}

fn abortable(task: impl Future<Output = ()> + 'static) -> AbortHandle {
    let (handle, registration) = AbortHandle::new_pair();
    spawn_local(async {
        let _ = Abortable::new(task, registration).await;
    });
    handle
}
