//! What the page claims, on smaller herds.

use super::client::Client;
use super::column::{COLUMNS, MOST_BACK, PEAK_AFTER, PEAK_SECOND, REFUSED, TURNED_AWAY};
use super::*;

const CLIENTS: u32 = 4_000;
const NO_DISTANCE: (Duration, Duration) = (Duration::ZERO, Duration::ZERO);

fn scene(away: u64) -> Scene {
    Scene::new(CLIENTS, Duration::from_secs(away), 7)
}

/// As many handshakes for each client as in the document.
fn limited() -> Scene {
    Scene {
        a_second: Some(CLIENTS / 20),
        ..scene(30)
    }
}

fn delays(name: &str) -> Delays {
    let policy = POLICIES.iter().find(|policy| policy.name == name);
    policy.unwrap_or_else(|| panic!("no policy {name}")).delays
}

fn curve(scene: Scene, name: &str) -> Curve {
    run(&scene, delays(name))
}

fn share(attempts: u32) -> f64 {
    f64::from(attempts) / f64::from(CLIENTS)
}

/// The policies other than ours, with their curves.
fn others(scene: Scene) -> Vec<(&'static str, Curve)> {
    let others = POLICIES
        .iter()
        .filter(|policy| !policy.name.starts_with("Heartline"));
    others
        .map(|policy| (policy.name, run(&scene, policy.delays)))
        .collect()
}

/// The first `count` delays of a client, when every attempt fails at once.
fn first_delays(name: &str, seed: u64, count: usize) -> Vec<f64> {
    let config = Rc::new(Config::new("wss://example.org/live"));
    let mut client = Client::new(delays(name), &config, seed);
    let mut now = LOST;
    let next = |_| {
        let next = client.failed(now).expect("another attempt");
        let delay = next.since(now);
        now = next;
        delay.as_secs_f64()
    };
    (0..count).map(next).collect()
}

fn spread(values: &[f64]) -> f64 {
    let most = values.iter().copied().fold(f64::MIN, f64::max);
    most - values.iter().copied().fold(f64::MAX, f64::min)
}

#[track_caller]
fn assert_close(delays: &[f64], expected: &[f64]) {
    assert_eq!(delays.len(), expected.len());
    let differ = |(a, b): (&f64, &f64)| (a - b).abs() > 1e-3;
    assert!(!delays.iter().zip(expected).any(differ), "{delays:?}");
}

#[test]
fn published_policies_are_what_their_files_say() {
    assert_close(&first_delays("VueUse", 1, 3), &[1.0, 1.0, 1.0]);
    assert_close(&first_delays("websocket-heartbeat-js", 1, 2), &[2.0, 2.0]);
    assert_close(&first_delays("the Vue page", 1, 2), &[60.0, 60.0]);
    let steps = [0.01, 0.05, 0.1, 0.15, 0.2, 0.25, 0.5, 1.0, 2.0, 5.0, 5.0];
    assert_close(&first_delays("Phoenix", 1, 11), &steps);
    let grown = [3.0, 3.9, 5.07, 6.591, 8.568, 10.0, 10.0];
    assert_close(&first_delays("partysocket", 1, 7), &grown);
}

#[test]
fn a_page_draws_the_base_of_reconnecting_websocket_once() {
    for seed in 0..200 {
        let delays = first_delays("reconnecting-websocket", seed, 9);
        let base = delays[0];
        assert!((1.0..5.0).contains(&base), "{delays:?}");
        let grown: Vec<_> = (0..9).map(|n| (base * 1.3f64.powi(n)).min(10.0)).collect();
        assert_close(&delays, &grown);
    }
}

