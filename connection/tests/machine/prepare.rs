//! R9: a function of the application says before each attempt where it goes.

use heartline_connection::{Config, Pattern, Phase};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::timeline::{Timeline, check, secs, steady};

/// The harness answers in the function's place, so what it would answer itself does not count.
pub(crate) fn asking() -> Config {
    steady().prepare(|endpoint| async { Ok::<_, String>(endpoint) })
}

#[test]
fn r9_the_function_is_asked_anew_before_each_attempt_and_told_why() {
    check(
        asking(),
        "0s user: open
         0s asks 1 ws://x/
         0s is connecting
         1s app: sends 1 ws://x/?token=1 | greeting I am 1 | protocols a,b
         1s open 1 ws://x/?token=1 a,b
         2s socket 1: opened
         2s send 1 I am 1
         2s is open
         3s socket 1: closed 1006
         3s is waiting
         4s asks 2 ws://x/ after closed
         4s is connecting
         4s app: sends 2 ws://x/?token=2
         4s open 2 ws://x/?token=2
         5s socket 2: closed 1006
         5s is waiting
         6s asks 3 ws://x/ after could_not_connect
         6s is connecting",
    );
}

#[test]
fn r9_what_the_function_leaves_alone_stays_as_configured() {
    check(
        asking().greeting("hello").protocols(["chat"]),
        "0s user: open
         0s asks 1 ws://x/
         0s is connecting
         1s app: sends 1 /live
         1s open 1 /live chat
         2s socket 1: opened
         2s send 1 hello
         2s is open",
    );
}

#[test]
fn r9_a_function_that_fails_is_a_failed_attempt() {
    let timeline = check(
        asking(),
        "0s user: open
         0s asks 1 ws://x/
         0s is connecting
         1s app: fails 1 no token
         1s is waiting
         1s user: looks
         1s sees The address could not be prepared: no token: reconnecting, attempt 2 in 1 s.
         2s asks 2 ws://x/ after prepare
         2s is connecting",
    );
    assert_eq!(timeline.stats().losses, [("prepare", 1)]);
}

#[test]
fn r9_a_function_that_keeps_silent_is_a_failed_attempt_and_its_late_answer_is_ignored() {
    check(
        asking(),
        "0s user: open
         0s asks 1 ws://x/
         0s is connecting
         15s asks no more 1
         15s is waiting
         15s user: looks
         15s sees The address could not be prepared: no answer within 15 s: reconnecting, attempt 2 in 1 s.
         15.5s app: sends 1 ws://late/
         16s asks 2 ws://x/ after prepare
         16s is connecting
         17s app: sends 1 ws://late/
         18s app: fails 1 late
         19s app: sends 2 ws://b/
         19s open 2 ws://b/
         -- a second answer is one too many
         20s app: sends 2 ws://c/
         20s app: fails 2 after all
         21s socket 2: opened
         21s is open
         22s app: fails 2 after all",
    );
}

#[test]
fn r9_one_time_limit_holds_for_the_function_and_the_socket() {
    check(
        asking(),
        "0s user: open
         0s asks 1 ws://x/
         0s is connecting
         10s app: sends 1 ws://y/
         10s open 1 ws://y/
         15s abandon 1 1000
         15s is waiting",
    );
}

#[test]
fn r9_a_frozen_page_leaves_time_for_the_answer() {
    check(
        asking(),
        "0s user: open
         0s asks 1 ws://x/
         0s is connecting
         1s page: freezes
         40s page: thaws
         41s app: sends 1 ws://y/
         41s open 1 ws://y/
         41.5s socket 1: opened
         41.5s is open",
    );
}

#[test]
fn r9_close_while_the_function_is_asked_ends_all() {
    for close in ["close", "close after sending, within 9s"] {
        check(
            asking(),
            &"0s user: open
              0s asks 1 ws://x/
              0s is connecting
              1s user: CLOSE
              1s asks no more 1
              1s is idle
              2s app: sends 1 ws://y/
              3s app: fails 1 no token
              9999s end"
                .replace("CLOSE", close),
        );
    }
}

#[test]
fn r9_open_and_retry_while_the_function_is_asked_do_nothing() {
    check(
        asking(),
        "0s user: open
         0s asks 1 ws://x/
         0s is connecting
         1s user: open
         1s user: retry
         2s app: sends 1 ws://y/
         2s open 1 ws://y/
         2s user: retry",
    );
}

#[test]
fn r9_another_configuration_while_the_function_is_asked() {
    let mut elsewhere = asking();
    elsewhere.url = "ws://y/".to_owned();
    let broken = elsewhere.clone().close_timeout(secs(0));
    Timeline::new(asking())
        .with("patient", asking().connect_timeout(secs(99)))
        .with("elsewhere", elsewhere)
        .with("broken", broken)
        .check(
            "0s user: open
             0s asks 1 ws://x/
             0s is connecting
             1s user: configure patient
             2s user: configure elsewhere
             2s asks no more 1
             2s asks 2 ws://y/ after address_changed
             2s is connecting
             3s app: sends 1 ws://x/
             4s user: configure broken
             4s asks no more 2
             4s is failed
             5s app: sends 2 ws://y/
             999s end",
        );
}

