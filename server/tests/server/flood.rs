//! What hostile clients can do in numbers, and what a good one notices of it: nothing.

use std::time::Duration;

use futures_util::StreamExt;
use heartline_server::{MAX_TOKENS, Options};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tokio_tungstenite::tungstenite::Message;

use crate::support::{Answer, Client, Server, quiet, within};

/// More than the HTTP connections that the server keeps.
const CROWD: usize = 300;

/// A good client's question and its answer.
async fn is_served(client: &mut Client) {
    let answer = client.ask(r#"{"heart":1}"#).await;
    assert_eq!(answer, json!({"heart": 1}));
}

#[tokio::test]
async fn connections_beyond_the_seats_are_refused_while_those_inside_are_served() {
    let server = Server::start(Options {
        max_connections: 2,
        ..quiet()
    })
    .await;
    let mut good = server.connect().await;
    let other = server.connect().await;
    for _ in 0..CROWD {
        assert_eq!(server.handshake("").await.status, 503);
    }
    is_served(&mut good).await;
    drop(other);
    server.seat_is_free().await;
}

#[tokio::test]
async fn those_who_send_no_request_do_not_keep_out_those_who_do() {
    let options = Options {
        header_timeout: Duration::from_secs(3600),
        ..quiet()
    };
    let server = Server::start(options).await;
    let mut inside = server.connect().await;
    let mut slow = Vec::new();
    for number in 0..CROWD {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        // Some say nothing at all, some a byte, some nearly everything.
        let head = b"GET /ws HTTP/1.1\r\nHost: x\r\n";
        stream
            .write_all(&head[..number % head.len()])
            .await
            .unwrap();
        slow.push(stream);
    }
    is_served(&mut server.connect().await).await;
    is_served(&mut inside).await;
    // The first of them had to go.
    let mut rest = Vec::new();
    let _ = within(slow[0].read_to_end(&mut rest)).await;
}

#[tokio::test]
async fn a_head_that_comes_byte_by_byte_is_ended_in_time() {
    let options = Options {
        header_timeout: Duration::from_millis(50),
        ..quiet()
    };
    let server = Server::start(options).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let trickle = async {
        // Each byte alone would be in time.
        while stream.write_all(b"x").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    within(trickle).await;
}

#[tokio::test]
async fn heads_that_are_too_large_are_refused() {
    let server = Server::start(quiet()).await;
    let mut good = server.connect().await;
    let many: String = (0..200).map(|n| format!("x-{n}: y\r\n")).collect();
    for head in [
        format!("GET / HTTP/1.1\r\nx: {}\r\n\r\n", "y".repeat(1024 * 1024)),
        format!("GET / HTTP/1.1\r\n{many}\r\n"),
        format!("GET /{} HTTP/1.1\r\n\r\n", "a".repeat(1024 * 1024)),
    ] {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        let (mut from, mut to) = stream.split();
        let mut answer = Vec::new();
        // It is refused before all of it is written.
        let write = to.write_all(head.as_bytes());
        let (_, _) = within(async { tokio::join!(write, from.read_to_end(&mut answer)) }).await;
        let status = answer.get(..12).unwrap_or_default();
        let refused = [b"HTTP/1.1 431".as_slice(), b"HTTP/1.1 414"].contains(&status);
        assert!(refused, "{}", String::from_utf8_lossy(&answer));
    }
    is_served(&mut good).await;
}

#[tokio::test]
async fn half_a_frame_and_silence_cost_the_others_nothing_and_end_in_time() {
    let options = Options {
        ping_interval: Duration::from_millis(20),
        ping_timeout: Duration::from_millis(20),
        ..quiet()
    };
    let server = Server::start(options).await;
    let mut halves = Vec::new();
    for length in 1..8 {
        let mut client = server.connect().await;
        // A text of 60 000 bytes, masked.
        let frame = [0x81, 0xfe, 0xea, 0x60, 1, 2, 3, 4];
        let half = &frame[..length];
        client.socket.get_mut().write_all(half).await.unwrap();
        halves.push(client);
    }
    for half in &mut halves {
        let mut bytes = Vec::new();
        let stream = half.socket.get_mut();
        within(stream.read_to_end(&mut bytes)).await.unwrap();
        assert!(bytes.windows(2).any(|two| two == 1011u16.to_be_bytes()));
    }
    is_served(&mut Client::over(TcpStream::connect(server.address).await.unwrap(), "/ws").await)
        .await;
}

/// Frames that break RFC 6455, and with which code they are closed.
const BROKEN: [(&str, &[u8], u16); 12] = [
    ("not masked", &[0x81, 1, b'x'], 1002),
    ("a reserved bit", &[0xc1, 0x80, 0, 0, 0, 0], 1002),
    ("another reserved bit", &[0x91, 0x80, 0, 0, 0, 0], 1002),
    ("an unknown kind", &[0x83, 0x80, 0, 0, 0, 0], 1002),
    ("an unknown control", &[0x8b, 0x80, 0, 0, 0, 0], 1002),
    ("a fragmented ping", &[0x09, 0x80, 0, 0, 0, 0], 1002),
    (
        "a ping of 126 bytes",
        &[0x89, 0xfe, 0, 126, 0, 0, 0, 0],
        1002,
    ),
    ("the middle of nothing", &[0x80, 0x80, 0, 0, 0, 0], 1002),
    (
        "a text in a text",
        &[0x01, 0x80, 0, 0, 0, 0, 0x81, 0x80, 0, 0, 0, 0],
        1002,
    ),
    ("a close of one byte", &[0x88, 0x81, 0, 0, 0, 0, 3], 1002),
    (
        "a length of 2^63",
        &[0x82, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        1009,
    ),
    ("half a character", &[0x81, 0x81, 0, 0, 0, 0, 0xc3], 1007),
];

#[tokio::test]
async fn broken_frames_are_closed_with_what_is_wrong_while_others_are_served() {
    let server = Server::start(quiet()).await;
    let mut good = server.connect().await;
    for (what, frame, code) in BROKEN {
        let mut client = server.connect().await;
        let mut bytes = frame.to_vec();
        // The library on the other side reads on until a ping of 126 bytes is whole.
        bytes.resize(frame.len() + 126, 0);
        let whole = if what.starts_with("a ping") {
            &bytes
        } else {
            frame
        };
        client.socket.get_mut().write_all(whole).await.unwrap();
        let closed = client.closed().await;
        assert_eq!(u16::from(closed.code), code, "{what}: {}", closed.reason);
        is_served(&mut good).await;
    }
}

#[tokio::test]
async fn fragments_without_end_are_given_up_like_silence() {
    let options = Options {
        ping_interval: Duration::from_millis(20),
        ping_timeout: Duration::from_millis(20),
        ..quiet()
    };
    let server = Server::start(options).await;
    let mut client = server.connect().await;
    let (mut from, mut to) = client.socket.get_mut().split();
    let endless = async {
        let first = [0x01, 0x80, 0, 0, 0, 0];
        let mut wrote = to.write_all(&first).await;
        while wrote.is_ok() {
            wrote = to.write_all(&[0x00, 0x80, 0, 0, 0, 0].repeat(100)).await;
        }
    };
    let mut answer = Vec::new();
    let heard = async { from.read_to_end(&mut answer).await };
    within(async { tokio::join!(endless, heard) })
        .await
        .1
        .unwrap();
    assert!(answer.windows(2).any(|two| two == 1011u16.to_be_bytes()));
}

#[tokio::test]
async fn a_flood_of_messages_is_taken_no_faster_than_its_answers_are_read() {
    let server = Server::start(quiet()).await;
    let mut good = server.connect().await;
    let flooding = server.connect_narrow().await;
    let (mut sink, _unread) = flooding.socket.split();
    let flood = tokio::spawn(async move {
        use futures_util::SinkExt;
        let message = Message::binary(vec![0; 60_000]);
        while sink.send(message.clone()).await.is_ok() {}
    });
    for _ in 0..100 {
        is_served(&mut good).await;
    }
    assert!(!flood.is_finished(), "it waits");
    flood.abort();
}

#[tokio::test]
async fn of_many_thousand_tokens_the_latest_are_valid() {
    let server = Server::start(quiet()).await;
    let first = server.token().await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let (mut from, mut to) = stream.split();
    let ask = async {
        let request = format!("GET /token HTTP/1.1\r\nHost: {}\r\n", server.address);
        for _ in 0..MAX_TOKENS {
            to.write_all(format!("{request}\r\n").as_bytes())
                .await
                .unwrap();
        }
        let last = format!("{request}Connection: close\r\n\r\n");
        to.write_all(last.as_bytes()).await.unwrap();
    };
    let mut answers = Vec::new();
    let (_, read) = within(async { tokio::join!(ask, from.read_to_end(&mut answers)) }).await;
    read.unwrap();
    let answers = String::from_utf8(answers).unwrap();
    let tokens: Vec<_> = answers
        .split(r#""token":""#)
        .skip(1)
        .map(|rest| &rest[..32])
        .collect();
    assert_eq!(tokens.len(), MAX_TOKENS + 1);
    let enter = async |token: &str| -> Answer {
        server
            .handshake_at(&format!("/private?token={token}"), "")
            .await
    };
    assert_eq!(enter(&first).await.status, 401);
    assert_eq!(enter(tokens[0]).await.status, 401);
    assert_eq!(enter(tokens[1]).await.status, 101);
    assert_eq!(enter(tokens[MAX_TOKENS]).await.status, 101);
}
