//! What the fault listener remembers, and what it sends on request.

use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use super::{Faulty, heart};

#[tokio::test]
async fn connections_are_counted_as_they_come_and_go() {
    let faulty = Faulty::start().await;
    let first = faulty.connect().await;
    let second = faulty.connect().await;
    drop(first);
    faulty.recorded("open", 1).await;
    let _third = faulty.connect().await;
    let told = faulty.record().await;
    assert_eq!(
        (&told["connections"], &told["opened"]),
        (&json!(3), &json!(3))
    );
    assert_eq!((&told["open"], &told["most_open"]), (&json!(2), &json!(2)));
    drop(second);
}

#[tokio::test]
async fn handshakes_are_told_in_order_with_their_times() {
    let faulty = Faulty::start().await;
    let before = faulty.record().await["clock"].as_u64().unwrap();
    for _ in 0..3 {
        faulty.connect().await;
    }
    let told = faulty.record().await;
    let handshakes = told["handshakes"].as_array().unwrap();
    let times: Vec<_> = handshakes
        .iter()
        .map(|one| one["at"].as_u64().unwrap())
        .collect();
    assert_eq!(times.len(), 3);
    assert!(times.is_sorted() && times[0] >= before);
    assert!(told["clock"].as_u64().unwrap() >= times[2]);
    assert!(
        handshakes
            .iter()
            .all(|one| one["path"] == "/ws" && one["status"] == 101)
    );
}

#[tokio::test]
async fn every_text_is_heard_once_and_in_order_and_heartbeats_apart() {
    let faulty = Faulty::start().await;
    let mut client = faulty.connect().await;
    let sent: Vec<_> = (0..500).map(|n| format!("message {n}")).collect();
    for text in &sent {
        client.send(text.as_str()).await;
    }
    client.send(vec![1]).await;
    client.next().await;
    assert_eq!(client.ask(r#"{"heart":1}"#).await, heart());
    let told = faulty.record().await;
    let counts = ["heard", "hearts", "binaries"].map(|name| told[name].as_u64().unwrap());
    assert_eq!(counts, [500, 1, 1]);
    let heard = faulty.server.get("/faults/heard?from=100", "").await.json();
    assert_eq!(heard["texts"], json!(sent[100..]));
    assert_eq!(
        (&heard["next"], &heard["forgotten"]),
        (&json!(500), &json!(0))
    );
}

#[tokio::test]
async fn numbered_messages_go_on_counting_over_connections() {
    let faulty = Faulty::start().await;
    let mut client = faulty.connect().await;
    let sending = faulty.command("/faults/send", json!({"numbers": 3})).await;
    assert_eq!(sending, json!({"to": 1, "first": 1, "last": 3}));
    for number in 1..=3 {
        let expected = json!({"number": number, "connection": 1});
        assert_eq!(client.json().await, expected);
    }
    drop(client);
    faulty.recorded("open", 0).await;
    let mut client = faulty.connect().await;
    let order = json!({"numbers": 2, "every": "5ms", "size": 10});
    let sending = faulty.command("/faults/send", order).await;
    assert_eq!(sending, json!({"to": 1, "first": 4, "last": 5}));
    for number in 4..=5 {
        let expected = json!({"number": number, "connection": 2, "pad": "xxxxxxxxxx"});
        assert_eq!(client.json().await, expected);
    }
    assert_eq!(faulty.record().await["sent"], 5);
}

#[tokio::test]
async fn numbers_wait_while_their_connection_is_silent() {
    let faulty = Faulty::start().await;
    let mut client = faulty.connect().await;
    faulty
        .command("/faults/send", json!({"numbers": 2, "every": "50ms"}))
        .await;
    assert_eq!(client.json().await["number"], 1);
    faulty.order(json!({"manner": "silent", "now": true})).await;
    client.send("heard").await;
    faulty.recorded("heard", 1).await;
    faulty.order(json!({"manner": "behave", "now": true})).await;
    assert_eq!(client.json().await["number"], 2);
}

#[tokio::test]
async fn a_text_is_sent_to_all_that_are_open_and_speak() {
    let faulty = Faulty::start().await;
    let mut first = faulty.connect().await;
    let mut second = faulty.connect().await;
    let text = r#"{"retry_after_ms":100}"#;
    let sending = faulty.command("/faults/send", json!({"text": text})).await;
    assert_eq!(sending, json!({"to": 2}));
    for client in [&mut first, &mut second] {
        assert_eq!(client.next().await, Message::text(text));
    }
}

#[tokio::test]
async fn nothing_is_sent_where_nobody_speaks() {
    let faulty = Faulty::that(json!({"manner": "close", "code": 4000})).await;
    let mut closing = faulty.connect().await;
    closing.next().await;
    let told: Value = faulty.command("/faults/send", json!({"numbers": 1})).await;
    assert_eq!(told["to"], 0);
}
