//! What becomes of a connection once it is open.

use std::time::{Duration, Instant};

use futures_util::StreamExt;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_tungstenite::tungstenite::{
    Message,
    protocol::{CloseFrame, frame::coding::CloseCode},
};

use super::{Faulty, heart, rest};
use crate::support::within;

const HEART: &str = r#"{"heart":1}"#;

fn close(code: u16, reason: &str) -> Message {
    Message::Close(Some(CloseFrame {
        code: CloseCode::from(code),
        reason: reason.into(),
    }))
}

#[tokio::test]
async fn a_good_connection_answers_heartbeats_pings_binaries_and_the_close() {
    let faulty = Faulty::start().await;
    let mut client = faulty.connect().await;
    assert_eq!(client.ask(HEART).await, heart());
    client.send(vec![1, 2]).await;
    assert_eq!(client.next().await, Message::binary(vec![1, 2]));
    client.send(Message::Ping("p".into())).await;
    assert_eq!(client.next().await, Message::Pong("p".into()));
    client.send(close(4001, "enough")).await;
    assert_eq!(client.next().await, close(4001, "enough"));
    assert!(within(client.socket.next()).await.is_none());
    assert_eq!(faulty.record().await["closes"], json!([[4001, "enough"]]));
}

#[tokio::test]
async fn texts_come_back_only_where_an_echo_was_ordered() {
    let faulty = Faulty::start().await;
    let mut client = faulty.connect().await;
    client.send("unanswered").await;
    assert_eq!(client.ask(HEART).await, heart());
    faulty
        .order(json!({"manner": "behave", "echo": true}))
        .await;
    let mut client = faulty.connect().await;
    assert_eq!(client.ask("a\"b").await, json!({"echo": "a\"b"}));
}

#[tokio::test]
async fn a_silent_connection_hears_and_says_nothing() {
    let faulty = Faulty::that(json!({"manner": "silent"})).await;
    let mut client = faulty.connect().await;
    client.send(HEART).await;
    client.send(Message::Ping("p".into())).await;
    client.send("text").await;
    client.send(close(1000, "")).await;
    faulty.recorded("closes", json!([[1000, ""]])).await;
    let told = faulty.record().await;
    assert_eq!((&told["hearts"], &told["heard"]), (&json!(1), &json!(1)));
    assert_eq!(told["open"], 1);
    faulty.clear().await;
    assert_eq!(rest(client.socket.get_mut()).await, (Vec::new(), true));
}

#[tokio::test]
async fn a_connection_that_stops_reading_goes_on_when_told_to_behave() {
    let faulty = Faulty::that(json!({"manner": "stop_reading"})).await;
    let mut client = faulty.connect().await;
    client.send(HEART).await;
    assert_eq!(faulty.record().await["hearts"], 0);
    faulty.order(json!({"manner": "behave", "now": true})).await;
    assert_eq!(client.json().await, heart());
}

#[tokio::test]
async fn a_client_that_leaves_a_connection_that_does_not_read_is_gone() {
    let faulty = Faulty::that(json!({"manner": "stop_reading"})).await;
    let client = faulty.connect().await;
    faulty.recorded("open", 1).await;
    drop(client);
    faulty.recorded("open", 0).await;
}

#[tokio::test]
async fn half_a_message_is_followed_by_silence_until_it_is_to_behave() {
    let faulty = Faulty::that(json!({"manner": "half_message"})).await;
    let mut stream = faulty.opened().await;
    let mut half = [0; 51];
    within(stream.read_exact(&mut half)).await.unwrap();
    assert_eq!(half[..2], [0x81, 100], "a text of 100 bytes");
    // Empty, masked: the client still is heard (RFC 6455, section 5.2).
    stream.write_all(&[0x81, 0x80, 0, 0, 0, 0]).await.unwrap();
    faulty.recorded("heard", 1).await;
    faulty.order(json!({"manner": "behave", "now": true})).await;
    let mut rest = [0; 51];
    within(stream.read_exact(&mut rest)).await.unwrap();
    assert_eq!(rest, [b'x'; 51]);
    stream.write_all(&[0x89, 0x80, 0, 0, 0, 0]).await.unwrap();
    let mut pong = [0; 2];
    within(stream.read_exact(&mut pong)).await.unwrap();
    assert_eq!(pong, [0x8a, 0]);
}

