//! As many connections as there is room for, each of which sends a heartbeat now and then: what they weigh and what
//! the processor does about them.

use std::net::{Ipv4Addr, SocketAddr};
use std::process::Command;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpSocket;
use tokio::task::JoinSet;
use tokio::time::{Instant, interval_at, sleep, timeout};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{WebSocketStream, client_async_with_config};

use crate::Failure;
use crate::process::{Contestant, Server};

/// Silence before a ping, unless an application says otherwise.
pub(crate) const INTERVAL: Duration = Duration::from_secs(25);
/// For how long the processor is watched: as many heartbeats of each.
const WATCHED: Duration = INTERVAL.saturating_mul(2);
/// Rounds at the most: one takes some minutes.
pub(crate) const ROUNDS: usize = 2;
/// Where the clients connect from: so many ports of as many addresses as it takes, all of this machine and below those
/// ports that the system gives to whoever asks for any, of which it has too few for so many connections.
const ADDRESSES: Ipv4Addr = Ipv4Addr::new(127, 0, 1, 0);
const PORTS: std::ops::Range<u16> = 20_000..21_000;
/// Files that this program and a server have open besides.
const OTHER_FILES: usize = 200;
/// What a client of ours reads into: thousands of them live in this process.
const BUFFER: usize = 4_096;
/// Time for a server to come to rest before it is weighed.
const REST: Duration = Duration::from_secs(3);
const PATIENCE: Duration = Duration::from_secs(30);

/// What was found about one server: a figure for each round.
#[derive(Clone, Debug, Default)]
pub(crate) struct Held {
    /// Bytes that each connection adds.
    pub(crate) memory: Vec<f64>,
    /// The share of one core.
    pub(crate) cpu: Vec<f64>,
}

/// How many connections can be held here, at most as many as are asked for: each is an open file of this program, and
/// another one of the server, which has the same limit.
pub(crate) fn room(asked: usize) -> usize {
    let limits = || std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let wanted = asked + OTHER_FILES;
    if open_files(&limits()).is_some_and(|[soft, hard]| soft < wanted && soft < hard) {
        let [_, hard] = open_files(&limits()).unwrap_or_default();
        let process = std::process::id().to_string();
        let mut raise = Command::new("prlimit");
        raise.args(["--pid", &process, &format!("--nofile={hard}:{hard}")]);
        // Where it cannot be raised fewer are held, which is said.
        let _ = raise.status();
    }
    let [soft, _] = open_files(&limits()).unwrap_or([1_024, 1_024]);
    asked.min(soft.saturating_sub(OTHER_FILES))
}

/// The soft limit and the hard one.
fn open_files(limits: &str) -> Option<[usize; 2]> {
    let line = limits
        .lines()
        .find_map(|line| line.strip_prefix("Max open files"))?;
    let mut limits = line.split_whitespace().map(|limit| match limit {
        "unlimited" => Some(usize::MAX),
        number => number.parse().ok(),
    });
    Some([limits.next()??, limits.next()??])
}

/// All rounds, the servers in turns.
pub(crate) async fn all(
    contestants: &[Contestant],
    count: usize,
    rounds: usize,
) -> Result<Vec<Held>, Failure> {
    let mut found = vec![Held::default(); contestants.len()];
    for round in 1..=rounds {
        for (contestant, found) in contestants.iter().zip(&mut found) {
            hold(contestant, count, found).await?;
        }
        eprintln!("{count} connections, round {round} of {rounds}");
    }
    Ok(found)
}

async fn hold(contestant: &Contestant, count: usize, found: &mut Held) -> Result<(), Failure> {
    let server = contestant.start().await?;
    sleep(REST).await;
    let empty = server.memory()?;
    let mut clients = JoinSet::new();
    for nth in 0..count {
        let socket = connect(&server, nth).await?;
        // Spread over the interval, as those of people are.
        let first = INTERVAL.mul_f64(nth as f64 / count as f64);
        clients.spawn(live(socket, first));
    }
    sleep(REST).await;
    let (before, since) = (server.cpu()?, Instant::now());
    sleep(WATCHED).await;
    let (busy, took) = (server.cpu()? - before, since.elapsed());
    found.memory.push((server.memory()? - empty) / count as f64);
    found.cpu.push(busy / took.as_secs_f64());
    match clients.try_join_next() {
        None => Ok(()),
        Some(ended) => Err(format!("a connection did not last: {:?}", ended?).into()),
    }
}

type Socket = WebSocketStream<tokio::net::TcpStream>;

async fn connect(server: &Server, nth: usize) -> Result<Socket, Failure> {
    let socket = TcpSocket::new_v4()?;
    // Of an earlier server: a connection that has ended holds its port for a while.
    socket.set_reuseaddr(true)?;
    socket.bind(place(nth)?)?;
    let stream = timeout(PATIENCE, socket.connect(server.place()?)).await??;
    let mut config = WebSocketConfig::default();
    config.read_buffer_size = BUFFER;
    config.write_buffer_size = 0;
    let handshake = client_async_with_config(server.echo(), stream, Some(config));
    let (socket, _) = timeout(PATIENCE, handshake).await??;
    Ok(socket)
}

/// Where this client connects from.
fn place(nth: usize) -> Result<SocketAddr, Failure> {
    let address = u32::from(ADDRESSES) + u32::try_from(nth / PORTS.len())?;
    let port = PORTS.start + u16::try_from(nth % PORTS.len())?;
    Ok((Ipv4Addr::from(address), port).into())
}

/// A client that sends its heartbeats and reads what comes; it ends only when it cannot.
async fn live(mut socket: Socket, first: Duration) -> Result<(), String> {
    let mut due = interval_at(Instant::now() + first, INTERVAL);
    let heartbeat = Message::text(r#"{"heart":1}"#);
    loop {
        tokio::select! {
            _ = due.tick() => {
                let sent = socket.send(heartbeat.clone()).await;
                sent.map_err(|error| error.to_string())?;
            }
            heard = socket.next() => match heard {
                Some(Ok(_)) => {}
                Some(Err(error)) => return Err(error.to_string()),
                None => return Err("the server closed".to_owned()),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_client_has_a_place_of_its_own() {
        let table = [
            (0, "127.0.1.0:20000"),
            (999, "127.0.1.0:20999"),
            (1_000, "127.0.1.1:20000"),
            (99_999, "127.0.1.99:20999"),
        ];
        for (nth, expected) in table {
            assert_eq!(place(nth).unwrap().to_string(), expected, "{nth}");
        }
    }

    #[test]
    fn the_limit_of_open_files_is_read() {
        let line =
            |limits: &str| format!("Limit Soft Hard Units\nMax open files   {limits}  files\n");
        let table = [
            (line("1024 20000"), Some([1_024, 20_000])),
            (line("1024 unlimited"), Some([1_024, usize::MAX])),
            (line("many few"), None),
            (String::new(), None),
        ];
        for (limits, expected) in table {
            assert_eq!(open_files(&limits), expected, "{limits}");
        }
    }
}
