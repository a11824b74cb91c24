//! O2 over time: uptime, times to reconnect, and the timeline of transitions.

use heartline_connection::{Backoff, Config, Phase, Reconnect, Samples};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::timeline::{Timeline, check, check_connected, millis, secs, steady};

/// How long open, how long wanted, and the thousandths, when these lines have been played.
fn uptime_after(lines: &str) -> (u64, u64, Option<u16>) {
    let mut timeline = Timeline::new(steady());
    lines.lines().for_each(|line| timeline.play(line.trim()));
    let (stats, now) = (timeline.stats(), timeline.now());
    let seconds = (
        stats.open_for(now).as_secs(),
        stats.wanted_for(now).as_secs(),
    );
    (seconds.0, seconds.1, stats.uptime_permille(now))
}

#[test]
fn o2_uptime_is_the_time_open_of_the_time_wanted() {
    // Each line goes on from the ones before.
    let mut so_far = String::new();
    for (line, expected) in [
        ("5s end", (0, 0, None)),
        ("5s user: open", (0, 0, None)),
        ("9s end", (0, 4, Some(0))),
        ("10s socket 1: opened", (0, 5, Some(0))),
        ("15s end", (5, 10, Some(500))),
        ("25s socket 1: closed 1006", (15, 20, Some(750))),
        ("27s socket 2: opened", (15, 22, Some(681))),
        ("35s user: close", (23, 30, Some(766))),
        // The handshake and the time after it are nobody's loss.
        ("36s socket 2: closed 1000", (23, 30, Some(766))),
        ("99s user: open", (23, 30, Some(766))),
        ("100s socket 3: opened", (23, 31, Some(741))),
        ("101s socket 3: closed 1008", (24, 32, Some(750))),
        // It gave up, and a connection is still wanted.
        ("109s end", (24, 40, Some(600))),
        ("109s user: close", (24, 40, Some(600))),
        ("999s end", (24, 40, Some(600))),
    ] {
        so_far += line;
        assert_eq!(uptime_after(&so_far), expected, "{line}");
        so_far.push('\n');
    }
}

#[test]
fn o2_a_thousandth_is_lost_only_with_more_time_than_that() {
    for (opened, now, permille) in [
        ("0s", "9s", 1000),
        ("0.001s", "1s", 999),
        ("0.001s", "9s", 999),
    ] {
        let lines = format!("0s user: open\n{opened} socket 1: opened\n{now} end");
        assert_eq!(uptime_after(&lines).2, Some(permille), "{opened} {now}");
    }
}

#[test]
fn o2_a_clock_that_jumps_to_the_end_of_time_does_no_harm_to_the_uptime() {
    let mut timeline = Timeline::connected(steady().heartbeat(None));
    timeline.play("10000000000000s socket 1: closed 1006");
    timeline.play("10000000000002s socket 2: opened");
    let permille = timeline.stats().uptime_permille(timeline.now());
    assert!(permille.is_some_and(|permille| permille <= 1000));
    assert!(
        timeline
            .history()
            .to_csv()
            .contains("10000000000000000,open,waiting,1,closed\n")
    );
}

#[test]
fn o2_times_to_reconnect_are_the_gaps_between_open_sockets() {
    let mut timeline = check(
        steady(),
        "0s user: open
         0s open 1 ws://x/
         0s is connecting
         -- the first connection is no reconnection, however long it takes
         3s socket 1: opened
         3s is open
         4s socket 1: closed 1006
         4s is waiting
         5s open 2 ws://x/
         5s is connecting
         5s socket 2: closed 1006
         5s is waiting
         6s open 3 ws://x/
         6s is connecting
         6s socket 3: opened
         6s is open
         -- replaced on request
         7s user: retry
         7s abandon 3 1000
         7s open 4 ws://x/
         7s is connecting
         7.5s socket 4: opened
         7.5s is open
         -- it gives up, until the user goes on
         8s socket 4: closed 1008
         8s is failed
         18s user: retry
         18s open 5 ws://x/
         18s is connecting
         18s socket 5: opened
         18s is open
         -- an outage that ends by a close did not end in a connection
         19s socket 5: closed 1006
         19s is waiting
         19s user: close
         19s is idle
         50s user: open
         50s open 6 ws://x/
         50s is connecting
         51s socket 6: opened
         51s is open
         52s user: close
         52s close 6 1000
         52s is closing
         52s socket 6: closed 1000
         52s is idle
         60s user: open
         60s open 7 ws://x/
         60s is connecting
         61s socket 7: opened
         61s is open",
    );
    let percentiles = |timeline: &Timeline| {
        let outages = &timeline.stats().outages;
        [0, 50, 100].map(|percent| outages.percentile(percent))
    };
    let expected = [millis(500), secs(2), secs(10)].map(Some);
    assert_eq!(percentiles(&timeline), expected);
    timeline.play("62s socket 7: closed 1006");
    assert_eq!(percentiles(&timeline), expected);
    timeline.play("63.25s socket 8: opened");
    assert_eq!(timeline.stats().outages.latest(), Some(millis(1_250)));
}

