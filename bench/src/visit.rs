//! A contestant's page in a browser, and the questions that are put to it.

use heartline_e2e::browser::Browser;
use heartline_e2e::until;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::time::{Duration, Instant, sleep};

/// What the book of a page says; see `contestants/harness.js`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Book {
    /// Messages that the application was given.
    pub(crate) received: u64,
    /// Different ones among them.
    pub(crate) distinct: u64,
    /// When the first came, in ms since the navigation.
    pub(crate) first: Option<f64>,
    /// When the last came.
    pub(crate) last: Option<f64>,
    /// When the application was told that it is connected.
    pub(crate) opens: Vec<f64>,
    /// When it was told that it is not.
    pub(crate) closes: Vec<f64>,
    /// When it ran.
    pub(crate) ready_at: Option<f64>,
    /// When something of it could be seen.
    pub(crate) rendered: Option<f64>,
    /// What nobody caught.
    pub(crate) errors: Vec<String>,
}

/// A Chromium whose pages can be asked, also our own, which knows nothing of benchmarks.
pub(crate) async fn browser() -> Browser {
    let browser = Browser::start().await;
    let command = "Page.addScriptToEvaluateOnNewDocument";
    let script = json!({"source": include_str!("before.js")});
    browser.devtools(command, script).await;
    browser
}

/// A page that has been opened.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Visit<'a> {
    browser: &'a Browser,
}

/// How long nothing has to come until nothing more is awaited.
const QUIET: Duration = Duration::from_millis(1_500);
const LOOK: Duration = Duration::from_millis(30);

impl<'a> Visit<'a> {
    /// Loads a page and waits until its application runs.
    pub(crate) async fn open(browser: &'a Browser, address: &str) -> Self {
        let loaded = browser.client.goto(address).await;
        loaded.unwrap_or_else(|error| panic!("{address}: {error}"));
        let visit = Self { browser };
        until("the application runs", async || visit.book().await.ready_at).await;
        visit
    }

    /// Loads a page and waits until it is connected.
    pub(crate) async fn connected(browser: &'a Browser, address: &str) -> Self {
        let visit = Self::open(browser, address).await;
        until("it is connected", async || {
            (!visit.book().await.opens.is_empty()).then_some(())
        })
        .await;
        visit
    }

    /// The page that is open there.
    pub(crate) const fn of(browser: &'a Browser) -> Self {
        Self { browser }
    }

    /// What its book says.
    pub(crate) async fn book(self) -> Book {
        self.ask(BOOK).await
    }

    /// What a script returns.
    ///
    /// # Panics
    /// When that is something else.
    pub(crate) async fn ask<T: DeserializeOwned>(self, script: &str) -> T {
        let answer = self.browser.run(script, vec![]).await;
        let told = answer.to_string();
        serde_json::from_value(answer)
            .unwrap_or_else(|error| panic!("{error}: {told}, from {script}"))
    }

    /// What a script gives to the function that is its last argument.
    pub(crate) async fn wait<T: DeserializeOwned>(self, script: &str, arguments: Vec<Value>) -> T {
        let answer = self.browser.ask(script, arguments).await;
        let told = answer.to_string();
        serde_json::from_value(answer)
            .unwrap_or_else(|error| panic!("{error}: {told}, from {script}"))
    }

    /// Waits until so many have come, or nothing more comes.
    pub(crate) async fn settled(self, expected: u64) -> Book {
        let mut book = self.book().await;
        let mut since = Instant::now();
        while book.distinct < expected && since.elapsed() < QUIET {
            sleep(LOOK).await;
            let now = self.book().await;
            if now.received > book.received {
                since = Instant::now();
            }
            book = now;
        }
        book
    }

    /// Seconds that the page's main thread was busy since it was loaded
    /// ([Performance.getMetrics](https://chromedevtools.github.io/devtools-protocol/tot/Performance/#method-getMetrics)).
    pub(crate) async fn busy(self) -> f64 {
        let browser = self.browser;
        browser.devtools("Performance.enable", json!({})).await;
        let answer = browser.devtools("Performance.getMetrics", json!({})).await;
        let metrics = answer["metrics"].as_array().into_iter().flatten();
        let mut named = metrics.filter(|metric| metric["name"] == "TaskDuration");
        let found = named.next().and_then(|metric| metric["value"].as_f64());
        found.unwrap_or_else(|| panic!("no TaskDuration in {answer}"))
    }

    /// Begins to take the time of frames.
    pub(crate) async fn watch_frames(self) {
        let _: Value = self.ask(WATCH_FRAMES).await;
    }

    /// The time between frames since they are watched, in ms.
    pub(crate) async fn frames(self) -> Vec<f64> {
        self.ask("return window.benchFrames.splice(0)").await
    }
}

const BOOK: &str = "
    const { received, distinct, first, last, opens, closes, readyAt, errors } = window.bench ?? {};
    const rendered = window.benchRendered;
    return { received, distinct, first, last, opens, closes, readyAt, rendered, errors };
";

const WATCH_FRAMES: &str = "
    const frames = (window.benchFrames = []);
    let last = performance.now();
    const tick = (now) => {
        frames.push(now - last);
        last = now;
        requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
";
