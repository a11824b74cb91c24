//! The history, its sums and its bars.

use std::time::Duration;

use heartline_connection::{Cause, Close, Config, Input, Instant, Phase, Signal};

use super::bars::{Bar, CELLS, Cells, Window};
use super::history::History;
use super::life::{Life, MIDNIGHT};
use super::percent;
use super::sums::{Kind, Sums};

fn sums(phases: &[(Kind, u64)]) -> Sums {
    let mut sums = Sums::default();
    for (kind, seconds) in phases {
        sums.add(*kind, Duration::from_secs(*seconds));
    }
    sums
}

#[test]
fn phases_add_up_to_uptime_and_outages() {
    use Kind::{Lost, Open, Pending, Unwanted};
    for (phases, uptime, outages, longest, mean) in [
        (&[][..], None, 0, 0, None),
        (&[(Unwanted, 9)], None, 0, 0, None),
        (&[(Pending, 0), (Open, 9)], Some(10_000), 0, 0, None),
        (&[(Pending, 1), (Open, 3)], Some(7_500), 0, 0, None),
        // The wait and the attempt are one outage.
        (
            &[(Open, 90), (Lost, 6), (Lost, 4), (Open, 0)],
            Some(9_000),
            1,
            10,
            Some(10),
        ),
        // It still lasts.
        (&[(Open, 5), (Lost, 5)], Some(5_000), 1, 5, None),
        // The person gave up before it was over.
        (
            &[(Lost, 4), (Open, 4), (Lost, 8), (Unwanted, 99)],
            Some(2_500),
            2,
            8,
            Some(4),
        ),
        (
            &[(Lost, 2), (Open, 1), (Lost, 4), (Open, 1)],
            Some(2_500),
            2,
            4,
            Some(3),
        ),
    ] {
        let sums = sums(phases);
        let mean = mean.map(Duration::from_secs);
        assert_eq!(
            (sums.uptime(), sums.outages),
            (uptime, outages),
            "{phases:?}"
        );
        assert_eq!(sums.longest, Duration::from_secs(longest), "{phases:?}");
        assert_eq!(sums.mean(), mean, "{phases:?}");
    }
}

#[test]
fn what_a_phase_means_follows_from_what_led_there_and_what_was_before() {
    use Kind::{Lost, Open, Pending, Unwanted};
    use Phase::{Closing, Connecting, Failed, Idle, Offline, Waiting};
    for (phase, cause, before, kind) in [
        (Idle, Some("closed_by_user"), Some(Lost), Unwanted),
        (Closing, None, Some(Open), Unwanted),
        (Phase::Open, None, Some(Lost), Open),
        (Connecting, None, None, Pending),
        (Connecting, Some("closed_by_user"), Some(Unwanted), Pending),
        (Connecting, Some("replaced"), Some(Open), Pending),
        (Waiting, Some("closed"), Some(Open), Lost),
        (Connecting, Some("closed"), Some(Lost), Lost),
        // Another address does not make up for the one that was lost.
        (Connecting, Some("address_changed"), Some(Lost), Lost),
        (Offline, Some("offline"), Some(Unwanted), Lost),
        (Failed, Some("bad_config"), Some(Unwanted), Lost),
    ] {
        assert_eq!(
            Kind::of(phase, cause, before),
            kind,
            "{phase} {cause:?} {before:?}"
        );
    }
}

#[test]
fn uptime_is_rounded_down_so_that_100_percent_had_no_outage() {
    let sums = sums(&[(Kind::Open, 999_999), (Kind::Lost, 1), (Kind::Open, 0)]);
    assert_eq!(percent(sums.uptime().unwrap()), "99.99 %");
    assert_eq!(percent(10_000), "100 %");
    assert_eq!(percent(7), "0.07 %");
}

