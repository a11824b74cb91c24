//! H12: the heartbeat that adapts to the network.

use std::time::Duration;

use heartline_connection::{Config, Heartbeat, Phase};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::timeline::{Timeline, check_connected, millis, secs, steady};

fn adaptive() -> Config {
    steady().heartbeat(Heartbeat::default().adaptive(true))
}

/// A connection that lives through sockets, each a list of when it or the page does what, in seconds
/// after it opened. One whose list does not end it is silent from there on.
fn after(config: &Config, sockets: &[&[(f64, &str)]]) -> Timeline {
    let mut timeline = Timeline::new(config.clone());
    timeline.play("0s user: open");
    sockets.iter().for_each(|deeds| live(&mut timeline, deeds));
    live(&mut timeline, &[(0.0, "says the last word")]);
    timeline
}

fn live(timeline: &mut Timeline, deeds: &[(f64, &str)]) {
    let attempt = timeline.status().attempt;
    let opened = timeline.now().since_origin().as_secs_f64();
    let socket = format!("socket {attempt}: ");
    timeline.play(&format!("{opened}s {socket}opened"));
    for (at, deed) in deeds {
        let who = if deed.starts_with("page") {
            ""
        } else {
            &socket
        };
        timeline.play(&format!("{}s {who}{deed}", opened + at));
    }
    while timeline.status().attempt == attempt || timeline.status().phase != Phase::Connecting {
        let age = timeline.now().since_origin().as_secs_f64() - opened;
        assert!(age < 7_200.0, "socket {attempt} never ends");
        let now = timeline.now().since_origin() + millis(500);
        timeline.play(&format!("{}s end", now.as_secs_f64()));
    }
}

/// The interval in force on the socket that opens after `sockets`.
fn learned(config: &Config, sockets: &[&[(f64, &str)]]) -> Option<Duration> {
    after(config, sockets).stats().interval
}

const SILENT: &[(f64, &str)] = &[];
const PONG: &str = r#"says {"heart":1}"#;

#[test]
fn h12_the_deadline_follows_the_round_trip() {
    // SRTT + 4·RTTVAR of one sample is three times the sample (RFC 6298 §2.2).
    for (adapts, round_trip, deadline) in [
        (true, 0.05, 3.0),
        (true, 0.9, 3.0),
        (true, 1.5, 4.5),
        (true, 3.0, 9.0),
        (true, 4.0, 10.0),
        (false, 0.05, 10.0),
    ] {
        let mut timeline =
            Timeline::connected(steady().heartbeat(Heartbeat::default().adaptive(adapts)));
        timeline.play(&format!("{}s socket 1: {PONG}", 25.0 + round_trip));
        timeline.play("70s end");
        let found = timeline.log().iter().find(|line| line.contains("abandon"));
        let expected = format!(
            "{}s abandon 1 4408 no answer in time",
            50.0 + round_trip + deadline
        );
        assert_eq!(found, Some(&expected), "answers in {round_trip} s");
    }
}

#[test]
fn h12_the_first_ping_of_every_socket_has_the_whole_timeout() {
    check_connected(
        adaptive(),
        r#"25s send 1 {"heart":1}
           25s socket 1: says {"heart":1}
           50s send 1 {"heart":1}
           53s abandon 1 4408 no answer in time
           53s is waiting
           54s open 2 ws://x/
           54s is connecting
           54s socket 2: opened
           54s is open
           79s send 2 {"heart":1}
           -- the network has become slow: this pong is late by what the first socket measured
           84s socket 2: says {"heart":1}
           109s send 2 {"heart":1}
           -- SRTT 5/8 s, RTTVAR 5/4 s
           114.625s abandon 2 4408 no answer in time
           114.625s is waiting"#,
    );
}

#[test]
fn h12_a_timeout_below_three_seconds_stays_as_it_is() {
    let hasty = Heartbeat::default().timeout(secs(2)).adaptive(true);
    check_connected(
        steady().heartbeat(hasty),
        r#"25s send 1 {"heart":1}
           25.1s socket 1: says {"heart":1}
           50.1s send 1 {"heart":1}
           52.1s abandon 1 4408 no answer in time
           52.1s is waiting"#,
    );
}

