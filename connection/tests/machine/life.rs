//! L1–L4, L7: opening, closing, retrying. Another configuration is in `moving`, the graceful
//! close in `graceful`.

use heartline_connection::{
    Connection, Input, Instant, OpenError, Outgoing, Pattern, Phase, Reconnect, SendOutcome,
    SocketEvent, WakeReason,
};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::timeline::{check, check_connected, secs, steady};

#[test]
fn l1_opening_again_makes_no_second_socket() {
    check(
        steady(),
        "0s user: open
         0s open 1 ws://x/
         0s is connecting
         1s user: open
         2s socket 1: opened
         2s is open
         3s user: open
         4s socket 1: closed 1006
         4s is waiting
         4.5s user: open
         5s open 2 ws://x/
         5s is connecting",
    );
}

#[test]
fn l2_close_before_anything_was_opened_changes_nothing() {
    let timeline = check(steady(), "0s user: close\n 9s end");
    assert_eq!(timeline.status().cause, None);
}

#[test]
fn l2_close_while_connecting_abandons_the_socket() {
    check(
        steady(),
        "0s user: open
         0s open 1 ws://x/
         0s is connecting
         1s user: close 4000 bye
         1s abandon 1 4000 bye
         1s is idle
         1s user: close
         2s socket 1: opened
         2s socket 1: closed 1006
         999s end",
    );
}

#[test]
fn l2_close_before_the_server_is_ready_abandons_the_socket() {
    check(
        steady().ready_when(Pattern::Exact("ready".into())),
        "0s user: open
         0s open 1 ws://x/
         0s is connecting
         1s socket 1: opened
         2s user: close
         2s abandon 1 1000
         2s is idle
         3s socket 1: says ready
         999s end",
    );
}

#[test]
fn l2_close_while_open_shakes_hands_and_nothing_follows() {
    check_connected(
        steady(),
        "1s user: close 3001 done
         1s close 1 3001 done
         1s is closing
         1.5s user: close
         1.6s socket 1: says too late
         1.7s socket 1: error
         2s socket 1: closed 3001 done
         2s is idle
         999s end",
    );
}

#[test]
fn l2_close_abandons_a_socket_that_withholds_its_close_event() {
    check_connected(
        steady(),
        "1s user: close
         1s close 1 1000
         1s is closing
         -- close_timeout is 3 s
         4s abandon 1 1000
         4s is idle
         61s socket 1: closed 1006
         999s end",
    );
}

#[test]
fn l2_close_during_the_wait_ends_the_wait() {
    check_connected(
        steady(),
        "1s socket 1: closed 1006
         1s is waiting
         1.5s user: close
         1.5s is idle
         999s end",
    );
}

#[test]
fn l2_close_after_it_gave_up_forgets_the_failure() {
    let timeline = check_connected(
        steady().reconnect(Reconnect::disabled()),
        "1s socket 1: closed 1006
         1s is failed
         2s user: close
         2s is idle
         2s user: looks
         2s sees Closed by you.
         999s end",
    );
    assert_eq!(timeline.status().gave_up, None);
}

#[test]
fn l2_a_send_that_fails_while_closing_does_not_reconnect() {
    check_connected(
        steady(),
        "1s user: close
         1s close 1 1000
         1s is closing
         1s socket 1: refuses hello
         1s undelivered hello: the socket was closing
         2s socket 1: closed 1000
         2s is idle
         999s end",
    );
}

#[test]
fn l3_open_after_close_works_as_on_the_first_day() {
    check_connected(
        steady(),
        "1s user: close
         1s close 1 1000
         1s is closing
         2s socket 1: closed 1000
         2s is idle
         3s user: open
         3s open 2 ws://x/
         3s is connecting
         4s socket 2: opened
         4s is open
         5s socket 2: closed 1006
         5s is waiting
         6s open 3 ws://x/
         6s is connecting",
    );
}

#[test]
fn l3_open_during_the_closing_handshake_does_not_wait_for_its_end() {
    check_connected(
        steady(),
        "1s user: close
         1s close 1 1000
         1s is closing
         2s user: open
         2s abandon 1 1000
         2s open 2 ws://x/
         2s is connecting
         3s socket 1: closed 1000
         4s socket 2: opened
         4s is open",
    );
}

