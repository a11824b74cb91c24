//! From what a person writes to an address that a WebSocket takes.

use heartline_connection::OpenError;
use web_sys::Url;

/// Resolves `address` against the page's own: a path leads to the page's host, and `http:` or
/// `https:` to `ws:` or `wss:`, as the
/// [WebSockets standard](https://websockets.spec.whatwg.org/#dom-websocket-websocket) has it and
/// older browsers do not.
pub(super) fn resolve(address: &str) -> Result<String, OpenError> {
    let url = match page_address() {
        Some(base) => Url::new_with_base(address, &base),
        None => Url::new(address),
    };
    let url = url.map_err(|_| bad(format!("\"{address}\" is not a web address")))?;
    // By the text: the setter of `protocol` does not turn `http:` into `ws:`.
    let address = match url.href() {
        href if href.starts_with("http") => ["ws", &href["http".len()..]].concat(),
        href => href,
    };
    if url.port() == "0" {
        return Err(bad("nothing listens on port 0, ports go from 1 to 65535"));
    }
    if address.starts_with("ws:") || address.starts_with("wss:") {
        Ok(address)
    } else {
        Err(bad(format!(
            "it starts with {}, not with ws: or wss:",
            url.protocol()
        )))
    }
}

fn page_address() -> Option<String> {
    let document = web_sys::window()?.document()?;
    document.base_uri().ok()?
}

fn bad(what: impl Into<String>) -> OpenError {
    OpenError::BadAddress(what.into())
}
