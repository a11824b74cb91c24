//! From what a person writes to an address that a WebSocket takes.

use heartline_connection::{AddressFault, OpenError};
use web_sys::Url;

/// Resolves `address` against the page's own: a path leads to the page's host, and `http:` or
/// `https:` to `ws:` or `wss:`, as the
/// [WebSockets standard](https://websockets.spec.whatwg.org/#dom-websocket-websocket) has it and
/// older browsers do not.
pub(super) fn resolve(address: &str) -> Result<String, OpenError> {
    let base = page_address().unwrap_or_else(|| NOWHERE.to_owned());
    let url = Url::new_with_base(address, &base);
    let url = url.map_err(|_| AddressFault::Unreadable)?;
    // By the text: the setter of `protocol` does not turn `http:` into `ws:`.
    let address = match url.href() {
        href if href.starts_with("http") => "ws".to_owned() + &href["http".len()..],
        href => href,
    };
    if !(address.starts_with("ws:") || address.starts_with("wss:")) {
        // The scheme alone: the rest may hold a token.
        let scheme = address.split_inclusive(':').next().unwrap_or_default();
        return Err(AddressFault::Scheme(scheme.to_owned()).into());
    }
    // An address of these schemes is written as scheme, two slashes, host and port, slash, path.
    let mut parts = address.as_bytes().split(|byte| *byte == b'/');
    if parts.nth(2).is_some_and(|host| host.ends_with(b":0")) {
        return Err(AddressFault::PortZero.into());
    }
    Ok(address)
}

/// Whole addresses can be resolved against it, paths cannot.
const NOWHERE: &str = "about:blank";

/// The same place over HTTP; `None` when the address leads nowhere.
#[cfg(feature = "diagnose")]
pub(crate) fn http_address(address: &str) -> Option<String> {
    let resolved = resolve(address).ok()?;
    let rest = resolved.strip_prefix("ws")?;
    Some(["http", rest].concat())
}

fn page_address() -> Option<String> {
    let document = web_sys::window()?.document()?;
    document.base_uri().ok()?
}
