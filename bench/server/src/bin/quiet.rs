//! `heartline-server` without its live data: what is left is what the plain server does as well, by the same
//! program otherwise.

use std::future::pending;
use std::io::Write;
use std::time::Duration;

use heartline_server::{Options, serve};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    writeln!(std::io::stdout(), "ready: http://{address}/")?;
    let options = Options {
        max_connections: 100_000,
        // The plain one sends none either.
        ping_interval: Duration::from_secs(3_600),
        live_interval: None,
        ..Options::default()
    };
    serve(listener, options, pending()).await
}
