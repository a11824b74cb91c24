//! Chaos from one seed, in a real browser, for as long as it is asked for.

mod account;
mod checks;
mod deeds;
mod table;
mod world;

use std::panic::AssertUnwindSafe;
use std::time::{Duration, Instant};

use futures_util::FutureExt;
use tokio::time::sleep;

use crate::figures::{clock, grouped};
use crate::random::Random;
use account::Ledger;
use checks::{Found, check};
use deeds::{Deed, PLACES, Place, ToPage, ToServer, draw};
use table::Table;
use world::World;

/// How often the probe asks, in milliseconds.
const PACE: u64 = 100;

/// Runs for so many minutes. Gives whether everything held.
pub(crate) async fn run(minutes: u64, seed: u64) -> bool {
    println!("soak: {minutes} min of chaos from seed {seed}");
    let mut soak = Soak::begin(minutes, seed).await;
    let outcome = AssertUnwindSafe(soak.go_on()).catch_unwind().await;
    let held = matches!(outcome, Ok(true));
    if !held {
        soak.tell_steps();
    }
    println!("{}", soak.table.text());
    if held {
        soak.table.write();
        println!("soak: everything held; written to {}", table::FILE);
    } else {
        println!("soak: FAILED; again: cargo xtask soak --minutes {minutes} --seed {seed}");
    }
    held
}

struct Soak {
    world: World,
    random: Random,
    ledger: Ledger,
    table: Table,
    start: Instant,
    end: Duration,
    /// What was done since the check before the last.
    steps: Vec<String>,
    before: Vec<String>,
}

impl Soak {
    async fn begin(minutes: u64, seed: u64) -> Self {
        let world = World::begin().await;
        Self {
            table: Table::new(minutes, seed, &world.browser.version),
            world,
            random: Random::new(seed),
            ledger: Ledger::default(),
            start: Instant::now(),
            end: Duration::from_secs(60 * minutes),
            steps: Vec::new(),
            before: Vec::new(),
        }
    }

    /// To the end, or to the first thing that does not hold.
    async fn go_on(&mut self) -> bool {
        // Everything once, so that what is made on first use is there when the counting begins.
        for deed in warm_up() {
            self.perform(deed).await;
            sleep(Duration::from_millis(1500)).await;
        }
        let normal = self.look(None).await;
        let mut holds = normal.violations.is_empty();
        while holds && self.start.elapsed() < self.end {
            self.round().await;
            holds = self.look(Some(&normal)).await.violations.is_empty();
        }
        holds && self.last_words().await
    }

    /// Chaos for about twenty-five seconds.
    async fn round(&mut self) {
        let end = Instant::now() + Duration::from_secs(25);
        while Instant::now() < end {
            let deed = draw(&mut self.random, self.world.place);
            self.perform(deed).await;
            let pause = self.random.within(200..=4500);
            sleep(Duration::from_millis(pause)).await;
        }
    }

    async fn perform(&mut self, deed: Deed) {
        let at = clock(self.start.elapsed());
        self.steps.push(format!("{at} {deed}"));
        self.table.count(&deed);
        self.world.perform(&deed).await;
    }

    /// Heals the world and looks whether everything holds.
    async fn look(&mut self, normal: Option<&Found>) -> Found {
        let at = clock(self.start.elapsed());
        self.steps.push(format!("{at} heal"));
        self.world.heal().await;
        let found = check(&mut self.world, &mut self.ledger, normal).await;
        println!("{at} {}", line(&found));
        for violation in &found.violations {
            println!("  VIOLATED: {violation}");
        }
        self.table
            .add(&self.world, &self.ledger, &found, self.start.elapsed());
        self.before = std::mem::take(&mut self.steps);
        self.world.ask(PACE).await;
        found
    }

    /// When everything is quiet for longer than a browser waits for a dead server's last word, one
    /// connection is left.
    async fn last_words(&mut self) -> bool {
        self.world.perform(&Deed::Go(Place::Listener)).await;
        self.world.ask(0).await;
        sleep(Duration::from_secs(65)).await;
        let open = self.world.faults.report().await.record.open;
        let closing = crate::census::count(&self.world.browser).await.closing;
        println!("at rest: {open} connection of the listener, {closing} sockets closing");
        (open, closing) == (1, 0)
    }

    fn tell_steps(&self) {
        println!("steps of the last round:");
        for step in self.before.iter().chain(&self.steps) {
            println!("  {step}");
        }
    }
}

/// One of each kind that makes something.
fn warm_up() -> Vec<Deed> {
    let mut deeds: Vec<_> = PLACES.map(Deed::Go).to_vec();
    let pages = [
        ToPage::Mount(true),
        ToPage::Hide,
        ToPage::Show,
        ToPage::Freeze(500),
        ToPage::GoOffline,
        ToPage::GoOnline,
        ToPage::Storm(5),
        ToPage::Mount(false),
    ];
    deeds.extend(pages.map(Deed::Page));
    deeds.extend([ToServer::Kill, ToServer::StartAgain].map(Deed::Server));
    deeds.push(Deed::Go(Place::Listener));
    deeds.push(Deed::Page(ToPage::Mount(true)));
    let orders = [
        r#"{"manner":"flood","size":4096,"now":true}"#,
        r#"{"manner":"huge","size":2097152,"now":true}"#,
        r#"{"manner":"silent","now":true}"#,
    ];
    deeds.extend(orders.map(|order| Deed::Manner(order.to_owned())));
    deeds
}

/// A check point in one line.
fn line(found: &Found) -> String {
    let Found { census, report, .. } = found;
    let account = &report.account;
    format!(
        "open after {:.1} s, attempt {}; {} asked = {} answered + {} reported; \
         {} listeners, {} timers, {} socket + {} closing, {} workers; JS {} kB, wasm {} kB",
        found.back.as_secs_f64(),
        report.attempt,
        grouped(account.asked),
        grouped(account.answered()),
        grouped(account.reported()),
        census.listeners,
        census.timers,
        census.sockets,
        census.closing,
        census.workers,
        grouped(census.heap / 1024),
        grouped(checks::whole(report.wasm) / 1024),
    )
}
