//! What is answered to what.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use heartline_server::Options;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;

use crate::support::{Client, Server, quiet, within};

#[tokio::test]
async fn a_heartbeat_is_answered_at_both_paths() {
    let server = Server::start(quiet()).await;
    for path in ["/ws", "/ajaxchattest"] {
        let stream = TcpStream::connect(server.address).await.unwrap();
        let mut client = Client::over(stream, path).await;
        client.send(r#"{"heart":1}"#).await;
        assert_eq!(client.next().await, Message::text(r#"{"heart":1}"#));
    }
}

#[tokio::test]
async fn a_greeting_is_answered_with_the_name_and_the_number_of_clients() {
    let server = Server::start(quiet()).await;
    let mut first = server.connect().await;
    assert_eq!(
        first.ask(r#"{"id":"a1b2c3"}"#).await,
        json!({"welcome": "a1b2c3", "clients": 1})
    );
    let mut second = server.connect().await;
    assert_eq!(
        second.ask(r#"{"id":"b"}"#).await,
        json!({"welcome": "b", "clients": 2})
    );
    first.socket.close(None).await.unwrap();
    second.among(1).await;
}

#[tokio::test]
async fn a_chat_message_reaches_everyone_with_its_senders_name() {
    let server = Server::start(quiet()).await;
    let mut first = server.connect().await;
    let mut second = server.connect().await;
    second.among(2).await;
    first.ask(r#"{"id":"a1b2c3"}"#).await;
    first.send(r#"{"chat":"<b>hi</b>"}"#).await;
    let expected = json!({"chat": {"from": "a1b2c3", "text": "<b>hi</b>"}});
    assert_eq!(first.json().await, expected);
    assert_eq!(second.json().await, expected);
}

#[tokio::test]
async fn a_client_without_a_name_is_a_numbered_guest() {
    let server = Server::start(quiet()).await;
    for name in ["guest-1", "guest-2"] {
        let mut client = server.connect().await;
        assert_eq!(client.ask(r#"{"chat":"x"}"#).await["chat"]["from"], name);
    }
}

#[tokio::test]
async fn a_burst_of_chat_messages_reaches_everyone_once_and_in_order() {
    const BURST: usize = 20_000;
    let server = Server::start(quiet()).await;
    let mut sender = server.connect().await;
    let mut reader = server.connect().await;
    sender.among(2).await;
    let (mut write, mut read) = sender.socket.split();
    let writing = async {
        for number in 0..BURST {
            write
                .feed(Message::text(
                    json!({"chat": number.to_string()}).to_string(),
                ))
                .await
                .unwrap();
        }
        write.flush().await.unwrap();
    };
    let own = async {
        for number in 0..BURST {
            let Some(Ok(Message::Text(text))) = read.next().await else {
                panic!("ended at {number}")
            };
            let message: Value = serde_json::from_str(&text).unwrap();
            assert_eq!(message["chat"]["text"], number.to_string());
        }
    };
    let others = async {
        for number in 0..BURST {
            assert_eq!(reader.json().await["chat"]["text"], number.to_string());
        }
    };
    within(async { tokio::join!(writing, own, others) }).await;
}

#[tokio::test]
async fn binary_comes_back_as_it_was() {
    let server = Server::start(quiet()).await;
    let mut client = server.connect().await;
    for bytes in [Vec::new(), vec![0, 255, 10], vec![7; 64 * 1024]] {
        client.send(bytes.clone()).await;
        assert_eq!(client.next().await, Message::binary(bytes));
    }
}

#[tokio::test]
async fn whatever_else_is_answered_with_what_is_accepted_and_the_connection_goes_on() {
    let server = Server::start(quiet()).await;
    let mut client = server.connect().await;
    let long_id = json!({"id": "x".repeat(65)}).to_string();
    let long_chat = json!({"chat": "x".repeat(4097)}).to_string();
    let deep = "[".repeat(60_000);
    for text in [
        "",
        "hello",
        "{",
        "null",
        "[]",
        r#"{"id":1}"#,
        r#"{"chat":[]}"#,
        &long_id,
        &long_chat,
        &deep,
    ] {
        let answer = client.ask(text).await;
        assert!(
            answer["error"]
                .as_str()
                .is_some_and(|words| words.len() > 20),
            "{text:.20}: {answer}"
        );
    }
    assert_eq!(client.ask(r#"{"heart":1}"#).await, json!({"heart": 1}));
}

#[tokio::test]
async fn a_ping_is_answered_with_its_own_content() {
    let server = Server::start(quiet()).await;
    let mut client = server.connect().await;
    client.send(Message::Ping("content".into())).await;
    assert_eq!(client.next().await, Message::Pong("content".into()));
}

#[tokio::test]
async fn live_data_is_numbered_and_the_same_for_everyone() {
    let options = Options {
        live_interval: Some(Duration::from_millis(10)),
        ..quiet()
    };
    let server = Server::start(options).await;
    let mut first = server.connect().await;
    let mut second = server.connect().await;
    let theirs = second.next().await;
    let mine = loop {
        let message = first.next().await;
        if message == theirs {
            break message;
        }
    };
    let number = |message: Message| {
        let value: Value = serde_json::from_str(message.to_text().unwrap()).unwrap();
        value["live"]["seq"].as_u64().unwrap()
    };
    assert_eq!(number(first.next().await), number(mine) + 1);
}

#[tokio::test]
async fn live_data_rests_while_nobody_is_there() {
    let options = Options {
        live_interval: Some(Duration::from_millis(10)),
        ..quiet()
    };
    let server = Server::start(options).await;
    let mut client = server.connect().await;
    let before = client.json().await["live"]["seq"].as_u64().unwrap();
    client.socket.close(None).await.unwrap();
    while client.socket.next().await.is_some() {}
    // Time in which a sampler that does not rest would count on.
    tokio::time::sleep(Duration::from_millis(500)).await;
    let after = server.connect().await.json().await["live"]["seq"]
        .as_u64()
        .unwrap();
    assert!(after < before + 25, "{before} to {after}");
}
