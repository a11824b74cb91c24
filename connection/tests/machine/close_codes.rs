//! R11: what a close code and a close reason lead to.

use std::time::Duration;

use heartline_connection::{CloseAction, CloseCodes, Config, MAX_RETRY_AFTER, Phase, SLOW_RETRY};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::timeline::{Timeline, check_connected, millis, secs, steady};

/// How a connection that was open takes a close with this code and reason: the phase, the wait.
fn after_close(config: Config, seed: u64, closed: &str) -> (Phase, Duration) {
    let mut timeline = Timeline::seeded(config, seed);
    timeline.play("0s user: open");
    timeline.play("0s socket 1: opened");
    timeline.play(&format!("20s socket 1: closed {closed}"));
    let wait = timeline.status().next_in(timeline.now());
    (timeline.status().phase, wait)
}

#[test]
fn r11_every_close_code_leads_where_the_table_says() {
    for code in 1000..=4999 {
        let expected = match code {
            1002 | 1003 | 1007..=1010 => Phase::Failed,
            4408 | 4425 | 4429 => Phase::Waiting,
            4400..=4499 => Phase::Failed,
            _ => Phase::Waiting,
        };
        let (phase, wait) = after_close(steady(), code, &code.to_string());
        assert_eq!(phase, expected, "{code}");
        let slow = matches!(code, 1012 | 1013 | 4429);
        match (phase, slow) {
            (Phase::Waiting, true) => assert!(SLOW_RETRY.contains(&wait), "{code}: {wait:?}"),
            (Phase::Waiting, false) => assert_eq!(wait, secs(1), "{code}"),
            _ => {}
        }
    }
}

#[test]
fn r11_slow_retries_are_spread_from_5_to_15_s() {
    let waits = || (0..500).map(|seed| after_close(steady(), seed, "1012").1);
    assert!(waits().all(|wait| (secs(5)..=secs(15)).contains(&wait)));
    assert!(waits().min().unwrap() < secs(6) && waits().max().unwrap() > secs(14));
}

#[test]
fn r11_every_code_can_be_decided_otherwise_and_the_latest_rule_wins() {
    let codes = CloseCodes::default()
        .on(1000..=4999, CloseAction::Stop)
        .on(1008..=1008, CloseAction::Retry)
        .on(1011..=1011, CloseAction::RetrySlowly);
    let config = || steady().close_codes(codes.clone());
    assert_eq!(after_close(config(), 1, "1006").0, Phase::Failed);
    assert_eq!(after_close(config(), 1, "1008"), (Phase::Waiting, secs(1)));
    assert!(after_close(config(), 1, "1011").1 >= secs(5));
}

#[test]
fn r11_a_json_close_reason_is_honoured() {
    let timeline = check_connected(
        steady(),
        r#"1s socket 1: closed 1000 {"reconnect":false}
           1s is failed"#,
    );
    assert_eq!(
        timeline.status().gave_up.unwrap().code(),
        "server_said_stop"
    );
    for (reason, low, high) in [
        (r#"{"retry_after_ms":30000}"#, 30_000, 33_000),
        (
            r#"{ "retry_after_ms" : 2000, "reconnect" : true }"#,
            2_000,
            2_200,
        ),
        // An hour at most.
        (r#"{"retry_after_ms":3600000}"#, 3_600_000, 3_960_000),
        (r#"{"retry_after_ms":3700000}"#, 3_600_000, 3_960_000),
        // Shorter than the policy's own delay: no server may have itself hammered.
        (r#"{"retry_after_ms":0}"#, 1_000, 1_000),
        (r#"{"retry_after_ms":500}"#, 1_000, 1_000),
    ] {
        let waits =
            || (0..200).map(|seed| after_close(steady(), seed, &format!("1000 {reason}")).1);
        let (least, most) = (waits().min().unwrap(), waits().max().unwrap());
        assert!(least >= millis(low) && most <= millis(high), "{reason}");
        assert!(
            most - least >= millis(high - low) * 9 / 10,
            "{reason}: not spread"
        );
    }
}

#[test]
fn r11_hostile_close_reasons_do_no_harm() {
    let long = "x".repeat(1 << 16);
    let deep = "[".repeat(123);
    for reason in [
        "",
        "{",
        "{}",
        "{\"retry_after_ms\":}",
        "{\"retry_after_ms\":-1}",
        "{\"retry_after_ms\":1e99}",
        "{\"retry_after_ms\":\"1\"}",
        "{\"retry_after_ms\":99999999999999999999}",
        "{\"reconnect\":\"false\"}",
        "{\"reconnect\":{\"reconnect\":false}}",
        // What begins well and ends badly is no wish.
        "{\"reconnect\":false,",
        "{\"reconnect\":false} bye",
        "{\"retry_after_ms\":30000,\"reconnect\"",
        "<script>alert(1)</script>",
        "\u{202e}\u{0}\u{7f}\u{1f600}",
        &long,
        &deep,
    ] {
        let (phase, wait) = after_close(steady(), 1, &format!("1011 {reason}"));
        assert_eq!((phase, wait), (Phase::Waiting, secs(1)), "{reason}");
    }
    let for_ever = format!("1011 {{\"retry_after_ms\":{}}}", u64::MAX);
    let (phase, wait) = after_close(steady(), 1, &for_ever);
    assert_eq!(phase, Phase::Waiting);
    assert!(wait >= MAX_RETRY_AFTER && wait <= MAX_RETRY_AFTER + MAX_RETRY_AFTER / 10);
}

#[test]
fn r11_a_function_decides_first_and_the_table_where_it_has_no_answer() {
    let codes = CloseCodes::default().on(4000..=4000, CloseAction::Stop);
    let codes = codes.decided_by(|closed| match (closed.code, &*closed.reason) {
        (1008, "try again") => Some(CloseAction::Retry),
        (1001, _) => Some(CloseAction::Stop),
        (1006, _) if !closed.was_clean => Some(CloseAction::RetrySlowly),
        _ => None,
    });
    for (closed, phase) in [
        ("1008 try again", Phase::Waiting),
        ("1008 go away", Phase::Failed),
        ("1001", Phase::Failed),
        ("1000", Phase::Waiting),
        ("4000", Phase::Failed),
        ("4401", Phase::Failed),
    ] {
        let config = steady().close_codes(codes.clone());
        assert_eq!(after_close(config, 1, closed).0, phase, "{closed}");
    }
    let (_, wait) = after_close(steady().close_codes(codes.clone()), 1, "1006");
    assert!(SLOW_RETRY.contains(&wait));
    // What the server asks for in so many words goes before both.
    let asked = r#"1008 {"reconnect":false}"#;
    let always = CloseCodes::default().decided_by(|_| Some(CloseAction::Retry));
    let config = steady().close_codes(always);
    assert_eq!(after_close(config.clone(), 1, asked).0, Phase::Failed);
    assert_eq!(after_close(config, 1, "1008").0, Phase::Waiting);
}

#[test]
fn r11_equal_functions_are_the_same_function() {
    let decided = || CloseCodes::default().decided_by(|_| None);
    let codes = decided();
    assert_eq!(codes, codes.clone());
    assert_ne!(codes, decided());
    assert_ne!(codes, CloseCodes::default());
}
