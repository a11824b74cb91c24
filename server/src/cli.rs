//! The command line of `heartline-server`.
//!
//! One line goes to standard output when the server is ready: `Heartline is ready: http://…/`.
//! Everything else goes to standard error. The exit code is 0 after Ctrl-C or SIGTERM, 2 when the
//! server cannot start, with one line that says why, and 1 when it fails later.

use std::{
    ffi::OsString,
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    path::PathBuf,
    process::ExitCode,
    time::Duration,
};

use clap::{Parser, error::ErrorKind};
use thiserror::Error;
use tokio::{net::TcpListener, runtime::Runtime};
use tracing_subscriber::filter::LevelFilter;

use crate::{Options, Origin, Page, PageError, serve, signals};

/// Serves the Heartline page and the WebSocket that it talks to.
#[derive(Debug, Parser)]
#[command(name = "heartline-server", version)]
struct Arguments {
    /// IP address to listen on; 127.0.0.1 can be reached from this machine only
    #[arg(long, value_name = "IP", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    address: IpAddr,

    /// Port to listen on; 0 takes any free one
    #[arg(long, default_value_t = 9010)]
    port: u16,

    /// Folder with the built page
    #[arg(long, value_name = "FOLDER", default_value = "dist")]
    dist: PathBuf,

    /// Serve the WebSocket only, as behind `trunk serve`
    #[arg(long, conflicts_with = "dist")]
    no_page: bool,

    /// Origin of pages, besides this server's own, that may connect; can be given several times
    #[arg(long, value_name = "ORIGIN")]
    allow_origin: Vec<Origin>,

    /// WebSocket connections at one time
    #[arg(long, value_name = "N", default_value_t = 1024, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    max_connections: u32,

    /// Silence of a client before it is pinged
    #[arg(long, value_name = "TIME", default_value = "20s", value_parser = duration)]
    ping_interval: Duration,

    /// Silence after the ping before the client counts as gone
    #[arg(long, value_name = "TIME", default_value = "20s", value_parser = duration)]
    ping_timeout: Duration,

    /// Time within which a token from /token has to be used at /private
    #[arg(long, value_name = "TIME", default_value = "60s", value_parser = duration)]
    token_lifetime: Duration,

    /// Open ports that misbehave on command, for tests; /faults commands them; loopback only
    #[arg(long)]
    faults: bool,

    /// What to log on standard error: off, error, warn, info, debug or trace
    #[arg(long, value_name = "LEVEL", default_value_t = LevelFilter::WARN)]
    log: LevelFilter,
}

/// Why the server does not start.
#[derive(Debug, Error)]
enum StartError {
    #[error("{0} (--help says what can be given)")]
    Arguments(String),
    #[error(transparent)]
    Page(#[from] PageError),
    #[error(
        "{address} is in use: end the program that listens there, or choose another --port (0 takes any free one)"
    )]
    InUse { address: SocketAddr },
    #[error("cannot listen on {address}: {source}")]
    Bind {
        address: SocketAddr,
        source: io::Error,
    },
    #[error(
        "--faults is for this machine only: it needs an --address such as 127.0.0.1, not {address}"
    )]
    FaultsForOthers { address: IpAddr },
    #[error("cannot start: {0}")]
    System(#[from] io::Error),
}

/// Runs the program with the arguments it was started with.
pub fn run() -> ExitCode {
    match start(std::env::args_os()) {
        Ok(code) => code,
        Err(error) => {
            say(&mut io::stderr(), &format!("heartline-server: {error}"));
            ExitCode::from(2)
        }
    }
}

fn start(arguments: impl Iterator<Item = OsString>) -> Result<ExitCode, StartError> {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error)
            if error.kind() == ErrorKind::DisplayHelp
                || error.kind() == ErrorKind::DisplayVersion =>
        {
            say(&mut io::stdout(), error.to_string().trim_end());
            return Ok(ExitCode::SUCCESS);
        }
        Err(error) => return Err(StartError::Arguments(first_line(&error))),
    };
    start_log(arguments.log);
    let address = SocketAddr::new(arguments.address, arguments.port);
    if arguments.faults && !address.ip().is_loopback() {
        let address = address.ip();
        return Err(StartError::FaultsForOthers { address });
    }
    let options = arguments.options()?;
    Runtime::new()?.block_on(listen(address, options))
}

