//! R1–R4, R6: when to connect again, and when not.

use std::time::Duration;

use heartline_connection::{Backoff, Config, Decision, MIN_DECIDED, Phase, Reconnect};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::timeline::{Timeline, check, check_connected, millis, secs, steady};

/// The wait after each of `failures` failures in a row: a connection lost, then failed attempts.
fn waits(reconnect: Reconnect, seed: u64, failures: u64) -> Vec<Duration> {
    let config = Config::new("ws://x/").reconnect(reconnect).heartbeat(None);
    let mut timeline = Timeline::seeded(config, seed);
    timeline.play("0s user: open");
    timeline.play("0s socket 1: opened");
    let wait = |n| {
        let at = timeline.now().since_origin() + if n == 1 { secs(0) } else { next(&timeline) };
        timeline.play(&format!("{}s socket {n}: closed 1006", at.as_secs_f64()));
        next(&timeline)
    };
    (1..=failures).map(wait).collect()
}

/// The time until the next attempt, rounded up so that it has begun by then.
fn next(timeline: &Timeline) -> Duration {
    timeline.status().next_in(timeline.now())
}

#[test]
fn r1_the_delay_is_spread_over_its_whole_range_at_the_cap_too() {
    let seeds = 2_000;
    let all: Vec<_> = (0..seeds)
        .map(|seed| waits(Reconnect::default(), seed, 9))
        .collect();
    for (n, low, high) in [
        (1, 0, 1_000),
        (2, 500, 2_000),
        (3, 500, 4_000),
        (4, 500, 8_000),
        (5, 500, 16_000),
        (6, 500, 30_000),
        (9, 500, 30_000),
    ] {
        let delays = || all.iter().map(|waits| waits[n - 1]);
        let (least, most) = (delays().min().unwrap(), delays().max().unwrap());
        let tenth = (millis(high) - millis(low)) / 10;
        assert!(
            least >= millis(low) && most <= millis(high),
            "{n}: {least:?} to {most:?}"
        );
        // Of 2 000 even draws, 200 fall into each tenth of the range.
        for step in 0..10 {
            let (from, to) = (millis(low) + tenth * step, millis(low) + tenth * (step + 1));
            let share = delays().filter(|delay| (from..to).contains(delay)).count();
            assert!(
                (140..260).contains(&share),
                "attempt {n}, {from:?} to {to:?}: {share}"
            );
        }
    }
}

#[test]
fn r1_the_same_seed_gives_the_same_delays_and_another_seed_others() {
    let of = |seed| waits(Reconnect::default(), seed, 5);
    assert_eq!(of(7), of(7));
    assert_ne!(of(7), of(8));
}

#[test]
fn r2_the_delay_is_fixed_or_from_a_list() {
    let fixed = Reconnect::new(Backoff::Fixed(secs(7)));
    assert_eq!(waits(fixed, 1, 3), [secs(7), secs(7), secs(7)]);
    let list = Reconnect::new(Backoff::List(vec![millis(100), secs(1), secs(5)]));
    assert_eq!(waits(list, 1, 4), [millis(100), secs(1), secs(5), secs(5)]);
}

#[test]
fn r2_a_function_decides_by_failures_time_and_cause() {
    let decide = |retry: &heartline_connection::Retry<'_>| match retry.cause.code() {
        "could_not_connect" if retry.elapsed >= secs(3) => Decision::Stop,
        _ => Decision::After(secs(retry.failures.into())),
    };
    check_connected(
        steady().reconnect(Reconnect::new(Backoff::With(std::rc::Rc::new(decide)))),
        "10s socket 1: closed 1006
         10s is waiting
         11s open 2 ws://x/
         11s is connecting
         11s socket 2: closed 1006
         11s is waiting
         13s open 3 ws://x/
         13s is connecting
         14s socket 3: closed 1006
         14s is failed
         14s user: looks
         14s sees Could not connect: gave up, the retry policy says so.",
    );
}

#[test]
fn r2_policies_are_equal_when_they_wait_alike() {
    let some = || {
        let (min, max) = (secs(1), secs(9));
        [
            Backoff::Fixed(min),
            Backoff::Fixed(max),
            Backoff::List(vec![min]),
            Backoff::List(vec![min, max]),
            Backoff::Exponential { min, max },
            Backoff::Exponential { min, max: min },
        ]
    };
    for (a, policy) in some().iter().enumerate() {
        for (b, other) in some().iter().enumerate() {
            assert_eq!(policy == other, a == b, "{policy:?} and {other:?}");
        }
    }
    // Functions are equal when they are the same one.
    let decided = || Backoff::With(std::rc::Rc::new(|_| Decision::Stop));
    let (one, other) = (decided(), decided());
    assert_eq!(one, one.clone());
    assert_ne!(one, other);
}

