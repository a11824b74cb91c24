//! Who may order faults, and what is no order.

use std::{fs, io, path::PathBuf};

use heartline_server::{Options, Page, serve};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::{Faulty, heart, rest};
use crate::support::{Server, quiet};

#[tokio::test]
async fn without_being_asked_for_there_are_no_faults() {
    let server = Server::start(quiet()).await;
    for path in ["/faults", "/faults/heard"] {
        assert_eq!(server.get(path, "").await.status, 404);
    }
    for path in ["/faults", "/faults/send", "/faults/relay"] {
        let answer = server.request("POST", path, "", "{}").await;
        assert_eq!(answer.status, 404, "{path}");
    }
}

#[tokio::test]
async fn the_page_comes_with_the_path_of_the_faults_where_there_are_any() {
    for (faults, path) in [(true, Some("/faults")), (false, None)] {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("faults-{faults}"));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("index.html"), "<!doctype html>").unwrap();
        let page = Some(Page::open(folder).unwrap());
        let server = Server::start(Options {
            page,
            faults,
            ..quiet()
        })
        .await;
        for request in ["GET / HTTP/1.1", "HEAD /?url=/ws HTTP/1.1"] {
            let answer = server.http(request).await;
            assert_eq!(answer.status, 200);
            assert_eq!(answer.header("heartline-faults"), path, "{request}");
        }
    }
}

#[tokio::test]
async fn a_server_that_others_can_reach_has_no_faults() {
    let listener = TcpListener::bind("0.0.0.0:0").await.unwrap();
    let options = Options {
        faults: true,
        ..quiet()
    };
    let error = serve(listener, options, std::future::ready(())).await;
    assert_eq!(error.unwrap_err().kind(), io::ErrorKind::InvalidInput);
}

#[tokio::test]
async fn pages_of_foreign_origins_order_nothing_and_are_told_nothing() {
    let faulty = Faulty::start().await;
    let foreign = "Origin: http://evil.example\r\n";
    for (method, path) in [
        ("GET", "/faults"),
        ("POST", "/faults"),
        ("DELETE", "/faults"),
        ("GET", "/faults/heard"),
        ("POST", "/faults/send"),
        ("POST", "/faults/relay"),
    ] {
        let order = r#"{"manner":"refuse"}"#;
        let answer = faulty.server.request(method, path, foreign, order).await;
        assert_eq!(answer.status, 403, "{method} {path}");
        assert_eq!(answer.header("access-control-allow-origin"), None);
    }
    assert_eq!(faulty.told().await["manner"]["manner"], "behave");
}

#[tokio::test]
async fn a_page_of_this_machine_may_order_faults_also_from_another_port() {
    let faulty = Faulty::start().await;
    let lines = "Origin: http://localhost:8080\r\nAccess-Control-Request-Method: POST\r\n\
                 Access-Control-Request-Headers: content-type\r\n";
    let answer = faulty.server.request("OPTIONS", "/faults", lines, "").await;
    assert!(answer.lists("access-control-allow-methods", "POST"));
    assert!(answer.lists("access-control-allow-methods", "DELETE"));
    assert!(answer.lists("access-control-allow-headers", "content-type"));
    let lines = "Origin: http://localhost:8080\r\nContent-Type: application/json\r\n";
    let order = r#"{"manner":"silent"}"#;
    let answer = faulty.server.request("POST", "/faults", lines, order).await;
    assert_eq!(answer.json()["manner"], json!({"manner": "silent"}));
}

#[tokio::test]
async fn the_fault_listener_refuses_pages_of_foreign_origins() {
    let faulty = Faulty::start().await;
    let mut stream = faulty.asked("/ws", "Origin: http://evil.example\r\n").await;
    let (answer, _) = rest(&mut stream).await;
    assert!(answer.starts_with(b"HTTP/1.1 403 "));
    assert_eq!(faulty.record().await["opened"], 0);
}

#[tokio::test]
async fn what_is_no_order_is_refused_with_the_reason_and_changes_nothing() {
    let faulty = Faulty::that(json!({"manner": "silent"})).await;
    for (path, order) in [
        ("/faults", json!({"manner": "nonsense"})),
        ("/faults", json!({"manner": "behave", "port": 1})),
        ("/faults/send", json!({})),
        ("/faults/send", json!({"numbers": 10_001})),
        ("/faults/send", json!({"numbers": 1, "text": "x"})),
        ("/faults/send", json!({"text": "x", "every": "1s"})),
        ("/faults/relay", json!({})),
        ("/faults/relay", json!({"to_server": "leak"})),
        ("/faults/relay", json!({"stall": true})),
    ] {
        let answer = faulty.post(path, &order).await;
        assert_eq!(answer.status, 400, "{path} {order}");
        let error: Value = answer.json()["error"].take();
        assert!(error.as_str().is_some_and(|words| !words.contains('\n')));
    }
    assert_eq!(faulty.told().await["manner"]["manner"], "silent");
}

#[tokio::test]
async fn an_order_that_is_too_long_is_not_read() {
    let faulty = Faulty::start().await;
    let order = format!(r#"{{"manner":"{}"}}"#, "x".repeat(100_000));
    let answer = faulty.server.request("POST", "/faults", "", &order).await;
    assert_eq!(answer.status, 413);
}

#[tokio::test]
async fn the_normal_server_is_not_touched_by_faults() {
    let faulty = Faulty::that(json!({"manner": "refuse", "now": true})).await;
    let mut client = faulty.server.connect().await;
    assert_eq!(client.ask(r#"{"heart":1}"#).await, heart());
}

#[tokio::test]
async fn the_faults_end_with_the_server() {
    let faulty = Faulty::start().await;
    let mut client = faulty.connect().await;
    let Faulty {
        server,
        fault,
        relay,
        ..
    } = faulty;
    server.end().await.unwrap();
    rest(client.socket.get_mut()).await;
    assert!(super::is_refused(fault).await);
    assert!(super::is_refused(relay).await);
}

#[tokio::test]
async fn clearing_makes_everything_as_at_the_start() {
    let faulty = Faulty::that(json!({"manner": "silent"})).await;
    let mut open = faulty.connect().await;
    let mut waiting = faulty.stream().await;
    faulty.recorded("open", 2).await;
    faulty
        .command(
            "/faults/relay",
            json!({"to_server": "stall", "refuse": true}),
        )
        .await;
    faulty.order(json!({"manner": "refuse"})).await;
    let told = faulty.clear().await;
    assert_eq!(rest(open.socket.get_mut()).await, (Vec::new(), true));
    assert_eq!(rest(&mut waiting).await, (Vec::new(), true));
    let fresh = json!({
        "to_server": "pass", "to_client": "pass", "refuse": false, "connections": 0, "open": 0
    });
    assert_eq!(told["relay_state"], fresh);
    assert_eq!(told["manner"], json!({"manner": "behave", "echo": false}));
    for name in [
        "connections",
        "open",
        "most_open",
        "opened",
        "heard",
        "hearts",
        "sent",
    ] {
        assert_eq!(told["record"][name], 0, "{name}");
    }
    faulty.connect().await;
}
