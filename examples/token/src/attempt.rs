//! What an attempt needs.

use gloo_net::http::Request;
use heartline::Endpoint;
use serde::Deserialize;

use crate::address;

/// What `/token` answers.
#[derive(Deserialize)]
struct Answer {
    token: String,
}

/// Fetches a token from the server that the attempt goes to, because it is the one that will be
/// asked whether it is good, and puts it into the address: browsers give pages no way to set a
/// header of the handshake.
pub async fn with_token(endpoint: Endpoint) -> Result<Endpoint, String> {
    let url = address::over_http(&endpoint.url, "/token").ok_or("there is no such address")?;
    let failed = |error: gloo_net::Error| format!("no token from {url}: {error}");
    let response = Request::get(&url).send().await.map_err(failed)?;
    if !response.ok() {
        return Err(format!(
            "no token from {url}: HTTP status {}",
            response.status()
        ));
    }
    let Answer { token } = response.json().await.map_err(failed)?;
    Ok(endpoint.query("token", &token))
}
