//! Where the time of a message goes: a flood under the browser's own profiler, by kinds of work.

use std::collections::BTreeMap;

use heartline_bench_report::{Section, Spread, Table, median_of, rounded};
use heartline_e2e::browser::Browser;
use heartline_e2e::server::Server;
use serde::Deserialize;
use serde_json::json;

use crate::contestant::Contestant;
use crate::hall::{Hall, Pace};
use crate::message::Kind;
use crate::rounds::{Rounds, Seat, order};
use crate::throughput::{Case, LASTS, case, warmed};

/// Those that were made faster: short messages that are shown, and long ones.
const CASES: [Case; 3] = [
    case(Kind::Json, 1_000, true),
    case(Kind::Json, 1_000, false),
    case(Kind::Json, 65_536, false),
];
/// Between two samples, in µs: some 7 000 of them in a flood.
const INTERVAL: u32 = 200;

/// Whose work it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Work {
    WebAssembly,
    JavaScript,
    Collector,
    /// Layout, paint, and what brings events to scripts.
    Browser,
}

/// In the order of the columns.
const WORKS: [(Work, &str); 4] = [
    (Work::WebAssembly, "webassembly"),
    (Work::JavaScript, "javascript"),
    (Work::Collector, "collector"),
    (Work::Browser, "browser"),
];

/// Microseconds a message, by the kind of work.
type Shares = BTreeMap<Work, f64>;

/// Measures all contestants.
pub(crate) async fn run(
    hall: &Hall,
    page: &Server,
    contestants: &[Contestant],
    rounds: usize,
) -> Section {
    let mut found = Rounds::default();
    for round in 0..rounds {
        let mut seat = Seat::new();
        for case in CASES {
            for contestant in order(contestants, round) {
                if !case.suits(contestant) {
                    continue;
                }
                let id = id(case);
                let what = format!("{} profile of {id} {}", round + 1, contestant.name);
                let shares = seat
                    .perform(&what, async |browser| {
                        flood(browser, hall, page, contestant, case).await
                    })
                    .await;
                eprintln!("{what}: {shares:.1?}");
                found.add(&id, &contestant.name, shares);
            }
        }
    }
    let mut section = Section::new("profile", "cargo xtask bench --only profile");
    let tables = CASES.map(|case| table(case, contestants, &found, rounds));
    section.tables.extend(tables);
    section
}

async fn flood(
    browser: &Browser,
    hall: &Hall,
    page: &Server,
    contestant: &Contestant,
    case: Case,
) -> Shares {
    let (visit, visitor) = warmed(browser, hall, page, contestant, case).await;
    browser.devtools("Profiler.enable", json!({})).await;
    let often = json!({"interval": INTERVAL});
    browser
        .devtools("Profiler.setSamplingInterval", often)
        .await;
    browser.devtools("Profiler.start", json!({})).await;
    let sent = hall.send(visitor, case.shape, Pace::Flood(LASTS)).await;
    visit.settled(sent.expect("a connection that lasts")).await;
    let mut answer = browser.devtools("Profiler.stop", json!({})).await;
    let profile = serde_json::from_value(answer["profile"].take()).expect("a profile");
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
    let sent = sent.unwrap_or_default() as f64;
    let shares = shares(&profile).into_iter();
    shares.map(|(work, time)| (work, time / sent)).collect()
}

