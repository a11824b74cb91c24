//! The faults that are known of popular clients, each as a scenario that every contestant goes through in a real
//! browser: what is asked, what is done to get the answer, and what was seen.

mod heartbeat;
mod life;
mod messages;
mod retries;
mod verdict;

use std::collections::BTreeMap;
use std::pin::Pin;

use heartline_bench_report::{Section, Table};

use crate::booth::share_out;
use crate::contestant::Contestant;
use crate::scene::{Place, Scene};
use verdict::Verdict;

/// A row of the table.
#[derive(Clone, Copy)]
struct Scenario {
    id: &'static str,
    /// What must hold, as a sentence.
    rule: &'static str,
    perform: for<'a> fn(Scene<'a>) -> Pin<Box<dyn Future<Output = Verdict> + 'a>>,
}

/// Makes a row: what is performed is one of the functions of this folder.
macro_rules! scenario {
    ($id:literal, $perform:path, $rule:literal) => {
        Scenario {
            id: $id,
            rule: $rule,
            perform: |scene| Box::pin($perform(scene)),
        }
    };
}

#[rustfmt::skip]
const SCENARIOS: [Scenario; 19] = [
    scenario!("D1", life::close_during_the_wait, "Closed while it waits for the next attempt, it opens no socket any more"),
    scenario!("D2", heartbeat::timer_ends_with_its_socket, "The timer of the ping ends with its socket"),
    scenario!("D3", heartbeat::half_open_is_noticed, "A link that is silent while TCP stays open is noticed"),
    scenario!("D4", life::limit_leaks_no_socket, "At the limit of attempts no socket is left open"),
    scenario!("D5", life::opens_after_the_limit, "After the limit of attempts it can be opened again"),
    scenario!("D6", messages::answers_tell_and_retry_cuts, "`send` tells sent from not sent, retry cuts a wait, the greeting goes first"),
    scenario!("D7", life::close_then_open, "Open after close connects, and reconnects as before"),
    scenario!("D8", retries::backoff_is_kept, "No hot loop: refused after a retry by hand, or accepted and dropped at once"),
    scenario!("D9", life::hung_socket_is_closed, "An attempt that hangs is ended, and its socket closed"),
    scenario!("D10", retries::backoff_resets, "The delay is short again after a connection that lasted"),
    scenario!("D11", life::late_close_of_the_old, "The late close of an old socket leaves the new one alone"),
    scenario!("D12", heartbeat::data_counts_as_life, "A link on which data comes is alive, without a pong too"),
    scenario!("D13", life::address_is_asked_for_again, "A rejected function for the address is a failed attempt like others"),
    scenario!("D14", retries::attempts_are_spread, "Attempts are spread, also where the delay grows no more"),
    scenario!("D15", retries::nothing_is_left_behind, "An attempt leaves neither socket nor function behind"),
    scenario!("D16", messages::nothing_vanishes, "What is sent without a connection arrives later, or the caller is told"),
    scenario!("D17", messages::a_burst_arrives, "Of 1 200 messages a second, shown, the application is given each"),
    scenario!("D18", retries::attempts_do_not_multiply, "A failed attempt is followed by one other"),
    scenario!("D19", heartbeat::late_deadline_kills_nothing, "A deadline that fires late, after the page slept, kills no healthy link"),
];

/// The heartbeat of these scenarios, in ms.
const BEAT: [(&str, &str); 2] = [("interval", "1000"), ("timeout", "500")];
/// A server that dies: what is open ends, and nobody listens.
const REFUSE: &str = r#"{"manner":"refuse","now":true}"#;
/// What is open ends; the next connection is taken.
const DROP: &str = r#"{"manner":"fin","now":true,"times":0}"#;
const BEHAVES_NOW: &str = r#"{"manner":"behave","now":true,"times":0}"#;
const UNAVAILABLE: &str = r#"{"manner":"status","status":503}"#;
const NO_RETRY: &str = "does not reconnect";
const NO_BEAT: &str = "no heartbeat";

/// What costs next to nothing while it waits.
const AT_ONCE: usize = 8;

#[derive(Clone, Copy)]
struct Job<'a> {
    scenario: &'a Scenario,
    who: &'a Contestant,
}

