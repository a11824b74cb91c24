//! A server that answers heartbeats, says nothing else, and may drop who is silent.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use futures_util::{SinkExt, StreamExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_tungstenite::accept_async;
use tokio_tungstenite::tungstenite::Message;

/// The server. Dropping it ends its connections.
#[derive(Debug)]
pub(crate) struct Listener {
    address: String,
    record: Arc<Mutex<Record>>,
    _running: JoinSet<()>,
}

/// What it has seen.
#[derive(Clone, Debug, Default)]
pub(crate) struct Record {
    /// WebSockets that were opened.
    pub(crate) connections: usize,
    /// Those that it has dropped because they were silent.
    pub(crate) dropped: usize,
    /// Those that were ended by the client or by the network.
    pub(crate) ended: usize,
    /// When messages arrived.
    pub(crate) arrivals: Vec<Instant>,
}

impl Record {
    /// The times between one arrival and the next, from a moment on.
    pub(crate) fn gaps(&self, since: Instant) -> Vec<Duration> {
        let arrivals: Vec<_> = self.arrivals.iter().filter(|at| **at >= since).collect();
        arrivals
            .windows(2)
            .map(|pair| *pair[1] - *pair[0])
            .collect()
    }
}

impl Listener {
    /// Listens. Who says nothing for `patience` is dropped, if one is given.
    pub(crate) async fn start(patience: Option<Duration>) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let address = listener.local_addr().expect("its address");
        let record = Arc::<Mutex<Record>>::default();
        let mut running = JoinSet::new();
        running.spawn(listen(listener, record.clone(), patience));
        Self {
            address: format!("ws://{address}/"),
            record,
            _running: running,
        }
    }

    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    pub(crate) fn record(&self) -> Record {
        lock(&self.record).clone()
    }
}

fn lock(record: &Mutex<Record>) -> MutexGuard<'_, Record> {
    record.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn listen(listener: TcpListener, record: Arc<Mutex<Record>>, patience: Option<Duration>) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        connections.spawn(attend(stream, record.clone(), patience));
    }
}

async fn attend(stream: TcpStream, record: Arc<Mutex<Record>>, patience: Option<Duration>) {
    let Ok(mut socket) = accept_async(stream).await else {
        return;
    };
    lock(&record).connections += 1;
    loop {
        let heard = match patience {
            Some(patience) => timeout(patience, socket.next()).await,
            None => Ok(socket.next().await),
        };
        let Ok(heard) = heard else {
            lock(&record).dropped += 1;
            return;
        };
        let Some(Ok(message)) = heard else {
            lock(&record).ended += 1;
            return;
        };
        if !matches!(message, Message::Text(_)) {
            continue;
        }
        lock(&record).arrivals.push(Instant::now());
        let is_heart = message.to_text().is_ok_and(|text| text == HEART);
        if is_heart && socket.send(message).await.is_err() {
            lock(&record).ended += 1;
            return;
        }
    }
}

/// The heartbeat of the page.
const HEART: &str = r#"{"heart":1}"#;
