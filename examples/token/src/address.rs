//! Addresses: the page's own, and those of the servers.

use web_sys::{Url, UrlSearchParams};

/// A parameter of the page's address.
pub fn parameter(name: &str) -> Option<String> {
    let search = web_sys::window()?.location().search().ok()?;
    UrlSearchParams::new_with_str(&search).ok()?.get(name)
}

/// The host and port of an address.
pub fn host(url: &str) -> Option<String> {
    resolve(url).map(|url| url.host())
}

/// An address for HTTP on the host of a WebSocket's address.
pub fn over_http(url: &str, path: &str) -> Option<String> {
    let url = resolve(url)?;
    let scheme = match url.protocol().as_str() {
        "wss:" | "https:" => "https:",
        _ => "http:",
    };
    Some(format!("{scheme}//{}{path}", url.host()))
}

/// A path is one on the page's own host.
fn resolve(url: &str) -> Option<Url> {
    let page = web_sys::window()?.location().href().ok()?;
    Url::new_with_base(url, &page).ok()
}
