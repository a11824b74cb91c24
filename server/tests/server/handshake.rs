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
async fn a_request_that_is_no_handshake_is_told_so() {
    let server = Server::start(quiet()).await;
    assert_eq!(server.http("GET /ws HTTP/1.1").await.status, 400);
    assert_eq!(server.http("POST /ws HTTP/1.1").await.status, 405);
}
