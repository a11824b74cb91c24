//! The server of the contestants: their pages, a WebSocket that sends numbered messages when it is told, and
//! one that sends back what it gets. In the driver's own process, so that both know what was sent.

use std::collections::HashMap;
use std::net::Ipv4Addr;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::extract::{Path as UrlPath, State};
use axum::http::{HeaderName, HeaderValue};
use axum::response::Response;
use axum::routing::get;
use axum::serve::ListenerExt;
use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpSocket;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio::time::{Duration, Instant, interval, sleep};
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::message::{Kind, Shape};

/// The server. Dropping it ends it with all of its connections.
#[derive(Debug)]
pub(crate) struct Hall {
    port: u16,
    visitors: Visitors,
    running: JoinHandle<()>,
}

/// Those who are connected to the source, each under its number: the connection that it made last.
type Visitors = Arc<Mutex<HashMap<u32, mpsc::Sender<Order>>>>;

/// What the source sends, and whom it tells how many left.
#[derive(Debug)]
struct Order {
    what: Shape,
    pace: Pace,
    sent: oneshot::Sender<u64>,
}

/// How fast, and until when.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Pace {
    /// As fast as the other side takes them.
    Flood(Duration),
    /// So many, as fast as the other side takes them.
    Count(u64),
}

impl Hall {
    /// Serves the contestants in this folder on a free port.
    pub(crate) async fn open(contestants: &Path) -> std::io::Result<Self> {
        let socket = TcpSocket::new_v4()?;
        // Its connections inherit it.
        socket.set_send_buffer_size(SEND_BUFFER)?;
        socket.bind((Ipv4Addr::LOCALHOST, 0).into())?;
        let listener = socket.listen(BACKLOG)?;
        let port = listener.local_addr()?.port();
        let visitors = Visitors::default();
        let site = site(contestants, visitors.clone());
        let running = tokio::spawn(async move {
            // Else a small message waits for the acknowledgement of the one before (RFC 9293, section 3.7.4).
            let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
            // It ends when the driver does.
            let _ = axum::serve(listener, site).await;
        });
        Ok(Self {
            port,
            visitors,
            running,
        })
    }

    /// The address of a contestant's page.
    pub(crate) fn page(&self, contestant: &str) -> String {
        format!("http://127.0.0.1:{}/{contestant}/", self.port)
    }

    /// A number for somebody who connects to the source.
    pub(crate) fn visitor() -> u32 {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        NEXT.fetch_add(1, Ordering::Relaxed)
    }

    /// The address of the WebSocket that sends on order; it answers pings.
    pub(crate) fn source(&self, visitor: u32) -> String {
        format!("ws://127.0.0.1:{}/source/{visitor}", self.port)
    }

    /// Whether this one is connected, as far as the source has noticed.
    pub(crate) fn holds(&self, visitor: u32) -> bool {
        lock(&self.visitors).contains_key(&visitor)
    }

    /// Ends the connection of this one without a goodbye; `false` where there is none.
    pub(crate) fn cut(&self, visitor: u32) -> bool {
        lock(&self.visitors).remove(&visitor).is_some()
    }

    /// The address of the WebSocket that sends back what it gets.
    pub(crate) fn echo(&self) -> String {
        format!("ws://127.0.0.1:{}/echo", self.port)
    }

    /// The address of a WebSocket that sends so many messages at so many a second, soon after it opened.
    pub(crate) fn burst(&self, rate: u32, count: u64) -> String {
        format!("ws://127.0.0.1:{}/burst/{rate}/{count}", self.port)
    }

    /// Sends, numbered from 0, and says how many left, once they all have; `None` when this one is not connected, or
    /// not any more.
    pub(crate) async fn send(&self, visitor: u32, what: Shape, pace: Pace) -> Option<u64> {
        let visitor = lock(&self.visitors).get(&visitor).cloned()?;
        let (sent, done) = oneshot::channel();
        visitor.send(Order { what, pace, sent }).await.ok()?;
        done.await.ok()
    }
}

impl Drop for Hall {
    fn drop(&mut self) {
        self.running.abort();
    }
}

fn lock(visitors: &Visitors) -> MutexGuard<'_, HashMap<u32, mpsc::Sender<Order>>> {
    visitors.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Isolated from other origins, a page has a clock of 5 µs instead of 100
