//! H1–H4, H9–H11: pings, pongs, silence. Round trips are in `measuring`, deadlines seen late in `late`.

use heartline_connection::{
    Connection, Heartbeat, Input, Instant, Message, Pattern, Payload, SocketEvent,
};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::timeline::{Timeline, check, check_connected, millis, secs, steady};

#[test]
fn h1_a_ping_leaves_after_the_interval_without_traffic() {
    check_connected(
        steady(),
        r#"25s send 1 {"heart":1}
           25.1s socket 1: says {"heart":1}
           50.1s send 1 {"heart":1}
           50.2s socket 1: says {"heart":1}
           70s end"#,
    );
}

#[test]
fn h1_traffic_postpones_the_ping_and_rearms_no_timer() {
    let mut timeline = check_connected(
        steady(),
        "20s socket 1: says data
         20s deliver data",
    );
    assert_eq!(timeline.alarm(), "25s PingDue");
    timeline.play("30s end");
    assert_eq!(timeline.alarm(), "45s PingDue");
    timeline.play("45s end");
    assert_eq!(timeline.log().last().unwrap(), "45s end");
    assert_eq!(timeline.stats().pings, 1);
}

#[test]
fn h1_an_alarm_for_something_else_does_not_move_that_of_the_ping() {
    let mut machine = Connection::new(steady(), 1);
    let socket = |event| Input::Socket { attempt: 1, event };
    for (at, input) in [
        (0, Input::Open),
        (0, socket(SocketEvent::Opened)),
        (10, socket(SocketEvent::Message("data".into()))),
        (12, Input::Wake),
    ] {
        machine.handle(Instant::ORIGIN + secs(at), input);
    }
    let wake = machine.next_wake().unwrap();
    assert_eq!(wake.at, Instant::ORIGIN + secs(25));
}

#[test]
fn h2_any_message_is_a_sign_of_life() {
    check_connected(
        steady(),
        r#"25s send 1 {"heart":1}
           34.9s socket 1: says not the pong
           34.9s deliver not the pong
           59.9s send 1 {"heart":1}"#,
    );
}

#[test]
fn h3_a_silent_link_is_abandoned_at_interval_plus_timeout() {
    check_connected(
        steady(),
        r#"25s send 1 {"heart":1}
           35s abandon 1 4408 no answer in time
           35s is waiting
           36s open 2 ws://x/
           36s is connecting
           37s socket 2: opened
           37s is open
           62s send 2 {"heart":1}
           63s socket 2: says {"heart":1}
           -- a minute after it was abandoned, the browser reports the first one closed
           85s socket 1: closed 1006
           87s end"#,
    );
}

#[test]
fn h3_silence_is_found_after_interval_plus_timeout_whenever_it_begins() {
    for last in [0, 1, 7_300, 24_999, 25_001, 34_999, 50_000] {
        let mut timeline = Timeline::connected(steady());
        if last > 26_000 {
            timeline.play("26s socket 1: says something");
        }
        timeline.play(&format!(
            "{}s socket 1: says the last word",
            millis(last).as_secs_f64()
        ));
        timeline.play("100s end");
        let found = timeline
            .log()
            .iter()
            .find(|line| line.contains("abandon 1"))
            .cloned();
        let expected = millis(last + 35_000).as_secs_f64();
        assert_eq!(
            found,
            Some(format!("{expected}s abandon 1 4408 no answer in time"))
        );
    }
}

#[test]
fn h4_a_pong_is_no_data() {
    check_connected(
        steady(),
        r#"1s socket 1: says { "heart" : 1 }
           2s socket 1: says {"heart":2}
           2s deliver {"heart":2}"#,
    );
}

#[test]
fn h4_a_pong_is_delivered_on_request() {
    check_connected(
        steady()
            .deliver_heartbeats(true)
            .reply(Pattern::Exact("ping".into()), "pong"),
        r#"1s socket 1: says {"heart":1}
           1s deliver {"heart":1}
           2s socket 1: says ping
           2s send 1 pong
           2s deliver ping"#,
    );
}

#[test]
fn h9_a_server_that_pings_first_is_answered() {
    let count = Payload::made(|n| Message::from(format!("pong {n}")));
    check_connected(
        steady().reply(Pattern::Exact("ping".into()), "pong").reply(
            Pattern::with(|message| message.as_text() == Some("count")),
            count,
        ),
        "1s socket 1: says ping
         1s send 1 pong
         2s socket 1: says count
         2s send 1 pong 2
         3s socket 1: says pings
         3s deliver pings",
    );
}

