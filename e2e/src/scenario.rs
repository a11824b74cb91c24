//! A scenario: a server, a browser and the page, what a test does with them, and what must hold
//! at the end of every test.

use std::any::Any;
use std::fs;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use futures_util::FutureExt;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::browser::Browser;
use crate::engine::Engine;
use crate::page::Page;
use crate::places;
use crate::server::Server;

/// Where a test plays.
#[derive(Debug)]
pub struct Stage {
    /// Serves the page, and a WebSocket.
    pub server: Server,
    /// The page in its browser.
    pub page: Page,
    origin: String,
    acquaintances: Vec<String>,
}

/// Runs a test on a stage of its own. In the end, and before each further visit of the page, no
/// error may have been raised in the browser and nothing may have been loaded from elsewhere.
///
/// # Panics
/// When the test does, or one of those two things happened.
pub async fn scenario(test: impl AsyncFnOnce(&mut Stage)) {
    scenario_on(places::dist(), test).await;
}

/// Like [`scenario`], with an example app, such as `chat`, in place of the page.
///
/// # Panics
/// As [`scenario`] does, and when the app has not been built.
pub async fn example(name: &str, test: impl AsyncFnOnce(&mut Stage)) {
    scenario_on(places::example(name), test).await;
}

/// Like [`scenario`], with the page in this folder.
///
/// # Panics
/// As [`scenario`] does.
pub async fn scenario_on(site: PathBuf, test: impl AsyncFnOnce(&mut Stage)) {
    let outcome = perform(Engine::Chromium, site, test).await;
    outcome.unwrap_or_else(|panic| resume_unwind(panic));
}

/// Plays a test in this engine.
///
/// # Errors
/// What the test panicked with, after the page has been described and photographed.
pub(crate) async fn perform(
    engine: Engine,
    site: PathBuf,
    test: impl AsyncFnOnce(&mut Stage),
) -> Result<(), Box<dyn Any + Send>> {
    let _seat = SEATS.acquire().await.expect("a seat");
    let mut stage = Stage::set(engine, site).await;
    let play = async {
        test(&mut stage).await;
        stage.check().await;
    };
    let outcome = AssertUnwindSafe(timeout(LONGEST, play)).catch_unwind();
    let panic: Box<dyn Any + Send> = match outcome.await {
        Ok(Ok(())) => return Ok(()),
        Ok(Err(_)) => Box::new(format!("took more than {LONGEST:?}")),
        Err(panic) => panic,
    };
    stage.describe_failure().await;
    Err(panic)
}

/// Each test keeps a browser busy; more of them at a time only get in each other's way.
static SEATS: Semaphore = Semaphore::const_new(2);

/// The longest that a test may take: enough for several waits at the end of their patience.
const LONGEST: Duration = Duration::from_secs(240);

impl Stage {
    async fn set(engine: Engine, site: PathBuf) -> Self {
        let server = Server::serving(site).await;
        let origin = server.address();
        let browser = Browser::of(engine).await;
        let page = Page { browser };
        Self {
            server,
            page,
            origin,
            acquaintances: Vec::new(),
        }
    }

    /// Lets the page ask this host too, whatever it answers. That a browser reports a request
    /// without a good answer is then no error of the page.
    pub fn introduce(&mut self, host: String) {
        self.acquaintances.push(host);
    }

    /// Opens the page with these parameters.
    pub async fn visit(&self, parameters: &[(&str, &str)]) {
        self.check().await;
        self.page.open(&self.origin, parameters).await;
    }

    /// Keeps a picture of the page.
    pub async fn photograph(&self, name: &str) -> PathBuf {
        let picture = self.page.browser.client.screenshot().await;
        let folder = places::screenshots();
        fs::create_dir_all(&folder).expect("a folder for pictures");
        let file = folder.join(format!("{name}.png"));
        fs::write(&file, picture.expect("a picture")).expect("a written picture");
        file
    }

    async fn check(&self) {
        let mut complaints = self.page.browser.complaints().await;
        complaints.retain(|complaint| !self.is_about_an_acquaintance(complaint));
        assert!(complaints.is_empty(), "errors in the page: {complaints:#?}");
        let own = self.origin.trim_start_matches("http://").trim_matches('/');
        let sources = self.page.sources().await;
        let known = |host: &String| host == own || self.acquaintances.contains(host);
        let foreign = sources.keys().find(|host| !host.is_empty() && !known(host));
        assert_eq!(foreign, None, "loaded from elsewhere: {sources:?}");
    }

    /// The browser begins its report of a request with the address.
    fn is_about_an_acquaintance(&self, complaint: &str) -> bool {
        let mut addresses = self
            .acquaintances
            .iter()
            .map(|host| format!("http://{host}/"));
        addresses.any(|address| complaint.starts_with(&address))
    }

    /// Says what the page showed when the test failed.
    async fn describe_failure(&self) {
        let test = thread::current()
            .name()
            .unwrap_or("test")
            .replace("::", "-");
        let engine = self.page.browser.engine;
        let report = async {
            let seen = self.page.snapshot().await;
            eprintln!("{test} failed in {engine}; the page showed {seen:#?}");
            for moment in self.page.history().await {
                eprintln!("{moment}");
            }
            let complaints = self.page.browser.complaints().await;
            eprintln!("its errors: {complaints:#?}");
            let picture = self.photograph(&format!("failed-{test}-{engine}")).await;
            eprintln!("its looks: {}", picture.display());
        };
        // Whatever made the test fail may make this fail as well.
        let _ = AssertUnwindSafe(timeout(LAST_WORDS, report))
            .catch_unwind()
            .await;
    }
}

const LAST_WORDS: Duration = Duration::from_secs(20);

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use url::Url;

    use super::*;

    #[tokio::test]
    async fn a_test_that_fails_leaves_nothing_running() {
        let mut address = String::new();
        let failing = scenario(async |stage| {
            stage.visit(&[]).await;
            address = stage.server.address();
            stage.server.freeze().await;
            panic!("as tests do");
        });
        let outcome = AssertUnwindSafe(failing).catch_unwind().await;
        assert_eq!(
            *outcome.unwrap_err().downcast::<&str>().unwrap(),
            "as tests do"
        );
        let port = Url::parse(&address).unwrap().port().unwrap();
        assert!(TcpListener::bind(("127.0.0.1", port)).is_ok(), "{port}");
    }
}
