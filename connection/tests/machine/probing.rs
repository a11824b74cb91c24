//! H7: what may have broken the link is a reason to ask at once, and never one to kill.

use heartline_connection::{
    Closed, Connection, Heartbeat, Input, Instant, Pattern, Signal, SocketEvent,
};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::timeline::{Timeline, check, check_connected, millis, secs, steady};

/// Each of them asks an open link for a sign of life.
const SHAKES: [&str; 6] = [
    "page: is shown",
    "page: is resumed",
    "page: is restored",
    "page: goes online",
    "page: goes offline",
    "page: is hidden\n 7s page: is shown",
];

#[test]
fn h7_whatever_shakes_an_open_link_leads_to_a_probe_and_only_silence_kills() {
    for shake in SHAKES {
        let answered = format!(
            r#"7s {shake}
               7s send 1 {{"heart":1}}
               8.5s socket 1: says {{"heart":1}}
               33.5s send 1 {{"heart":1}}"#
        );
        check_connected(steady(), &answered);
        let silent = format!(
            r#"7s {shake}
               7s send 1 {{"heart":1}}
               9s abandon 1 4408 no answer in time"#
        );
        let mut timeline = Timeline::connected(steady());
        silent.lines().for_each(|line| {
            let line = line.trim();
            if line.contains("page: ") {
                timeline.play(line);
            }
        });
        timeline.play("8.9s end");
        assert_eq!(timeline.log().last().unwrap(), "8.9s end", "{shake}");
        timeline.play("9s end");
        let log = timeline.log();
        assert_eq!(log[log.len() - 3], "9s abandon 1 4408 no answer in time");
    }
}

#[test]
fn h7_any_message_answers_a_probe() {
    check_connected(
        steady(),
        r#"7s page: is shown
           7s send 1 {"heart":1}
           8s socket 1: says data
           8s deliver data
           33s send 1 {"heart":1}"#,
    );
}

#[test]
fn h7_a_shake_shortens_a_wait_that_is_under_way_and_never_lengthens_it() {
    check_connected(
        steady(),
        r#"25s send 1 {"heart":1}
           27s page: is shown
           27s send 1 {"heart":1}
           28s page: goes online
           28.9s page: goes offline
           29s abandon 1 4408 no answer in time
           29s is offline"#,
    );
    check_connected(
        steady(),
        r#"25s send 1 {"heart":1}
           33s page: is shown
           34s page: is shown
           34.5s page: goes online
           35s abandon 1 4408 no answer in time
           35s is waiting"#,
    );
}

#[test]
fn h7_a_probe_waits_longer_where_answers_are_known_to_take_longer() {
    // SRTT 1.5 s, RTTVAR 0.75 s: 4.5 s.
    check_connected(
        steady(),
        r#"25s send 1 {"heart":1}
           26.5s socket 1: says {"heart":1}
           30s page: is shown
           30s send 1 {"heart":1}
           34.5s abandon 1 4408 no answer in time
           34.5s is waiting"#,
    );
}

#[test]
fn h7_a_probe_waits_no_longer_than_any_ping_may() {
    let hasty = Heartbeat::default().timeout(secs(1));
    check_connected(
        steady().heartbeat(hasty),
        r#"7s page: is shown
           7s send 1 {"heart":1}
           8s abandon 1 4408 no answer in time
           8s is waiting"#,
    );
}

#[test]
fn h7_without_a_heartbeat_there_is_nothing_to_ask() {
    let script = "1s page: is hidden
                  2s page: is shown
                  3s page: goes offline
                  4s page: goes online
                  9s end";
    check_connected(steady().heartbeat(None), script);
}

#[test]
fn h7_before_the_server_is_ready_nothing_is_asked() {
    check(
        steady().ready_when(Pattern::Exact("ready".into())),
        "0s user: open
         0s open 1 ws://x/
         0s is connecting
         1s socket 1: opened
         2s page: is shown
         3s page: goes offline
         4s page: goes online
         5s socket 1: says ready
         5s deliver ready
         5s is open
         6s end",
    );
}