#[test]
fn l4_retry_cuts_a_running_wait() {
    check_connected(
        steady(),
        "1s socket 1: closed 1006
         1s is waiting
         1.2s user: retry
         1.2s open 2 ws://x/
         1.2s is connecting
         -- and does nothing while an attempt is under way
         1.3s user: retry
         2.5s end",
    );
}

#[test]
fn l4_retry_works_after_the_attempts_were_exhausted() {
    let timeline = check(
        steady().reconnect(Reconnect::disabled()),
        "0s user: open
         0s open 1 ws://x/
         0s is connecting
         1s socket 1: closed 1006
         1s is failed
         999s user: retry
         999s open 2 ws://x/
         999s is connecting
         1000s socket 2: opened
         1000s is open",
    );
    assert_eq!(timeline.status().failures, 0);
}

#[test]
fn l4_retry_replaces_an_open_socket_once() {
    let timeline = check_connected(
        steady(),
        "5s user: retry
         5s abandon 1 1000
         5s open 2 ws://x/
         5s is connecting
         5s user: retry
         5s user: looks
         5s sees Connecting.
         6s socket 1: closed 1000
         7s socket 2: opened
         7s is open",
    );
    assert_eq!(timeline.status().cause.unwrap().code(), "replaced");
}

#[test]
fn l4_retry_on_an_open_connection_forgets_an_outage_that_is_over() {
    check_connected(
        steady().reconnect(steady().reconnect.max_elapsed(secs(30))),
        "1s socket 1: closed 1006
         1s is waiting
         2s open 2 ws://x/
         2s is connecting
         3s socket 2: opened
         3s is open
         20s user: retry
         20s abandon 2 1000
         20s open 3 ws://x/
         20s is connecting
         35s abandon 3 1000
         35s is waiting
         36s open 4 ws://x/
         36s is connecting",
    );
}

#[test]
fn l7_an_attempt_that_hangs_ends_after_the_connect_timeout() {
    check(
        steady(),
        "0s user: open
         0s open 1 ws://x/
         0s is connecting
         15s abandon 1 1000
         15s is waiting
         15.5s socket 1: opened
         15.5s socket 1: says too late
         15.5s socket 1: error
         15.6s socket 1: closed 1006
         16s open 2 ws://x/
         16s is connecting
         17s socket 1: opened
         18s socket 2: opened
         18s is open",
    );
}

#[test]
fn l7_a_server_that_never_gets_ready_counts_as_hanging() {
    let timeline = check(
        steady().ready_when(Pattern::Exact("ready".into())),
        "0s user: open
         0s open 1 ws://x/
         0s is connecting
         14s socket 1: opened
         15s abandon 1 1000
         15s is waiting",
    );
    assert_eq!(timeline.status().cause.unwrap().code(), "ready_timeout");
}

#[test]
fn r6_a_socket_that_could_not_be_made_ends_its_own_attempt_and_no_other() {
    let mut machine = Connection::new(steady(), 1);
    let failed = |attempt| Input::OpenFailed {
        attempt,
        error: OpenError::Other("busy".to_owned()),
    };
    let opened = Input::Socket {
        attempt: 2,
        event: SocketEvent::Opened,
    };
    for (input, phase) in [
        (Input::Open, Phase::Connecting),
        (failed(1), Phase::Waiting),
        (Input::RetryNow, Phase::Connecting),
        (failed(1), Phase::Connecting),
        (opened, Phase::Open),
        (failed(2), Phase::Open),
    ] {
        machine.handle(Instant::ORIGIN, input);
        assert_eq!(machine.status().phase, phase);
    }
}

#[test]
fn o1_of_two_alarms_at_one_time_the_one_that_a_person_waits_for_is_told() {
    let mut machine = Connection::new(steady(), 1);
    let error = OpenError::Other("busy".to_owned());
    for input in [Input::Open, Input::OpenFailed { attempt: 1, error }] {
        machine.handle(Instant::ORIGIN, input);
    }
    let message = Outgoing::new("a").time_to_live(secs(1));
    assert_eq!(machine.send(Instant::ORIGIN, message), SendOutcome::Queued);
    assert_eq!(machine.next_wake().unwrap().why, WakeReason::RetryDue);
}