#[test]
fn a_life_is_kept_as_phases_with_their_causes_and_clock_times() {
    let mut life = Life::begin();
    life.after(1_000, Input::Open)
        .open(500)
        .lose(60_000, "maintenance");
    let now = life.now().instant;
    let entries = life.history.spans(Instant::ORIGIN, now);
    let kinds: Vec<_> = entries.iter().map(|span| span.entry.kind).collect();
    assert_eq!(kinds, [Kind::Pending, Kind::Open, Kind::Lost]);
    let walls: Vec<_> = entries
        .iter()
        .map(|span| span.entry.wall - MIDNIGHT)
        .collect();
    assert_eq!(walls, [1_000, 1_500, 61_500]);
    let lost = entries[2].entry;
    assert!(matches!(&lost.cause, Some(Cause::Closed(closed)) if closed.reason == "maintenance"));
    assert_eq!(entries[1].entry.cause, None);
    assert_eq!(life.session().outages, 1);
}

#[test]
fn what_the_person_does_is_no_outage_and_does_not_end_one() {
    let mut life = Life::begin();
    life.after(0, Input::Open).open(0);
    life.after(1_000, Input::RetryNow).open(1_000);
    assert_eq!(life.session().outages, 0);
    life.lose(1_000, "").after(100, Input::RetryNow);
    assert_eq!(life.session().outages, 1);
    life.open(900);
    assert_eq!(life.session().mean(), Some(Duration::from_secs(1)));
    life.after(1_000, Input::Close(Close::normal()));
    life.after(1_000, Input::Open).open(1_000);
    assert_eq!(life.session().outages, 1);
}

#[test]
fn another_server_begins_with_figures_of_its_own() {
    let mut life = Life::begin();
    life.after(0, Input::Open).open(1_000).lose(4_000, "");
    let other = Config::new("ws://other.example/");
    life.configure(6_000, other);
    let sums = life.session();
    assert_eq!((sums.outages, sums.uptime()), (0, None));
    life.open(1_000).after(9_000, Input::Wake);
    let sums = life.session();
    assert_eq!((sums.outages, sums.uptime()), (0, Some(9_000)));
    let (from, now) = (Instant::ORIGIN, life.now().instant);
    assert_eq!(life.history.sums(from, now), sums);
    // The strip shows the outage of the first one still.
    let spans = life.history.spans(from, now);
    let kinds: Vec<_> = spans.iter().map(|span| span.entry.kind).collect();
    use Kind::{Lost, Open, Pending};
    assert_eq!(kinds, [Pending, Open, Lost, Pending, Open]);
    // What is kept no more is counted only where it is the present server's.
    for _ in 0..3_000 {
        life.lose(1_000, "").after(500, Input::RetryNow).open(500);
    }
    assert_eq!(life.session().outages, 3_000);
    assert_eq!(life.session().mean(), Some(Duration::from_secs(1)));
    // The first one's are known still: one outage, which was not waited for.
    life.configure(0, Config::new("ws://example.org/"));
    life.open(4_000);
    let sums = life.session();
    assert_eq!((sums.outages, sums.uptime()), (1, Some(2_666)));
    assert_eq!((sums.mean(), sums.longest), (None, Duration::from_secs(6)));
}

#[test]
fn another_server_while_there_is_no_network_has_had_no_outage() {
    let mut life = Life::begin();
    life.after(0, Input::Open).open(0);
    life.after(1_000, Input::Signal(Signal::Offline));
    life.configure(1_000, Config::new("ws://other.example/"));
    life.after(1_000, Input::RetryNow).open(0);
    assert_eq!(life.session().outages, 0);
}

#[test]
fn what_differs_in_a_secret_only_is_another_server_too() {
    let mut life = Life::begin();
    life.after(1, Input::Open).open(1);
    for room in 1..=2 {
        let address = format!("ws://example.org/?room={room}");
        life.configure(1_000, Config::new(address)).open(1);
    }
    let spans = life.history.spans(Instant::ORIGIN, life.now().instant);
    let moves = spans.iter().filter(|span| span.entry.moved).count();
    assert_eq!(moves, 2);
}

#[test]
fn addresses_of_one_service_have_figures_together() {
    let service = Config::new("ws://a.example/").alternatives(["ws://b.example/"]);
    let mut life = Life::begin();
    life.configure(0, service);
    life.after(0, Input::Open).open(0).lose(9_000, "");
    life.after(1_000, Input::RetryNow).open(0);
    assert!(life.history.moved());
    assert_eq!(life.session().outages, 1);
    assert_eq!(life.session().uptime(), Some(9_000));
}

