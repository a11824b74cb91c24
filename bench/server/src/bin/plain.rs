//! What `heartline-server` is measured against: the WebSocket of axum with nothing around it. `/echo`
//! sends back what it gets, `/chat` gives every text to everyone.

use std::io::Write;

use axum::Router;
use axum::extract::State;
use axum::extract::ws::{Message, Utf8Bytes, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use axum::routing::get;
use tokio::net::TcpListener;
use tokio::sync::broadcast;

/// As many messages as `heartline-server` lets a client be behind the others.
const BACKLOG: usize = 1024;

type Room = broadcast::Sender<Utf8Bytes>;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    writeln!(std::io::stdout(), "ready: http://{address}/")?;
    let router = Router::new()
        .route("/echo", get(echo))
        .route("/chat", get(chat))
        .with_state(Room::new(BACKLOG));
    axum::serve(listener, router).await
}

async fn echo(upgrade: WebSocketUpgrade) -> Response {
    upgrade.on_upgrade(|mut socket| async move {
        while let Some(Ok(message)) = socket.recv().await {
            if socket.send(message).await.is_err() {
                return;
            }
        }
    })
}

async fn chat(upgrade: WebSocketUpgrade, State(room): State<Room>) -> Response {
    upgrade.on_upgrade(|socket| attend(socket, room))
}

async fn attend(mut socket: WebSocket, room: Room) {
    let mut news = room.subscribe();
    loop {
        tokio::select! {
            said = socket.recv() => match said {
                // It fails only where nobody listens, and this one does.
                Some(Ok(Message::Text(text))) => drop(room.send(text)),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return,
            },
            news = news.recv() => {
                let Ok(text) = news else { return };
                if socket.send(Message::Text(text)).await.is_err() {
                    return;
                }
            }
        }
    }
}
