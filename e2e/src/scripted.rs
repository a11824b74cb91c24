//! A WebSocket server that behaves as it is told, badly above all, and keeps a record of what came.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::{SinkExt, StreamExt};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::broadcast;
use tokio::task::JoinSet;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::{WebSocketStream, accept_async};

use crate::places;

pub use tokio_tungstenite::tungstenite::Message;

/// What happens to a connection.
#[derive(Clone, Debug)]
pub enum Manner {
    /// It is taken, and nothing is ever said on it.
    Mute,
    /// The handshake is answered with this HTTP status.
    Refuse(u16),
    /// It opens; these messages are sent; heartbeats are answered.
    Talk(Vec<Message>),
    /// It opens and is closed at once, with this code and reason.
    Close(u16, String),
    /// It opens and is cut at once, without a close frame.
    HangUp,
}

/// What came so far.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// How many connections were made, whatever became of them.
    pub connections: usize,
    /// How many WebSockets are open.
    pub open: usize,
    /// The most that were open at one time.
    pub most_open: usize,
    /// The texts and binaries that arrived, heartbeats included, on all connections in order.
    pub heard: Vec<Message>,
    /// The close frames that arrived: code and reason, if there was a code.
    pub closes: Vec<Option<(u16, String)>>,
}

impl Record {
    /// What arrived besides heartbeats.
    #[must_use]
    pub fn data(&self) -> Vec<Message> {
        let mut heard = self.heard.clone();
        heard.retain(|message| *message != Message::text(HEART));
        heard
    }

    /// Whether this text arrived.
    #[must_use]
    pub fn has_heard(&self, text: &str) -> bool {
        self.heard.contains(&Message::text(text))
    }
}

/// The server. Dropping it cuts all of its connections.
#[derive(Debug)]
pub struct Scripted {
    port: u16,
    shared: Arc<Shared>,
    running: JoinSet<()>,
}

#[derive(Debug)]
struct Shared {
    manner: Mutex<Manner>,
    record: Mutex<Record>,
    news: broadcast::Sender<Message>,
}

impl Scripted {
    /// Starts a server on a free port.
    pub async fn start(manner: Manner) -> Self {
        let mut server = Self::absent(manner);
        server.start_again().await;
        server
    }

    /// A server that is to be started later: nobody listens on its port yet.
    #[must_use]
    pub fn absent(manner: Manner) -> Self {
        let shared = Shared {
            manner: Mutex::new(manner),
            record: Mutex::default(),
            news: broadcast::Sender::new(1024),
        };
        Self {
            port: places::free_port(),
            shared: Arc::new(shared),
            running: JoinSet::new(),
        }
    }

    /// Its address.
    #[must_use]
    pub fn address(&self) -> String {
        format!("ws://127.0.0.1:{}/", self.port)
    }

    /// Listens, on the same port as ever.
    pub async fn start_again(&mut self) {
        let listener = TcpListener::bind(("127.0.0.1", self.port)).await;
        let listener = listener.expect("the port");
        self.running.spawn(listen(listener, self.shared.clone()));
    }

    /// Cuts all connections and listens no more.
    pub async fn stop(&mut self) {
        self.running.shutdown().await;
    }

    /// How connections are treated from the next one on.
    pub fn set(&self, manner: Manner) {
        *lock(&self.shared.manner) = manner;
    }

    /// Sends a message on every open connection that talks.
    pub fn say(&self, message: impl Into<Message>) {
        // An error only says that nobody is there to hear it.
        let _ = self.shared.news.send(message.into());
    }

    /// What came so far.
    #[must_use]
    pub fn record(&self) -> Record {
        lock(&self.shared.record).clone()
    }
}

/// A test that failed elsewhere must not fail here once more.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Dropping this drops its connections with it.
async fn listen(listener: TcpListener, shared: Arc<Shared>) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        lock(&shared.record).connections += 1;
        let manner = lock(&shared.manner).clone();
        connections.spawn(attend(stream, manner, shared.clone()));
    }
}

async fn attend(stream: TcpStream, manner: Manner, shared: Arc<Shared>) {
    match manner {
        Manner::Mute => {
            let _held = stream;
            std::future::pending::<()>().await;
        }
        Manner::Refuse(status) => refuse(stream, status).await,
        Manner::HangUp => drop(accept_async(stream).await),
        Manner::Close(code, reason) => {
            if let Ok(socket) = accept_async(stream).await {
                close(Presence::new(&shared), socket, code, reason).await;
            }
        }
        Manner::Talk(messages) => {
            let news = shared.news.subscribe();
            if let Ok(socket) = accept_async(stream).await {
                talk(Presence::new(&shared), socket, messages, news).await;
            }
        }
    }
}

async fn refuse(stream: TcpStream, status: u16) {
    let mut stream = BufReader::new(stream);
    let mut line = String::from("the request's lines up to an empty one");
    while !line.trim_end().is_empty() {
        line.clear();
        if stream.read_line(&mut line).await.is_err() {
            return;
        }
    }
    let answer = format!("HTTP/1.1 {status} No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    let _ = stream.get_mut().write_all(answer.as_bytes()).await;
}

async fn close(
    presence: Presence,
    mut socket: WebSocketStream<TcpStream>,
    code: u16,
    reason: String,
) {
    let frame = CloseFrame {
        code: code.into(),
        reason: reason.into(),
    };
    let _ = socket.close(Some(frame)).await;
    // The other side answers, which completes the closing handshake.
    while let Some(Ok(message)) = socket.next().await {
        presence.note(message);
    }
}

async fn talk(
    presence: Presence,
    mut socket: WebSocketStream<TcpStream>,
    messages: Vec<Message>,
    mut news: broadcast::Receiver<Message>,
) {
    for message in messages {
        if socket.send(message).await.is_err() {
            return;
        }
    }
    loop {
        let answer = tokio::select! {
            said = news.recv() => said.ok(),
            heard = socket.next() => match heard {
                Some(Ok(message)) => presence.note(message),
                Some(Err(_)) | None => return,
            },
        };
        if let Some(answer) = answer
            && socket.send(answer).await.is_err()
        {
            return;
        }
    }
}

/// An open connection, counted as long as it lasts.
struct Presence(Arc<Shared>);

impl Presence {
    fn new(shared: &Arc<Shared>) -> Self {
        let mut record = lock(&shared.record);
        record.open += 1;
        record.most_open = record.most_open.max(record.open);
        Self(shared.clone())
    }

    /// Keeps what arrived; gives the answer, if one is due.
    fn note(&self, message: Message) -> Option<Message> {
        let mut record = lock(&self.0.record);
        match message {
            Message::Close(frame) => {
                let frame = frame.map(|frame| (frame.code.into(), frame.reason.to_string()));
                record.closes.push(frame);
                None
            }
            Message::Text(_) | Message::Binary(_) => {
                record.heard.push(message.clone());
                (message == Message::text(HEART)).then_some(message)
            }
            Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => None,
        }
    }
}

impl Drop for Presence {
    fn drop(&mut self) {
        lock(&self.0.record).open -= 1;
    }
}

/// The heartbeat that the page sends and expects to come back.
const HEART: &str = r#"{"heart":1}"#;