#[test]
fn h9_a_server_that_pings_before_it_is_ready_is_answered_and_replies_are_numbered_on() {
    let count = Payload::made(|n| Message::from(format!("pong {n}")));
    check(
        steady()
            .ready_when(Pattern::Exact("ready".into()))
            .reply(Pattern::Exact("ping".into()), count),
        "0s user: open
         0s open 1 ws://x/
         0s is connecting
         0s socket 1: opened
         1s socket 1: says ping
         1s send 1 pong 1
         2s socket 1: says ready
         2s deliver ready
         2s is open
         3s socket 1: says ping
         3s send 1 pong 2
         4s socket 1: closed 1006
         4s is waiting
         5s open 2 ws://x/
         5s is connecting
         6s socket 2: opened
         7s socket 2: says ping
         7s send 2 pong 1",
    );
}

#[test]
fn h9_a_pong_is_not_answered_so_that_two_sides_do_not_answer_for_ever() {
    let heart = r#"{"heart":1}"#;
    check_connected(
        steady().reply(Pattern::Json(heart.into()), heart),
        r#"25s send 1 {"heart":1}
           26s socket 1: says {"heart":1}
           27s end"#,
    );
}

#[test]
fn h10_no_ping_before_ready_and_none_after_close() {
    check(
        steady()
            .connect_timeout(secs(60))
            .ready_when(Pattern::Exact("ready".into())),
        r#"0s user: open
           0s open 1 ws://x/
           0s is connecting
           30s socket 1: opened
           59s socket 1: says ready
           59s deliver ready
           59s is open
           84s send 1 {"heart":1}
           85s user: close
           85s close 1 1000
           85s is closing
           88s abandon 1 1000
           88s is idle
           999s end"#,
    );
}

#[test]
fn h10_a_pong_of_an_earlier_socket_is_not_counted() {
    let timeline = check_connected(
        steady(),
        r#"25s send 1 {"heart":1}
           26s socket 1: closed 1006
           26s is waiting
           27s open 2 ws://x/
           27s is connecting
           28s socket 2: opened
           28s is open
           29s socket 1: says {"heart":1}"#,
    );
    assert_eq!(timeline.stats().pongs, 0);
}

#[test]
fn h11_the_heartbeat_can_be_off() {
    check_connected(steady().heartbeat(None), "99999s end");
}

#[test]
fn h11_ping_and_pong_are_text_or_binary_or_made() {
    let binary = Heartbeat::default()
        .ping(vec![0x89])
        .interval(secs(5))
        .timeout(secs(2));
    check_connected(
        steady().heartbeat(binary),
        "5s send 1 0x89
         6s socket 1: says 0x89
         11s send 1 0x89
         13s abandon 1 4408 no answer in time
         13s is waiting",
    );
    let numbered = Heartbeat::default()
        .ping(Payload::made(|n| Message::from(format!("ping {n}"))))
        .pong(Pattern::with(|m| {
            m.as_text().is_some_and(|text| text.starts_with("pong"))
        }));
    check_connected(
        steady().heartbeat(numbered),
        "25s send 1 ping 1
         26s socket 1: says pong 1
         51s send 1 ping 2",
    );
}

#[test]
fn h9_a_pong_before_ready_is_not_answered_either() {
    let heart = Pattern::Json(r#"{"heart":1}"#.to_owned());
    let config = steady()
        .ready_when(Pattern::Exact("ready".into()))
        .reply(heart, r#"{"heart":1}"#);
    check(
        config,
        r#"0s user: open
           0s open 1 ws://x/
           0s is connecting
           0s socket 1: opened
           1s socket 1: says {"heart":1}
           2s socket 1: says ready
           2s deliver ready
           2s is open
           3s end"#,
    );
}

#[test]
fn h13_what_is_no_data_can_be_heard_of_beside_the_data() {
    let config = steady().reply(Pattern::Exact("ping".into()), "pong");
    let timeline = check_connected(
        config.clone(),
        r#"1s socket 1: says {"heart":1}
           2s socket 1: says ping
           2s send 1 pong
           3s socket 1: says data
           3s deliver data
           4s end"#,
    );
    let heard = [r#"{"heart":1}"#, "ping"].map(Message::from);
    assert_eq!(timeline.heartbeats(), heard);
    let delivered = check_connected(
        config.deliver_heartbeats(true),
        r#"1s socket 1: says {"heart":1}
           1s deliver {"heart":1}
           4s end"#,
    );
    assert!(delivered.heartbeats().is_empty(), "it comes as data, once");
}
