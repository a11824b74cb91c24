//! What ends badly elsewhere: the faults D1–D18 of other clients and those of the original page,
//! as far as they are the machine's business. Each is the scenario that the other client fails.

use heartline_connection::{Backoff, Config, Reconnect};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::timeline::{Timeline, check, check_connected, secs, steady};

#[test]
fn d1_close_during_the_wait_opens_no_socket() {
    check_connected(
        steady(),
        "1s socket 1: error
         1s socket 1: closed 1006
         1s is waiting
         1.999s user: close
         1.999s is idle
         9999s end",
    );
}

#[test]
fn d2_the_heartbeat_ends_with_its_socket_and_never_pings_one_that_connects() {
    check_connected(
        steady().connect_timeout(secs(60)),
        r#"24s socket 1: closed 1006
           24s is waiting
           25s open 2 ws://x/
           25s is connecting
           -- the first socket's ping would be due now, and its answer at 35 s
           59s socket 2: opened
           59s is open
           84s send 2 {"heart":1}"#,
    );
}

#[test]
fn d3_a_half_open_link_is_replaced_although_close_is_withheld() {
    check_connected(
        steady(),
        r#"25s send 1 {"heart":1}
           35s abandon 1 4408 no answer in time
           35s is waiting
           36s open 2 ws://x/
           36s is connecting
           37s socket 2: opened
           37s is open"#,
    );
}

#[test]
fn d4_the_attempt_limit_leaves_no_socket_behind() {
    // The harness demands that no socket is alive in phase failed.
    check(
        steady().reconnect(steady().reconnect.max_attempts(1)),
        "0s user: open
         0s open 1 ws://x/
         0s is connecting
         15s abandon 1 1000
         15s is waiting
         16s open 2 ws://x/
         16s is connecting
         31s abandon 2 1000
         31s is failed
         9999s end",
    );
}

#[test]
fn d5_after_the_attempt_limit_open_and_retry_start_afresh() {
    for again in ["open", "retry"] {
        check(
            steady().reconnect(steady().reconnect.max_attempts(1)),
            &"0s user: open
              0s open 1 ws://x/
              0s is connecting
              1s socket 1: closed 1006
              1s is waiting
              2s open 2 ws://x/
              2s is connecting
              3s socket 2: closed 1006
              3s is failed
              60s user: AGAIN
              60s open 3 ws://x/
              60s is connecting
              61s socket 3: closed 1006
              61s is waiting
              62s open 4 ws://x/
              62s is connecting"
                .replace("AGAIN", again),
        );
    }
}

#[test]
fn d6_retry_cuts_the_wait_sends_are_told_apart_and_the_greeting_is_first() {
    check_connected(
        steady().greeting("hello"),
        "1s user: send a
         1s send 1 a
         1s sent
         2s socket 1: closed 1006
         2s is waiting
         2s user: send b
         2s queued
         2.1s user: retry
         2.1s open 2 ws://x/
         2.1s is connecting
         2.2s socket 2: opened
         2.2s send 2 hello
         2.2s is open
         2.2s send 2 b",
    );
}

#[test]
fn d7_close_then_open_reconnects_as_before() {
    check_connected(
        steady(),
        "1s user: close
         1s close 1 1000
         1s is closing
         1s user: open
         1s abandon 1 1000
         1s open 2 ws://x/
         1s is connecting
         2s socket 2: opened
         2s is open
         3s socket 2: closed 1006
         3s is waiting
         4s open 3 ws://x/
         4s is connecting",
    );
}

#[test]
fn d8_retrying_in_a_frenzy_makes_one_socket_at_a_time() {
    let mut timeline = Timeline::new(steady());
    timeline.play("0s user: open");
    for moment in 0..100 {
        timeline.play(&format!("0.{moment:03}s user: retry"));
    }
    assert_eq!(timeline.stats().attempts, 1);
}

#[test]
fn d9_the_connect_timeout_lets_go_of_the_hung_socket() {
    check(
        steady(),
        "0s user: open
         0s open 1 ws://x/
         0s is connecting
         15s abandon 1 1000
         15s is waiting
         -- the hung socket opens after all, and is nobody's
         15.5s socket 1: opened
         15.6s socket 1: says hello
         16s open 2 ws://x/
         16s is connecting",
    );
}

