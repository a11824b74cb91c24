//! H1–H5, H9–H11: pings, pongs, silence, round trips. Deadlines seen late are in `late`.

use heartline_connection::{Heartbeat, Message, Pattern, Payload, Samples};
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