/// What the profiler saw
/// ([Profiler.Profile](https://chromedevtools.github.io/devtools-protocol/tot/Profiler/#type-Profile)).
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Profile {
    nodes: Vec<Node>,
    /// The node that ran at each sample.
    samples: Vec<u64>,
    /// Microseconds since the sample before.
    time_deltas: Vec<f64>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Node {
    id: u64,
    call_frame: Frame,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Frame {
    function_name: String,
    url: String,
}

/// Microseconds of each kind of work.
fn shares(profile: &Profile) -> Shares {
    let nodes = profile.nodes.iter();
    let works: BTreeMap<_, _> = nodes
        .map(|node| (node.id, work(&node.call_frame)))
        .collect();
    let mut shares = Shares::new();
    for (node, time) in profile.samples.iter().zip(&profile.time_deltas) {
        if let Some(work) = works.get(node).copied().flatten() {
            *shares.entry(work).or_default() += time;
        }
    }
    shares
}

/// Whose work a function is; `None` where nothing is done.
fn work(frame: &Frame) -> Option<Work> {
    match frame.function_name.as_str() {
        "(idle)" | "(root)" => None,
        "(program)" => Some(Work::Browser),
        "(garbage collector)" => Some(Work::Collector),
        _ if frame.url.ends_with(".wasm") || frame.url.starts_with("wasm:") => {
            Some(Work::WebAssembly)
        }
        _ => Some(Work::JavaScript),
    }
}

fn id(case: Case) -> String {
    let shown = if case.rendered { "rendered" } else { "handled" };
    format!("{}-{shown}", case.shape.size)
}

fn table(case: Case, contestants: &[Contestant], found: &Rounds<Shares>, rounds: usize) -> Table {
    let shown = match case.rendered {
        true => "the last 200 shown",
        false => "nothing shown",
    };
    let title = format!("JSON of {} bytes, {shown}", case.shape.size);
    let median = median_of(rounds);
    let note = format!(
        "Microseconds of the page's main thread for a message of a flood, by the browser's profiler, which makes all of \
         it slower; {median}. JavaScript: with what it calls of the browser, such as \
         `JSON.parse`, changes of the document, and the layout that it asks for. The browser: layout, paint, and what \
         brings events to scripts."
    );
    let columns = [
        "",
        "all",
        "WebAssembly",
        "JavaScript",
        "garbage collector",
        "the browser",
    ];
    let mut table = Table::new(id(case), title, note, columns);
    for contestant in contestants {
        let name = &contestant.name;
        let figures = |figure: &dyn Fn(&Shares) -> f64| {
            let figures = found.figures(&id(case), name, figure)?;
            Spread::of(&figures)
        };
        let Some(all) = figures(&|shares| shares.values().sum()) else {
            continue;
        };
        let mut row = vec![contestant.label(), all.text(rounded(1))];
        table.value(format!("{name}.all"), all.median);
        for (work, key) in WORKS {
            let of = |shares: &Shares| shares.get(&work).copied().unwrap_or_default();
            let spread = figures(&of).unwrap_or(all);
            row.push(rounded(1)(spread.median));
            table.value(format!("{name}.{key}"), spread.median);
        }
        table.row(row);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_sample_counts_for_whoever_ran() {
        let profile = r#"{
            "nodes": [
                {"id": 1, "callFrame": {"functionName": "(root)", "url": ""}},
                {"id": 2, "callFrame": {"functionName": "(idle)", "url": ""}},
                {"id": 3, "callFrame": {"functionName": "(program)", "url": ""}},
                {"id": 4, "callFrame": {"functionName": "parse", "url": ""}},
                {"id": 5, "callFrame": {"functionName": "app::seen", "url": "http://a/app_bg.wasm"}},
                {"id": 6, "callFrame": {"functionName": "", "url": "wasm://wasm/0a1b"}},
                {"id": 7, "callFrame": {"functionName": "(garbage collector)", "url": ""}}
            ],
            "samples": [2, 3, 4, 5, 6, 7, 4, 99],
            "timeDeltas": [1000, 10, 20, 30, 40, 50, 60, 70]
        }"#;
        let shares = shares(&serde_json::from_str(profile).unwrap());
        let expected = [
            (Work::WebAssembly, 70.0),
            (Work::JavaScript, 80.0),
            (Work::Collector, 50.0),
            (Work::Browser, 10.0),
        ];
        assert_eq!(shares, expected.into());
    }
}
