//! A WebSocket server that says what it is told, whatever it is, and keeps a record of what came.
//! Servers that do worse are the business of the server's own [faults](crate::faults).

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::{SinkExt, StreamExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::broadcast;
use tokio::task::JoinSet;
use tokio_tungstenite::{WebSocketStream, accept_async};

use crate::places;

pub use tokio_tungstenite::tungstenite::Message;
pub use tokio_tungstenite::tungstenite::protocol::{CloseFrame, frame::coding::CloseCode};

/// What came so far.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// How many connections were made, whatever became of them.
    pub connections: usize,
    /// How many WebSockets are open.
    pub open: usize,
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
pub struct Talker {
    port: u16,
    shared: Arc<Shared>,
    running: JoinSet<()>,
}

#[derive(Debug)]
struct Shared {
    /// What is said on every connection, first of all.
    messages: Vec<Message>,
    record: Mutex<Record>,
    news: broadcast::Sender<Message>,
}

impl Talker {
    /// Starts a server on a free port, which says these messages on every connection.
    pub async fn start(messages: Vec<Message>) -> Self {
        let mut server = Self::saying(messages);
        server.start_again().await;
        server
    }

    /// A server that is to be started later: nobody listens on its port yet.
    #[must_use]
    pub fn absent() -> Self {
        Self::saying(Vec::new())
    }

    fn saying(messages: Vec<Message>) -> Self {
        let shared = Shared {
            messages,
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

    /// Sends a message on every open connection.
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
        connections.spawn(attend(stream, shared.clone()));
    }
}

async fn attend(stream: TcpStream, shared: Arc<Shared>) {
    let (messages, news) = (shared.messages.clone(), shared.news.subscribe());
    if let Ok(socket) = accept_async(stream).await {
        talk(Presence::new(&shared), socket, messages, news).await;
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
        lock(&shared.record).open += 1;
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
