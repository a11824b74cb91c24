//! A scenario performed: each step an act in a browser or at a server.

use std::panic::AssertUnwindSafe;
use std::path::Path;
use std::time::{Duration, Instant};

use futures_util::FutureExt;
use serde_json::json;
use tokio::time::{sleep, timeout};

use crate::faults::{Faults, Record};
use crate::page::{Page, Snapshot};
use crate::patience::PATIENCE;
use crate::places;
use crate::scenarios::see::shortened;
use crate::scenarios::{Expect, Fate, Place, SETTLED, Scenario, Step};
use crate::server::Server;
use crate::witness::{ELSEWHERE, Witnessed};
use crate::workbench::words_of;

/// Where a scenario plays.
#[derive(Debug)]
pub(super) struct Play<'a> {
    pub(super) page: &'a Page,
    pub(super) faults: &'a Faults,
    server: Server,
    /// Sites of examples, kept as long as they are served.
    sites: Vec<Witnessed>,
    pub(super) noted: (Snapshot, Record),
}

/// Performs a scenario in this browser, with a server of its own.
///
/// # Errors
/// Says what was expected in vain, and what there was instead.
pub async fn perform(
    scenario: &Scenario,
    page: &Page,
    faults: &Faults,
    site: &Path,
) -> Result<(), String> {
    let play = async {
        faults.reset().await;
        let mut play = Play {
            page,
            faults,
            server: Server::serving(site).await,
            sites: Vec::new(),
            noted: Default::default(),
        };
        let outcome = match play.perform(scenario).await {
            Ok(()) => Ok(()),
            Err(why) => Err(format!("{why}; {}", play.last_words().await)),
        };
        // Whatever is open must not reach into the next scenario.
        page.load("about:blank").await;
        outcome
    };
    let outcome = AssertUnwindSafe(timeout(LONGEST, play))
        .catch_unwind()
        .await;
    match outcome {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(_)) => Err(format!("took more than {LONGEST:?}")),
        Err(panic) => Err(words_of(&*panic)),
    }
}

/// The longest that a scenario may take.
const LONGEST: Duration = Duration::from_secs(150);

/// How often to look.
const PAUSE: Duration = Duration::from_millis(50);

impl Play<'_> {
    async fn perform(&mut self, scenario: &Scenario) -> Result<(), String> {
        for (number, step) in scenario.steps.iter().enumerate() {
            let result = self.step(step).await;
            result.map_err(|error| format!("step {}, {step:?}: {error}", number + 1))?;
        }
        for expect in scenario.expect {
            self.until(expect).await?;
        }
        let settled = Instant::now();
        while settled.elapsed() < SETTLED {
            for expect in scenario.expect {
                self.see(expect).await?;
            }
            sleep(PAUSE).await;
        }
        self.is_well().await
    }

    /// What the page shows and how it came to that, for whoever reads the failure.
    async fn last_words(&self) -> String {
        let seen = shortened(self.page.snapshot().await);
        let history = self.page.history().await;
        let history: Vec<_> = history.iter().map(ToString::to_string).collect();
        format!("the page shows {seen:?} after {}", history.join(", "))
    }

    async fn step(&mut self, step: &Step) -> Result<(), String> {
        let browser = &self.page.browser;
        match *step {
            Step::Visit(place, parameters) => self.visit(place, parameters).await?,
            Step::Example(name) => self.example(name).await,
            Step::Await(ref expect) => self.until(expect).await?,
            Step::Hold(ref expect, duration) => self.holds(expect, duration).await?,
            Step::Note => {
                let record = self.faults.report().await.record;
                self.noted = (self.page.snapshot().await, record);
            }
            Step::Pass(duration) => sleep(duration).await,
            Step::Server(fate) => self.fate(fate).await,
            Step::Fault(order) => drop(self.faults.treat(order).await),
            Step::FaultSends(order) => self.faults.send(order).await,
            Step::Relay(order) => drop(self.faults.relay(order).await),
            Step::Hidden(hidden) => browser.set_hidden(hidden).await,
            Step::Frozen(frozen) => browser.set_frozen(frozen).await,
            Step::Stopped(stopped) => browser.set_stopped(stopped),
            Step::Offline(offline) => browser.set_offline(offline).await,
            Step::Slept(duration) => self.sleep(duration).await,
            Step::Leave => {
                self.is_well().await?;
                let elsewhere = format!("{}{ELSEWHERE}", self.server.address());
                self.page.load(&elsewhere).await;
            }
            Step::ComeBack => browser.client.back().await.expect("the page before"),
            Step::Reload => browser.client.refresh().await.expect("the page anew"),
            Step::Press(button) => self.page.press(button).await,
            Step::Chat(text) => self.page.send(&json!({"chat": text}).to_string()).await,
            Step::Send(text) => self.page.send(text).await,
            Step::SendLong(length) => self.send_long(length).await,
        }
        Ok(())
    }

    async fn visit(&self, place: Place, parameters: &[(&str, &str)]) -> Result<(), String> {
        self.is_well().await?;
        let report = self.faults.report().await;
        let url = match place {
            Place::Own => None,
            Place::OwnByAddress => Some(self.server.socket()),
            Place::Fault => Some(report.fault),
            Place::Relay => Some(report.relay),
        };
        let url = url.as_deref().map(|url| ("url", url));
        let parameters: Vec<_> = parameters.iter().copied().chain(url).collect();
        self.page.open(&self.server.address(), &parameters).await;
        Ok(())
    }

    /// Those that ask for addresses get that of a WebSocket that wants a token.
    async fn example(&mut self, name: &str) {
        let site = Witnessed::of(&places::example(name));
        self.server = Server::serving(site.folder()).await;
        self.sites.push(site);
        let private = self.server.private_socket();
        let parameters = [("first", private.as_str()), ("second", private.as_str())];
        self.page.open(&self.server.address(), &parameters).await;
    }

    async fn fate(&mut self, fate: Fate) {
        match fate {
            Fate::Killed => self.server.kill().await,
            Fate::Terminated => drop(self.server.terminate().await),
            Fate::Started => self.server.start_again().await,
            Fate::Frozen => self.server.freeze().await,
            Fate::Thawed => self.server.thaw().await,
        }
    }

    async fn sleep(&self, duration: Duration) {
        let milliseconds = u64::try_from(duration.as_millis()).expect("a night's sleep");
        let sleep = "window.heartlineSleep(arguments[0])";
        self.page
            .browser
            .run(sleep, vec![milliseconds.into()])
            .await;
    }

    async fn send_long(&self, length: usize) {
        let fill = "document.querySelector('[data-testid=composer]').value =\
                    'x'.repeat(arguments[0])";
        self.page.browser.run(fill, vec![json!(length)]).await;
        self.page.press("send").await;
    }

    async fn until(&self, expect: &Expect) -> Result<(), String> {
        let start = Instant::now();
        loop {
            match self.see(expect).await {
                Ok(()) => return Ok(()),
                Err(seen) if start.elapsed() > PATIENCE => {
                    return Err(format!("waited {PATIENCE:?} in vain: {seen}"));
                }
                Err(_) => sleep(PAUSE).await,
            }
        }
    }

    async fn holds(&self, expect: &Expect, duration: Duration) -> Result<(), String> {
        let start = Instant::now();
        while start.elapsed() < duration {
            self.see(expect).await?;
            sleep(PAUSE).await;
        }
        Ok(())
    }
}