#[test]
fn the_last_hour_cuts_what_began_before_it() {
    let mut life = Life::begin();
    life.after(0, Input::Open).open(0).lose(1_000_000, "");
    life.after(999_999, Input::RetryNow).open(1);
    life.after(2_000_000, Input::Wake);
    let now = life.now().instant;
    let from = Instant::from_origin(Duration::from_secs(1_500));
    let sums = life.history.sums(from, now);
    assert_eq!(sums.longest, Duration::from_secs(500));
    assert_eq!(sums.wanted, Duration::from_secs(2_500));
    assert_eq!(sums.uptime(), Some(8_000));
    let beyond = Instant::from_origin(Duration::from_secs(9_000));
    assert_eq!(life.history.sums(beyond, beyond).wanted, Duration::ZERO);
}

#[test]
fn thousands_of_transitions_stay_within_bounds_and_lose_no_sum() {
    let mut life = Life::begin();
    life.after(0, Input::Open).open(0);
    let rounds = 3_000;
    for _ in 0..rounds {
        // A lost connection, and an attempt at once.
        life.lose(1_000, "").after(500, Input::RetryNow).open(500);
    }
    assert_eq!(life.history.len(), History::MAX_ENTRIES);
    assert_eq!(
        life.history.dropped(),
        2 + 3 * rounds - History::MAX_ENTRIES as u64
    );
    let sums = life.session();
    assert_eq!(sums.outages, rounds);
    assert_eq!(sums.uptime(), Some(5_000));
    assert_eq!(sums.mean(), Some(Duration::from_secs(1)));
    assert_eq!(sums.wanted, Duration::from_secs(2 * rounds));
    // A number of before says nothing, the latest one does.
    assert_eq!(life.history.entry(0), None);
    assert!(life.history.entry(3 * rounds + 1).is_some());
    assert_eq!(life.history.end(3 * rounds + 1), None);
}

fn bars(life: &Life, seconds: (u64, u64)) -> Vec<Bar> {
    let window = Window {
        length: Duration::from_secs(seconds.1 - seconds.0),
        to: Instant::from_origin(Duration::from_secs(seconds.1)),
    };
    Cells::of(&life.history.spans(window.from(), window.to), window).bars()
}

#[test]
fn bars_are_as_long_as_their_phases_and_no_outage_is_too_short_to_be_seen() {
    let mut life = Life::begin();
    life.after(100_000, Input::Open).open(0).lose(200_000, "");
    life.after(1, Input::RetryNow).open(0);
    life.after(99_999, Input::Close(Close::normal()));
    let bar = |at, width, kind| Bar { at, width, kind };
    let expected = [
        bar(100, 1, Kind::Pending),
        bar(101, 199, Kind::Open),
        bar(300, 1, Kind::Lost),
        bar(301, 99, Kind::Open),
        bar(400, 600, Kind::Unwanted),
    ];
    assert_eq!(bars(&life, (0, 1_000)), expected);
}

#[test]
fn thousands_of_phases_are_no_more_bars_than_there_are_places() {
    let mut life = Life::begin();
    life.after(0, Input::Open).open(0);
    for _ in 0..1_000 {
        life.lose(1_000, "").after(500, Input::RetryNow).open(500);
    }
    let bars = bars(&life, (0, 2_000));
    assert!(bars.len() <= CELLS);
    assert_eq!(bars.iter().map(|bar| bar.width).sum::<usize>(), CELLS);
    let window = Window {
        length: Duration::ZERO,
        to: Instant::ORIGIN,
    };
    assert_eq!(Cells::of(&[], window).bars(), []);
}

#[test]
fn a_place_tells_the_worst_phase_in_it() {
    let mut life = Life::begin();
    life.after(0, Input::Open).open(1).lose(199_999, "");
    life.after(1, Input::RetryNow).open(0);
    let window = Window {
        length: Duration::from_secs(1_000),
        to: Instant::from_origin(Duration::from_secs(800)),
    };
    let cells = Cells::of(&life.history.spans(window.from(), window.to), window);
    let numbers = [0, 199, 200, 399, 400, 401].map(|place| cells.number_at(place));
    // Connecting, open, lost and connecting again, open; nothing before the clock began.
    assert_eq!(numbers, [None, None, Some(0), Some(1), Some(3), Some(4)]);
    assert_eq!(cells.number_at(CELLS), None);
}
