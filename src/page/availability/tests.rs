//! The history, its sums, its bars and its files.

use std::time::Duration;

use heartline_connection::{
    Cause, Close, Closed, Config, Connection, Input, Instant, Message, Phase, SocketEvent,
};

use super::bars::{Bar, CELLS, Cells, Window};
use super::export::{self, Spelling};
use super::history::{History, Now};
use super::percent;
use super::sums::{Kind, Sums};

/// 2026-11-26T00:00:00Z, which is when the tests' clock begins.
const MIDNIGHT: u64 = 1_795_651_200_000;

/// A machine of whose life a history is kept.
struct Life {
    machine: Connection,
    history: History,
    millis: u64,
}

impl Life {
    fn begin() -> Self {
        let machine = Connection::new(Config::new("ws://example.org/"), 7);
        Self {
            machine,
            history: History::default(),
            millis: 0,
        }
    }

    fn now(&self) -> Now {
        Now {
            instant: Instant::from_origin(Duration::from_millis(self.millis)),
            wall: MIDNIGHT + self.millis,
        }
    }

    /// Something happens, after so many milliseconds.
    fn after(&mut self, millis: u64, input: Input) -> &mut Self {
        self.millis += millis;
        self.machine.handle(self.now().instant, input);
        while self.machine.poll_command().is_some() {}
        let (timeline, cause) = (self.machine.timeline(), self.machine.status().cause);
        let address = self.machine.url();
        self.history
            .collect(timeline, cause.as_ref(), address, self.now());
        self
    }

    fn socket(&mut self, millis: u64, event: SocketEvent) -> &mut Self {
        let attempt = self.machine.status().attempt;
        self.after(millis, Input::Socket { attempt, event })
    }

    fn open(&mut self, millis: u64) -> &mut Self {
        self.socket(millis, SocketEvent::Opened)
    }

    fn lose(&mut self, millis: u64, reason: &str) -> &mut Self {
        let closed = Closed {
            code: 4242,
            reason: reason.to_owned(),
            was_clean: true,
        };
        self.socket(millis, SocketEvent::Closed(closed))
    }

    fn session(&self) -> Sums {
        self.history.session(self.now().instant)
    }
}

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

/// As the browser spells, as far as the tests go: in the first hour, and a server's words.
const SPELLING: Spelling = Spelling {
    iso: |wall| {
        let (seconds, millis) = ((wall - MIDNIGHT) / 1_000, wall % 1_000);
        let (minutes, seconds) = (seconds / 60, seconds % 60);
        format!("2026-11-26T00:{minutes:02}:{seconds:02}.{millis:03}Z")
    },
    quote: |text| format!("{text:?}"),
};

fn csv(history: &History, now: Now) -> String {
    export::csv(history, now, &SPELLING)
}

fn json(history: &History, now: Now) -> String {
    export::json(history, now, &SPELLING)
}

#[test]
fn files_hold_every_phase_whatever_the_server_said() {
    let mut life = Life::begin();
    life.after(1_000, Input::Open)
        .open(500)
        .lose(60_000, "so, \"bye\"\\");
    life.after(250, Input::Wake);
    let csv = csv(&life.history, life.now());
    let lines: Vec<_> = csv.lines().collect();
    assert_eq!(lines.len(), 4);
    assert_eq!(
        lines[2],
        "2026-11-26T00:00:01.500Z,2026-11-26T00:01:01.500Z,60000,open,open,1,,,ws://example.org/"
    );
    let last = r#"2026-11-26T00:01:01.500Z,,250,waiting,lost,1,closed,"#;
    assert!(lines[3].starts_with(last), "{}", lines[3]);
    assert!(
        lines[3].ends_with(r#"(code 4242: so, ""bye""\)",ws://example.org/"#),
        "{}",
        lines[3]
    );
    let file = read(&json(&life.history, life.now()));
    assert_eq!((file.outages, file.mean_time_to_recover_ms), (1, None));
    let [first, second, third] = &file.phases[..] else {
        panic!("{file:?}");
    };
    assert_eq!(first.to, Some(second.from.clone()));
    assert_eq!((&third.to, third.cause.as_deref()), (&None, Some("closed")));
    let detail = third.detail.as_ref().unwrap();
    assert!(detail.ends_with(r#"(code 4242: so, "bye"\)"#), "{detail}");
    assert_eq!(third.address, "ws://example.org/");
}

#[test]
fn where_another_address_begins_is_marked() {
    let mut life = Life::begin();
    life.after(0, Input::Open).open(1);
    assert!(!life.history.moved());
    let other = Config::new("ws://example.com/");
    life.machine
        .configure(Instant::from_origin(Duration::from_secs(5)), other);
    life.after(9_000, Input::Wake).open(1).lose(1, "");
    let now = life.now().instant;
    let spans = life.history.spans(Instant::ORIGIN, now).into_iter();
    let moves = spans.filter(|span| span.entry.moved);
    let moves: Vec<_> = moves.map(|span| span.from).collect();
    assert_eq!(moves, [Instant::from_origin(Duration::from_secs(5))]);
    assert!(life.history.moved());
    let phases = read(&json(&life.history, life.now())).phases;
    let addresses: Vec<_> = phases.iter().map(|phase| &*phase.address).collect();
    let (old, new) = ("ws://example.org/", "ws://example.com/");
    assert_eq!(addresses, [old, old, new, new, new]);
}

/// What is read of the JSON.
#[derive(Debug, serde::Deserialize)]
struct File {
    uptime_hundredths_of_percent: Option<u64>,
    outages: u64,
    mean_time_to_recover_ms: Option<u64>,
    phases: Vec<Listed>,
}

#[derive(Debug, serde::Deserialize)]
struct Listed {
    from: String,
    to: Option<String>,
    cause: Option<String>,
    detail: Option<String>,
    address: String,
}

fn read(json: &str) -> File {
    Message::from(json).json().unwrap()
}

#[test]
fn a_history_of_nothing_is_a_file_as_well() {
    let (history, now) = (History::default(), Life::begin().now());
    assert_eq!(csv(&history, now).lines().count(), 1);
    let file = read(&json(&history, now));
    assert!(file.phases.is_empty());
    assert_eq!(file.uptime_hundredths_of_percent, None);
}
