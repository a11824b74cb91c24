//! What answers to which path, and who may come in.

use std::sync::Arc;

use axum::{
    Router,
    extract::{State, WebSocketUpgrade, ws::rejection::WebSocketUpgradeRejection},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};

use crate::{
    Options,
    client::{self, MAX_MESSAGE},
    hub::Hub,
    origin::OriginCheck,
};

/// What every handshake needs.
#[derive(Clone)]
pub(crate) struct App {
    pub(crate) hub: Arc<Hub>,
    pub(crate) options: Arc<Options>,
    pub(crate) origins: Arc<OriginCheck>,
}

impl App {
    /// The paths of the server.
    pub(crate) fn router(self) -> Router {
        let page = match &self.options.page {
            Some(page) => page.routes(),
            None => Router::new().fallback(no_page),
        };
        Router::new()
            .route("/ws", get(handshake))
            .route("/ajaxchattest", get(handshake))
            .with_state(self)
            .fallback_service(page)
    }
}

async fn no_page() -> (StatusCode, &'static str) {
    (
        StatusCode::NOT_FOUND,
        "Heartline serves no page here; its WebSocket is at /ws.\n",
    )
}

/// Lets a client in, or says why not before anything is upgraded.
async fn handshake(
    State(app): State<App>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Refusal> {
    if !app.origins.allows(&headers) {
        return Err(Refusal::Origin);
    }
    let mut upgrade = upgrade.map_err(Refusal::Handshake)?;
    let seat = app.hub.seat().ok_or(Refusal::Full)?;
    if let Some(subprotocol) = first_subprotocol(&headers) {
        upgrade.set_selected_protocol(subprotocol);
    }
    let upgrade = upgrade
        .max_message_size(MAX_MESSAGE)
        .max_frame_size(MAX_MESSAGE)
        .read_buffer_size(READ_BUFFER);
    Ok(upgrade.on_upgrade(|socket| client::attend(socket, app.hub, app.options, seat)))
}

/// The first subprotocol that the client offers. All of them speak alike here, and a browser gives
/// up a connection whose offers were all passed over.
fn first_subprotocol(headers: &HeaderMap) -> Option<HeaderValue> {
    let offered = headers.get(header::SEC_WEBSOCKET_PROTOCOL)?.to_str().ok()?;
    let first = offered
        .split(',')
        .map(str::trim)
        .find(|offer| !offer.is_empty())?;
    HeaderValue::from_str(first).ok()
}

/// Bytes read at a time. The library's own 128 KiB would be 128 MiB for a thousand idle clients.
const READ_BUFFER: usize = 8 * 1024;

/// Seconds after which a client that found no seat may ask again.
const RETRY_AFTER: HeaderValue = HeaderValue::from_static("5");

/// Why a handshake ends without a WebSocket.
enum Refusal {
    Origin,
    Full,
    Handshake(WebSocketUpgradeRejection),
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        match self {
            Self::Origin => (
                StatusCode::FORBIDDEN,
                "Pages of this origin may not connect; --allow-origin lets them.\n",
            )
                .into_response(),
            Self::Full => (
                StatusCode::SERVICE_UNAVAILABLE,
                [(header::RETRY_AFTER, RETRY_AFTER)],
                "All connections are taken; try again later.\n",
            )
                .into_response(),
            Self::Handshake(rejection) => rejection.into_response(),
        }
    }
}