#[test]
fn h12_an_adapted_deadline_seen_late_asks_once_more_too() {
    check_connected(
        adaptive(),
        r#"25s send 1 {"heart":1}
           25.1s socket 1: says {"heart":1}
           50.1s send 1 {"heart":1}
           51s page: freezes
           54.2s page: thaws
           54.2s send 1 {"heart":1}
           56.2s abandon 1 4408 no answer in time
           56.2s is waiting"#,
    );
}

#[test]
fn h12_a_link_that_is_cut_after_20_s_of_silence_survives_the_fourth_socket() {
    let refused = r#"25s send 1 {"heart":1}
        25.1s socket 1: closed 1006
        25.1s is waiting
        26.1s open 2 ws://x/
        26.1s is connecting
        27s socket 2: opened
        27s is open
        52s send 2 {"heart":1}
        62s abandon 2 4408 no answer in time
        62s is waiting
        63s open 3 ws://x/
        63s is connecting
        63s socket 3: opened
        63s is open
        83s socket 3: closed 1006
        83s is waiting
        84s open 4 ws://x/
        84s is connecting
        84s socket 4: opened
        84s is open
        -- three quarters of 20 s
        99s send 4 {"heart":1}
        99.1s socket 4: says {"heart":1}
        114.1s send 4 {"heart":1}"#;
    let timeline = check_connected(adaptive(), refused);
    assert_eq!(timeline.stats().interval, Some(secs(15)));
}

#[test]
fn h12_the_interval_becomes_three_quarters_of_the_shortest_fatal_silence() {
    let cut = |at: f64| vec![(2.0, "says hello"), (2.0 + at, "closed 1006")];
    for (silences, interval) in [
        (&[20.0, 22.0, 21.0][..], millis(15_000)),
        (&[24.0, 20.0, 24.0], millis(15_000)),
        (&[6.0, 6.5, 7.0], secs(5)),
        // A fourth socket, of another age, is no reason to forget.
        (&[20.0, 22.0, 21.0, 9.0], millis(15_000)),
        // The three that agree are the latest three.
        (&[9.0, 20.0, 24.0, 24.0], millis(15_000)),
        (&[20.0, 22.0], secs(25)),
        (&[19.0, 24.0, 24.0], secs(25)),
        (&[4.0, 4.0, 4.0], secs(25)),
        (&[20.0, 4.0, 20.0, 20.0], secs(25)),
        // Known to be cut after 20 s, then after 12 s; nothing makes it longer again.
        (&[20.0, 20.0, 20.0, 12.0, 12.0, 12.0], secs(9)),
        (&[12.0, 12.0, 12.0, 8.0, 8.0, 8.0], secs(6)),
    ] {
        let sockets: Vec<_> = silences.iter().map(|at| cut(*at)).collect();
        let sockets: Vec<_> = sockets.iter().map(Vec::as_slice).collect();
        assert_eq!(
            learned(&adaptive(), &sockets),
            Some(interval),
            "{silences:?}"
        );
    }
    assert_eq!(learned(&adaptive(), &[SILENT; 3]), Some(millis(18_750)));
}

#[test]
fn h12_losses_that_are_not_of_silence_teach_nothing() {
    let announced: &[_] = &[(20.0, "closed 1011")];
    let outlived: &[_] = &[(25.02, PONG)];
    let outlived_data: &[_] = &[(19.0, "says data"), (39.5, "closed 1006")];
    let outlived_once: &[_] = &[(20.0, "says a"), (21.0, "says b"), (41.0, "closed 1006")];
    let outlived_more: &[_] = &[(20.0, "says a"), (30.0, "closed 1006")];
    let refuses: &[_] = &[(20.0, "refuses x"), (20.1, "closed 1006")];
    for (what, sockets) in [
        ("an announced end", [announced; 3]),
        ("a link that outlived such a silence", [outlived; 3]),
        ("data after such a silence", [outlived_data; 3]),
        (
            "data after such a silence, and more data",
            [outlived_once; 3],
        ),
        ("data after a longer silence", [outlived_more; 3]),
        ("the server began to close", [refuses; 3]),
        ("one of them in between", [SILENT, outlived, SILENT]),
    ] {
        assert_eq!(learned(&adaptive(), &sockets), Some(secs(25)), "{what}");
    }
    let between = [SILENT, SILENT, announced, SILENT];
    assert_eq!(learned(&adaptive(), &between), Some(secs(25)));
    // Attempts that fail in between had no silence to die of.
    let mut timeline = after(&adaptive(), &[SILENT, SILENT]);
    let attempt = timeline.status().attempt;
    let now = timeline.now().since_origin().as_secs_f64();
    timeline.play(&format!("{now}s socket {attempt}: closed 1006"));
    timeline.play(&format!("{}s end", now + 1.0));
    live(&mut timeline, SILENT);
    live(&mut timeline, SILENT);
    assert_eq!(timeline.stats().interval, Some(millis(18_750)));
}

