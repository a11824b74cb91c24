//! Where the connection goes, as rows and files name it: with its host, and without secrets.

use heartline_connection::redact;

use crate::WebSocketAgent;

/// Where the present attempt goes, or the latest went; empty before the first.
pub(super) fn address(agent: &WebSocketAgent) -> String {
    let url = agent.url().unwrap_or_default();
    let origin = web_sys::window().and_then(|window| window.location().origin().ok());
    match (url.starts_with('/'), origin) {
        // `http:` becomes `ws:`, and `https:` becomes `wss:`.
        (true, Some(origin)) => {
            let host = origin.strip_prefix("http").unwrap_or_default();
            redact(&["ws", host, &url].concat())
        }
        _ => redact(&url),
    }
}
