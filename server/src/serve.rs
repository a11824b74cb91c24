//! The server's life: accept, serve, and go away in time.

use std::{
    convert::Infallible,
    future::Future,
    io,
    pin::pin,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{Router, body::Body, http::Request, response::Response, serve::Listener as _};
use futures_util::future::OptionFuture;
use hyper::{body::Incoming, server::conn::http1};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    select,
    sync::{Semaphore, watch},
    time::timeout,
};
use tower::{Service, ServiceExt as _};

use crate::{
    Options,
    app::App,
    crowd::{Asked, Crowd},
    faults::Faults,
    hub::{self, Hub},
    linger::{Lingering, MAX_LINGERING},
    live,
    origin::OriginCheck,
    token::Tokens,
};

/// How long going away may take, whatever the clients do.
pub const SHUTDOWN_GRACE: Duration = Duration::from_secs(2);

/// How long one HTTP connection may take until it has ended or become a WebSocket, so that clients
/// that never read their answer do not hold their places for ever. Enough to load the page over a
/// slow line.
const HTTP_TIME: Duration = Duration::from_secs(120);

/// The longest head of a request, in bytes, and what is buffered of one connection; a longer one is
/// answered with 431. The library's own 417 kB would be 107 MB for as many as there can be.
const MAX_HEAD: usize = 16 * 1024;

/// Serves on `listener` until `shutdown` is ready, then closes every client with 1001 and returns
/// within [`SHUTDOWN_GRACE`].
///
/// It needs a Tokio runtime with I/O and time. Dropping the future ends the server as well, without
/// waiting for the clients to hear of it.
///
/// # Errors
/// When the listener's own address cannot be read, and with [`Options::faults`] when it is not of
/// loopback or there are no ports for them.
pub async fn serve(
    mut listener: TcpListener,
    options: Options,
    shutdown: impl Future<Output = ()>,
) -> io::Result<()> {
    let (leave, going_away) = watch::channel(false);
    let hub = Arc::new(Hub::new(options.max_connections, going_away.clone()));
    let address = listener.local_addr()?;
    let origins = Arc::new(OriginCheck {
        allowed: options.allowed_origins.clone(),
        on_loopback: address.ip().is_loopback(),
    });
    let (faults, misbehaving) = if options.faults {
        let (faults, running) = Faults::beside(address, Arc::clone(&origins))?;
        (Some(faults), Some(running))
    } else {
        (None, None)
    };
    let options = Arc::new(options);
    let app = App {
        hub: Arc::clone(&hub),
        options: Arc::clone(&options),
        origins,
        tokens: Arc::new(Mutex::new(Tokens::new(options.token_lifetime))),
    };
    let mut connections = Connections {
        router: app.router(faults),
        header_timeout: options.header_timeout,
        going_away,
        crowd: Crowd::default(),
        lingering: Arc::new(Semaphore::new(MAX_LINGERING)),
    };
    select! {
        () = connections.accept(&mut listener) => {}
        () = live_data(&hub, options.live_interval) => {}
        Some(()) = OptionFuture::from(misbehaving) => {}
        () = shutdown => {}
    }
    drop(listener);
    leave.send_replace(true);
    let gone = async {
        while connections.crowd.left().await {}
        hub.vacated(options.max_connections).await;
    };
    if timeout(SHUTDOWN_GRACE, gone).await.is_err() {
        tracing::info!("some clients did not say goodbye in time");
    }
    Ok(())
}

async fn live_data(hub: &Hub, period: Option<Duration>) {
    match period {
        Some(period) => live::run(hub, period).await,
        None => std::future::pending().await,
    }
}

/// The HTTP connections. One that becomes a WebSocket leaves here; its client's loop has it then.
struct Connections {
    router: Router,
    header_timeout: Duration,
    going_away: watch::Receiver<bool>,
    crowd: Crowd,
    lingering: Arc<Semaphore>,
}

impl Connections {
    async fn accept(&mut self, listener: &mut TcpListener) {
        loop {
            select! {
                (stream, _) = listener.accept() => self.start(stream),
                true = self.crowd.left() => {}
            }
        }
    }

    fn start(&mut self, stream: TcpStream) {
        // Heartbeats are small and timed: they must not wait to be sent together (Nagle).
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "no TCP_NODELAY");
        }
        let going_away = hub::going_away(self.going_away.clone());
        let asked = Asked::default();
        let router = self.router.clone();
        let service = router.map_request({
            let asked = asked.clone();
            move |request: Request<Incoming>| {
                asked.set();
                request.map(Body::new)
            }
        });
        let stream = Lingering::new(stream, Arc::clone(&self.lingering));
        let connection = connection(stream, service, self.header_timeout, going_away);
        self.crowd.admit(asked, async move {
            if timeout(HTTP_TIME, connection).await.is_err() {
                tracing::debug!("an HTTP connection took too long");
            }
        });
    }
}

/// Serves HTTP on one stream, until it is a WebSocket, ends, or the server goes away.
async fn connection(
    stream: Lingering,
    service: impl Service<Request<Incoming>, Response = Response, Error = Infallible, Future: Send>
    + Clone
    + Send
    + 'static,
    header_timeout: Duration,
    going_away: impl Future<Output = ()>,
) {
    let mut served = pin!(
        http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(header_timeout)
            .max_buf_size(MAX_HEAD)
            .serve_connection(TokioIo::new(stream), TowerToHyperService::new(service))
            .with_upgrades()
    );
    let result = select! {
        result = served.as_mut() => result,
        () = going_away => {
            served.as_mut().graceful_shutdown();
            served.await
        }
    };
    if let Err(error) = result {
        tracing::debug!(%error, "HTTP connection");
    }
}
