//! What `heartline-server` is measured against: the WebSocket of axum with nothing around it. `/echo`
//! sends back what it gets, `/chat` gives every text to everyone. An argument is how many bytes it reads at a time;
//! without one it reads as axum does by default.

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

/// What everyone is treated alike with.
#[derive(Clone)]
struct Hall {
    room: Room,
    read_buffer: Option<usize>,
}

impl Hall {
    fn admit(&self, upgrade: WebSocketUpgrade) -> WebSocketUpgrade {
        match self.read_buffer {
            Some(bytes) => upgrade.read_buffer_size(bytes),
            None => upgrade,
        }
    }
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    writeln!(std::io::stdout(), "ready: http://{address}/")?;
    let read_buffer = std::env::args().nth(1).map(|bytes| bytes.parse());
    let hall = Hall {
        room: Room::new(BACKLOG),
        read_buffer: read_buffer.transpose().map_err(std::io::Error::other)?,
    };
    let router = Router::new()
        .route("/echo", get(echo))
        .route("/chat", get(chat))
        .with_state(hall);
    axum::serve(listener, router).await
}

async fn echo(upgrade: WebSocketUpgrade, State(hall): State<Hall>) -> Response {
    hall.admit(upgrade).on_upgrade(|mut socket| async move {
        while let Some(Ok(message)) = socket.recv().await {
            if socket.send(message).await.is_err() {
                return;
            }
        }
    })
}

async fn chat(upgrade: WebSocketUpgrade, State(hall): State<Hall>) -> Response {
    let room = hall.room.clone();
    hall.admit(upgrade)
        .on_upgrade(|socket| attend(socket, room))
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