#[test]
fn h7_a_machine_that_slept_probes_when_its_clocks_disagree() {
    check_connected(
        steady(),
        r#"10s page: sleeps 3600s
           25s send 1 {"heart":1}
           27s abandon 1 4408 no answer in time
           27s is waiting
           28s open 2 ws://x/
           28s is connecting"#,
    );
    // Less than that is a clock that was set right.
    check_connected(
        steady(),
        r#"10s page: sleeps 5s
           25s send 1 {"heart":1}
           35s abandon 1 4408 no answer in time
           35s is waiting"#,
    );
}

#[test]
fn h7_a_machine_that_slept_during_the_wait_connects_at_once() {
    let patient = heartline_connection::Reconnect::new(heartline_connection::Backoff::List(vec![
        secs(20),
        secs(60),
    ]));
    check(
        steady().reconnect(patient).suspend_after(secs(30)),
        "0s user: open
         0s open 1 ws://x/
         0s is connecting
         1s socket 1: closed 1006
         1s is waiting
         21s open 2 ws://x/
         21s is connecting
         22s socket 2: closed 1006
         22s is waiting
         23s page: sleeps 600s
         30s open 3 ws://x/
         30s is connecting
         30s is suspended",
    );
}

#[test]
fn h7_back_in_sight_a_wait_is_over_but_not_within_a_second_of_the_last_attempt() {
    let patient =
        heartline_connection::Reconnect::new(heartline_connection::Backoff::Fixed(secs(60)));
    for (signal, at) in [("is shown", 5), ("is resumed", 5), ("is restored", 5)] {
        check(
            steady().reconnect(patient.clone()),
            &format!(
                "0s user: open
                 0s open 1 ws://x/
                 0s is connecting
                 1s socket 1: closed 1006
                 1s is waiting
                 {at}s page: {signal}
                 {at}s open 2 ws://x/
                 {at}s is connecting
                 {at}.1s socket 2: closed 1006
                 {at}.1s is waiting
                 {at}.2s page: {signal}
                 {}s open 3 ws://x/
                 {}s is connecting",
                at + 1,
                at + 1,
            ),
        );
    }
}

#[test]
fn h7_room_that_the_server_asked_for_is_left_to_it() {
    check_connected(
        steady(),
        r#"1s socket 1: closed 1012 {"retry_after_ms":60000}
           1s is waiting
           2s page: is hidden
           3s page: is shown
           4s page: goes offline
           4s is offline
           5s page: goes online
           5s is waiting
           6s user: looks
           6s sees The server is restarting (code 1012: {"retry_after_ms":60000}): reconnecting, attempt 2 in 59 s.
           7s user: retry
           7s open 2 ws://x/
           7s is connecting"#,
    );
}

#[test]
fn h7_a_wait_that_cannot_be_shorter_is_no_news() {
    let mut machine = Connection::new(steady(), 1);
    let event = SocketEvent::Closed(Closed {
        code: 1006,
        reason: String::new(),
        was_clean: false,
    });
    for input in [Input::Open, Input::Socket { attempt: 1, event }] {
        machine.handle(Instant::ORIGIN, input);
    }
    // The wait ends a second after the attempt began, which is as soon as news may end it.
    let known = machine.status_key();
    machine.handle(Instant::ORIGIN + millis(500), Input::Signal(Signal::Shown));
    assert_eq!(machine.status_key(), known);
}

#[test]
fn h7_a_probe_that_stands_behind_an_upload_has_as_long_as_any_ping() {
    check_connected(
        steady(),
        r#"10s user: send big
           10s send 1 big
           10s sent
           10s socket 1: holds 900000
           12s page: is shown
           12s send 1 {"heart":1}
           17s socket 1: says {"heart":1}
           18s page: is shown
           18s send 1 {"heart":1}
           28s abandon 1 4408 no answer in time
           28s is waiting"#,
    );
}

#[test]
fn h7_news_of_the_page_and_of_sleep_at_one_instant_are_one_probe() {
    check_connected(
        steady(),
        r#"5s page: sleeps 3600s
           5s page: is resumed
           5s send 1 {"heart":1}
           5s page: is shown
           7s abandon 1 4408 no answer in time
           7s is waiting"#,
    );
}