#[test]
fn socket_io_draws_around_a_power_of_two_and_cuts_afterwards() {
    let firsts: Vec<_> = (0..500)
        .map(|seed| first_delays("Socket.IO", seed, 6))
        .collect();
    let nth = |n: usize| firsts.iter().map(|delays| delays[n]).collect::<Vec<_>>();
    assert!(nth(0).iter().all(|delay| (0.5..1.5).contains(delay)));
    assert!(nth(1).iter().all(|delay| (1.0..3.0).contains(delay)));
    assert!(nth(2).iter().all(|delay| (2.0..=5.0).contains(delay)));
    assert!(spread(&nth(0)) > 0.9 && spread(&nth(1)) > 1.8);
    assert!(nth(4).iter().chain(&nth(5)).all(|delay| *delay == 5.0));
}

#[test]
fn the_machine_draws_its_first_delay_from_a_second_or_as_the_server_asks() {
    let first = |name| {
        (0..500)
            .map(|seed| first_delays(name, seed, 1)[0])
            .collect::<Vec<_>>()
    };
    let lost = first("Heartline");
    assert!(lost.iter().all(|delay| (0.0..1.0).contains(delay)));
    assert!(spread(&lost) > 0.95);
    let told = first("Heartline, told 1012");
    assert!(told.iter().all(|delay| (5.0..15.0).contains(delay)));
    assert!(spread(&told) > 9.5);
}

#[test]
fn only_policies_with_jitter_at_the_cap_draw_every_delay() {
    let late = |name| spread(&first_delays(name, 3, 60)[30..]);
    for name in [
        "Heartline",
        "Heartline, told 1012",
        "full jitter",
        "decorrelated jitter",
    ] {
        assert!(late(name) > 10.0, "{name}: {}", late(name));
    }
    for name in [
        "VueUse",
        "Phoenix",
        "Socket.IO",
        "reconnecting-websocket",
        "partysocket",
    ] {
        assert!(late(name) < 1e-3, "{name}: {}", late(name));
    }
}

#[test]
fn a_herd_without_jitter_returns_in_one_tenth_of_a_second() {
    let side_by_side = Scene {
        round_trip: NO_DISTANCE,
        ..scene(300)
    };
    let after = |name| {
        let curve = curve(side_by_side, name);
        let first = (curve.away.as_millis() / 100) as usize;
        share(curve.arrivals[first..].iter().copied().max().unwrap_or(0))
    };
    for name in [
        "VueUse",
        "websocket-heartbeat-js",
        "the Vue page",
        "Phoenix",
        "partysocket",
    ] {
        assert!(
            (after(name) - 1.0).abs() < f64::EPSILON,
            "{name}: {}",
            after(name)
        );
    }
    // What the first delays spread stays spread.
    for name in ["Socket.IO", "reconnecting-websocket"] {
        assert!(after(name) < 0.1, "{name}: {}", after(name));
    }
    assert!(after("Heartline") < 0.02, "{}", after("Heartline"));
}

#[test]
fn our_herd_brings_little_more_than_its_size_in_a_second_and_a_tenth_at_the_cap() {
    for scene in [scene(30), limited(), scene(300)] {
        let curve = curve(scene, "Heartline");
        let from = |seconds| share(curve.peak_second_from(Duration::from_secs(seconds)));
        assert!(from(0) < 1.1, "{}", from(0));
        assert!(from(2) < 0.62, "{}", from(2));
        assert!(from(30) < 0.1, "{}", from(30));
    }
}

#[test]
fn a_server_that_says_1012_halves_the_worst_second() {
    let told = curve(scene(30), "Heartline, told 1012");
    let untold = curve(scene(30), "Heartline");
    assert!(told.peak_second() * 2 < untold.peak_second());
}

#[test]
fn a_returning_server_meets_fewer_of_us_in_its_worst_second_than_of_others() {
    for scene in [scene(30), limited()] {
        let ours = PEAK_AFTER.value(&curve(scene, "Heartline"));
        for (name, other) in others(scene) {
            // Full jitter is the rule that ours comes from.
            let factor = match name {
                "full jitter" => 0.8,
                "decorrelated jitter" => 1.5,
                _ => 2.0,
            };
            assert!(ours * factor < PEAK_AFTER.value(&other), "{name}");
        }
    }
}

