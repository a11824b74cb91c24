//! R7: what a browser that says it is offline is believed.

use heartline_connection::{Backoff, Heartbeat, Pattern, Phase, Reconnect};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::timeline::{Timeline, check, check_connected, secs, steady};

/// The seed of the harness spreads the first attempt after `online` by this much.
fn online_again(timeline: &mut Timeline, at: u64) -> f64 {
    timeline.play(&format!("{at}s page: goes online"));
    assert_eq!(timeline.status().phase, Phase::Waiting);
    let due = timeline.status().next.unwrap().at;
    due.since_origin().as_secs_f64() - at as f64
}

#[test]
fn r7_while_the_browser_is_offline_no_attempt_is_made() {
    check_connected(
        steady(),
        "1s socket 1: closed 1006
         1s is waiting
         1.5s page: goes offline
         1.5s is offline
         99s user: looks
         99s sees The browser is offline: connects as soon as it is online again.
         100s user: open
         110s page: is hidden
         115s page: is shown
         119s page: is resumed
         120.9s end",
    );
    check(
        steady(),
        "0s page: goes offline
         1s user: open
         1s is offline
         99s end",
    );
}

#[test]
fn r7_a_loss_while_offline_waits_for_the_network() {
    check_connected(
        steady(),
        r#"1s page: goes offline
           1s send 1 {"heart":1}
           3s abandon 1 4408 no answer in time
           3s is offline
           99s end"#,
    );
}

#[test]
fn r7_online_again_one_attempt_starts_within_half_a_second_spread() {
    let mut spreads = Vec::new();
    for seed in 0..200 {
        let mut timeline = Timeline::seeded(steady(), seed);
        timeline.play("0s page: goes offline");
        timeline.play("1s user: open");
        let spread = online_again(&mut timeline, 60);
        assert!((0.0..=0.5).contains(&spread), "{spread}");
        spreads.push(spread);
        timeline.play("60.5s end");
        assert_eq!(timeline.status().phase, Phase::Connecting);
        assert_eq!(timeline.status().attempt, 1);
    }
    let quarters = |from: f64| {
        let within = |spread: &&f64| (from..from + 0.125).contains(*spread);
        spreads.iter().filter(within).count()
    };
    for quarter in 0..4 {
        let count = quarters(f64::from(quarter) * 0.125);
        assert!(count > 25, "{count} of 200 in quarter {quarter}");
    }
}

#[test]
fn r7_an_attempt_that_is_under_way_is_given_up_and_counts_as_no_failure() {
    let once = Reconnect::new(Backoff::Fixed(secs(1))).max_attempts(1);
    let mut timeline = check(
        steady().reconnect(once),
        "0s user: open
         0s open 1 ws://x/
         0s is connecting
         3s page: goes offline
         3s abandon 1 1000
         3s is offline
         4s socket 1: opened
         5s end",
    );
    let spread = online_again(&mut timeline, 10);
    assert!(spread <= 0.5);
    timeline.play("11s end");
    assert_eq!(timeline.status().attempt, 2);
    timeline.play("12s socket 2: closed 1006");
    assert_eq!(timeline.status().phase, Phase::Waiting);
}

#[test]
fn r7_a_question_to_the_application_is_given_up_too() {
    check(
        steady().prepare(|endpoint| async { Ok::<_, String>(endpoint) }),
        "0s user: open
         0s asks 1 ws://x/
         0s is connecting
         1s page: goes offline
         1s asks no more 1
         1s is offline
         2s app: sends 1 ws://x/
         3s end",
    );
}

#[test]
fn r7_close_retry_and_other_settings_work_while_offline() {
    let mut elsewhere = steady();
    elsewhere.url = "ws://y/".into();
    let here = steady();
    let at_home = steady().reconnect(here.reconnect.clone().pause_offline(false));
    let offline = "0s page: goes offline
                   1s user: open
                   1s is offline";
    let cases = [
        "2s user: close
         2s is idle
         3s page: goes online
         9s end",
        "2s user: retry
         2s open 1 ws://x/
         2s is connecting
         3s socket 1: closed 1006
         3s is offline
         9s end",
        "2s user: configure elsewhere
         9s user: retry
         9s open 1 ws://y/
         9s is connecting",
        "2s user: configure at home
         2s open 1 ws://x/
         2s is connecting",
        "2s user: send hello
         2s queued
         3s user: close after sending, within 2s
         3s is closing
         5s undelivered hello: the connection was closed before it could be sent
         5s is idle",
    ];
    for case in cases {
        Timeline::new(steady())
            .with("elsewhere", elsewhere.clone())
            .with("at home", at_home.clone())
            .check(&format!("{offline}\n{case}"));
    }
}

#[test]
fn r7_believing_the_browser_can_be_off() {
    let reconnect = Reconnect::new(Backoff::Fixed(secs(1))).pause_offline(false);
    check(
        steady().reconnect(reconnect),
        "0s page: goes offline
         0s user: open
         0s open 1 ws://x/
         0s is connecting
         1s socket 1: closed 1006
         1s is waiting
         2s open 2 ws://x/
         2s is connecting
         3s page: goes online
         9s end",
    );
}