#[test]
fn r6_a_function_that_decides_on_zero_makes_no_hot_loop() {
    let at_once = |_: &heartline_connection::Retry<'_>| Decision::After(millis(0));
    let policy = Reconnect::new(Backoff::With(std::rc::Rc::new(at_once)));
    assert_eq!(waits(policy, 1, 3), [MIN_DECIDED; 3]);
}

#[test]
fn r3_the_count_of_failures_begins_anew_only_after_a_stable_connection() {
    let list = Backoff::List(vec![secs(1), secs(2), secs(3)]);
    check_connected(
        steady().reconnect(Reconnect::new(list)),
        "1s socket 1: closed 1001
         1s is waiting
         2s open 2 ws://x/
         2s is connecting
         2s socket 2: opened
         2s is open
         -- accepts and drops: 9.999 s are not yet stable
         11.999s socket 2: closed 1001
         11.999s is waiting
         13.999s open 3 ws://x/
         13.999s is connecting
         14s socket 3: opened
         14s is open
         24s socket 3: closed 1001
         24s is waiting
         25s open 4 ws://x/
         25s is connecting",
    );
}

#[test]
fn r3_a_connection_that_silence_ended_lasted_until_its_last_sign_of_life() {
    let list = Backoff::List(vec![secs(1), secs(2), secs(3), secs(4), secs(5)]);
    let mut timeline = check_connected(
        steady().reconnect(Reconnect::new(list)),
        r#"-- accepts and says nothing
           25s send 1 {"heart":1}
           35s abandon 1 4408 no answer in time
           35s is waiting
           36s open 2 ws://x/
           36s is connecting
           36s socket 2: opened
           36s is open
           61s send 2 {"heart":1}
           71s abandon 2 4408 no answer in time
           71s is waiting
           73s open 3 ws://x/
           73s is connecting
           -- says one thing at once, and then nothing
           73s socket 3: opened
           73s is open
           73.1s socket 3: says hello
           73.1s deliver hello
           98.1s send 3 {"heart":1}
           108.1s abandon 3 4408 no answer in time
           108.1s is waiting
           111.1s open 4 ws://x/
           111.1s is connecting
           -- the last sign of life after 9.9 s: not yet stable
           111.1s socket 4: opened
           111.1s is open
           121s socket 4: says {"heart":1}
           146s send 4 {"heart":1}
           156s abandon 4 4408 no answer in time
           156s is waiting
           160s open 5 ws://x/
           160s is connecting
           -- after 10 s: stable
           160s socket 5: opened
           160s is open
           170s socket 5: says {"heart":1}
           195s send 5 {"heart":1}
           205s abandon 5 4408 no answer in time
           205s is waiting
           206s open 6 ws://x/
           206s is connecting
           206s socket 6: opened
           206s is open"#,
    );
    // Heard for an hour, and then no more.
    let messages = (1..=180).map(|n| 206 + 20 * n);
    messages.for_each(|at| timeline.play(&format!("{at}s socket 6: says data")));
    timeline.play("3841s end");
    assert_eq!(timeline.status().failures, 1);
    assert_eq!(next(&timeline), secs(1));
}

#[test]
fn r4_attempts_go_on_without_limit_by_default() {
    let waits = waits(Reconnect::new(Backoff::Fixed(secs(1))), 1, 5_000);
    assert!(waits.iter().all(|wait| *wait == secs(1)));
}

#[test]
fn r4_max_attempts_ends_in_failed_with_a_reason() {
    let timeline = check_connected(
        steady().reconnect(steady().reconnect.max_attempts(2)),
        "20s socket 1: closed 1006
         20s is waiting
         21s open 2 ws://x/
         21s is connecting
         21s socket 2: closed 1006
         21s is waiting
         22s open 3 ws://x/
         22s is connecting
         22s socket 3: closed 1006
         22s is failed
         22s user: looks
         22s sees Could not connect: gave up, tried again 2 times.
         999s end",
    );
    assert_eq!(timeline.status().gave_up.unwrap().code(), "attempts");
}

#[test]
fn r4_max_attempts_counts_the_retries_when_the_first_attempt_fails_too() {
    check(
        steady().reconnect(steady().reconnect.max_attempts(1)),
        "0s user: open
         0s open 1 ws://x/
         0s is connecting
         1s socket 1: closed 1006
         1s is waiting
         2s open 2 ws://x/
         2s is connecting
         3s socket 2: closed 1006
         3s is failed
         3s user: looks
         3s sees Could not connect: gave up, tried again once.",
    );
}

