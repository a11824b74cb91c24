//! A TCP relay to the normal server, whose two directions can be stalled and cut.

use std::{
    io,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use serde::{Deserialize, Serialize};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{
        TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    select,
    sync::watch,
    task::JoinSet,
    time::timeout,
};

use super::{
    door::{Door, Handle},
    listener::{drain, reset},
};

/// What happens to one direction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Flow {
    #[default]
    Pass,
    /// Nothing is read and nothing forwarded, not even an end.
    Stall,
}

/// How connections are cut.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Cut {
    Fin,
    Reset,
}

/// What is ordered. What is not mentioned stays as it is.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Order {
    to_server: Option<Flow>,
    to_client: Option<Flow>,
    refuse: Option<bool>,
    cut: Option<Cut>,
}

/// How the relay is, as it is told.
#[derive(Debug, Serialize)]
pub(crate) struct Told {
    to_server: Flow,
    to_client: Flow,
    refuse: bool,
    connections: u64,
    open: usize,
}

/// What commands the relay.
pub(crate) struct Relay {
    pub(crate) door: Handle,
    server: SocketAddr,
    to_server: watch::Sender<Flow>,
    to_client: watch::Sender<Flow>,
    /// The last cut; it changes with each.
    cut: watch::Sender<Option<Cut>>,
    connections: AtomicU64,
    open: watch::Sender<usize>,
}

/// Connections at one time. One more is let go at once.
const MAX_CONNECTIONS: usize = 1024;

/// Bytes that are forwarded at once.
const BUFFER: usize = 16 * 1024;

/// Time for connections that were cut to be gone, and for what is still read after an end.
const PATIENCE: Duration = Duration::from_secs(2);

/// An open connection; dropping it counts it out.
struct Presence(Arc<Relay>);

impl Relay {
    pub(crate) fn new(door: Handle, server: SocketAddr) -> Self {
        Self {
            door,
            server,
            to_server: watch::Sender::default(),
            to_client: watch::Sender::default(),
            cut: watch::Sender::default(),
            connections: AtomicU64::new(0),
            open: watch::Sender::default(),
        }
    }

    /// Accepts for as long as it is polled; dropping it ends every connection.
    pub(crate) async fn run(self: Arc<Self>, mut door: Door) {
        let mut running = JoinSet::new();
        loop {
            select! {
                stream = door.accept() => {
                    if running.len() < MAX_CONNECTIONS {
                        running.spawn(connect(stream, self.arrive()));
                    }
                }
                Some(_) = running.join_next() => {}
            }
        }
    }

    fn arrive(self: &Arc<Self>) -> Presence {
        self.connections.fetch_add(1, Ordering::Relaxed);
        self.open.send_modify(|open| *open += 1);
        Presence(Arc::clone(self))
    }

    /// Does as it is ordered.
    pub(crate) async fn heed(&self, order: Order) -> Result<(), String> {
        if let Some(flow) = order.to_server {
            self.to_server.send_replace(flow);
        }
        if let Some(flow) = order.to_client {
            self.to_client.send_replace(flow);
        }
        if let Some(refuse) = order.refuse {
            self.door.set(!refuse).await?;
        }
        if let Some(cut) = order.cut {
            self.cut.send_replace(Some(cut));
        }
        Ok(())
    }

    /// As at the start: everything passes, and no connection is left.
    pub(crate) async fn clear(&self) -> Result<(), String> {
        self.to_server.send_replace(Flow::Pass);
        self.to_client.send_replace(Flow::Pass);
        self.cut.send_replace(Some(Cut::Reset));
        let mut open = self.open.subscribe();
        if timeout(PATIENCE, open.wait_for(|open| *open == 0))
            .await
            .is_err()
        {
            tracing::debug!("some connections are still there");
        }
        self.connections.store(0, Ordering::Relaxed);
        self.door.set(true).await
    }

    pub(crate) fn told(&self) -> Told {
        Told {
            to_server: *self.to_server.borrow(),
            to_client: *self.to_client.borrow(),
            refuse: !self.door.is_open(),
            connections: self.connections.load(Ordering::Relaxed),
            open: *self.open.borrow(),
        }
    }
}

impl Order {
    /// Whether it orders anything.
    pub(crate) fn is_empty(self) -> bool {
        let nothing = Self {
            to_server: None,
            to_client: None,
            refuse: None,
            cut: None,
        };
        self == nothing
    }
}

impl Drop for Presence {
    fn drop(&mut self) {
        let open = &self.0.open;
        open.send_modify(|open| *open = open.saturating_sub(1));
    }
}

/// Relays one connection until both sides have ended, or it is cut.
async fn connect(client: TcpStream, presence: Presence) {
    let relay = &presence.0;
    let mut cuts = relay.cut.subscribe();
    let (to_server, to_client) = (relay.to_server.subscribe(), relay.to_client.subscribe());
    let Ok(server) = TcpStream::connect(relay.server).await else {
        return;
    };
    for stream in [&client, &server] {
        // What comes is forwarded when it comes (Nagle).
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "no TCP_NODELAY");
        }
    }
    let (mut from_client, mut at_client) = client.into_split();
    let (mut from_server, mut at_server) = server.into_split();
    let cut = {
        let forth = pump(&mut from_client, &mut at_server, to_server);
        let back = pump(&mut from_server, &mut at_client, to_client);
        select! {
            ended = async { tokio::try_join!(forth, back) } => match ended {
                Ok(_) => Cut::Fin,
                // One side was reset; the other is to know.
                Err(_) => Cut::Reset,
            },
            cut = cuts.changed() => cut.ok().and_then(|()| *cuts.borrow()).unwrap_or(Cut::Reset),
        }
    };
    tokio::join!(
        end(from_client, at_client, cut),
        end(from_server, at_server, cut)
    );
}

/// Forwards one direction to its end, with pauses.
async fn pump(
    from: &mut OwnedReadHalf,
    to: &mut OwnedWriteHalf,
    mut flow: watch::Receiver<Flow>,
) -> io::Result<()> {
    let mut buffer = vec![0; BUFFER];
    loop {
        passes(&mut flow).await;
        let read = select! {
            biased;
            _ = flow.changed() => continue,
            read = from.read(&mut buffer) => read?,
        };
        // A stall that came with the bytes holds them back.
        passes(&mut flow).await;
        if read == 0 {
            return to.shutdown().await;
        }
        to.write_all(buffer.get(..read).unwrap_or_default()).await?;
    }
}

async fn passes(flow: &mut watch::Receiver<Flow>) {
    // An error says that the relay is gone, and this connection with it.
    let _ = flow.wait_for(|flow| *flow == Flow::Pass).await;
}

/// Ends one side.
async fn end(mut from: OwnedReadHalf, to: OwnedWriteHalf, cut: Cut) {
    match cut {
        Cut::Reset => {
            // Two halves of one stream always fit.
            if let Ok(stream) = from.reunite(to) {
                reset(stream);
            }
        }
        Cut::Fin => {
            drop(to);
            // Who goes on writing is cut off.
            let _ = timeout(PATIENCE, drain(&mut from)).await;
        }
    }
}