#[test]
fn r7_a_network_that_comes_and_goes_makes_no_storm() {
    let mut timeline = Timeline::connected(steady());
    timeline.play("1s socket 1: closed 1006");
    for tenth in 20..120 {
        let at = f64::from(tenth) / 10.0;
        timeline.play(&format!("{at}s page: goes offline"));
        timeline.play(&format!("{}s page: goes online", at + 0.05));
    }
    let attempts = timeline.status().attempt;
    assert!(attempts <= 12, "{attempts} attempts in 10 s");
}

#[test]
fn r7_settings_that_break_a_rule_are_told_offline_too() {
    check(
        steady().connect_timeout(secs(0)),
        "0s page: goes offline
         1s user: open
         1s is failed",
    );
}

#[test]
fn r7_what_ends_while_the_browser_is_offline_is_nobodys_failure() {
    let twice = Reconnect::new(Backoff::Fixed(secs(1))).max_attempts(1);
    let config = steady()
        .reconnect(twice)
        .alternatives(["ws://y/"])
        .ready_when(Pattern::Exact("ready".into()));
    let mut timeline = check(
        config,
        "0s user: open
         0s open 1 ws://x/
         0s is connecting
         1s socket 1: opened
         2s page: goes offline
         15s abandon 1 1000
         15s is offline",
    );
    assert_eq!(timeline.status().failures, 0);
    for attempt in 2..6 {
        let at = attempt * 20;
        online_again(&mut timeline, at);
        timeline.play(&format!("{}s end", at + 1));
        let opened = format!("open {attempt} ws://x/");
        assert!(timeline.log().iter().any(|line| line.ends_with(&opened)));
        timeline.play(&format!("{}s socket {attempt}: opened", at + 1));
        timeline.play(&format!("{}s socket {attempt}: says ready", at + 1));
        timeline.play(&format!("{}s page: goes offline", at + 2));
        timeline.play(&format!("{}s socket {attempt}: closed 1006", at + 3));
        assert_eq!(timeline.status().phase, Phase::Offline);
    }
}

#[test]
fn r7_a_server_that_says_stop_is_heard_while_the_browser_is_offline() {
    check_connected(
        steady(),
        r#"1s page: goes offline
           1s send 1 {"heart":1}
           2s socket 1: closed 4400
           2s is failed
           3s page: goes online
           9s end"#,
    );
    let never = Reconnect::disabled();
    check_connected(
        steady().heartbeat(None).reconnect(never),
        "1s page: goes offline
         2s socket 1: closed 1006
         2s is failed
         9s end",
    );
}

#[test]
fn r4_the_time_until_it_gives_up_does_not_run_while_nothing_can_be_tried() {
    let limited = Reconnect::new(Backoff::Fixed(secs(1))).max_elapsed(secs(60));
    let mut timeline = check(
        steady().reconnect(limited),
        "0s user: open
         0s open 1 ws://x/
         0s is connecting
         1s socket 1: closed 1006
         1s is waiting
         1.5s page: goes offline
         1.5s is offline
         120s is suspended
         3599s end",
    );
    online_again(&mut timeline, 3_600);
    timeline.play("3602s socket 2: closed 1006");
    assert_eq!(timeline.status().phase, Phase::Waiting);
}

#[test]
fn r7_that_the_machine_slept_is_no_reason_to_try_without_a_network() {
    let patient = Reconnect::new(Backoff::Fixed(secs(30)));
    check_connected(
        steady().reconnect(patient),
        "1s socket 1: closed 1006
         1s is waiting
         5s page: sleeps 3600s
         5s page: goes offline
         5s is offline
         9s end",
    );
}

#[test]
fn r7_a_wait_ends_in_offline_when_the_settings_come_to_believe_the_browser() {
    let believing = steady();
    let doubting = steady().reconnect(steady().reconnect.pause_offline(false));
    Timeline::new(doubting).with("believing", believing).check(
        "0s user: open
         0s open 1 ws://x/
         0s is connecting
         1s page: goes offline
         2s socket 1: closed 1006
         2s is waiting
         2.5s user: configure believing
         2.5s is offline
         9s end",
    );
}

#[test]
fn h12_a_network_that_goes_teaches_nothing_about_silence() {
    let adaptive = Heartbeat::default().adaptive(true);
    let mut timeline = Timeline::connected(steady().heartbeat(adaptive));
    for attempt in 1..4 {
        let at = attempt * 100;
        timeline.play(&format!("{at}s socket {attempt}: says data"));
        timeline.play(&format!("{}s page: goes offline", at + 20));
        timeline.play(&format!("{}s page: goes online", at + 23));
        timeline.play(&format!("{}s socket {}: opened", at + 24, attempt + 1));
    }
    assert_eq!(timeline.stats().interval, Some(secs(25)));
}
