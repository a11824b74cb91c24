//! How soon a contestant is seen and is connected, in a browser that has never seen it.

use heartline_bench_report::{Spread, Table, median_of, rounded};
use heartline_e2e::server::Server;

use crate::contestant::Contestant;
use crate::hall::Hall;
use crate::rounds::{Rounds, Seat, order};
use crate::visit::Visit;

/// Milliseconds since the navigation.
#[derive(Clone, Copy, Debug)]
struct Times {
    rendered: f64,
    connected: f64,
}

const CASE: &str = "start";

pub(super) async fn table(
    hall: &Hall,
    page: &Server,
    contestants: &[Contestant],
    rounds: usize,
) -> Table {
    let mut found = Rounds::default();
    for round in 0..rounds {
        for contestant in order(contestants, round) {
            let what = format!("{} start {}", round + 1, contestant.name);
            let times = Seat::new()
                .perform(&what, async |browser| {
                    let source = hall.source(Hall::visitor());
                    let address = contestant.address(hall, &page.address(), &[("url", &source)]);
                    let visit = Visit::connected(browser, &address).await;
                    let book = visit.book().await;
                    Times {
                        rendered: book.rendered.expect("something to be seen"),
                        connected: book.opens[0],
                    }
                })
                .await;
            if let Some(Times {
                rendered,
                connected,
            }) = times
            {
                eprintln!(
                    "{what}: rendered after {rendered:.0} ms, connected after {connected:.0} ms"
                );
            }
            found.add(CASE, &contestant.name, times);
        }
    }
    report(contestants, &found, rounds)
}

fn report(contestants: &[Contestant], found: &Rounds<Times>, rounds: usize) -> Table {
    let median = median_of(rounds);
    let note = format!(
        "From the beginning of the navigation, each time in a new browser; {median}. *Rendered*: \
         its first elements stand in the document; *connected*: the application has been told so."
    );
    let columns = ["", "rendered after, ms", "connected after, ms"];
    let mut table = Table::new("start", "Until it is connected", note, columns);
    for contestant in contestants {
        let spread = |figure: fn(&Times) -> f64| {
            Spread::of(&found.figures(CASE, &contestant.name, figure)?)
        };
        let (Some(rendered), Some(connected)) = (spread(|t| t.rendered), spread(|t| t.connected))
        else {
            table.row([&contestant.label(), "failed", "–"].map(str::to_owned));
            continue;
        };
        let text = |spread: Spread| spread.text(rounded(0));
        table.row([contestant.label(), text(rendered), text(connected)]);
        table.value(format!("{}.rendered", contestant.name), rendered.median);
        table.value(format!("{}.connected", contestant.name), connected.median);
    }
    table
}
