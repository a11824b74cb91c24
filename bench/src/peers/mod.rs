//! The faults that are known of popular clients, each as a scenario that every contestant goes through in a real
//! browser: what is asked, what is done to get the answer, and what was seen.

mod heartbeat;
mod life;
mod messages;
mod retries;
mod runs;
mod spread;
mod tables;
mod verdict;

use std::collections::BTreeMap;
use std::pin::Pin;

use heartline_bench_report::Section;
use tokio::time::Instant;

use crate::booth::share_out;
use crate::contestant::Contestant;
use crate::recovery::{AT_ONCE, company};
use crate::scene::{Place, Scene};
use runs::Runs;
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
    scenario!("D3", heartbeat::half_open_is_noticed, "A link that is silent while TCP stays open is noticed soon after the deadline"),
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
    scenario!("D14", retries::attempts_are_spread, "The attempts of many clients are spread, also where the delay grows no more"),
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

/// The scenarios that may take more than a minute.
const LONG: [&str; 3] = ["D3", "D10", "D14"];

/// The scenarios whose outcome depends on which of two things comes first.
const BY_CHANCE: [&str; 2] = ["D18", "D19"];

#[derive(Clone, Copy)]
struct Job<'a> {
    scenario: &'a Scenario,
    who: &'a Contestant,
}

/// What was found: by scenario and contestant. A contestant that uses a library for the second time has no runs of its
/// own where that makes no difference.
type Found = BTreeMap<(&'static str, String), Runs>;

/// Puts every contestant through every scenario, as often as it takes. The burst is a matter of speed: for it they
/// are alone.
pub(crate) async fn run(place: Place<'_>, contestants: &[Contestant], only: &[String]) -> Section {
    let is_asked = |scenario: &Scenario| only.is_empty() || only.iter().any(|id| id == scenario.id);
    let mut waits = jobs(contestants, |scenario, who| {
        is_asked(scenario) && scenario.id != "D17" && !who.is_variant()
    });
    // Those that take longest first, so that nobody waits for them in the end.
    waits.sort_by_key(|job| (!job.who.waits_a_minute(), !LONG.contains(&job.scenario.id)));
    let works = jobs(contestants, |scenario, _| {
        is_asked(scenario) && scenario.id == "D17"
    });
    let mut found = Found::new();
    all_runs(place, AT_ONCE, waits, &mut found).await;
    let company = company();
    all_runs(place, 1, works, &mut found).await;
    let mut section = Section::new("peers", "cargo xtask bench --only peers");
    section.tables = tables::all(contestants, &found, &company);
    section
}

/// Does these jobs, those again that are not settled by then, and once more.
async fn all_runs(place: Place<'_>, at_once: usize, mut jobs: Vec<Job<'_>>, found: &mut Found) {
    for nth in 1..=runs::MOST {
        let verdicts = share_out(at_once, &jobs, Job::name, async |booth, job| {
            let begin = Instant::now();
            let verdict = (job.scenario.perform)(place.scene(booth, job.who)).await;
            let took = begin.elapsed().as_secs();
            eprintln!("{} run {nth}, {took} s: {verdict:?}", job.name());
            verdict
        });
        for (job, verdict) in jobs.iter().zip(verdicts.await) {
            found.entry(job.key()).or_default().add(verdict);
        }
        jobs.retain(|job| !found[&job.key()].is_settled(BY_CHANCE.contains(&job.scenario.id)));
    }
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

    fn key(&self) -> (&'static str, String) {
        (self.scenario.id, self.who.name.clone())
    }
}
