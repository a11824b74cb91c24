//! The history as files.

use std::time::Duration;

use heartline_connection::{Config, Input, Instant, Message};

use super::export::{self, Spelling};
use super::history::{History, Now};
use super::life::{Life, MIDNIGHT};

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
    life.configure(4_999, Config::new("ws://example.com/"));
    life.after(4_000, Input::Wake).open(1).lose(1, "");
    let now = life.now().instant;
    let spans = life.history.spans(Instant::ORIGIN, now);
    let moves = spans.iter().filter(|span| span.entry.moved);
    assert_eq!(
        moves.map(|span| span.from).collect::<Vec<_>>(),
        [Instant::from_origin(Duration::from_secs(5))]
    );
    let file = read(&json(&life.history, life.now()));
    let counts: Vec<_> = file.phases.iter().map(|phase| phase.counts).collect();
    assert_eq!(counts, [false, false, true, true, true]);
    let addresses: Vec<_> = file.phases.iter().map(|phase| &*phase.address).collect();
    assert_eq!(addresses[1..3], ["ws://example.org/", "ws://example.com/"]);
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
    counts: bool,
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
