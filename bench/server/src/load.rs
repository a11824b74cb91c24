//! The clients.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::Failure;

/// How long any one thing may take before the measurement is given up.
const PATIENCE: Duration = Duration::from_secs(120);

/// A client's end of a connection.
pub(crate) type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// A client.
pub(crate) async fn connect(address: &str) -> Result<Socket, Failure> {
    let connecting = timeout(PATIENCE, connect_async(address)).await?;
    let (socket, _) = connecting.map_err(|error| format!("{address}: {error}"))?;
    Ok(socket)
}

/// Waits until the server attends to the client: a handshake alone does not say that it hears yet
/// what is told to everyone.
pub(crate) async fn present(socket: &mut Socket) -> Result<(), Failure> {
    socket.send(Message::Ping(Default::default())).await?;
    while !hear(socket).await?.is_pong() {}
    Ok(())
}

/// Clients that have each had a message echoed, and listen on until they are dropped.
#[derive(Debug, Default)]
pub(crate) struct Crowd {
    clients: JoinSet<()>,
}

impl Crowd {
    /// Grows to `count` clients.
    pub(crate) async fn grow(&mut self, address: &str, count: usize) -> Result<(), Failure> {
        while self.clients.len() < count {
            let mut socket = connect(address).await?;
            echo(&mut socket, Message::binary(vec![0; 100]), 1).await?;
            self.clients
                .spawn(async move { while let Some(Ok(_)) = socket.next().await {} });
        }
        Ok(())
    }
}

/// `clients` at once, which have `message` echoed `count` times together.
pub(crate) async fn echo_by_many(
    clients: Vec<Socket>,
    message: &Message,
    count: usize,
) -> Result<(), Failure> {
    let each = count / clients.len();
    let mut working = JoinSet::new();
    for mut socket in clients {
        let message = message.clone();
        working.spawn(async move { echo(&mut socket, message, each).await });
    }
    while let Some(done) = working.join_next().await {
        done??;
    }
    Ok(())
}

/// Sends `message` and waits for its answer, which is the same message, `count` times.
async fn echo(socket: &mut Socket, message: Message, count: usize) -> Result<(), Failure> {
    for _ in 0..count {
        socket.send(message.clone()).await?;
        while hear(socket).await? != message {}
    }
    Ok(())
}

async fn hear(socket: &mut Socket) -> Result<Message, Failure> {
    let heard = timeout(PATIENCE, socket.next()).await?;
    Ok(heard.ok_or("the server closed")??)
}

/// People who listen, and how many of what is said each has to hear.
#[derive(Debug)]
pub(crate) struct Audience {
    listening: JoinSet<Result<(), Failure>>,
}

impl Audience {
    /// Everyone hears until `count` chat messages have come.
    pub(crate) fn of(clients: Vec<Socket>, count: usize) -> Self {
        let mut listening = JoinSet::new();
        for mut socket in clients {
            listening.spawn(async move {
                for _ in 0..count {
                    while !is_chat(&hear(&mut socket).await?) {}
                }
                Ok(())
            });
        }
        Self { listening }
    }

    /// Waits until everyone has heard everything.
    pub(crate) async fn satisfied(mut self) -> Result<(), Failure> {
        while let Some(done) = self.listening.join_next().await {
            done??;
        }
        Ok(())
    }
}

/// Says `count` messages, of which at most `ahead` have not come back to the speaker.
pub(crate) async fn speak(socket: &mut Socket, count: usize, ahead: usize) -> Result<(), Failure> {
    let message = Message::text(chat());
    let (mut said, mut heard) = (0, 0);
    while heard < count {
        while said < count && said - heard < ahead {
            socket.feed(message.clone()).await?;
            said += 1;
        }
        socket.flush().await?;
        while !is_chat(&hear(socket).await?) {}
        heard += 1;
    }
    Ok(())
}

/// A chat message of 100 bytes.
fn chat() -> String {
    format!(r#"{{"chat":"{}"}}"#, "a".repeat(89))
}

/// Whether it is a chat message, and not the live data that comes by the way.
fn is_chat(message: &Message) -> bool {
    let text = message.to_text().unwrap_or_default();
    text.starts_with(r#"{"chat":"#)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chat_message_has_a_hundred_bytes_and_is_known() {
        assert_eq!(chat().len(), 100);
        assert!(is_chat(&Message::text(chat())));
        assert!(!is_chat(&Message::text(r#"{"live":{}}"#)));
        assert!(!is_chat(&Message::binary(vec![255])));
    }
}
