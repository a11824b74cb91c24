//! Who may connect.

use heartline_server::Options;

use crate::support::{Server, quiet};

#[tokio::test]
async fn a_foreign_page_is_refused_before_the_upgrade() {
    let server = Server::start(quiet()).await;
    for origin in [
        "https://evil.example",
        "null",
        "http://127.0.0.1.evil.example:9010",
    ] {
        let answer = server.handshake(&format!("Origin: {origin}\r\n")).await;
        assert_eq!(answer.status, 403, "{origin}");
    }
}

#[tokio::test]
async fn a_page_of_this_server_or_this_machine_may_connect() {
    let server = Server::start(quiet()).await;
    let own = format!("http://{}", server.address);
    for origin in [own.as_str(), "http://localhost:8080", "http://[::1]:3000"] {
        let answer = server.handshake(&format!("Origin: {origin}\r\n")).await;
        assert_eq!(answer.status, 101, "{origin}");
    }
}

#[tokio::test]
async fn a_client_that_is_no_page_may_connect() {
    let server = Server::start(quiet()).await;
    assert_eq!(server.handshake("").await.status, 101);
}

#[tokio::test]
async fn an_allowed_origin_may_connect() {
    let allowed_origins = vec!["https://friend.example".parse().unwrap()];
    let server = Server::start(Options {
        allowed_origins,
        ..quiet()
    })
    .await;
    assert_eq!(
        server
            .handshake("Origin: https://friend.example\r\n")
            .await
            .status,
        101
    );
    assert_eq!(
        server
            .handshake("Origin: https://other.example\r\n")
            .await
            .status,
        403
    );
}

#[tokio::test]
async fn the_first_subprotocol_offered_is_taken() {
    let server = Server::start(quiet()).await;
    let answer = server
        .handshake("Sec-WebSocket-Protocol: v2.heart, v1.heart\r\n")
        .await;
    assert_eq!(answer.header("sec-websocket-protocol"), Some("v2.heart"));
    assert_eq!(
        server.handshake("").await.header("sec-websocket-protocol"),
        None
    );
}

#[tokio::test]
async fn a_request_that_asks_for_no_websocket_is_told_what_to_ask_for() {
    let server = Server::start(quiet()).await;
    for path in ["/ws", "/ajaxchattest"] {
        let answer = server.get(path, "").await;
        assert_eq!(answer.status, 426, "{path}");
        assert_eq!(answer.header("upgrade"), Some("websocket"));
        assert!(answer.lists("connection", "upgrade"), "{answer:?}");
        assert!(answer.text().contains("WebSocket"), "{}", answer.text());
    }
    assert_eq!(server.http("HEAD /ws HTTP/1.1").await.status, 426);
    assert_eq!(server.http("POST /ws HTTP/1.1").await.status, 405);
}

#[tokio::test]
async fn a_handshake_with_a_mistake_is_told_so() {
    let server = Server::start(quiet()).await;
    let asking = "Connection: upgrade\r\nUpgrade: websocket\r\n";
    assert_eq!(server.get("/ws", asking).await.status, 400);
}

#[tokio::test]
async fn a_plain_request_hears_why_a_handshake_would_fail() {
    let options = Options {
        max_connections: 1,
        ..quiet()
    };
    let server = Server::start(options).await;
    let foreign = "Origin: https://evil.example\r\n";
    assert_eq!(server.get("/ws", foreign).await.status, 403);
    for _ in 0..2 {
        assert_eq!(server.get("/ws", "").await.status, 426, "takes no seat");
    }
    let _client = server.connect().await;
    assert_eq!(server.get("/ws", "").await.status, 503);
    assert_eq!(server.get("/ws", foreign).await.status, 403);
}
