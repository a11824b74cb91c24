//! The server's fault listener and relay, commanded over HTTP. What they can do stands in the server's
//! documentation.

use http::{Method, Request};
use http_body_util::BodyExt;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::server::Server;

/// A server that does as it is told, in a process of its own.
#[derive(Debug)]
pub struct Faults {
    server: Server,
    client: Client<HttpConnector, String>,
}

/// What it says about itself.
#[derive(Clone, Debug, Deserialize)]
pub struct Report {
    /// The address of the fault listener's WebSocket.
    pub fault: String,
    /// The address of the relay; a path belongs behind it.
    pub relay: String,
    /// What has come to the fault listener.
    pub record: Record,
}

/// What has come to the fault listener.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Record {
    /// TCP connections that were taken.
    pub connections: u64,
    /// Those that are open.
    pub open: u64,
    /// The most that were open at one time.
    pub most_open: u64,
    /// How many texts were heard, heartbeats left out.
    pub heard: u64,
    /// How many heartbeats were heard.
    pub hearts: u64,
    /// The close frames that were heard: code and reason.
    pub closes: Vec<(u16, String)>,
}

#[derive(Debug, Deserialize)]
struct Heard {
    texts: Vec<String>,
    next: u64,
}

/// A server ends a connection that is idle, at the moment at which the next request may leave on it.
fn one_request_each() -> Client<HttpConnector, String> {
    let mut builder = Client::builder(TokioExecutor::new());
    builder.pool_max_idle_per_host(0).build_http()
}

impl Faults {
    /// Starts it.
    pub async fn start() -> Self {
        Self {
            server: Server::with_faults().await,
            client: one_request_each(),
        }
    }

    /// What it says about itself.
    pub async fn report(&self) -> Report {
        self.ask(Method::GET, "faults", "").await
    }

    /// The address of its WebSocket.
    pub async fn address(&self) -> String {
        self.report().await.fault
    }

    /// How many connections were made, whatever became of them.
    pub async fn connections(&self) -> u64 {
        self.report().await.record.connections
    }

    /// Everything as at the start: it behaves, and has forgotten what was.
    pub async fn reset(&self) -> Report {
        self.ask(Method::DELETE, "faults", "").await
    }

    /// How connections are treated: `POST /faults`.
    pub async fn treat(&self, order: &str) -> Report {
        self.ask(Method::POST, "faults", order).await
    }

    /// What the relay does: `POST /faults/relay`.
    pub async fn relay(&self, order: &str) -> Report {
        self.ask(Method::POST, "faults/relay", order).await
    }

    /// What is said on all open connections: `POST /faults/send`.
    pub async fn send(&self, order: &str) {
        let _: serde_json::Value = self.ask(Method::POST, "faults/send", order).await;
    }

    /// The texts that came from the one of this number on, heartbeats left out, and the number of the
    /// next that comes: for who asks often and must not be given everything each time.
    pub async fn heard_from(&self, from: u64) -> (Vec<String>, u64) {
        let mut texts = Vec::new();
        let mut next = from;
        loop {
            let path = format!("faults/heard?from={next}");
            let heard: Heard = self.ask(Method::GET, &path, "").await;
            if heard.texts.is_empty() {
                return (texts, next);
            }
            texts.extend(heard.texts);
            next = heard.next;
        }
    }

    /// The texts that came, heartbeats left out.
    pub async fn heard(&self) -> Vec<String> {
        self.heard_from(0).await.0
    }

    async fn ask<T: DeserializeOwned>(&self, method: Method, path: &str, body: &str) -> T {
        let request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.server.address()))
            .body(body.to_owned())
            .expect("a request");
        let answer = self.client.request(request).await;
        let answer = answer.unwrap_or_else(|error| panic!("/{path}: {error}"));
        let status = answer.status();
        let body = answer.into_body().collect().await.expect("its body");
        let body = body.to_bytes();
        let words = String::from_utf8_lossy(&body);
        assert!(status.is_success(), "/{path} answers {status}: {words}");
        serde_json::from_slice(&body).unwrap_or_else(|error| panic!("/{path}: {error}: {words}"))
    }
}