#[test]
fn d10_a_stable_connection_resets_the_backoff() {
    check_connected(
        steady().reconnect(Reconnect::new(Backoff::List(vec![secs(1), secs(30)]))),
        "20s socket 1: closed 1006
         20s is waiting
         21s open 2 ws://x/
         21s is connecting
         21s socket 2: closed 1006
         21s is waiting
         51s open 3 ws://x/
         51s is connecting
         51s socket 3: opened
         51s is open
         61s socket 3: closed 1006
         61s is waiting
         62s open 4 ws://x/
         62s is connecting",
    );
}

#[test]
fn d11_the_late_close_of_an_old_socket_leaves_the_new_one_alone() {
    check_connected(
        steady(),
        r#"25s send 1 {"heart":1}
           35s abandon 1 4408 no answer in time
           35s is waiting
           36s open 2 ws://x/
           36s is connecting
           36.5s socket 1: closed 1006
           37s socket 2: opened
           37s is open
           38s socket 1: error
           38s socket 1: closed 1006
           38s socket 1: says something
           39s user: send a
           39s send 2 a
           39s sent"#,
    );
}

#[test]
fn d12_a_link_that_streams_data_but_never_a_pong_lives() {
    let mut timeline = Timeline::connected(steady());
    for second in (0..3_600).step_by(9) {
        timeline.play(&format!("{second}s socket 1: says tick"));
    }
    assert_eq!((timeline.stats().attempts, timeline.stats().pings), (1, 0));
    // Slower than the interval, so that pings go out, which nobody answers as such.
    for second in (3_600..7_200).step_by(30) {
        timeline.play(&format!("{second}s socket 1: says tock"));
    }
    assert_eq!(
        (timeline.stats().attempts, timeline.stats().pings),
        (1, 119)
    );
}

#[test]
fn d18_error_and_close_make_one_attempt() {
    check(
        steady(),
        "0s user: open
         0s open 1 ws://x/
         0s is connecting
         1s socket 1: error
         1s socket 1: error
         1s socket 1: closed 1006
         1s is waiting
         1s socket 1: error
         1s socket 1: closed 1006
         2s open 2 ws://x/
         2s is connecting
         3s socket 2: error
         3s socket 2: closed 1006
         3s is waiting
         4s open 3 ws://x/
         4s is connecting",
    );
}

#[test]
fn original_error_and_close_schedule_one_reconnect() {
    let mut timeline = Timeline::new(steady());
    timeline.play("0s user: open");
    for attempt in 1..=20 {
        timeline.play(&format!("{attempt}s socket {attempt}: error"));
        timeline.play(&format!("{attempt}s socket {attempt}: closed 1006"));
    }
    timeline.play("21s end");
    assert_eq!(timeline.stats().attempts, 21);
}

#[test]
fn original_the_close_event_after_a_close_by_the_user_schedules_nothing() {
    check_connected(
        steady(),
        "1s user: close
         1s close 1 1000
         1s is closing
         2s socket 1: error
         2s socket 1: closed 1006
         2s is idle
         9999s end",
    );
}

#[test]
fn original_the_wait_can_be_cancelled() {
    let timeline = check_connected(
        steady(),
        "1s socket 1: closed 1006
         1s is waiting
         1s user: close
         1s is idle",
    );
    assert_eq!(timeline.alarm(), "");
}

#[test]
fn original_a_message_that_is_not_json_is_delivered_like_any_other() {
    check_connected(
        steady(),
        "1s socket 1: says <script>alert(1)</script>
         1s deliver <script>alert(1)</script>
         1s socket 1: says {\"heart\":
         1s deliver {\"heart\":
         1s socket 1: says
         1s deliver
         1s socket 1: says 0xff
         1s deliver 0xff
         2s user: send still here
         2s send 1 still here
         2s sent",
    );
}

#[test]
fn original_a_send_on_a_socket_that_is_not_open_waits_or_comes_back() {
    check(
        steady(),
        "0s user: send a
         0s dropped: not connected, open the connection first
         0s user: open
         0s open 1 ws://x/
         0s is connecting
         0s user: send b
         0s queued",
    );
}

#[test]
fn original_a_passed_deadline_does_not_wait_for_the_close_event() {
    let timeline = check_connected(
        Config::original("ws://x/"),
        r#"60s send 1 {"heart":1}
           120s abandon 1 4408 no answer in time
           120s is waiting"#,
    );
    assert_eq!(timeline.alarm(), "180s RetryDue");
}

#[test]
fn original_a_browser_without_websocket_is_told() {
    check(
        steady(),
        "0s user: open
         0s open 1 ws://x/
         0s is connecting
         0s socket 1: cannot find WebSocket
         0s is failed
         0s user: looks
         0s sees This browser has no WebSocket: gave up, trying again would not help.
         9999s end",
    );
}
