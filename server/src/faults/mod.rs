//! Faults on command, for tests and for people who want to see one: a listener that misbehaves, and
//! a relay to the normal server that can be stalled and cut.
//!
//! Off unless asked for, on loopback only, and bounded in everything that others can make it keep.
//! `/faults` commands it ([`control`]); [`manner`] is the list of what it can do.

mod control;
mod conversation;
mod door;
mod ears;
mod frames;
mod listener;
mod manner;
mod plan;
mod record;
mod relay;
mod request;
mod speech;
mod stance;
mod state;
mod time;

use std::{future::Future, io, net::SocketAddr, sync::Arc};

use axum::{
    Router,
    http::{HeaderName, HeaderValue},
    response::Response,
};
use tower_http::cors::CorsLayer;

use self::{
    door::{Door, Handle},
    relay::Relay,
    state::Shared,
};
use crate::origin::OriginCheck;

/// The header by which the page hears that there are faults, and where. A page asks for its own
/// headers wherever it is served; a question to a path that a host may not have would leave an error
/// on the browser's console.
const HEADER: HeaderName = HeaderName::from_static("heartline-faults");

/// Says with the page that there are faults to order.
pub(crate) async fn announce(mut page: Response) -> Response {
    page.headers_mut()
        .insert(HEADER, HeaderValue::from_static(control::PATH));
    page
}

/// What is commanded.
pub(crate) struct Faults {
    shared: Arc<Shared>,
    door: Handle,
    relay: Arc<Relay>,
}

impl Faults {
    /// Faults beside the server at this address, and what runs them: for as long as it is polled.
    ///
    /// # Errors
    /// When the address is not of this machine alone, or no port is free.
    pub(crate) fn beside(
        server: SocketAddr,
        origins: Arc<OriginCheck>,
    ) -> io::Result<(Arc<Self>, impl Future<Output = ()>)> {
        if !server.ip().is_loopback() {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                "faults are for a server on loopback only",
            ));
        }
        let (fault, fault_door) = Door::new(server.ip())?;
        let (relay, relay_door) = Door::new(server.ip())?;
        let faults = Arc::new(Self {
            shared: Arc::new(Shared::new(origins)),
            door: fault,
            relay: Arc::new(Relay::new(relay, server)),
        });
        let listening = listener::run(fault_door, Arc::clone(&faults.shared));
        let relaying = Arc::clone(&faults.relay).run(relay_door);
        let running = async {
            tokio::join!(listening, relaying);
        };
        Ok((faults, running))
    }

    /// What answers to commands; `cors` says which pages may read the answers.
    pub(crate) fn routes(self: Arc<Self>, cors: CorsLayer) -> Router {
        control::routes(self, cors)
    }
}
