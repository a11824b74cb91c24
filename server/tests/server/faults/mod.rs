//! The server's faults, as those who order them and those who suffer them see them.

mod control;
mod handshake;
mod open;
mod record;
mod relay;

use std::{io, net::SocketAddr, time::Duration};

use heartline_server::Options;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::support::{Answer, Client, Server, quiet, within};

/// A server with faults.
struct Faulty {
    server: Server,
    fault: SocketAddr,
    relay: SocketAddr,
}

impl Faulty {
    async fn start() -> Self {
        let options = Options {
            faults: true,
            ..quiet()
        };
        let server = Server::start(options).await;
        let told = server.get("/faults", "").await.json();
        let address = |name: &str| {
            let url = told[name].as_str().unwrap();
            let host = url
                .strip_prefix("ws://")
                .and_then(|url| url.strip_suffix("/ws"));
            host.expect("an address of a WebSocket").parse().unwrap()
        };
        Self {
            fault: address("fault"),
            relay: address("relay"),
            server,
        }
    }

    /// One that was ordered to do so.
    async fn that(order: Value) -> Self {
        let faulty = Self::start().await;
        faulty.order(order).await;
        faulty
    }

    async fn post(&self, path: &str, order: &Value) -> Answer {
        let body = order.to_string();
        self.server.request("POST", path, "", &body).await
    }

    /// Gives an order, which has to be understood.
    async fn order(&self, order: Value) -> Value {
        self.command("/faults", order).await
    }

    async fn command(&self, path: &str, order: Value) -> Value {
        let answer = self.post(path, &order).await;
        assert_eq!(answer.status, 200, "{order}: {}", answer.text());
        answer.json()
    }

    async fn told(&self) -> Value {
        self.server.get("/faults", "").await.json()
    }

    async fn record(&self) -> Value {
        self.told().await["record"].take()
    }

    /// Waits until the record says so.
    async fn recorded(&self, name: &str, value: impl Into<Value>) {
        let value = value.into();
        let said = async {
            while self.record().await[name] != value {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        within(said).await;
    }

    async fn clear(&self) -> Value {
        let answer = self.server.request("DELETE", "/faults", "", "").await;
        assert_eq!(answer.status, 200);
        answer.json()
    }

    /// A client of the fault listener.
    async fn connect(&self) -> Client {
        Client::over(self.stream().await, "/ws").await
    }

    async fn stream(&self) -> TcpStream {
        TcpStream::connect(self.fault).await.unwrap()
    }

    /// A stream on which a handshake with these further lines was asked.
    async fn asked(&self, path: &str, lines: &str) -> TcpStream {
        let mut stream = self.stream().await;
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n{lines}\r\n",
            self.fault
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        stream
    }

    /// A bare stream that has become a WebSocket.
    async fn opened(&self) -> TcpStream {
        let mut stream = self.asked("/ws", "").await;
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(within(stream.read_u8()).await.unwrap());
        }
        assert!(head.starts_with(b"HTTP/1.1 101 "));
        stream
    }

    /// What a handshake is answered, read to the end.
    async fn refusal(&self) -> Answer {
        Answer::read(self.asked("/ws", "").await).await
    }

    /// The same for a plain GET.
    async fn plain(&self, lines: &str) -> Answer {
        let mut stream = self.stream().await;
        let request = format!("GET /ws HTTP/1.1\r\nHost: {}\r\n{lines}\r\n", self.fault);
        stream.write_all(request.as_bytes()).await.unwrap();
        Answer::read(stream).await
    }

    async fn is_refused(&self) -> bool {
        is_refused(self.fault).await
    }
}

async fn is_refused(address: SocketAddr) -> bool {
    match TcpStream::connect(address).await {
        Ok(_) => false,
        Err(error) => error.kind() == io::ErrorKind::ConnectionRefused,
    }
}

/// What still comes from a stream, and whether a reset ends it.
async fn rest(stream: &mut TcpStream) -> (Vec<u8>, bool) {
    let mut bytes = Vec::new();
    match within(stream.read_to_end(&mut bytes)).await {
        Ok(_) => (bytes, false),
        Err(error) if error.kind() == io::ErrorKind::ConnectionReset => (bytes, true),
        Err(error) => panic!("{error}"),
    }
}

/// A heartbeat and its answer.
fn heart() -> Value {
    json!({"heart": 1})
}
