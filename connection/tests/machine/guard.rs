//! M5: a function of the user's that panics has nothing to say, and the machine goes on.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;

use heartline_connection::{
    Backoff, CloseAction, CloseCodes, Config, Heartbeat, Pattern, Phase, Reconnect, SLOW_RETRY,
};

use crate::timeline::{Timeline, secs, steady};

fn catch(foreign: &mut dyn FnMut()) {
    let _ = catch_unwind(AssertUnwindSafe(foreign));
}

fn guarded(config: Config) -> Timeline {
    Timeline::new(config).guarded_by(catch)
}

fn panics() -> Pattern {
    Pattern::with(|message| panic!("cannot read {message:?}"))
}

#[test]
fn m5_a_pattern_that_panics_accepts_nothing() {
    let heartbeat = Heartbeat::default().pong(panics());
    let config = steady().heartbeat(heartbeat).reply(panics(), "pong");
    let timeline = guarded(config).check(
        r#"0s user: open
           0s open 1 ws://x/
           0s is connecting
           0s socket 1: opened
           0s is open
           1s socket 1: says ping
           1s deliver ping
           26s send 1 {"heart":1}
           -- it still is a sign of life
           27s socket 1: says {"heart":1}
           27s deliver {"heart":1}
           52s send 1 {"heart":1}
           62s abandon 1 4408 no answer in time
           62s is waiting
           62s user: send a
           62s queued
           63s open 2 ws://x/
           63s is connecting
           64s socket 2: opened
           64s is open
           64s send 2 a"#,
    );
    assert_eq!(timeline.stats().pongs, 0);
}

#[test]
fn m5_a_ready_pattern_that_panics_is_never_met() {
    guarded(steady().ready_when(panics())).check(
        "0s user: open
         0s open 1 ws://x/
         0s is connecting
         1s socket 1: opened
         2s socket 1: says ready
         2s deliver ready
         15s abandon 1 1000
         15s is waiting
         15s user: looks
         15s sees The server was not ready within 15 s: reconnecting, attempt 2 in 1 s.",
    );
}

#[test]
fn m5_a_retry_function_that_panics_leaves_the_decision_to_the_default() {
    let backoff = Backoff::With(Rc::new(|retry| panic!("{retry:?}")));
    for seed in 0..50 {
        let config = steady().reconnect(Reconnect::new(backoff.clone()));
        let mut timeline = Timeline::seeded(config, seed).guarded_by(catch);
        timeline.play("0s user: open");
        timeline.play("0s socket 1: closed 1006");
        assert_eq!(timeline.status().phase, Phase::Waiting);
        assert!(timeline.status().next_in(timeline.now()) <= secs(1));
    }
}

#[test]
fn m5_a_close_code_function_that_panics_leaves_the_decision_to_the_table() {
    let codes = CloseCodes::default()
        .on(4000..=4000, CloseAction::Stop)
        .decided_by(|closed| panic!("{closed:?}"));
    for (code, phase) in [
        (1006, Phase::Waiting),
        (1008, Phase::Failed),
        (1012, Phase::Waiting),
        (4000, Phase::Failed),
    ] {
        let mut timeline = guarded(steady().close_codes(codes.clone()));
        timeline.play("0s user: open");
        timeline.play("0s socket 1: opened");
        timeline.play(&format!("1s socket 1: closed {code}"));
        let status = timeline.status();
        assert_eq!(status.phase, phase, "{code}");
        let wait = status.next_in(timeline.now());
        assert!(code != 1012 || SLOW_RETRY.contains(&wait), "{wait:?}");
    }
}

#[test]
fn m5_a_guard_that_never_calls_or_calls_twice_does_no_harm() {
    let twice = |foreign: &mut dyn FnMut()| {
        foreign();
        foreign();
    };
    let codes = || CloseCodes::default().decided_by(|_| Some(CloseAction::Stop));
    for (guard, phase) in [
        (twice as heartline_connection::Guard, Phase::Failed),
        (|_| {}, Phase::Waiting),
    ] {
        let config = steady().close_codes(codes());
        let mut timeline = Timeline::new(config).guarded_by(guard);
        timeline.play("0s user: open");
        timeline.play("0s socket 1: opened");
        timeline.play("1s socket 1: closed 1006");
        assert_eq!(timeline.status().phase, phase);
    }
}

#[test]
#[should_panic(expected = "cannot read")]
fn m5_without_a_guard_a_panic_passes_through() {
    let mut timeline = Timeline::new(steady().ready_when(panics()));
    timeline.play("0s user: open");
    timeline.play("0s socket 1: opened");
    timeline.play("0s socket 1: says ready");
}