#[test]
fn at_a_server_with_a_limit_we_are_turned_away_least() {
    let ours = TURNED_AWAY.value(&curve(limited(), "Heartline"));
    for (name, other) in others(limited()) {
        // Full jitter differs by a floor of half a second only, within the noise of a small herd.
        if name != "full jitter" {
            assert!(ours * 2.0 < TURNED_AWAY.value(&other), "{name}");
        }
    }
}

/// Large enough a herd that a tenth of a second's handshakes are no matter of luck.
#[test]
fn asking_often_helps_only_where_there_is_room_or_a_no_costs_nothing() {
    let large = |share| Scene {
        clients: 5 * CLIENTS,
        a_second: Some(5 * CLIENTS / share),
        ..scene(30)
    };
    let back = |scene, name| MOST_BACK.value(&curve(scene, name));
    for name in ["VueUse", "Socket.IO", "Phoenix"] {
        assert!(
            back(large(20), "Heartline") < back(large(20), name),
            "{name}"
        );
        assert!(back(large(5), name) < back(large(5), "Heartline"), "{name}");
    }
    let blunt = Scene {
        turned_away_after: Duration::from_millis(100),
        ..large(20)
    };
    assert!(back(blunt, "VueUse") < back(blunt, "Heartline"));
}

/// What the page says against us.
#[test]
fn others_are_better_where_the_page_says_so() {
    let ours = curve(scene(30), "Heartline");
    for name in ["VueUse", "Socket.IO", "reconnecting-websocket"] {
        let other = curve(scene(30), name);
        assert!(
            MOST_BACK.value(&other) * 2.0 < MOST_BACK.value(&ours),
            "{name}"
        );
    }
    let gentle = curve(scene(30), "reconnecting-websocket");
    assert!(PEAK_SECOND.value(&gentle) * 2.0 < PEAK_SECOND.value(&ours));
    assert!(PEAK_SECOND.value(&ours) > f64::from(CLIENTS));
    let rare = curve(scene(30), "the Vue page");
    assert!(REFUSED.value(&rare) < REFUSED.value(&ours));
}

#[test]
fn everybody_comes_back_and_one_seed_is_one_curve() {
    const FEW: u32 = 400;
    let limited_for_few = Scene {
        clients: FEW,
        a_second: Some(FEW / 20),
        ..scene(30)
    };
    let long_for_few = Scene {
        clients: FEW,
        ..scene(300)
    };
    for scene in [limited_for_few, long_for_few] {
        for policy in POLICIES {
            let curve = run(&scene, policy.delays);
            assert!(curve.is_complete(), "{}", policy.name);
            let arrivals: u64 = curve.arrivals.iter().copied().map(u64::from).sum();
            let each = 1.0 + curve.refused_each() + curve.turned_away_each();
            let counted = each * f64::from(FEW);
            assert!((arrivals as f64 - counted).abs() < 0.5, "{}", policy.name);
        }
    }
    assert_eq!(curve(limited(), "Heartline"), curve(limited(), "Heartline"));
    let other_seed = Scene {
        seed: 8,
        ..limited()
    };
    assert_ne!(
        curve(limited(), "Heartline"),
        curve(other_seed, "Heartline")
    );
}

#[test]
fn documents_hold_every_policy_and_every_figure() {
    let documents = documents(500, 1);
    let names: Vec<_> = documents.iter().map(|document| document.name).collect();
    assert_eq!(names, ["herd.md", "herd.svg", "herd-overload.svg"]);
    for (document, times) in documents.iter().zip([3, 1, 1]) {
        for policy in POLICIES {
            let found = document.text.matches(policy.name).count();
            assert!(found >= times, "{} in {}", policy.name, document.name);
        }
    }
    let page = &documents[0].text;
    for column in COLUMNS {
        assert!(page.contains(column.title), "{}", column.title);
    }
    let left = ["{", "(no ", "NaN", "inf"];
    assert!(!left.iter().any(|trace| page.contains(trace)), "{page}");
    assert!(page.contains("500 clients lose"));
}
