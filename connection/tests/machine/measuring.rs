//! H5: how long answers take, and when that cannot be told.

use heartline_connection::{Config, Heartbeat, Pattern, Samples};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::timeline::{Timeline, check_connected, millis, secs, steady};

#[test]
fn h5_a_talkative_link_is_measured_when_asked_for() {
    let mut config = steady();
    config.heartbeat = config.heartbeat.map(|heart| heart.measure(secs(10)));
    let timeline = check_connected(
        config,
        r#"0s send 1 {"heart":1}
           0.1s socket 1: says {"heart":1}
           6s socket 1: says data
           6s deliver data
           10s send 1 {"heart":1}
           10.3s socket 1: says {"heart":1}
           14s socket 1: says data
           14s deliver data
           20s send 1 {"heart":1}
           20.1s socket 1: says data
           20.1s deliver data
           20.2s socket 1: says {"heart":1}
           29s end"#,
    );
    let round_trips = &timeline.stats().round_trips;
    assert_eq!(round_trips.latest(), Some(millis(200)));
    assert_eq!(round_trips.minimum(), Some(millis(100)));
}

#[test]
fn h5_after_another_pong_was_set_the_next_ping_is_measured() {
    let with_pong = |pong: &str| {
        let mut config = steady();
        config.heartbeat = config
            .heartbeat
            .map(|heart| heart.measure(secs(10)).pong(Pattern::Json(pong.to_owned())));
        config
    };
    let timeline = Timeline::connected(with_pong("0"))
        .with("right", with_pong("1"))
        .check(
            r#"0s send 1 {"heart":1}
               0.1s socket 1: says 1
               0.1s deliver 1
               10s send 1 {"heart":1}
               10.1s socket 1: says 1
               10.1s deliver 1
               20s send 1 {"heart":1}
               20.1s socket 1: says 1
               20.1s deliver 1
               26s user: configure right
               30s send 1 {"heart":1}
               30.2s socket 1: says 1
               39s end"#,
        );
    assert_eq!(timeline.stats().round_trips.latest(), Some(millis(200)));
}

#[test]
fn h5_round_trips_are_smoothed_as_in_rfc_6298() {
    let mut timeline = Timeline::connected(steady());
    assert_eq!(timeline.stats().round_trips.smoothed(), None);
    let micros = std::time::Duration::from_micros;
    let mut last = 0;
    // SRTT ← 7/8·SRTT + 1/8·R, RTTVAR ← 3/4·RTTVAR + 1/4·|SRTT − R|, by hand.
    for (sample, smoothed, variance) in [
        (100, 100_000, 50_000),
        (200, 112_500, 62_500),
        (50, 104_687, 62_500),
    ] {
        last += 25_000 + sample;
        let at = millis(last).as_secs_f64();
        timeline.play(&format!("{at}s socket 1: says {{\"heart\":1}}"));
        let round_trips = &timeline.stats().round_trips;
        assert_eq!(round_trips.latest(), Some(millis(sample)));
        let rounded = round_trips
            .smoothed()
            .map(|rtt| micros(rtt.as_micros() as u64));
        assert_eq!(rounded, Some(micros(smoothed)));
        assert_eq!(round_trips.variance(), micros(variance));
    }
    assert_eq!(timeline.stats().round_trips.minimum(), Some(millis(50)));
    assert_eq!(timeline.status().round_trip, Some(millis(50)));
}

#[test]
fn h5_percentiles_look_at_the_latest_samples_only() {
    let mut timeline =
        Timeline::connected(steady().heartbeat(Heartbeat::default().interval(secs(1))));
    assert_eq!(timeline.stats().round_trips.percentile(50), None);
    let mut at = 0;
    // Ten slow answers, then as many as are remembered: 1 ms, 2 ms … 256 ms.
    let slow = std::iter::repeat_n(900, 10);
    for sample in slow.chain(1..=Samples::MAX as u64) {
        at += 1_000 + sample;
        timeline.play(&format!(
            "{}s socket 1: says {{\"heart\":1}}",
            millis(at).as_secs_f64()
        ));
    }
    let round_trips = &timeline.stats().round_trips;
    for (percent, expected) in [(0, 1), (1, 3), (50, 128), (95, 244), (100, 256), (255, 256)] {
        assert_eq!(
            round_trips.percentile(percent),
            Some(millis(expected)),
            "{percent} %"
        );
    }
    assert_eq!(round_trips.minimum(), Some(millis(1)));
}