#[test]
fn h12_the_interval_stays_between_five_seconds_and_the_configured_one() {
    let quick = |seconds| {
        let heartbeat = Heartbeat::default().interval(seconds).adaptive(true);
        steady().heartbeat(heartbeat)
    };
    // Each three sockets teach three quarters: 8 s, 6 s, 5 s.
    assert_eq!(learned(&quick(secs(8)), &[SILENT; 3]), Some(secs(6)));
    assert_eq!(learned(&quick(secs(8)), &[SILENT; 6]), Some(secs(5)));
    assert_eq!(learned(&quick(secs(3)), &[SILENT; 9]), Some(secs(3)));
    let mut timeline = after(&quick(secs(8)), &[SILENT; 6]).with("quick", quick(secs(2)));
    let now = timeline.now().since_origin().as_secs_f64();
    timeline.play(&format!("{now}s user: configure quick"));
    live(&mut timeline, SILENT);
    assert_eq!(timeline.stats().interval, Some(secs(2)));
}

#[test]
fn h12_links_that_die_after_five_seconds_too_do_not_die_of_silence() {
    // A server that knows no pings: 25 s, 18.75 s and so on down to 5 s, three sockets each.
    assert_eq!(learned(&adaptive(), &[SILENT; 18]), Some(secs(5)));
    assert_eq!(learned(&adaptive(), &[SILENT; 20]), Some(secs(5)));
    assert_eq!(learned(&adaptive(), &[SILENT; 21]), Some(secs(25)));
    assert_eq!(learned(&adaptive(), &[SILENT; 30]), Some(secs(25)));
    // Links that a page slept through say nothing about five seconds.
    let asleep: &[_] = &[(1.0, "page: freezes"), (3_600.0, "page: thaws")];
    assert_eq!(
        learned(&adaptive(), &[&[SILENT; 18][..], &[asleep; 3]].concat()),
        Some(secs(5))
    );
}

#[test]
fn h12_what_was_learned_lasts_until_the_address_changes() {
    let mut elsewhere = adaptive();
    elsewhere.url = "ws://y/".to_owned();
    let mut timeline = after(&adaptive(), &[SILENT; 3])
        .with("elsewhere", elsewhere)
        .with("steady", steady())
        .with("adaptive", adaptive());
    let mut play = |deed: &str| {
        let now = timeline.now().since_origin().as_secs_f64();
        let attempt = timeline.status().attempt;
        timeline.play(&format!(
            "{now}s {}",
            deed.replace("NOW", &attempt.to_string())
        ));
        timeline.stats().interval
    };
    play("user: close");
    play("user: open");
    assert_eq!(play("socket NOW: opened"), Some(millis(18_750)));
    // Not adaptive any more, and again: the present socket follows at once.
    assert_eq!(play("user: configure steady"), Some(secs(25)));
    assert_eq!(play("user: configure adaptive"), Some(millis(18_750)));
    play("user: configure elsewhere");
    assert_eq!(play("socket NOW: opened"), Some(secs(25)));
}

#[test]
fn h12_without_adaptive_every_ping_and_interval_is_as_configured() {
    assert!(!Heartbeat::default().adaptive);
    assert_eq!(learned(&steady(), &[SILENT; 6]), Some(secs(25)));
    let off = Timeline::connected(steady().heartbeat(None));
    assert_eq!(off.stats().interval, None);
}
