//! The built page as a browser gets it.

use std::{fs, path::PathBuf};

use heartline_server::{Options, Page};

use crate::support::{Server, quiet};

const HASHED: &str = "heartline-0123456789abcdef_bg.wasm";

/// A folder as Trunk would leave it, under a name of its own.
fn dist(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&folder).unwrap();
    fs::write(
        folder.join("index.html"),
        "<!doctype html><title>Heartline</title>",
    )
    .unwrap();
    fs::write(folder.join(HASHED), "wasm ".repeat(1000)).unwrap();
    fs::write(folder.join("heartline-0123456789abcdef.js"), "export {}").unwrap();
    folder
}

async fn server(name: &str) -> Server {
    let page = Some(Page::open(dist(name)).unwrap());
    Server::start(Options { page, ..quiet() }).await
}

#[tokio::test]
async fn the_page_is_served_and_always_asked_for_again() {
    let server = server("page-index").await;
    for path in ["/", "/index.html", "/?url=/ws"] {
        let answer = server.http(&format!("GET {path} HTTP/1.1")).await;
        assert_eq!(answer.status, 200, "{path}");
        assert!(answer.body.starts_with(b"<!doctype html>"));
        assert_eq!(answer.header("content-type"), Some("text/html"));
        assert_eq!(answer.header("cache-control"), Some("no-cache"));
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    }
}

#[tokio::test]
async fn a_hashed_file_has_its_type_and_is_kept_for_ever() {
    let server = server("page-hashed").await;
    for (file, kind) in [
        (HASHED, "application/wasm"),
        ("heartline-0123456789abcdef.js", "text/javascript"),
    ] {
        let answer = server.http(&format!("GET /{file} HTTP/1.1")).await;
        assert_eq!(answer.header("content-type"), Some(kind));
        assert_eq!(
            answer.header("cache-control"),
            Some("public, max-age=31536000, immutable")
        );
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    }
}

#[tokio::test]
async fn a_browser_that_takes_compressed_files_gets_them() {
    let server = server("page-compressed").await;
    for coding in ["br", "gzip"] {
        let head = format!("GET /{HASHED} HTTP/1.1\r\nAccept-Encoding: {coding}");
        let answer = server.http(&head).await;
        assert_eq!(answer.header("content-encoding"), Some(coding));
        assert!(answer.body.len() < 500, "{}", answer.body.len());
    }
    let plain = server.http(&format!("GET /{HASHED} HTTP/1.1")).await;
    assert_eq!(plain.body.len(), 5000);
}

#[tokio::test]
async fn a_file_that_is_not_there_is_not_remembered() {
    let server = server("page-missing").await;
    for path in [
        "/gone-0123456789abcdef.js",
        "/../Cargo.toml",
        "/%2e%2e/Cargo.toml",
        "/..%2f..%2fCargo.toml",
    ] {
        let answer = server.http(&format!("GET {path} HTTP/1.1")).await;
        assert_eq!(answer.status, 404, "{path}");
        assert_eq!(answer.header("cache-control"), Some("no-cache"));
    }
}

#[tokio::test]
async fn without_a_page_the_root_says_where_the_websocket_is() {
    let server = Server::start(quiet()).await;
    let answer = server.http("GET / HTTP/1.1").await;
    assert_eq!(answer.status, 404);
    assert!(String::from_utf8_lossy(&answer.body).contains("/ws"));
}
