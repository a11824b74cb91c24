//! What a flood costs the program: its memory, and a good client's patience.
//!
//! The figures are printed by
//! `cargo test --profile server -p heartline-server --test server -- --ignored --nocapture figures`.

use std::{
    future::Future,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::JoinSet,
};
use tokio_tungstenite::tungstenite::Message;

use crate::{
    program::Program,
    support::{Client, within},
};

const MEGABYTE: u64 = 1024 * 1024;

#[tokio::test]
async fn a_crowd_that_says_much_and_ends_nothing_costs_little_memory() {
    let program = Program::start(&[]);
    let address = program.address();
    let mut good = Client::over(TcpStream::connect(address).await.unwrap(), "/ws").await;
    let before = program.memory();
    let mut most = before;
    let mut crowd = JoinSet::new();
    for _ in 0..200 {
        crowd.spawn(talk_much(address));
    }
    while !crowd.is_empty() {
        while crowd.try_join_next().is_some() {}
        while good.ask(r#"{"heart":1}"#).await.get("heart").is_none() {}
        most = most.max(program.memory());
    }
    let grown = most - before;
    assert!(grown < 24 * MEGABYTE, "{grown} bytes");
}

/// How long each kind of flood lasts, and how many flood at one time.
const ROUND: Duration = Duration::from_secs(5);
const AT_ONCE: usize = 16;

/// What the good client noticed.
#[derive(Default)]
struct Noticed {
    answers: AtomicU64,
    /// Microseconds.
    longest: AtomicU64,
    end: AtomicBool,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it takes a minute; it prints figures for docs/measured.md"]
async fn figures() {
    println!(
        "| flood | a second | memory before | most | after | good client: answers | longest wait |"
    );
    println!("|---|---:|---:|---:|---:|---:|---:|");
    let program = Program::start(&["--max-connections", "64", "--ping-interval", "1s"]);
    round("connections that say nothing", &program, say_nothing).await;
    round("heads that never end", &program, never_end).await;
    round("handshakes beyond 64 seats", &program, handshake).await;
    round("broken frames", &program, break_frames).await;
    round("heads of 400 kB", &program, talk_much).await;
    round("messages of 1 MB", &program, send_much).await;
    round("tokens asked for", &program, ask_tokens).await;
}

/// Floods the program for a while, and prints a line.
async fn round<F>(name: &str, program: &Program, hostile: fn(SocketAddr) -> F)
where
    F: Future<Output = u64> + Send + 'static,
{
    let address = program.address();
    // Those of the last round have gone.
    tokio::time::sleep(Duration::from_secs(3)).await;
    let noticed = Arc::new(Noticed::default());
    let stream = TcpStream::connect(address).await.unwrap();
    let good = tokio::spawn(be_good(
        Client::over(stream, "/ws").await,
        Arc::clone(&noticed),
    ));
    let (before, start, attacks) = (
        program.memory(),
        Instant::now(),
        Arc::<AtomicU64>::default(),
    );
    let mut flood = JoinSet::new();
    for _ in 0..AT_ONCE {
        let attacks = Arc::clone(&attacks);
        flood.spawn(async move {
            loop {
                attacks.fetch_add(hostile(address).await, Ordering::Relaxed);
            }
        });
    }
    let mut most = before;
    while start.elapsed() < ROUND {
        tokio::time::sleep(Duration::from_millis(50)).await;
        most = most.max(program.memory());
    }
    let attacks = attacks.load(Ordering::Relaxed) / ROUND.as_secs();
    flood.shutdown().await;
    tokio::time::sleep(Duration::from_secs(3)).await;
    noticed.end.store(true, Ordering::Relaxed);
    within(good).await.unwrap();
    let in_megabytes = |bytes: u64| format!("{:.1} MB", bytes as f64 / MEGABYTE as f64);
    println!(
        "| {name} | {attacks} | {} | {} | {} | {} | {} ms |",
        in_megabytes(before),
        in_megabytes(most),
        in_megabytes(program.memory()),
        noticed.answers.load(Ordering::Relaxed),
        noticed.longest.load(Ordering::Relaxed) / 1000
    );
}

/// Asks a hundred times a second until told to end. Every question has to be answered.
async fn be_good(mut client: Client, noticed: Arc<Noticed>) {
    while !noticed.end.load(Ordering::Relaxed) {
        let asked = Instant::now();
        client.send(r#"{"heart":1}"#).await;
        // Pings, and live data for everyone, come in between.
        while client.next().await != Message::text(r#"{"heart":1}"#) {}
        let wait = u64::try_from(asked.elapsed().as_micros()).unwrap();
        noticed.longest.fetch_max(wait, Ordering::Relaxed);
        noticed.answers.fetch_add(1, Ordering::Relaxed);
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// Connects, sends, and reads a while what comes. Whatever fails is the flooder's loss.
/// Gives how many floods that was.
async fn flood(address: SocketAddr, bytes: &[u8], patience: Duration) -> u64 {
    let Ok(mut stream) = TcpStream::connect(address).await else {
        return 0;
    };
    let (mut from, mut to) = stream.split();
    let mut answer = vec![0; 64 * 1024];
    let write = to.write_all(bytes);
    let read = async { while from.read(&mut answer).await.is_ok_and(|read| read > 0) {} };
    let all = async { tokio::join!(write, read) };
    let _ = tokio::time::timeout(patience, all).await;
    1
}

async fn say_nothing(address: SocketAddr) -> u64 {
    flood(address, b"", Duration::from_millis(10)).await
}

async fn never_end(address: SocketAddr) -> u64 {
    // Many of them at one time, and each for as long as it is let.
    let heads = (0..40).map(|_| flood(address, b"GET /ws HT", ROUND));
    futures_util::future::join_all(heads).await.iter().sum()
}

const HANDSHAKE: &str = "GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
                         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";

async fn handshake(address: SocketAddr) -> u64 {
    // Those that are let in stay, and those that are not are many.
    let patience = Duration::from_millis(20);
    let handshakes = (0..16).map(|_| flood(address, HANDSHAKE.as_bytes(), patience));
    futures_util::future::join_all(handshakes)
        .await
        .iter()
        .sum()
}

async fn break_frames(address: SocketAddr) -> u64 {
    let bytes = [HANDSHAKE.as_bytes(), &[0xff; 64]].concat();
    flood(address, &bytes, ROUND).await
}

async fn talk_much(address: SocketAddr) -> u64 {
    let head = [b"GET / HTTP/1.1\r\nx: ".as_slice(), &[b'y'; 400_000]].concat();
    flood(address, &head, ROUND).await
}

async fn send_much(address: SocketAddr) -> u64 {
    // Final, binary, masked with zeros.
    let head = [0x82, 0xff, 0, 0, 0, 0, 0, 0x10, 0, 0, 0, 0, 0, 0];
    let bytes = [HANDSHAKE.as_bytes(), &head, &[0; 0x10_0000]].concat();
    flood(address, &bytes, ROUND).await
}

async fn ask_tokens(address: SocketAddr) -> u64 {
    let request = b"GET /token HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    flood(address, request, ROUND).await
}