impl Arguments {
    fn options(self) -> Result<Options, PageError> {
        Ok(Options {
            page: if self.no_page {
                None
            } else {
                Some(Page::open(self.dist)?)
            },
            allowed_origins: self.allow_origin,
            max_connections: self.max_connections,
            ping_interval: self.ping_interval,
            ping_timeout: self.ping_timeout,
            token_lifetime: self.token_lifetime,
            faults: self.faults,
            ..Options::default()
        })
    }
}

async fn listen(address: SocketAddr, options: Options) -> Result<ExitCode, StartError> {
    let listener = TcpListener::bind(address)
        .await
        .map_err(|source| match source.kind() {
            io::ErrorKind::AddrInUse => StartError::InUse { address },
            _ => StartError::Bind { address, source },
        })?;
    // Before the ready line: whoever reads it may end the server at once.
    let ended = signals::ended()?;
    say(
        &mut io::stdout(),
        &format!(
            "Heartline is ready: http://{}/",
            reachable(listener.local_addr()?)
        ),
    );
    Ok(match serve(listener, options, ended).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(%error, "the server ended");
            ExitCode::FAILURE
        }
    })
}

fn start_log(level: LevelFilter) {
    // It fails where a log was started before, which is then the one to use.
    let _ = tracing_subscriber::fmt()
        .with_writer(io::stderr)
        .with_max_level(level)
        .try_init();
}

/// An address to open in a browser: "any address" (0.0.0.0) is one to listen on only.
fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

/// Prints a line at once. That nobody reads it is no reason to stop.
fn say(to: &mut impl io::Write, line: &str) {
    let _ = writeln!(to, "{line}").and_then(|()| to.flush());
}

/// What clap found wrong, without the usage it adds on further lines.
fn first_line(error: &clap::Error) -> String {
    let text = error.to_string();
    let line = text.lines().next().unwrap_or_default();
    line.strip_prefix("error: ").unwrap_or(line).to_owned()
}

/// The longest time that can be asked for: a day.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// A time such as `500ms`, `20s` or `1m`.
fn duration(text: &str) -> Result<Duration, String> {
    let duration = humantime::parse_duration(text)
        .map_err(|_| "a time reads like 500ms, 20s or 1m".to_owned())?;
    if duration.is_zero() || duration > LONGEST {
        return Err("a time has to be above zero and at most 24h".to_owned());
    }
    Ok(duration)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_of_the_command_line_are_those_of_the_library() {
        let arguments = Arguments::try_parse_from(["heartline-server", "--no-page"]).unwrap();
        assert_eq!(
            (arguments.address, arguments.port),
            (Ipv4Addr::LOCALHOST.into(), 9010)
        );
        let (given, default) = (arguments.options().unwrap(), Options::default());
        assert_eq!(format!("{given:?}"), format!("{default:?}"));
    }

    #[test]
    fn the_lifetime_of_tokens_can_be_given() {
        let given = ["heartline-server", "--no-page", "--token-lifetime", "5s"];
        let arguments = Arguments::try_parse_from(given).unwrap();
        let options = arguments.options().unwrap();
        assert_eq!(options.token_lifetime, Duration::from_secs(5));
    }

    #[test]
    fn a_time_has_a_unit_and_bounds() {
        assert_eq!(duration("500ms"), Ok(Duration::from_millis(500)));
        assert_eq!(duration("1m"), Ok(Duration::from_secs(60)));
        for text in [
            "",
            "20",
            "-1s",
            "0s",
            "25h",
            "1e9s",
            "99999999999999999999y",
        ] {
            assert!(duration(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_ready_line_names_an_address_that_can_be_opened() {
        for (listening, shown) in [
            ("127.0.0.1:9010", "127.0.0.1:9010"),
            ("0.0.0.0:80", "127.0.0.1:80"),
            ("[::]:80", "[::1]:80"),
            ("192.0.2.7:80", "192.0.2.7:80"),
        ] {
            assert_eq!(reachable(listening.parse().unwrap()).to_string(), shown);
        }
    }
}