#[tokio::test]
async fn a_connection_is_reset_at_once_later_or_now() {
    let faulty = Faulty::start().await;
    let mut open = faulty.connect().await;
    for order in [
        json!({"manner": "reset"}),
        json!({"manner": "reset", "after": "50ms"}),
    ] {
        faulty.order(order).await;
        let mut stream = faulty.asked("/ws", "").await;
        assert!(rest(&mut stream).await.1);
    }
    assert_eq!(open.ask(HEART).await, heart());
    faulty.order(json!({"manner": "reset", "now": true})).await;
    assert_eq!(rest(open.socket.get_mut()).await, (Vec::new(), true));
}

#[tokio::test]
async fn a_connection_can_end_without_a_close_frame() {
    let faulty = Faulty::that(json!({"manner": "fin"})).await;
    let mut client = faulty.connect().await;
    assert_eq!(rest(client.socket.get_mut()).await, (Vec::new(), false));
}

#[tokio::test]
async fn a_connection_is_closed_with_the_code_and_reason_that_were_ordered() {
    let faulty = Faulty::start().await;
    for (code, reason) in [(1000, ""), (1013, "wait"), (4000, "bye"), (4999, "é")] {
        let order = json!({"manner": "close", "code": code, "reason": reason});
        faulty.order(order).await;
        let mut client = faulty.connect().await;
        assert_eq!(client.next().await, close(code, reason));
        assert!(within(client.socket.next()).await.is_none());
    }
    faulty.order(json!({"manner": "close"})).await;
    let mut client = faulty.connect().await;
    assert_eq!(client.next().await, Message::Close(None));
    faulty.recorded("open", 0).await;
    assert_eq!(faulty.record().await["closes"][2], json!([4000, "bye"]));
}

#[tokio::test]
async fn a_close_frame_can_have_a_code_that_nobody_may_send() {
    let faulty = Faulty::start().await;
    for code in [0_u16, 999, 1005, 1006, 1015, 65535] {
        faulty.order(json!({"manner": "close", "code": code})).await;
        let mut stream = faulty.opened().await;
        let mut frame = [0; 4];
        within(stream.read_exact(&mut frame)).await.unwrap();
        assert_eq!(frame[..2], [0x88, 2]);
        assert_eq!(frame[2..], code.to_be_bytes());
    }
}

#[tokio::test]
async fn a_connection_behaves_until_it_is_to_close() {
    let start = Instant::now();
    let order = json!({"manner": "close", "code": 4000, "reason": "", "after": "300ms"});
    let faulty = Faulty::that(order).await;
    let mut client = faulty.connect().await;
    assert_eq!(client.ask(HEART).await, heart());
    assert_eq!(client.next().await, close(4000, ""));
    assert!(start.elapsed() >= Duration::from_millis(300));
}

#[tokio::test]
async fn a_withheld_close_is_never_answered() {
    let faulty = Faulty::that(json!({"manner": "withhold_close"})).await;
    let mut client = faulty.connect().await;
    assert_eq!(client.ask(HEART).await, heart());
    client.send(close(1000, "bye")).await;
    faulty.recorded("closes", json!([[1000, "bye"]])).await;
    assert_eq!(faulty.record().await["open"], 1);
    faulty.clear().await;
    assert_eq!(rest(client.socket.get_mut()).await, (Vec::new(), true));
}

#[tokio::test]
async fn a_withheld_close_is_answered_late_when_it_is_to_behave() {
    for manner in ["withhold_close", "silent"] {
        let faulty = Faulty::that(json!({"manner": manner})).await;
        let mut client = faulty.connect().await;
        client.send(close(4001, "enough")).await;
        faulty.recorded("closes", json!([[4001, "enough"]])).await;
        faulty.order(json!({"manner": "behave", "now": true})).await;
        assert_eq!(client.next().await, close(4001, "enough"), "{manner}");
        assert!(within(client.socket.next()).await.is_none());
    }
}

