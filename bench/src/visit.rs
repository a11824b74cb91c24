//! A contestant's page in a browser, and the questions that are put to it.

use heartline_e2e::browser::Browser;
use heartline_e2e::until;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::time::{Duration, Instant, sleep};

use crate::frames::Frame;

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

/// What that is: `Chromium 156.0.8078.108, headless`.
pub(crate) async fn name() -> String {
    let browser = browser().await;
    let answer = browser.devtools("Browser.getVersion", json!({})).await;
    let agent = answer["userAgent"].as_str().unwrap_or_default();
    name_of(&browser.version, agent)
}

/// The new headless mode is the whole browser without a window, and calls itself so to servers only.
fn name_of(version: &str, agent: &str) -> String {
    let window = match agent.contains("Headless") {
        true => "headless",
        false => "with a window",
    };
    format!("{version}, {window}")
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
        self.settle(expected, async || {}).await.0
    }

    /// The same, and what the page's main thread had worked since it was loaded when the last of them had come, in s.
    pub(crate) async fn settled_after_work(self, expected: u64) -> (Book, f64) {
        self.settle(expected, async || self.busy().await).await
    }

    /// `look` is asked each time that more has come.
    async fn settle<T>(self, expected: u64, look: impl AsyncFn() -> T) -> (Book, T) {
        let mut book = self.book().await;
        let mut found = look().await;
        let mut since = Instant::now();
        while book.distinct < expected && since.elapsed() < QUIET {
            sleep(LOOK).await;
            let now = self.book().await;
            if now.received > book.received {
                found = look().await;
                since = Instant::now();
            }
            book = now;
        }
        (book, found)
    }

    /// Seconds of processor time that the page's main thread has worked
    /// ([Performance.getMetrics](https://chromedevtools.github.io/devtools-protocol/tot/Performance/#method-getMetrics)):
    /// only the difference of two answers means something. The default domain would count the time in which a task
    /// waited for the processor, too.
    pub(crate) async fn busy(self) -> f64 {
        let browser = self.browser;
        let domain = json!({"timeDomain": "threadTicks"});
        browser.devtools("Performance.enable", domain).await;
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

    /// The frames since they are watched.
    pub(crate) async fn frames(self) -> Vec<Frame> {
        self.ask("return window.benchFrames.splice(0)").await
    }
}

const BOOK: &str = "
    const { received, distinct, first, last, opens, closes, readyAt, errors } = window.bench ?? {};
    const rendered = window.benchRendered;
    return { received, distinct, first, last, opens, closes, readyAt, rendered, errors };
";

/// One cheap question in each frame, the same to all.
const WATCH_FRAMES: &str = "
    const frames = (window.benchFrames = []);
    let begin;
    let newest = window.bench.newest();
    const tick = (end) => {
        const shown = window.bench.newest();
        if (begin !== undefined) frames.push({ begin, end, changed: shown !== newest });
        begin = end;
        newest = shown;
        requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_says_whether_it_has_a_window() {
        let table = [
            (
                "Mozilla/5.0 HeadlessChrome/156.0.0.0",
                "chrome 156, headless",
            ),
            ("Mozilla/5.0 Chrome/156.0.0.0", "chrome 156, with a window"),
        ];
        for (agent, name) in table {
            assert_eq!(name_of("chrome 156", agent), name);
        }
    }
}
