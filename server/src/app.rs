//! What answers to which path, and who may come in.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Instant,
};

use axum::{
    Json, Router,
    extract::{
        Query, State, WebSocketUpgrade, rejection::QueryRejection,
        ws::rejection::WebSocketUpgradeRejection,
    },
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::map_response,
    response::{IntoResponse, Response},
    routing::get,
};
use serde::Deserialize;
use serde_json::json;
use tower_http::cors::{AllowOrigin, CorsLayer};

use crate::{
    Options,
    client::{self, MAX_MESSAGE},
    faults::{self, Faults},
    hub::{Hub, Seat},
    origin::OriginCheck,
    refusal::Refusal,
    token::{Token, Tokens},
};

/// What every handshake needs.
#[derive(Clone)]
pub(crate) struct App {
    pub(crate) hub: Arc<Hub>,
    pub(crate) options: Arc<Options>,
    pub(crate) origins: Arc<OriginCheck>,
    pub(crate) tokens: Arc<Mutex<Tokens>>,
}

/// What came of reading a request as a handshake.
type Handshake = Result<WebSocketUpgrade, WebSocketUpgradeRejection>;

/// The query of a private end point. A browser lets a page add no header to a handshake, so that
/// the address is the one place for a token.
#[derive(Deserialize)]
struct Access {
    token: String,
}

impl App {
    /// The paths of the server.
    pub(crate) fn router(self, faults: Option<Arc<Faults>>) -> Router {
        let page = match &self.options.page {
            Some(page) => page.routes(),
            None => Router::new().fallback(no_page),
        };
        let page = match &faults {
            Some(_) => page.layer(map_response(faults::announce)),
            None => page,
        };
        let cors = cors(Arc::clone(&self.origins));
        Router::new()
            .route("/ws", get(public))
            .route("/ajaxchattest", get(public))
            .route("/private", get(private))
            .route("/token", get(token))
            .route_layer(cors.clone())
            .with_state(self)
            .merge(faults.map_or_else(Router::new, |faults| faults.routes(cors)))
            .fallback_service(page)
    }

    fn check_origin(&self, headers: &HeaderMap) -> Result<(), Refusal> {
        if self.origins.allows(headers) {
            Ok(())
        } else {
            Err(Refusal::Origin)
        }
    }

    /// What a client needs to be let in. A request that is no handshake hears that the server is
    /// full as well: whoever asks over HTTP why a handshake failed is told the reason.
    fn admit(&self, handshake: Handshake) -> Result<(WebSocketUpgrade, Seat), Refusal> {
        let seat = self.hub.seat().ok_or(Refusal::Full)?;
        Ok((handshake?, seat))
    }

    fn let_in(self, upgrade: WebSocketUpgrade, seat: Seat, headers: &HeaderMap) -> Response {
        let mut upgrade = upgrade
            .max_message_size(MAX_MESSAGE)
            .max_frame_size(MAX_MESSAGE)
            .read_buffer_size(READ_BUFFER);
        if let Some(subprotocol) = first_subprotocol(headers) {
            upgrade.set_selected_protocol(subprotocol);
        }
        upgrade.on_upgrade(|socket| client::attend(socket, self.hub, self.options, seat))
    }

    fn tokens(&self) -> MutexGuard<'_, Tokens> {
        // Whoever panicked while holding it left a list of tokens behind, which is all it can be.
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Lets pages read the answers that they may have. Without it a browser keeps from a page what
/// another port of the same host says, down to the status (Fetch standard, "CORS protocol").
fn cors(origins: Arc<OriginCheck>) -> CorsLayer {
    let may_read = AllowOrigin::predicate(move |_, request| origins.allows(&request.headers));
    CorsLayer::new()
        .allow_origin(may_read)
        .vary([header::ORIGIN])
}

async fn no_page() -> (StatusCode, &'static str) {
    (
        StatusCode::NOT_FOUND,
        "Heartline serves no page here; its WebSocket is at /ws.\n",
    )
}

/// Lets a client in, or says why not before anything is upgraded.
async fn public(
    State(app): State<App>,
    headers: HeaderMap,
    handshake: Handshake,
) -> Result<Response, Refusal> {
    app.check_origin(&headers)?;
    let (upgrade, seat) = app.admit(handshake)?;
    Ok(app.let_in(upgrade, seat, &headers))
}

/// Lets a client with a token in. The token is looked at before anything else is said about the
/// server, and used only when nothing stands in the way any more.
async fn private(
    State(app): State<App>,
    access: Result<Query<Access>, QueryRejection>,
    headers: HeaderMap,
    handshake: Handshake,
) -> Result<Response, Refusal> {
    app.check_origin(&headers)?;
    let now = Instant::now();
    let token = access
        .ok()
        .and_then(|Query(access)| access.token.parse().ok())
        .filter(|token| app.tokens().is_valid(*token, now))
        .ok_or(Refusal::Token)?;
    let (upgrade, seat) = app.admit(handshake)?;
    // Of two handshakes with one token that have come this far, one is late.
    if !app.tokens().take(token, now) {
        return Err(Refusal::Token);
    }
    Ok(app.let_in(upgrade, seat, &headers))
}

/// Gives out a token.
async fn token(State(app): State<App>, headers: HeaderMap) -> Result<impl IntoResponse, Refusal> {
    app.check_origin(&headers)?;
    let token = Token::draw().map_err(|error| {
        tracing::error!(%error, "no token");
        Refusal::NoToken
    })?;
    app.tokens().issue(token, Instant::now());
    // What is valid once must not be answered twice (RFC 9111, section 5.2.2.5).
    let uncached = [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    Ok((uncached, Json(json!({"token": token.to_string()}))))
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
