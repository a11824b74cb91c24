//! How long a message takes to a server that sends it back and into the application, one after the other: on an idle
//! connection, and while other messages come.

use std::fmt;

use heartline_bench_report::{Section, Table, median_of};
use heartline_e2e::browser::Browser;
use serde::Deserialize;
use serde_json::json;

use crate::compare::{Column, Figure, RATIO, compare, headings};
use crate::contestant::Contestant;
use crate::frames::percentile;
use crate::hall::Hall;
use crate::rounds::{Pass, Plan, Rounds, play};
use crate::visit::Visit;

/// Messages a second that come meanwhile: none, and a quarter of what the slowest takes of them in a flood (the original
/// Vue page; ahooks' `latestMessage` aside), so that an echo waits for work, and not in a queue that grows.
const LOADS: [u32; 2] = [0, 500];
/// Echoes that are awaited, one after the other: enough for ten of them to be beyond the 99th percentile.
const ECHOES: u32 = 1_000;
/// So that what runs at each echo has been compiled for speed, which a browser does after some hundred calls.
const WARM_UP: u32 = 500;
/// When an echo counts as lost, in ms.
const LATE: u32 = 2_000;
/// How long the echoes may take, in ms: who is slow is measured by fewer of them.
const LONGEST: u32 = 5_000;
/// After so many lost ones in a row nothing more is expected.
const HOPELESS: u32 = 3;

/// What one round found.
#[derive(Clone, Debug, Deserialize)]
struct Echoes {
    /// Round trips in ms, in their order.
    times: Vec<f64>,
    /// How many never came into the application.
    lost: f64,
    /// Whether the last ones were all lost, and no more were sent.
    hopeless: bool,
}

impl Echoes {
    fn percentile(&self, percent: usize) -> f64 {
        let mut sorted = self.times.clone();
        sorted.sort_unstable_by(f64::total_cmp);
        percentile(&sorted, percent)
    }

    fn median(&self) -> f64 {
        self.percentile(50)
    }

    fn p99(&self) -> f64 {
        self.percentile(99)
    }

    /// How many came.
    fn count(&self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "a thousand")]
        let count = self.times.len() as f64;
        count
    }

    /// Those of a contestant that gets any.
    fn checked(self, load: u32) -> Self {
        let came = self.times.len();
        assert!(
            !self.hopeless,
            "after {came} echoes beside {load} messages a second {HOPELESS} in a row were not given to the application \
             within {LATE} ms"
        );
        self
    }
}

impl fmt::Display for Echoes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (count, lost) = (self.times.len(), self.lost);
        let (median, p99) = (self.median(), self.p99());
        write!(
            f,
            "{count} echoes, p50 {median:.2} ms, p99 {p99:.2} ms, {lost} lost"
        )
    }
}

/// Measures all contestants that can send, and the limit a second time among them.
pub(crate) async fn run(
    hall: &Hall,
    contestants: &[Contestant],
    limit: &Contestant,
    plan: Plan,
) -> Section {
    let again = limit.again();
    let able = contestants
        .iter()
        .filter(|one| !one.is_page() && !one.shown_only);
    let able: Vec<_> = able.chain([&again]).collect();
    let passes = LOADS.map(|load| Pass {
        id: format!("beside-{load}"),
        able: able.clone(),
        case: load,
    });
    let found = play(plan, &passes, limit, async |browser, turn| {
        echoes(browser, hall, turn.who, turn.case).await
    });
    let found = found.await;
    let mut section = Section::new("latency", "cargo xtask bench --only latency");
    let tables = passes.iter().map(|pass| table(pass, &found, plan.rounds));
    section.tables.extend(tables);
    section
}

async fn echoes(browser: &Browser, hall: &Hall, contestant: &Contestant, load: u32) -> Echoes {
    let echo = match load {
        0 => hall.echo(),
        rate => format!("{}/{rate}", hall.echo()),
    };
    let address = contestant.address(hall, "", &[("url", &echo)]);
    let visit = Visit::connected(browser, &address).await;
    let limits = |count: u32| {
        [count, LATE, LONGEST, HOPELESS]
            .map(|limit| json!(limit))
            .to_vec()
    };
    let warm: Echoes = visit.wait(ECHO, limits(WARM_UP)).await;
    warm.checked(load);
    let echoes: Echoes = visit.wait(ECHO, limits(ECHOES)).await;
    echoes.checked(load)
}

/// The answer is awaited by its number, which the application says when it has got it.
const ECHO: &str = r#"
    const [count, late, longest, hopeless, done] = arguments;
    (async () => {
        const times = [];
        const until = performance.now() + longest;
        let lost = 0;
        let inARow = 0;
        window.benchEcho ??= 0;
        for (let i = 0; i < count && inARow < hopeless && performance.now() < until; i += 1) {
            const n = (window.benchEcho += 1);
            const text = JSON.stringify({ n, pad: "x".repeat(80) });
            const begin = performance.now();
            const end = await new Promise((done) => {
                const timer = setTimeout(done, late);
                bench.awaited = { n, done: (now) => { clearTimeout(timer); done(now); } };
                bench.app.send(text);
            });
            if (end === undefined) lost += 1, inARow += 1;
            else times.push(end - begin), (inARow = 0);
            await new Promise((done) => setTimeout(done, 1));
        }
        done({ times, lost, hopeless: inARow >= hopeless });
    })();
"#;

fn columns() -> [Column<Echoes>; 5] {
    let column = |id, title, figure, decimals| Column {
        id,
        title,
        figure,
        decimals,
    };
    [
        column(
            RATIO,
            "p50 to the limit",
            Figure::ToLimit(Echoes::median),
            2,
        ),
        column("p50", "p50, ms", Figure::Median(Echoes::median), 2),
        column("p99", "p99, ms", Figure::Median(Echoes::p99), 2),
        column("lost", "lost", Figure::Most(|echoes| echoes.lost), 0),
        column("echoes", "echoes", Figure::Median(Echoes::count), 0),
    ]
}

fn table(pass: &Pass<'_, u32>, found: &Rounds<Echoes>, rounds: usize) -> Table {
    let title = match pass.case {
        0 => "Echo on an idle connection".to_owned(),
        rate => format!("Echo while {rate} messages a second come and are shown"),
    };
    let median = median_of(rounds);
    let note = format!(
        "{ECHOES} messages of about 100 bytes one after the other, or as many as fit into {} s, after \
         {WARM_UP} that are not counted, from `send` until the application has got the echo; {median}. \
         *To the limit*: in ratio to the bare socket in JavaScript, measured before and after the others of this round. *Lost*: echoes that \
         the application was not given within {LATE} ms, the most of any round; *echoes*: those that it was given.",
        LONGEST / 1_000
    );
    let columns = columns();
    let mut table = Table::new(&pass.id, title, note, headings(&columns));
    compare(&mut table, &pass.id, &pass.able, found, &columns);
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn echoes_have_percentiles() {
        let echoes = Echoes {
            times: (1..=200).rev().map(f64::from).collect(),
            lost: 0.0,
            hopeless: false,
        };
        assert_eq!([echoes.median(), echoes.p99()], [100.0, 198.0]);
    }

    #[test]
    #[should_panic(
        expected = "after 1 echoes beside 500 messages a second 3 in a row were not given"
    )]
    fn who_gets_no_echo_fails_with_words() {
        let echoes = Echoes {
            times: vec![1.0],
            lost: 3.0,
            hopeless: true,
        };
        echoes.checked(500);
    }
}
