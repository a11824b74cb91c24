//! What can be set about a server. Reading it from a command line is `cli`'s work.

use std::time::Duration;

use crate::{Origin, Page, TOKEN_LIFETIME};

/// Settings of a server. [`Options::default`] is what the program uses when it is told nothing,
/// except that it serves no page: a page has to be opened first.
#[derive(Clone, Debug)]
pub struct Options {
    /// The page to serve at `/`. `None` (default) serves the WebSocket alone.
    pub page: Option<Page>,
    /// Pages of other origins that may connect, and read the answers to HTTP requests (CORS).
    /// Default: none. A page of this server's own host may always connect; so may any page of this
    /// machine while the server listens on loopback.
    pub allowed_origins: Vec<Origin>,
    /// WebSocket connections at one time; one more is refused with HTTP 503. Default: 1024.
    pub max_connections: u32,
    /// Silence of a client before it is pinged (RFC 6455, section 5.5.2). Default: 20 s.
    pub ping_interval: Duration,
    /// Silence after the ping before the client counts as gone. Default: 20 s.
    pub ping_timeout: Duration,
    /// Time for one message to leave towards a client that does not read. Default: 10 s.
    pub send_timeout: Duration,
    /// Time for the head of an HTTP request to arrive, and for an idle HTTP connection to ask for
    /// something. Default: 10 s.
    pub header_timeout: Duration,
    /// Time between two pieces of live data, at least 1 ms; `None` sends none. Default: 1 s.
    pub live_interval: Option<Duration>,
    /// Whether to open a listener that misbehaves and a relay that can be stalled, on ports of their
    /// own, commanded at `/faults`. Only for a server on loopback. Default: no.
    pub faults: bool,
    /// Time within which a token has to be used, above zero. Default: [`TOKEN_LIFETIME`], 60 s.
    pub token_lifetime: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            page: None,
            allowed_origins: Vec::new(),
            max_connections: 1024,
            ping_interval: Duration::from_secs(20),
            ping_timeout: Duration::from_secs(20),
            send_timeout: Duration::from_secs(10),
            header_timeout: Duration::from_secs(10),
            live_interval: Some(Duration::from_secs(1)),
            faults: false,
            token_lifetime: TOKEN_LIFETIME,
        }
    }
}