/// ([High Resolution Time, section 7](https://www.w3.org/TR/hr-time-3/#dfn-coarsen-time)).
fn site(contestants: &Path, visitors: Visitors) -> Router {
    let header = |name, value| {
        SetResponseHeaderLayer::overriding(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        )
    };
    Router::new()
        .route("/source/{visitor}", get(source))
        .route("/echo/{rate}", get(echo_and_more))
        .route("/echo", get(echo))
        .route("/burst/{rate}/{count}", get(burst))
        .fallback_service(ServeDir::new(contestants))
        .layer(header("cross-origin-opener-policy", "same-origin"))
        .layer(header("cross-origin-embedder-policy", "require-corp"))
        .layer(header("cache-control", "no-cache"))
        .with_state(visitors)
}

async fn source(
    upgrade: WebSocketUpgrade,
    UrlPath(visitor): UrlPath<u32>,
    State(visitors): State<Visitors>,
) -> Response {
    upgrade
        .write_buffer_size(WRITE_BUFFER)
        .on_upgrade(move |socket| serve(socket, visitor, visitors))
}

async fn echo(upgrade: WebSocketUpgrade) -> Response {
    upgrade.on_upgrade(async |mut socket| {
        while let Some(Ok(message)) = socket.recv().await {
            let data = matches!(message, Message::Text(_) | Message::Binary(_));
            if data && socket.send(message).await.is_err() {
                return;
            }
        }
    })
}

/// Sends back what it gets, and so many messages a second of its own, with numbers that are no echo's.
async fn echo_and_more(upgrade: WebSocketUpgrade, UrlPath(rate): UrlPath<u32>) -> Response {
    upgrade.on_upgrade(async move |mut socket| {
        let mut ticks = interval(Duration::from_secs(1) / rate.max(1));
        let shape = Shape {
            kind: Kind::Json,
            size: 100,
        };
        for n in LOAD_FROM.. {
            let sent = loop {
                tokio::select! {
                    biased;
                    heard = socket.recv() => match heard {
                        Some(Ok(message @ (Message::Text(_) | Message::Binary(_)))) => {
                            if socket.send(message).await.is_err() { return; }
                        }
                        Some(Ok(_)) => {}
                        _ => return,
                    },
                    _ = ticks.tick() => break socket.send(shape.message(n)).await,
                }
            };
            if sent.is_err() {
                return;
            }
        }
    })
}

/// Then it stays open, and says nothing more.
async fn burst(upgrade: WebSocketUpgrade, UrlPath((rate, count)): UrlPath<(u32, u64)>) -> Response {
    upgrade.on_upgrade(async move |mut socket| {
        sleep(BEFORE_A_BURST).await;
        let mut ticks = interval(Duration::from_secs(1) / rate.max(1));
        let shape = Shape {
            kind: Kind::Json,
            size: 100,
        };
        for n in 0..count {
            ticks.tick().await;
            if socket.send(shape.message(n)).await.is_err() {
                return;
            }
        }
        while let Some(Ok(_)) = socket.recv().await {}
    })
}

/// Sends back what it hears, which are pings, and obeys.
async fn serve(socket: WebSocket, visitor: u32, visitors: Visitors) {
    let (sender, mut orders) = mpsc::channel::<Order>(1);
    lock(&visitors).insert(visitor, sender);
    let (mut out, mut heard) = socket.split();
    loop {
        tokio::select! {
            order = orders.recv() => {
                let Some(Order { what, pace, sent }) = order else { return };
                let Some(count) = send(&mut out, what, pace).await else { return };
                // Nobody is there any more to whom it matters.
                let _ = sent.send(count);
            }
            message = heard.next() => match message {
                Some(Ok(text @ Message::Text(_))) => {
                    if out.send(text).await.is_err() { return; }
                }
                Some(Ok(_)) => {}
                _ => return,
            },
        }
    }
}

async fn send<S: SinkExt<Message> + Unpin>(out: &mut S, what: Shape, pace: Pace) -> Option<u64> {
    let begin = Instant::now();
    let goes_on = |sent| match pace {
        Pace::Flood(lasts) => begin.elapsed() < lasts,
        Pace::Count(count) => sent < count,
    };
    let mut sent = 0;
    while goes_on(sent) {
        out.feed(what.message(sent)).await.ok()?;
        sent += 1;
    }
    out.flush().await.ok()?;
    Some(sent)
}

/// What a slow page has not taken waits here, not in megabytes of the system that would come long after the flood.
const SEND_BUFFER: u32 = 128 * 1024;

/// Connections that wait to be accepted.
const BACKLOG: u32 = 128;

/// So that many small messages leave in one call of the system.
const WRITE_BUFFER: usize = 16 * 1024;

const BEFORE_A_BURST: Duration = Duration::from_millis(700);

/// The number of the first message that is no echo.
pub(crate) const LOAD_FROM: u64 = 1_000_000;
