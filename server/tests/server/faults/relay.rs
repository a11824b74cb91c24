//! The relay to the normal server.

use serde_json::json;
use tokio::{io::AsyncWriteExt, net::TcpStream};
use tokio_tungstenite::tungstenite::Message;

use super::{Faulty, heart, is_refused, rest};
use crate::support::Client;

const HEART: &str = r#"{"heart":1}"#;

impl Faulty {
    async fn relayed(&self) -> Client {
        let stream = TcpStream::connect(self.relay).await.unwrap();
        Client::over(stream, "/ws").await
    }

    async fn relay(&self, order: serde_json::Value) {
        self.command("/faults/relay", order).await;
    }

    /// How many connections the relay has.
    async fn relaying(&self) -> u64 {
        let told = self.told().await;
        told["relay_state"]["open"].as_u64().unwrap()
    }
}

/// Time in which what is not held back would have come: that of many questions and answers.
async fn a_while(watcher: &mut Client) {
    for _ in 0..50 {
        assert_eq!(watcher.ask(HEART).await, heart());
    }
}

#[tokio::test]
async fn what_passes_reaches_the_normal_server_and_comes_back() {
    let faulty = Faulty::start().await;
    let mut client = faulty.relayed().await;
    assert_eq!(client.ask(HEART).await, heart());
    let large = vec![7; 60_000];
    client.send(large.clone()).await;
    assert_eq!(client.next().await, Message::binary(large));
    assert_eq!(faulty.relaying().await, 1);
    client.socket.close(None).await.unwrap();
    assert!(matches!(client.next().await, Message::Close(_)));
}

#[tokio::test]
async fn a_stall_to_the_server_holds_messages_until_it_passes() {
    let faulty = Faulty::start().await;
    let mut client = faulty.relayed().await;
    let mut watcher = faulty.server.connect().await;
    watcher.among(2).await;
    faulty.relay(json!({"to_server": "stall"})).await;
    client.send(r#"{"chat":"held"}"#).await;
    a_while(&mut watcher).await;
    // What comes the other way still comes.
    watcher.send(r#"{"chat":"first"}"#).await;
    assert_eq!(client.json().await["chat"]["text"], "first");
    faulty.relay(json!({"to_server": "pass"})).await;
    assert_eq!(client.json().await["chat"]["text"], "held");
}

#[tokio::test]
async fn a_stall_to_the_client_holds_answers_until_it_passes() {
    let faulty = Faulty::start().await;
    let mut client = faulty.relayed().await;
    let mut watcher = faulty.server.connect().await;
    watcher.among(2).await;
    faulty.relay(json!({"to_client": "stall"})).await;
    client.send(r#"{"chat":"through"}"#).await;
    assert_eq!(watcher.json().await["chat"]["text"], "through");
    a_while(&mut watcher).await;
    let nothing = client.socket.get_ref().try_read(&mut [0]);
    assert_eq!(nothing.unwrap_err().kind(), std::io::ErrorKind::WouldBlock);
    watcher.send(r#"{"chat":"second"}"#).await;
    faulty.relay(json!({"to_client": "pass"})).await;
    assert_eq!(client.json().await["chat"]["text"], "through");
    assert_eq!(client.json().await["chat"]["text"], "second");
}

#[tokio::test]
async fn a_stall_hides_the_end_of_a_stream_as_well() {
    let faulty = Faulty::start().await;
    let client = faulty.relayed().await;
    faulty.relay(json!({"to_server": "stall"})).await;
    drop(client);
    let mut watcher = faulty.server.connect().await;
    let clients = watcher.ask(r#"{"id":"watcher"}"#).await["clients"].clone();
    assert_eq!(clients, 2);
    faulty.relay(json!({"to_server": "pass"})).await;
    watcher.among(1).await;
}

#[tokio::test]
async fn a_new_connection_meets_the_stall_that_there_is() {
    let faulty = Faulty::start().await;
    faulty.relay(json!({"to_server": "stall"})).await;
    let stream = TcpStream::connect(faulty.relay).await.unwrap();
    let opening = tokio::spawn(Client::over(stream, "/ws"));
    let mut watcher = faulty.server.connect().await;
    assert_eq!(watcher.ask(r#"{"id":"w"}"#).await["clients"], 1);
    faulty.relay(json!({"to_server": "pass"})).await;
    assert_eq!(opening.await.unwrap().ask(HEART).await, heart());
}

#[tokio::test]
async fn a_cut_ends_both_sides_in_the_way_that_was_ordered() {
    let faulty = Faulty::start().await;
    for (cut, is_reset) in [("fin", false), ("reset", true)] {
        let mut client = faulty.relayed().await;
        let mut watcher = faulty.server.connect().await;
        watcher.among(2).await;
        faulty
            .relay(json!({"to_client": "stall", "to_server": "stall", "cut": cut}))
            .await;
        assert_eq!(
            rest(client.socket.get_mut()).await,
            (Vec::new(), is_reset),
            "{cut}"
        );
        drop(client);
        watcher.among(1).await;
        faulty
            .relay(json!({"to_client": "pass", "to_server": "pass"}))
            .await;
        assert_eq!(faulty.relayed().await.ask(HEART).await, heart());
        watcher.among(1).await;
    }
}

#[tokio::test]
async fn a_relay_that_refuses_keeps_what_is_open_and_comes_back() {
    let faulty = Faulty::start().await;
    let mut client = faulty.relayed().await;
    faulty.relay(json!({"refuse": true})).await;
    assert!(is_refused(faulty.relay).await);
    assert_eq!(client.ask(HEART).await, heart());
    faulty.relay(json!({"refuse": false})).await;
    assert_eq!(faulty.relayed().await.ask(HEART).await, heart());
}

#[tokio::test]
async fn the_end_of_one_side_is_passed_on() {
    let faulty = Faulty::start().await;
    let mut stream = TcpStream::connect(faulty.relay).await.unwrap();
    stream
        .write_all(b"GET / HTTP/1.1\r\nHost: x\r\n")
        .await
        .unwrap();
    stream.shutdown().await.unwrap();
    rest(&mut stream).await;
    drop(stream);
    let gone = async { while faulty.relaying().await > 0 {} };
    crate::support::within(gone).await;
}
