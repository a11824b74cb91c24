//! A server in this process, and clients for it.

use std::{future::Future, io, net::SocketAddr, time::Duration};

use futures_util::{SinkExt, StreamExt};
use heartline_server::{Options, serve};
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpSocket, TcpStream},
    sync::oneshot,
    task::JoinHandle,
    time::timeout,
};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Message, protocol::CloseFrame},
};

/// Waits for an event, and fails rather than for ever.
pub(crate) async fn within<T>(event: impl Future<Output = T>) -> T {
    timeout(Duration::from_secs(20), event)
        .await
        .expect("an event that never came")
}

/// Options under which nothing happens by itself.
pub(crate) fn quiet() -> Options {
    let never = Duration::from_secs(3600);
    Options {
        ping_interval: never,
        send_timeout: never,
        live_interval: None,
        ..Options::default()
    }
}

/// A server; dropping it ends it.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    end: Option<oneshot::Sender<()>>,
    running: JoinHandle<io::Result<()>>,
}

impl Server {
    pub(crate) async fn start(options: Options) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (end, ended) = oneshot::channel();
        let running = tokio::spawn(serve(listener, options, async {
            let _ = ended.await;
        }));
        Self {
            address,
            end: Some(end),
            running,
        }
    }

    pub(crate) async fn connect(&self) -> Client {
        Client::over(TcpStream::connect(self.address).await.unwrap(), "/ws").await
    }

    /// A client whose system takes in little before the server notices that nobody reads.
    pub(crate) async fn connect_narrow(&self) -> Client {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(4096).unwrap();
        Client::over(socket.connect(self.address).await.unwrap(), "/ws").await
    }

    /// What the server answers to the head of a request, read to the end.
    pub(crate) async fn http(&self, head: &str) -> Answer {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        let host = self.address;
        let request = format!("{head}\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        Answer::read(stream).await
    }

    /// What the server answers to a plain GET with these further lines.
    pub(crate) async fn get(&self, path: &str, lines: &str) -> Answer {
        let head = format!("GET {path} HTTP/1.1\r\n{lines}");
        self.http(head.trim_end()).await
    }

    /// What the server answers to a request with a body and these further lines.
    pub(crate) async fn request(
        &self,
        method: &str,
        path: &str,
        lines: &str,
        body: &str,
    ) -> Answer {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        let (host, length) = (self.address, body.len());
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\
             Content-Length: {length}\r\n{lines}\r\n{body}"
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        Answer::read(stream).await
    }

    /// A fresh token.
    pub(crate) async fn token(&self) -> String {
        let answer = self.get("/token", "").await;
        answer.json()["token"].as_str().expect("a token").to_owned()
    }

    /// What the server answers to a handshake with these further lines.
    pub(crate) async fn handshake(&self, lines: &str) -> Answer {
        self.handshake_at("/ws", lines).await
    }

    /// The same at another path.
    pub(crate) async fn handshake_at(&self, path: &str, lines: &str) -> Answer {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n{lines}\r\n",
            self.address
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        // End of writing: a server that has upgraded ends as well, so that all can be read.
        stream.shutdown().await.unwrap();
        Answer::read(stream).await
    }

    /// Waits until a handshake finds a seat, and leaves it again.
    pub(crate) async fn seat_is_free(&self) {
        let free = async {
            while self.handshake("").await.status != 101 {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        within(free).await;
    }

    pub(crate) fn ask_to_end(&mut self) {
        drop(self.end.take());
    }

    pub(crate) async fn end(mut self) -> io::Result<()> {
        self.ask_to_end();
        within(&mut self.running).await.unwrap()
    }
}

/// An HTTP answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    head: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) async fn read(mut stream: TcpStream) -> Self {
        let mut bytes = Vec::new();
        within(stream.read_to_end(&mut bytes)).await.unwrap();
        let end = bytes
            .windows(4)
            .position(|four| four == b"\r\n\r\n")
            .expect("a whole head");
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Self {
            status,
            head,
            body: bytes[end + 4..].to_vec(),
        }
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(crate) fn text(&self) -> &str {
        str::from_utf8(&self.body).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers(name).next()
    }

    /// Whether a header, however often it is there, has this among its items.
    pub(crate) fn lists(&self, name: &str, item: &str) -> bool {
        self.headers(name)
            .flat_map(|value| value.split(','))
            .any(|listed| listed.trim().eq_ignore_ascii_case(item))
    }

    fn headers(&self, name: &str) -> impl Iterator<Item = &str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines
            .filter(move |(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }
}

/// A WebSocket client.
pub(crate) struct Client {
    pub(crate) socket: WebSocketStream<TcpStream>,
}

impl Client {
    pub(crate) async fn over(stream: TcpStream, path: &str) -> Self {
        let url = format!("ws://{}{path}", stream.peer_addr().unwrap());
        let (socket, _) = within(client_async(url, stream))
            .await
            .expect("a handshake");
        Self { socket }
    }

    pub(crate) async fn send(&mut self, message: impl Into<Message>) {
        within(self.socket.send(message.into())).await.unwrap();
    }

    /// The next message of whatever kind.
    pub(crate) async fn next(&mut self) -> Message {
        within(self.socket.next())
            .await
            .expect("an open connection")
            .unwrap()
    }

    /// The next message, which has to be JSON.
    pub(crate) async fn json(&mut self) -> Value {
        match self.next().await {
            Message::Text(text) => serde_json::from_str(&text).unwrap(),
            other => panic!("not text: {other:?}"),
        }
    }

    pub(crate) async fn ask(&mut self, text: &str) -> Value {
        self.send(text).await;
        self.json().await
    }

    /// The close frame that ends this connection, after whatever else comes.
    pub(crate) async fn closed(&mut self) -> CloseFrame {
        loop {
            if let Message::Close(frame) = self.next().await {
                return frame.expect("a reason");
            }
        }
    }

    /// Waits until so many clients are connected, this one included.
    pub(crate) async fn among(&mut self, clients: u64) {
        let counted = async {
            while self.ask(r#"{"id":"watcher"}"#).await["clients"] != clients {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        within(counted).await;
    }
}
