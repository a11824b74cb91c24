//! What a page of another origin may read of HTTP answers.

use heartline_server::Options;

use crate::support::{Answer, Server, quiet};

/// A page of another server on this machine.
const PAGE: &str = "http://127.0.0.1:9010";

const ENDPOINTS: [&str; 4] = ["/token", "/ws", "/ajaxchattest", "/private"];

/// The origin that may read this answer. That another one might not has to be said either way, or a
/// cache would give one page what another may read.
fn readable_by(answer: &Answer) -> Option<&str> {
    assert_eq!(answer.header("vary"), Some("origin"), "{answer:?}");
    answer.header("access-control-allow-origin")
}

#[tokio::test]
async fn a_page_that_may_connect_may_read_every_answer() {
    let options = Options {
        max_connections: 1,
        ..quiet()
    };
    let server = Server::start(options).await;
    let origin = format!("Origin: {PAGE}\r\n");
    let private = format!("/private?token={}", server.token().await);
    for (path, status) in [
        ("/token", 200),
        ("/ws", 426),
        ("/ajaxchattest", 426),
        ("/private", 401),
        (private.as_str(), 426),
    ] {
        let answer = server.get(path, &origin).await;
        assert_eq!(answer.status, status, "{path}");
        assert_eq!(readable_by(&answer), Some(PAGE), "{path}");
    }
    let _client = server.connect().await;
    for path in ["/ws", "/ajaxchattest", private.as_str()] {
        let answer = server.get(path, &origin).await;
        assert_eq!(answer.status, 503, "{path}");
        assert_eq!(readable_by(&answer), Some(PAGE), "{path}");
    }
}

#[tokio::test]
async fn a_page_of_an_allowed_origin_may_read_too() {
    let options = Options {
        allowed_origins: vec!["https://friend.example".parse().unwrap()],
        ..quiet()
    };
    let server = Server::start(options).await;
    for path in ENDPOINTS {
        let answer = server.get(path, "Origin: https://friend.example\r\n").await;
        assert_eq!(readable_by(&answer), Some("https://friend.example"));
    }
}

#[tokio::test]
async fn a_foreign_page_may_read_nothing() {
    let server = Server::start(quiet()).await;
    for origin in [
        "Origin: https://evil.example\r\n",
        "Origin: null\r\n",
        "Origin: http://localhost\r\nOrigin: http://localhost\r\n",
    ] {
        for path in ENDPOINTS {
            let answer = server.get(path, origin).await;
            assert_eq!(answer.status, 403, "{path}");
            assert_eq!(readable_by(&answer), None, "{path}, {origin}");
        }
    }
}

#[tokio::test]
async fn a_client_that_is_no_page_is_told_nothing_of_origins() {
    let server = Server::start(quiet()).await;
    for path in ENDPOINTS {
        assert_eq!(readable_by(&server.get(path, "").await), None, "{path}");
    }
}