#[tokio::test]
async fn open_connections_can_be_closed_without_a_word_about_those_to_come() {
    let faulty = Faulty::that(json!({"manner": "behave", "echo": true})).await;
    let mut client = faulty.connect().await;
    faulty
        .order(json!({"manner": "close", "code": 1012, "now": true, "times": 0}))
        .await;
    assert_eq!(client.next().await, close(1012, ""));
    assert_eq!(
        faulty.connect().await.ask("still").await,
        json!({"echo": "still"})
    );
}

#[tokio::test]
async fn a_manner_of_the_handshake_leaves_open_connections_alone() {
    let faulty = Faulty::that(json!({"manner": "late_pong", "by": "1h"})).await;
    let mut client = faulty.connect().await;
    faulty
        .order(json!({"manner": "status", "status": 503, "now": true}))
        .await;
    client.send(HEART).await;
    client.send(vec![7]).await;
    assert_eq!(client.next().await, Message::binary(vec![7]));
    assert_eq!(faulty.record().await["hearts"], 1);
}

#[tokio::test]
async fn delayed_messages_come_in_order_and_not_before_their_time() {
    let faulty = Faulty::that(json!({"manner": "delay", "by": "200ms"})).await;
    let mut client = faulty.connect().await;
    let start = Instant::now();
    client.send(HEART).await;
    client.send(vec![7]).await;
    assert_eq!(client.json().await, heart());
    assert!(start.elapsed() >= Duration::from_millis(200));
    assert_eq!(client.next().await, Message::binary(vec![7]));
}

#[tokio::test]
async fn late_pongs_are_overtaken_by_other_messages() {
    let faulty = Faulty::that(json!({"manner": "late_pong", "by": "1s"})).await;
    let mut client = faulty.connect().await;
    client.send(HEART).await;
    client.send(Message::Ping("p".into())).await;
    client.send(vec![7]).await;
    assert_eq!(client.next().await, Message::binary(vec![7]));
    assert_eq!(client.json().await, heart());
    assert_eq!(client.next().await, Message::Pong("p".into()));
}

#[tokio::test]
async fn garbage_is_no_message_for_any_client() {
    let faulty = Faulty::start().await;
    for kind in [
        "bytes",
        "utf8",
        "reserved",
        "opcode",
        "masked",
        "continuation",
        "long_control",
    ] {
        faulty
            .order(json!({"manner": "garbage", "kind": kind}))
            .await;
        let mut client = faulty.connect().await;
        let heard = within(client.socket.next()).await.expect("something");
        assert!(heard.is_err(), "{kind}: {heard:?}");
    }
}

#[tokio::test]
async fn a_flood_comes_in_order_and_leaves_room_for_answers() {
    let faulty = Faulty::that(json!({"manner": "flood", "size": 100})).await;
    let mut client = faulty.connect().await;
    client.send(HEART).await;
    let mut expected = 0;
    loop {
        let Message::Text(text) = client.next().await else {
            panic!("not text");
        };
        let value: Value = serde_json::from_str(&text).unwrap();
        if value == heart() {
            break;
        }
        expected += 1;
        assert_eq!((&value["flood"], text.len()), (&json!(expected), 100));
    }
}

#[tokio::test]
async fn a_flood_stops_when_told_to_behave() {
    let faulty = Faulty::that(json!({"manner": "flood", "size": 65536})).await;
    let mut client = faulty.connect().await;
    client.next().await;
    faulty.order(json!({"manner": "behave", "now": true})).await;
    client.send(HEART).await;
    while client.next().await != Message::text(HEART) {}
    assert_eq!(client.ask(HEART).await, heart());
}

#[tokio::test]
async fn a_huge_message_is_whole() {
    let faulty = Faulty::that(json!({"manner": "huge"})).await;
    let mut client = faulty.connect().await;
    assert_eq!(client.next().await.len(), 10 * 1024 * 1024);
    assert_eq!(client.ask(HEART).await, heart());
}

#[tokio::test]
async fn a_client_that_breaks_the_protocol_is_hung_up_on() {
    let faulty = Faulty::start().await;
    let mut client = faulty.connect().await;
    client
        .socket
        .get_mut()
        .write_all(&[0xff; 64])
        .await
        .unwrap();
    rest(client.socket.get_mut()).await;
    drop(client);
    faulty.recorded("open", 0).await;
}
