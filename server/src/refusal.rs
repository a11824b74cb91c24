//! Why a request is not let in, and how that reads as an HTTP answer.

use axum::{
    extract::ws::rejection::WebSocketUpgradeRejection,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

/// Why a request ends without a WebSocket, or without a token.
pub(crate) enum Refusal {
    /// A page of a foreign origin asks.
    Origin,
    /// The token is missing or of no use.
    Token,
    /// Every seat is taken.
    Full,
    /// The request does not ask for a WebSocket at all.
    UpgradeRequired,
    /// It asks, but not as RFC 6455 has it.
    Handshake(WebSocketUpgradeRejection),
    /// The system gives no randomness, so there is no token to give out.
    NoToken,
}

/// Seconds after which a client that found no seat may ask again.
const RETRY_AFTER: HeaderValue = HeaderValue::from_static("5");

/// A 401 has to name a way to do better (RFC 9110, section 15.5.2). No browser knows this scheme, so
/// none asks the person at it for a password.
const CHALLENGE: HeaderValue = HeaderValue::from_static("Token realm=\"/private\"");

const WEBSOCKET: HeaderValue = HeaderValue::from_static("websocket");

/// `Upgrade` concerns this connection only, which has to be said (RFC 9110, section 7.8).
const UPGRADE: HeaderValue = HeaderValue::from_static("upgrade");

impl From<WebSocketUpgradeRejection> for Refusal {
    fn from(rejection: WebSocketUpgradeRejection) -> Self {
        use WebSocketUpgradeRejection as Rejection;
        match rejection {
            // Of other methods only HEAD comes this far, and it is answered like GET.
            Rejection::MethodNotGet(_)
            | Rejection::InvalidConnectionHeader(_)
            | Rejection::InvalidUpgradeHeader(_)
            | Rejection::ConnectionNotUpgradable(_) => Self::UpgradeRequired,
            rejection => Self::Handshake(rejection),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        match self {
            Self::Origin => (
                StatusCode::FORBIDDEN,
                "Pages of this origin may not connect; --allow-origin lets them.\n",
            )
                .into_response(),
            Self::Token => (
                StatusCode::UNAUTHORIZED,
                [(header::WWW_AUTHENTICATE, CHALLENGE)],
                "The token is missing, unknown, used or expired; GET /token gives a fresh one.\n",
            )
                .into_response(),
            Self::Full => (
                StatusCode::SERVICE_UNAVAILABLE,
                [(header::RETRY_AFTER, RETRY_AFTER)],
                "All connections are taken; try again later.\n",
            )
                .into_response(),
            Self::UpgradeRequired => (
                StatusCode::UPGRADE_REQUIRED,
                [(header::UPGRADE, WEBSOCKET), (header::CONNECTION, UPGRADE)],
                "A WebSocket is here, and nothing else: ask with `Upgrade: websocket`.\n",
            )
                .into_response(),
            Self::Handshake(rejection) => rejection.into_response(),
            Self::NoToken => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "There is no token to give out; try again later.\n",
            )
                .into_response(),
        }
    }
}