#[test]
fn h5_a_pong_after_other_messages_still_measures_its_ping() {
    let timeline = check_connected(
        steady(),
        r#"25s send 1 {"heart":1}
           26s socket 1: says data
           26s deliver data
           28s socket 1: says {"heart":1}"#,
    );
    assert_eq!(timeline.status().round_trip, Some(secs(3)));
}

#[test]
fn h5_a_pong_after_two_pings_gives_no_sample() {
    let mut timeline = check_connected(
        steady(),
        r#"25s send 1 {"heart":1}
           26s socket 1: says data
           26s deliver data
           51s send 1 {"heart":1}
           52s socket 1: says {"heart":1}"#,
    );
    assert_eq!(timeline.status().round_trip, None);
    timeline.play(r#"53s socket 1: says {"heart":1}"#);
    assert_eq!(timeline.status().round_trip, Some(secs(2)));
}

#[test]
fn h5_a_ping_that_was_never_answered_does_not_spoil_what_is_measured_later() {
    let timeline = check_connected(
        steady(),
        r#"25s send 1 {"heart":1}
           26s socket 1: says data
           26s deliver data
           35s socket 1: says data
           35s deliver data
           -- no pong can be that late: interval and timeout are over
           60s send 1 {"heart":1}
           61s socket 1: says {"heart":1}"#,
    );
    assert_eq!(timeline.status().round_trip, Some(secs(1)));
}

#[test]
fn h5_pongs_that_are_later_than_the_next_ping_give_no_wrong_sample() {
    let mut config = steady();
    config.heartbeat = config.heartbeat.map(|heart| heart.measure(secs(10)));
    let mut timeline = Timeline::connected(config);
    // Each pong comes 15 s after its ping; pings leave every 10 s.
    for at in [5, 14, 15, 19, 24, 25, 29, 34, 35] {
        let what = if at % 10 == 5 && at > 5 {
            r#"{"heart":1}"#
        } else {
            "data"
        };
        timeline.play(&format!("{at}s socket 1: says {what}"));
    }
    assert_eq!(timeline.stats().pongs, 3);
    assert_eq!(timeline.status().round_trip, None);
}

#[test]
fn h5_what_another_address_took_is_forgotten() {
    let mut timeline = Timeline::connected(steady())
        .with("same", steady())
        .with("elsewhere", Config::new("ws://y/"));
    timeline.play("25.1s socket 1: says {\"heart\":1}");
    let latest = |timeline: &Timeline| timeline.stats().round_trips.latest();
    assert_eq!(latest(&timeline), Some(millis(100)));
    timeline.play("26s user: configure same");
    assert_eq!(latest(&timeline), Some(millis(100)));
    timeline.play("27s user: configure elsewhere");
    assert_eq!(latest(&timeline), None);
    assert_eq!(timeline.stats().pongs, 1);
}

#[test]
fn h5_a_clock_that_jumps_to_the_end_of_time_does_no_harm() {
    let patient = Heartbeat::default().timeout(std::time::Duration::MAX);
    let mut timeline = Timeline::connected(steady().heartbeat(patient));
    for line in [
        "26s page: freezes",
        "10000000000000s socket 1: says {\"heart\":1}",
        "10000000000000s page: thaws",
        "10000000000100s socket 1: says {\"heart\":1}",
    ] {
        timeline.play(line);
    }
    assert_eq!(timeline.stats().pongs, 2);
}