type Found = BTreeMap<(&'static str, String), Option<Verdict>>;

/// Puts every contestant through every scenario. The burst is a matter of speed: for it they are alone.
pub(crate) async fn run(place: Place<'_>, contestants: &[Contestant], only: &[String]) -> Section {
    let is_asked = |scenario: &Scenario| only.is_empty() || only.iter().any(|id| id == scenario.id);
    let mut waits = jobs(contestants, |scenario, who| {
        is_asked(scenario) && scenario.id != "D17" && !who.is_variant()
    });
    waits.sort_by_key(|job| !job.who.waits_a_minute());
    let works = jobs(contestants, |scenario, _| {
        is_asked(scenario) && scenario.id == "D17"
    });
    let mut found = Found::new();
    for (jobs, at_once) in [(waits, AT_ONCE), (works, 1)] {
        let verdicts = share_out(at_once, &jobs, Job::name, async |booth, job| {
            let verdict = (job.scenario.perform)(place.scene(booth, job.who)).await;
            eprintln!("{}: {verdict:?}", job.name());
            verdict
        });
        for (job, verdict) in jobs.iter().zip(verdicts.await) {
            found.insert((job.scenario.id, job.who.name.clone()), verdict);
        }
    }
    let mut section = Section::new("peers", "cargo xtask bench --only peers");
    section.tables = vec![marks(contestants, &found), words(contestants, &found)];
    section
}

fn jobs<'a>(
    contestants: &'a [Contestant],
    takes_part: impl Fn(&Scenario, &Contestant) -> bool,
) -> Vec<Job<'a>> {
    let pairs = SCENARIOS
        .iter()
        .flat_map(|scenario| contestants.iter().map(move |who| Job { scenario, who }));
    pairs
        .filter(|job| takes_part(job.scenario, job.who))
        .collect()
}

impl Job<'_> {
    fn name(&self) -> String {
        format!("{} {}", self.scenario.id, self.who.name)
    }
}

fn marks(contestants: &[Contestant], found: &Found) -> Table {
    let titles = contestants.iter().map(Contestant::label);
    let columns = ["".to_owned(), "what must hold".to_owned()]
        .into_iter()
        .chain(titles);
    let mut table = Table::new(
        "faults",
        "Faults that are known of popular clients",
        NOTE,
        columns,
    );
    for scenario in &SCENARIOS {
        let cells = contestants.iter().map(|who| cell(scenario, who, found));
        let head = [scenario.id, scenario.rule];
        table.row(head.into_iter().chain(cells));
    }
    for who in contestants.iter().filter(|who| !who.is_variant()) {
        let fails = SCENARIOS
            .iter()
            .filter(|scenario| cell(scenario, who, found) == "✗");
        #[expect(clippy::cast_precision_loss, reason = "nineteen")]
        table.value(format!("{}.fails", who.name), fails.count() as f64);
    }
    table
}

fn cell(scenario: &Scenario, who: &Contestant, found: &Found) -> &'static str {
    match found.get(&(scenario.id, who.name.clone())) {
        Some(Some(verdict)) => verdict.mark(),
        Some(None) => "failed",
        None => "=",
    }
}

const NOTE: &str = "Each contestant in Chromium, against a server that misbehaves on request. ✓ holds, ✗ does not (what \
    was seen stands below), – has no such thing or was not looked at (why stands below), = the same library as another \
    column, used in a second way that makes no difference here. The libraries run as their documentation shows them, with a heartbeat of 1 s and a deadline of \
    0.5 s where they have one. Attempts are seen by a witness in the page, which hands out the browser's own sockets.";

fn words(contestants: &[Contestant], found: &Found) -> Table {
    let note = "Why a cell above is ✗ or –, in the order of the contestants.";
    let columns = ["", "contestant", "", "what was seen"];
    let mut table = Table::new("seen", "What was seen", note, columns);
    for who in contestants {
        for scenario in &SCENARIOS {
            let verdict = found.get(&(scenario.id, who.name.clone()));
            let words = match verdict {
                Some(Some(Verdict::Fails(words) | Verdict::Absent(words))) => words,
                Some(None) => "the scenario could not be run",
                Some(Some(Verdict::Holds)) | None => continue,
            };
            let mark = cell(scenario, who, found);
            table.row([scenario.id, &who.title, mark, words]);
        }
    }
    if let Some(row) = undisputed(found) {
        table.note = format!("{note} {row}");
    }
    table
}

/// The scenarios that nobody failed, or nobody passed: what they show is less.
fn undisputed(found: &Found) -> Option<String> {
    let is = |id: &str, mark: &str| {
        let mut of = found.iter().filter(|((scenario, _), _)| *scenario == id);
        of.any(|(_, verdict)| {
            verdict
                .as_ref()
                .is_some_and(|verdict| verdict.mark() == mark)
        })
    };
    let without = |mark: &str| {
        let ids = SCENARIOS
            .iter()
            .map(|scenario| scenario.id)
            .filter(|id| !is(id, mark));
        ids.collect::<Vec<_>>().join(", ")
    };
    let (failed, passed) = (without("✗"), without("✓"));
    let failed = (!failed.is_empty()).then(|| format!("Nobody failed {failed}."));
    let passed = (!passed.is_empty()).then(|| format!("Nobody passed {passed}."));
    let told: Vec<_> = [failed, passed].into_iter().flatten().collect();
    (!told.is_empty()).then(|| told.join(" "))
}