#[test]
fn r4_max_elapsed_ends_in_failed_and_a_stable_connection_starts_the_time_anew() {
    check_connected(
        steady().reconnect(steady().reconnect.max_elapsed(secs(5))),
        "20s socket 1: closed 1006
         20s is waiting
         21s open 2 ws://x/
         21s is connecting
         24s socket 2: closed 1006
         24s is waiting
         25s open 3 ws://x/
         25s is connecting
         25s socket 3: opened
         25s is open
         40s socket 3: closed 1006
         40s is waiting
         41s open 4 ws://x/
         41s is connecting
         44.5s socket 4: closed 1006
         44.5s is failed
         44.5s user: looks
         44.5s sees Could not connect: gave up, it did not come back within 5 s.",
    );
}

#[test]
fn r4_the_limits_hold_for_a_server_that_accepts_and_says_nothing() {
    let retry = || steady().reconnect;
    for (limited, why) in [
        (retry().max_attempts(1), "attempts"),
        (retry().max_elapsed(secs(30)), "elapsed"),
    ] {
        let timeline = check_connected(
            steady().reconnect(limited),
            r#"25s send 1 {"heart":1}
               35s abandon 1 4408 no answer in time
               35s is waiting
               36s open 2 ws://x/
               36s is connecting
               36s socket 2: opened
               36s is open
               61s send 2 {"heart":1}
               71s abandon 2 4408 no answer in time
               71s is failed
               999s end"#,
        );
        assert_eq!(timeline.status().gave_up.unwrap().code(), why);
    }
}

#[test]
fn r4_reconnection_can_be_off() {
    check_connected(
        steady().reconnect(Reconnect::disabled()),
        "20s socket 1: closed 1006
         20s is failed
         20s user: looks
         20s sees The connection was lost (code 1006): gave up, reconnection is off.
         999s end",
    );
}

#[test]
fn r6_a_socket_that_cannot_be_made_is_a_state() {
    for (fault, code, phase) in [
        ("read the address", "bad_address", Phase::Failed),
        ("pass the block", "blocked", Phase::Failed),
        ("find WebSocket", "unsupported", Phase::Failed),
        ("be made", "could_not_open", Phase::Waiting),
    ] {
        let mut timeline = Timeline::new(steady());
        timeline.play("0s user: open");
        timeline.play(&format!("0s socket 1: cannot {fault}"));
        let status = timeline.status();
        assert_eq!(status.phase, phase, "{fault}");
        assert_eq!(status.cause.as_ref().unwrap().code(), code);
        assert!(status.advice().is_some(), "{fault}");
    }
}

#[test]
fn r6_a_socket_that_can_never_be_made_is_no_hot_loop() {
    let mut timeline = Timeline::new(Config::new("ws://x/"));
    timeline.play("0s user: open");
    for attempt in 1..=30 {
        let at = timeline.now().since_origin() + next(&timeline);
        let at = if attempt == 1 { secs(0) } else { at };
        timeline.play(&format!(
            "{}s socket {attempt}: cannot be made",
            at.as_secs_f64()
        ));
    }
    let minutes = timeline.now().since_origin().as_secs() / 60;
    assert!(minutes >= 2, "30 attempts within {minutes} min");
}

#[test]
fn r6_settings_that_break_a_rule_fail_without_an_attempt() {
    let timeline = check(
        Config::new("ftp://x/"),
        "0s user: open\n 0s is failed\n 999s end",
    );
    assert_eq!(timeline.status().attempt, 0);
    assert_eq!(timeline.status().cause.unwrap().code(), "bad_config");
}

#[test]
fn r6_durations_without_end_do_no_harm() {
    let for_ever = Duration::MAX;
    let (min, max) = (for_ever / 2, for_ever);
    let retry = Reconnect::new(Backoff::Exponential { min, max }).max_elapsed(for_ever);
    let config = Config::new("ws://x/")
        .connect_timeout(for_ever)
        .reconnect(retry);
    for seed in 0..100 {
        let mut timeline = Timeline::seeded(config.clone(), seed);
        timeline.play("0s user: open");
        for attempt in 1..=3 {
            timeline.play(&format!("{attempt}s socket {attempt}: closed 1006"));
            assert_eq!(timeline.status().phase, Phase::Waiting);
            timeline.play(&format!("{attempt}s user: retry"));
        }
    }
}
