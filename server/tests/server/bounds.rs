//! What a client can take from the server, and where that ends.

use std::time::Duration;

use futures_util::StreamExt;
use heartline_server::{BACKLOG, MAX_CHAT, MAX_MESSAGE, Options};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_tungstenite::tungstenite::{
    Message,
    protocol::frame::{
        Frame,
        coding::{Data, OpCode},
    },
};

use crate::support::{Client, Server, quiet, within};

#[tokio::test]
async fn a_message_above_the_limit_closes_with_1009() {
    let server = Server::start(quiet()).await;
    for size in [MAX_MESSAGE + 1, 8 * 1024 * 1024] {
        let mut client = server.connect().await;
        client.send(vec![b'x'; MAX_MESSAGE]).await;
        assert_eq!(client.next().await.len(), MAX_MESSAGE);
        client.send("x".repeat(size)).await;
        let frame = client.closed().await;
        assert_eq!(u16::from(frame.code), 1009, "{size}");
        assert!(frame.reason.contains("65536"), "{}", frame.reason);
    }
}

#[tokio::test]
async fn a_message_above_the_limit_in_small_fragments_closes_with_1009() {
    let server = Server::start(quiet()).await;
    let mut client = server.connect().await;
    let part = vec![b'x'; MAX_MESSAGE / 4];
    let fragment = |kind| Message::Frame(Frame::message(part.clone(), OpCode::Data(kind), false));
    client.send(fragment(Data::Text)).await;
    for _ in 0..4 {
        client.send(fragment(Data::Continue)).await;
    }
    assert_eq!(u16::from(client.closed().await.code), 1009);
}

#[tokio::test]
async fn a_frame_that_announces_too_much_closes_with_1009_before_it_comes() {
    let server = Server::start(quiet()).await;
    let mut client = server.connect().await;
    // Final, binary, masked, with a length of 2^16 + 1 bytes (RFC 6455, section 5.2).
    let head = [0x82, 0xff, 0, 0, 0, 0, 0, 1, 0, 1, 1, 2, 3, 4];
    client.socket.get_mut().write_all(&head).await.unwrap();
    assert_eq!(u16::from(client.closed().await.code), 1009);
}

#[tokio::test]
async fn text_that_is_not_utf8_closes_with_1007() {
    let server = Server::start(quiet()).await;
    let mut client = server.connect().await;
    let frame = Frame::message(vec![0xff], OpCode::Data(Data::Text), true);
    client.send(Message::Frame(frame)).await;
    assert_eq!(u16::from(client.closed().await.code), 1007);
}

#[tokio::test]
async fn bytes_that_are_no_frame_close_with_1002() {
    let server = Server::start(quiet()).await;
    let mut client = server.connect().await;
    client
        .socket
        .get_mut()
        .write_all(&[0xff; 64])
        .await
        .unwrap();
    assert_eq!(u16::from(client.closed().await.code), 1002);
}

#[tokio::test]
async fn one_connection_too_many_is_refused_until_another_ends() {
    let server = Server::start(Options {
        max_connections: 1,
        ..quiet()
    })
    .await;
    let mut client = server.connect().await;
    let refused = server.handshake("").await;
    assert_eq!(refused.status, 503);
    assert!(
        refused
            .header("retry-after")
            .is_some_and(|seconds| seconds.parse::<u32>().is_ok())
    );
    client.socket.close(None).await.unwrap();
    while client.socket.next().await.is_some() {}
    server.seat_is_free().await;
}

#[tokio::test]
async fn a_seat_is_free_after_its_client_vanished() {
    let server = Server::start(Options {
        max_connections: 1,
        ..quiet()
    })
    .await;
    drop(server.connect().await);
    server.seat_is_free().await;
}

#[tokio::test]
async fn a_reader_too_far_behind_is_closed_with_1013() {
    let server = Server::start(quiet()).await;
    let mut slow = server.connect_narrow().await;
    let mut quick = server.connect().await;
    quick.among(2).await;
    flood(&mut quick).await;
    let frame = slow.closed().await;
    assert_eq!(u16::from(frame.code), 1013);
    quick.among(1).await;
}

#[tokio::test]
async fn a_reader_that_has_stopped_is_let_go_without_its_help() {
    let options = Options {
        send_timeout: Duration::from_millis(100),
        ..quiet()
    };
    let server = Server::start(options).await;
    let _stopped = server.connect_narrow().await;
    let mut quick = server.connect().await;
    quick.among(2).await;
    flood(&mut quick).await;
    quick.among(1).await;
}

#[tokio::test]
async fn a_stopped_reader_frees_its_seat() {
    let options = Options {
        max_connections: 2,
        send_timeout: Duration::from_millis(100),
        ..quiet()
    };
    let server = Server::start(options).await;
    let _stopped = server.connect_narrow().await;
    flood(&mut server.connect().await).await;
    server.seat_is_free().await;
    server.seat_is_free().await;
}

#[tokio::test]
async fn a_client_that_does_not_answer_a_ping_is_closed_with_1011() {
    let soon = Duration::from_millis(20);
    let options = Options {
        ping_interval: soon,
        ping_timeout: soon,
        ..quiet()
    };
    let server = Server::start(options).await;
    let mut client = server.connect().await;
    // The bare stream: the client library would answer the ping.
    let mut bytes = Vec::new();
    within(client.socket.get_mut().read_to_end(&mut bytes))
        .await
        .unwrap();
    assert_eq!(bytes[..2], [0x89, 0], "a ping");
    assert_eq!(bytes[2], 0x88, "a close frame");
    assert_eq!(bytes[4..6], 1011u16.to_be_bytes());
}

#[tokio::test]
async fn a_client_that_answers_pings_stays() {
    let options = Options {
        ping_interval: Duration::from_millis(10),
        ..quiet()
    };
    let server = Server::start(options).await;
    let mut client = server.connect().await;
    for _ in 0..5 {
        assert!(matches!(client.next().await, Message::Ping(_)));
    }
    client.send(r#"{"heart":1}"#).await;
    while client.next().await != Message::text(r#"{"heart":1}"#) {}
}

#[tokio::test]
async fn a_request_whose_head_does_not_come_is_ended() {
    let options = Options {
        header_timeout: Duration::from_millis(50),
        ..quiet()
    };
    let server = Server::start(options).await;
    for start in ["", "GET / HT", "GET /ws HTTP/1.1\r\nHost: x\r\n"] {
        let mut stream = tokio::net::TcpStream::connect(server.address)
            .await
            .unwrap();
        stream.write_all(start.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        within(stream.read_to_end(&mut answer)).await.unwrap();
    }
}

/// Sends more chat than the backlog and the system's buffers hold, and reads it all.
async fn flood(client: &mut Client) {
    let text = json!({"chat": "x".repeat(MAX_CHAT)}).to_string();
    for _ in 0..3 * BACKLOG {
        assert!(client.ask(&text).await["chat"].is_object());
    }
}