#[test]
fn r9_a_function_that_is_no_more_is_not_asked_again() {
    Timeline::new(asking())
        .with("plain", steady())
        .with("asking", asking())
        .check(
            "0s user: open
             0s asks 1 ws://x/
             0s is connecting
             1s user: configure plain
             2s app: fails 1 no token
             2s is waiting
             3s open 2 ws://x/
             3s is connecting
             3s user: configure asking
             4s socket 2: closed 1006
             4s is waiting
             5s asks 3 ws://x/ after could_not_connect
             5s is connecting",
        );
}

#[test]
fn r9_an_end_point_that_breaks_a_rule_is_a_failed_attempt_with_the_rule_in_words() {
    let long = format!("ws://x/{}", "y".repeat(Config::MAX_URL));
    for (answer, words) in [
        (
            "",
            "url is (not shown, it may hold a token): give an address",
        ),
        ("ftp://x/?t=secret", "starts with ws://"),
        ("ws://x/?t=secret#top", "no fragment"),
        (&long, "at most 8 192 bytes"),
        (
            "ws://x/ | protocols a secret",
            "token): a subprotocol is a name",
        ),
        ("ws://x/ | protocols a,a", "once"),
        ("ws://x/ | greeting far too long", "greeting is 12 bytes"),
    ] {
        let mut timeline = Timeline::new(asking().heartbeat(None).max_message(9));
        timeline.play("0s user: open");
        timeline.play(&format!("1s app: sends 1 {answer}"));
        let status = timeline.status();
        assert_eq!(status.phase, Phase::Waiting, "{answer}");
        let told = status.cause.unwrap().to_string();
        assert!(told.contains(words), "{told}");
        assert!(told.len() < 300 && !told.contains("secret"), "{told}");
        timeline.play("2s app: sends 2 ws://x/ | greeting welcome");
        timeline.play("3s socket 2: opened");
        assert_eq!(timeline.status().phase, Phase::Open);
    }
}

#[test]
fn r9_a_function_that_always_fails_ends_by_the_policy() {
    check(
        asking().reconnect(steady().reconnect.max_attempts(1)),
        "0s user: open
         0s asks 1 ws://x/
         0s is connecting
         0s app: fails 1 no token
         0s is waiting
         1s asks 2 ws://x/ after prepare
         1s is connecting
         1s app: fails 2 no token
         1s is failed
         1s user: looks
         1s sees The address could not be prepared: no token: gave up, tried again once.
         9s user: retry
         9s asks 3 ws://x/
         9s is connecting
         10s end",
    );
}

#[test]
fn r9_events_of_an_older_socket_while_the_function_is_asked() {
    check(
        asking(),
        "0s user: open
         0s asks 1 ws://x/
         0s is connecting
         0s app: sends 1 ws://x/
         0s open 1 ws://x/
         1s socket 1: opened
         1s is open
         1s user: send a
         1s send 1 a
         1s sent
         2s user: retry
         2s abandon 1 1000
         2s asks 2 ws://x/ after replaced
         2s is connecting
         3s socket 1: says late
         3s socket 1: closed 1008
         3s socket 1: refuses a
         3s undelivered a: the socket was closing
         3s socket 2: opened
         3s socket 2: cannot be made
         3s socket 2: closed 1008
         3s user: send b
         3s queued
         4s app: sends 2 ws://x/
         4s open 2 ws://x/
         5s socket 2: opened
         5s is open
         5s send 2 b",
    );
}

#[test]
fn r9_a_prepared_greeting_comes_before_the_wait_for_ready() {
    check(
        asking().ready_when(Pattern::Exact("welcome".into())),
        "0s user: open
         0s asks 1 ws://x/
         0s is connecting
         0s app: sends 1 ws://x/ | greeting token 1
         0s open 1 ws://x/
         1s socket 1: opened
         1s send 1 token 1
         2s socket 1: says welcome
         2s deliver welcome
         2s is open",
    );
}

#[test]
fn d5_one_rejected_address_function_does_not_stick_for_ever() {
    check(
        asking(),
        "0s user: open
         0s asks 1 ws://x/
         0s is connecting
         0s app: fails 1 rejected
         0s is waiting
         1s asks 2 ws://x/ after prepare
         1s is connecting
         1s app: sends 2 ws://x/?token=2
         1s open 2 ws://x/?token=2
         2s socket 2: opened
         2s is open",
    );
}

#[test]
fn d13_a_rejected_address_function_hangs_nobody() {
    check(
        asking(),
        "0s user: open
         0s asks 1 ws://x/
         0s is connecting
         0s user: send a
         0s queued
         1s app: fails 1 rejected
         1s is waiting
         1s user: send b
         1s queued
         1.5s user: retry
         1.5s asks 2 ws://x/ after prepare
         1.5s is connecting
         2s user: close after sending, within 5s
         2s is closing
         3s app: fails 2 rejected
         4s asks 3 ws://x/ after prepare
         4s is closing
         7s asks no more 3
         7s undelivered a: the connection was closed before it could be sent
         7s undelivered b: the connection was closed before it could be sent
         7s is idle
         999s end",
    );
}
