//! The built page as a browser gets it.

use std::{fs, path::PathBuf};

use heartline_server::{Options, Page};

use crate::support::{Answer, Server, quiet};

const HASHED: &str = "heartline-0123456789abcdef_bg.wasm";

/// A folder as Trunk would leave it, under a name of its own.
fn dist(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&folder).unwrap();
    fs::write(
        folder.join("index.html"),
        "<!doctype html><title>Heartline</title><script>start()</script>",
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

/// The sources that a directive of the answer's policy allows.
fn allowed<'a>(answer: &'a Answer, directive: &str) -> Vec<&'a str> {
    let policy = answer.header("content-security-policy").expect("a policy");
    let parts = policy.split("; ").map(|part| part.split(' '));
    let mut found = parts.filter_map(|mut part| (part.next() == Some(directive)).then_some(part));
    found.next().expect("the directive").collect()
}

#[tokio::test]
async fn the_page_runs_its_own_scripts_and_no_others() {
    let server = server("page-policy").await;
    let index = server.get("/", "").await;
    // printf 'start()' | openssl dgst -sha256 -binary | base64
    let own = "'sha256-DIm7WJS6ZKDYe5qFLPy+h4JFI9Bol5QmYC57mt3Fb00='";
    let scripts = ["'self'", "'wasm-unsafe-eval'"];
    assert_eq!(
        allowed(&index, "script-src"),
        [&scripts[..], &[own]].concat()
    );
    for path in [&format!("/{HASHED}"), "/missing.js"] {
        let answer = server.get(path, "").await;
        assert_eq!(allowed(&answer, "script-src"), scripts, "{path}");
    }
    let head = server.http("HEAD / HTTP/1.1").await;
    assert!(head.body.is_empty());
    for name in ["content-security-policy", "content-length"] {
        assert_eq!(head.header(name), index.header(name));
    }
}

#[tokio::test]
async fn a_page_that_was_built_anew_is_served_with_its_new_script() {
    let server = server("page-rebuilt").await;
    let before = server.get("/", "").await;
    let folder = dist("page-rebuilt");
    fs::write(folder.join("index.html"), "<script>again()</script>").unwrap();
    let after = server.get("/", "").await;
    // printf 'again()' | openssl dgst -sha256 -binary | base64
    let own = "'sha256-FoQ4fTzxhLROaEbL06zHlQCMrec8jXNnQmc6/J3nC14='";
    assert_eq!(allowed(&after, "script-src").last(), Some(&own));
    assert_ne!(allowed(&before, "script-src").last(), Some(&own));
}

#[tokio::test]
async fn a_page_that_the_browser_has_keeps_its_policy() {
    let server = server("page-not-modified").await;
    let modified = server.get("/", "").await;
    let since = modified.header("last-modified").unwrap();
    let answer = server
        .get("/", &format!("If-Modified-Since: {since}"))
        .await;
    assert_eq!(answer.status, 304);
    assert_eq!(answer.header("content-security-policy"), None);
}

#[tokio::test]
async fn the_page_may_connect_to_any_websocket_and_is_closed_to_others() {
    let server = server("page-closed").await;
    for path in [
        "/",
        "/index.html?url=ws://x/",
        &format!("/{HASHED}"),
        "/missing",
    ] {
        let answer = server.get(path, "").await;
        for (directive, sources) in [
            ("default-src", ["'self'"].as_slice()),
            ("img-src", &["'self'", "data:"]),
            ("connect-src", &["'self'", "ws:", "wss:", "http:", "https:"]),
            ("worker-src", &["'self'", "blob:"]),
            ("object-src", &["'none'"]),
            ("base-uri", &["'none'"]),
            ("frame-ancestors", &["'none'"]),
            ("form-action", &["'none'"]),
        ] {
            assert_eq!(
                allowed(&answer, directive),
                sources,
                "{directive} of {path}"
            );
        }
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
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
async fn what_installs_the_page_has_its_types_and_is_always_asked_for_again() {
    let folder = dist("page-installed");
    let files = [
        ("sw.js", "text/javascript"),
        ("manifest.webmanifest", "application/manifest+json"),
        ("icon.svg", "image/svg+xml"),
        ("icon-192.png", "image/png"),
    ];
    for (file, _) in files {
        fs::write(folder.join(file), "content").unwrap();
    }
    let server = server("page-installed").await;
    for (file, kind) in files {
        let answer = server.http(&format!("GET /{file} HTTP/1.1")).await;
        assert_eq!(answer.header("content-type"), Some(kind), "{file}");
        assert_eq!(answer.header("cache-control"), Some("no-cache"), "{file}");
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