/// Opened, and lost again, so many times; each outage is a millisecond longer than the one before.
fn with_outages(count: usize) -> Timeline {
    let growing = Backoff::List((1..=count as u64).map(millis).collect());
    let mut timeline =
        Timeline::connected(Config::new("ws://x/").reconnect(Reconnect::new(growing)));
    for attempt in 1..=count {
        let now = || timeline.now().since_origin().as_secs_f64();
        let lost = format!("{}s socket {attempt}: closed 1006", now());
        timeline.play(&lost);
        let back = timeline.now().since_origin() + millis(attempt as u64);
        timeline.play(&format!(
            "{}s socket {}: opened",
            back.as_secs_f64(),
            attempt + 1
        ));
    }
    timeline
}

#[test]
fn o2_percentiles_of_outages_look_at_the_latest_only() {
    let timeline = with_outages(Samples::MAX + 10);
    let outages = &timeline.stats().outages;
    assert_eq!(outages.percentile(0), Some(millis(11)));
    assert_eq!(
        outages.percentile(100),
        Some(millis(Samples::MAX as u64 + 10))
    );
}

#[test]
fn o2_the_timeline_is_a_ring_of_the_latest_transitions() {
    const MAX: usize = heartline_connection::Timeline::MAX_ENTRIES;
    // Three transitions each, after the two of the first socket.
    let few = with_outages(4);
    assert_eq!(few.history().iter().len(), 14);
    let many = with_outages(100);
    assert_eq!(many.history().iter().len(), MAX);
    let entries: Vec<_> = many.history().iter().collect();
    assert!(
        entries
            .windows(2)
            .all(|pair| pair[0].to == pair[1].from && pair[0].at <= pair[1].at)
    );
    let last = entries[MAX - 1];
    assert_eq!(
        (last.at, last.to, last.attempt),
        (many.now(), Phase::Open, 101)
    );
}

#[test]
fn o2_the_timeline_says_when_what_became_what_and_why() {
    let elsewhere = Config::new("ws://y/").reconnect(steady().reconnect);
    let timeline = Timeline::connected(steady())
        .with("elsewhere", elsewhere)
        .check(
            r#"25s send 1 {"heart":1}
           35s abandon 1 4408 no answer in time
           35s is waiting
           36s open 2 ws://x/
           36s is connecting
           36.5s socket 2: closed 1006
           36.5s is waiting
           36.5s user: send x
           36.5s queued
           37s user: close after sending, within 2s
           37s is closing
           37.5s open 3 ws://x/
           37.5s is closing
           38s user: open
           38s is connecting
           38.123456s socket 3: opened
           38.123456s is open
           38.123456s send 3 x
           39s user: configure elsewhere
           39s abandon 3 1000
           39s open 4 ws://y/
           39s is connecting
           40s user: close
           40s abandon 4 1000
           40s is idle"#,
        );
    assert_eq!(
        timeline.history().to_csv(),
        "at_ms,from,to,attempt,cause\n\
         0,idle,connecting,1,\n\
         0,connecting,open,1,\n\
         35000,open,waiting,1,no_answer\n\
         36000,waiting,connecting,2,no_answer\n\
         36500,connecting,waiting,2,could_not_connect\n\
         37000,waiting,closing,2,\n\
         37500,closing,closing,3,\n\
         38000,closing,connecting,3,could_not_connect\n\
         38123,connecting,open,3,\n\
         39000,open,connecting,4,address_changed\n\
         40000,connecting,idle,4,closed_by_user\n"
    );
}

#[test]
fn o2_an_empty_timeline_is_a_header() {
    let timeline = Timeline::new(steady());
    assert_eq!(timeline.history().to_csv(), "at_ms,from,to,attempt,cause\n");
}

#[test]
fn o2_a_message_alone_is_no_transition() {
    let timeline = check_connected(
        steady(),
        "1s socket 1: says data
         1s deliver data
         2s socket 1: error
         3s end",
    );
    assert_eq!(timeline.history().iter().len(), 2);
}
