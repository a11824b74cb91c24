//! What becomes of a connection before it is open.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio_tungstenite::{
    client_async,
    tungstenite::{Error, error::ProtocolError},
};

use super::{Faulty, heart, rest};
use crate::support::within;

#[tokio::test]
async fn a_port_that_refuses_comes_back() {
    let faulty = Faulty::start().await;
    for _ in 0..3 {
        faulty.order(json!({"manner": "refuse"})).await;
        assert!(faulty.is_refused().await);
        faulty.order(json!({"manner": "behave"})).await;
        faulty.connect().await;
    }
}

#[tokio::test]
async fn refusing_now_ends_what_is_open_and_refuses_its_return() {
    let faulty = Faulty::start().await;
    let mut client = faulty.connect().await;
    faulty.order(json!({"manner": "refuse", "now": true})).await;
    assert_eq!(rest(client.socket.get_mut()).await, (Vec::new(), false));
    assert!(faulty.is_refused().await);
}

#[tokio::test]
async fn refusing_from_the_next_connection_on_leaves_open_ones_alone() {
    let faulty = Faulty::start().await;
    let mut client = faulty.connect().await;
    faulty.order(json!({"manner": "refuse"})).await;
    assert_eq!(client.ask(r#"{"heart":1}"#).await, heart());
}

#[tokio::test]
async fn a_handshake_is_answered_with_the_status_that_was_ordered() {
    let faulty = Faulty::start().await;
    for status in [401, 403, 404, 429, 500, 503] {
        let order = json!({"manner": "status", "status": status, "retry_after": "7s"});
        faulty.order(order).await;
        let answer = faulty.refusal().await;
        assert_eq!(answer.status, status);
        assert_eq!(answer.header("retry-after"), Some("7"));
    }
    let told = faulty.record().await;
    assert_eq!(told["handshakes"][5]["status"], 503);
    assert_eq!(told["opened"], 0);
}

#[tokio::test]
async fn a_redirect_says_where_to() {
    let to = "http://127.0.0.1:1/elsewhere";
    let order = json!({"manner": "status", "status": 302, "location": to});
    let answer = Faulty::that(order).await.refusal().await;
    assert_eq!((answer.status, answer.header("location")), (302, Some(to)));
}

#[tokio::test]
async fn who_asks_over_http_hears_what_the_last_handshake_heard_and_may_read_it() {
    let faulty = Faulty::start().await;
    assert_eq!(faulty.plain("").await.status, 426);
    faulty
        .order(json!({"manner": "status", "status": 401, "times": 1}))
        .await;
    faulty.refusal().await;
    let origin = "http://localhost:8080";
    let answer = faulty.plain(&format!("Origin: {origin}\r\n")).await;
    assert_eq!(answer.status, 401);
    assert_eq!(answer.header("access-control-allow-origin"), Some(origin));
    assert_eq!(
        faulty.record().await["handshakes"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    faulty.connect().await;
    assert_eq!(faulty.plain("").await.status, 426);
}

#[tokio::test]
async fn a_handshake_that_is_never_answered_stays_open() {
    let faulty = Faulty::that(json!({"manner": "never_answer"})).await;
    let mut stream = faulty
        .asked("/ws?a=b", "Sec-WebSocket-Protocol: x, y\r\n")
        .await;
    faulty.recorded("open", 1).await;
    let handshakes = async {
        loop {
            match faulty.record().await["handshakes"][0].take() {
                Value::Null => tokio::time::sleep(Duration::from_millis(5)).await,
                handshake => return handshake,
            }
        }
    };
    let handshake = within(handshakes).await;
    assert_eq!(handshake["status"], Value::Null);
    assert_eq!(
        (&handshake["path"], &handshake["protocols"]),
        (&json!("/ws?a=b"), &json!("x, y"))
    );
    faulty.clear().await;
    assert_eq!(rest(&mut stream).await, (Vec::new(), true));
}

#[tokio::test]
async fn a_client_that_leaves_an_unanswered_handshake_is_gone() {
    let faulty = Faulty::that(json!({"manner": "never_answer"})).await;
    let stream = faulty.asked("/ws", "").await;
    faulty.recorded("open", 1).await;
    drop(stream);
    faulty.recorded("open", 0).await;
}

#[tokio::test]
async fn a_slow_handshake_is_answered_in_the_end() {
    let (by, start) = (Duration::from_millis(300), Instant::now());
    let faulty = Faulty::that(json!({"manner": "slow_handshake", "by": "300ms"})).await;
    let mut client = faulty.connect().await;
    assert!(start.elapsed() >= by);
    assert_eq!(client.ask(r#"{"heart":1}"#).await, heart());
}

#[tokio::test]
async fn a_handshake_can_be_answered_with_a_wrong_key() {
    let faulty = Faulty::that(json!({"manner": "wrong_accept"})).await;
    let url = format!("ws://{}/ws", faulty.fault);
    let error = within(client_async(url, faulty.stream().await))
        .await
        .unwrap_err();
    let wrong = Error::Protocol(ProtocolError::SecWebSocketAcceptKeyMismatch);
    assert_eq!(error.to_string(), wrong.to_string());
}

#[tokio::test]
async fn a_handshake_can_be_reset() {
    let faulty = Faulty::that(json!({"manner": "reset_handshake"})).await;
    let mut stream = faulty.asked("/ws", "").await;
    assert_eq!(rest(&mut stream).await, (Vec::new(), true));
}

#[tokio::test]
async fn an_order_holds_for_as_many_connections_as_it_says() {
    let order = json!({"manner": "status", "status": 503, "times": 2});
    let faulty = Faulty::that(order).await;
    assert_eq!(faulty.told().await["times"], 2);
    assert_eq!(faulty.refusal().await.status, 503);
    assert_eq!(faulty.told().await["times"], 1);
    assert_eq!(faulty.refusal().await.status, 503);
    faulty.connect().await;
}

#[tokio::test]
async fn the_first_subprotocol_is_chosen() {
    let faulty = Faulty::that(json!({"manner": "fin"})).await;
    let mut stream = faulty
        .asked("/ws", "Sec-WebSocket-Protocol: a, b\r\n")
        .await;
    let (answer, _) = rest(&mut stream).await;
    let answer = String::from_utf8(answer).unwrap();
    assert!(answer.contains("Sec-WebSocket-Protocol: a\r\n"), "{answer}");
}

#[tokio::test]
async fn what_is_no_http_is_hung_up_on() {
    use tokio::io::AsyncWriteExt;
    let faulty = Faulty::start().await;
    for nonsense in [b"\x16\x03\x01\x02\x00\x01".as_slice(), &[b'x'; 20_000]] {
        let mut stream = faulty.stream().await;
        // It may be cut off before all of it is written.
        let _ = stream.write_all(nonsense).await;
        assert_eq!(rest(&mut stream).await.0, b"");
    }
    faulty.connect().await;
}
