//! Tokens: how a client gets one, and what it opens.

use std::{collections::HashSet, time::Duration};

use futures_util::{StreamExt, future::join_all};
use heartline_server::Options;
use serde_json::json;
use tokio::net::TcpStream;

use crate::support::{Client, Server, quiet};

#[tokio::test]
async fn a_token_is_json_that_nobody_keeps() {
    let server = Server::start(quiet()).await;
    let answer = server.http("GET /token HTTP/1.1").await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let tokens: HashSet<String> = join_all((0..50).map(|_| server.token()))
        .await
        .into_iter()
        .collect();
    assert_eq!(tokens.len(), 50, "each is another");
    assert!(tokens.iter().all(|token| token.len() == 32), "{tokens:?}");
}

#[tokio::test]
async fn a_token_opens_a_websocket_that_speaks_as_all_do() {
    let server = Server::start(quiet()).await;
    let stream = TcpStream::connect(server.address).await.unwrap();
    let path = format!("/private?token={}", server.token().await);
    let mut client = Client::over(stream, &path).await;
    assert_eq!(client.ask(r#"{"heart":1}"#).await, json!({"heart": 1}));
}

#[tokio::test]
async fn a_token_opens_one_websocket_and_no_more() {
    let server = Server::start(quiet()).await;
    let path = format!("/private?token={}", server.token().await);
    let answers = join_all((0..5).map(|_| server.handshake_at(&path, ""))).await;
    let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [101, 401, 401, 401, 401]);
    assert_eq!(server.get(&path, "").await.status, 401, "used");
}

#[tokio::test]
async fn a_missing_or_bad_token_is_refused_with_401_by_handshake_and_by_http() {
    let server = Server::start(quiet()).await;
    let good = server.token().await;
    for query in [
        String::new(),
        "?".into(),
        "?token".into(),
        "?token=".into(),
        "?token=%ff".into(),
        "?token=00000000000000000000000000000000".into(),
        format!("?token={good}0"),
        format!("?token={}", good.split_at(31).0),
        format!("?token={good}&token={good}"),
        format!("?other={good}"),
    ] {
        let path = format!("/private{query}");
        for answer in [
            server.handshake_at(&path, "").await,
            server.get(&path, "").await,
        ] {
            assert_eq!(answer.status, 401, "{path}");
            assert!(answer.header("www-authenticate").is_some());
            for word in ["missing", "unknown", "used", "expired", "/token"] {
                assert!(answer.text().contains(word), "{}", answer.text());
            }
        }
    }
    let path = format!("/private?token={good}");
    assert_eq!(server.handshake_at(&path, "").await.status, 101);
}

#[tokio::test]
async fn a_token_opens_nothing_after_its_lifetime() {
    let options = Options {
        token_lifetime: Duration::from_nanos(1),
        ..quiet()
    };
    let server = Server::start(options).await;
    let path = format!("/private?token={}", server.token().await);
    assert_eq!(server.handshake_at(&path, "").await.status, 401);
}

#[tokio::test]
async fn a_request_that_is_no_handshake_does_not_use_the_token() {
    let server = Server::start(quiet()).await;
    let path = format!("/private?token={}", server.token().await);
    for _ in 0..2 {
        assert_eq!(server.get(&path, "").await.status, 426);
    }
    let no_version = server.get(&path, "Connection: upgrade\r\nUpgrade: websocket\r\n");
    assert_eq!(no_version.await.status, 400);
    assert_eq!(server.handshake_at(&path, "").await.status, 101);
}

#[tokio::test]
async fn a_full_server_does_not_use_the_token() {
    let options = Options {
        max_connections: 1,
        ..quiet()
    };
    let server = Server::start(options).await;
    let mut client = server.connect().await;
    let path = format!("/private?token={}", server.token().await);
    assert_eq!(server.handshake_at(&path, "").await.status, 503);
    assert_eq!(server.handshake_at("/private", "").await.status, 401);
    client.socket.close(None).await.unwrap();
    while client.socket.next().await.is_some() {}
    server.seat_is_free().await;
    assert_eq!(server.handshake_at(&path, "").await.status, 101);
}

#[tokio::test]
async fn a_foreign_page_gets_no_token_and_cannot_use_one() {
    let server = Server::start(quiet()).await;
    let foreign = "Origin: https://evil.example\r\n";
    assert_eq!(server.get("/token", foreign).await.status, 403);
    assert_eq!(server.handshake_at("/private", foreign).await.status, 403);
    let path = format!("/private?token={}", server.token().await);
    assert_eq!(server.handshake_at(&path, foreign).await.status, 403);
    assert_eq!(server.get(&path, foreign).await.status, 403);
    let own = "Origin: http://localhost:9010\r\n";
    assert_eq!(server.handshake_at(&path, own).await.status, 101);
}
