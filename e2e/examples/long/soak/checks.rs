//! What must hold at a check point, when everybody has behaved again for a while.

use std::time::{Duration, Instant};

use serde_json::json;
use tokio::time::sleep;

use super::account::Ledger;
use super::deeds::Place;
use super::world::{Report, World};
use crate::census::{self, Census};

/// What was found at a check point.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) census: Census,
    pub(crate) report: Report,
    /// How long it took until the connection was open.
    pub(crate) back: Duration,
    pub(crate) violations: Vec<String>,
}

/// Waits for what has to come, then looks at everything. `normal` is what the page held when the
/// run began.
pub(crate) async fn check(world: &mut World, ledger: &mut Ledger, normal: Option<&Found>) -> Found {
    world.ask(0).await;
    let start = Instant::now();
    let mut violations = Vec::new();
    if !world.is_seen().await {
        violations.push("the page is still hidden".to_owned());
    }
    let opened = within(BACK, async || {
        // A server may have forbidden to come back with what was still on its way.
        world.press_connect().await;
        world.report().await.phase == "open"
    });
    if !opened.await {
        let Report { phase, cause, .. } = world.report().await;
        violations.push(format!(
            "not open {BACK:?} after all was well: {phase}, {cause:?}"
        ));
    }
    let back = start.elapsed();
    let settled = within(SETTLED, async || world.report().await.account.waiting == 0);
    if !settled.await {
        violations.push(format!("questions still wait after {SETTLED:?}"));
    }
    violations.extend(count_off(world).await);
    violations.extend(reconcile(world, ledger).await);
    violations.extend(world.browser.complaints().await);
    let census = settle(world, normal).await;
    let report = world.report().await;
    violations.extend(said_in_order(&report));
    let open = world.faults.report().await.record.open;
    violations.extend(held(&census, world.place, open));
    let found = Found {
        census,
        report,
        back,
        violations,
    };
    let grown = normal.map_or_else(Vec::new, |normal| growth(normal, &found));
    let violations = [found.violations.clone(), grown].concat();
    Found {
        violations,
        ..found
    }
}

/// The retry delay and the connect timeout of the probe, the 5 to 15 s of a server that asks for
/// patience, and what Chromium adds after many failures (1 to 5 s); doubled, for a busy machine.
const BACK: Duration = Duration::from_secs(50);

/// A question's time, extended three times.
const SETTLED: Duration = Duration::from_secs(15);

/// Whether it becomes true in time.
async fn within(limit: Duration, mut holds: impl AsyncFnMut() -> bool) -> bool {
    let start = Instant::now();
    loop {
        if holds().await {
            return true;
        }
        if start.elapsed() > limit {
            return false;
        }
        sleep(Duration::from_millis(100)).await;
    }
}

/// The listener counts to twenty, and the page hears just that.
async fn count_off(world: &World) -> Option<String> {
    if world.place != Place::Listener {
        return None;
    }
    let before = world.report().await.ears.numbers;
    let order = json!({"numbers": ROW, "size": 100}).to_string();
    world.faults.send(&order).await;
    let all = within(SETTLED, async || {
        world.report().await.ears.numbers >= before + ROW
    })
    .await;
    let heard = world.report().await.ears.numbers - before;
    (!all || heard != ROW)
        .then(|| format!("the listener said {ROW} numbers, the page heard {heard}"))
}

const ROW: u64 = 20;

/// The page's account against the listener's memory.
async fn reconcile(world: &World, ledger: &mut Ledger) -> Vec<String> {
    let account = world.report().await.account;
    let (texts, next) = world.faults.heard_from(ledger.next).await;
    ledger.listener_heard(&texts, next);
    let mut wrong = ledger.page_says(world.ended().await);
    wrong.extend(account.check().err());
    wrong.extend(ledger.differences(account.asked));
    wrong
}

fn said_in_order(report: &Report) -> Option<String> {
    let ears = &report.ears;
    (ears.twice + ears.disorder > 0).then(|| {
        format!(
            "{} messages came twice, {} out of order",
            ears.twice, ears.disorder
        )
    })
}

/// What the page holds is counted when it is at rest: timers of the moment have run, and a worker
/// has ended with the last of its alarms.
async fn settle(world: &World, normal: Option<&Found>) -> Census {
    let mut census = census::count(&world.browser).await;
    let start = Instant::now();
    let is_normal = |census: &Census| {
        let grown = normal.map(|normal| growth_of_counts(&normal.census, census));
        census.sockets == 1 && census.workers == 0 && grown.is_none_or(|grown| grown.is_empty())
    };
    while !is_normal(&census) && start.elapsed() < SETTLED {
        sleep(Duration::from_millis(200)).await;
        census = census::count(&world.browser).await;
    }
    census
}

/// One socket, and no TCP connection that the page does not know of.
fn held(census: &Census, place: Place, open: u64) -> Vec<String> {
    let mut wrong = Vec::new();
    if census.sockets != 1 {
        wrong.push(format!("{} sockets are alive", census.sockets));
    }
    let own = u64::from(place == Place::Listener);
    if open > own + census.closing {
        let closing = census.closing;
        wrong.push(format!(
            "the listener has {open} connections, {closing} are closing"
        ));
    }
    wrong
}

fn growth(normal: &Found, now: &Found) -> Vec<String> {
    let mut wrong = growth_of_counts(&normal.census, &now.census);
    let bytes = [
        ("JavaScript", normal.census.heap, now.census.heap),
        (
            "WebAssembly",
            whole(normal.report.wasm),
            whole(now.report.wasm),
        ),
    ];
    for (what, normal, now) in bytes {
        if now > normal + ROOM {
            wrong.push(format!("{what} has grown from {normal} to {now} bytes"));
        }
    }
    wrong
}

/// Memory is not returned in the pieces in which it was taken.
const ROOM: u64 = 6 << 20;

fn growth_of_counts(normal: &Census, now: &Census) -> Vec<String> {
    let counts = [
        ("listeners", normal.listeners, now.listeners),
        ("timers", normal.timers, now.timers),
        ("intervals", normal.intervals, now.intervals),
        ("frames", normal.frames, now.frames),
        ("workers", normal.workers, now.workers),
        ("elements", normal.elements, now.elements),
    ];
    let grown = counts.iter().filter(|(_, normal, now)| now > normal);
    grown
        .map(|(what, normal, now)| format!("{what} have grown from {normal} to {now}"))
        .collect()
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
pub(crate) fn whole(number: f64) -> u64 {
    number as u64
}
