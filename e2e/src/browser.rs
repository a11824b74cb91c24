//! Chromium, driven from outside through chromedriver: one driver, session and profile per test.

use std::process::Stdio;

use fantoccini::wd::{Capabilities, WebDriverCompatibleCommand};
use fantoccini::{Client, ClientBuilder};
use http::Method;
use hyper_util::client::legacy::connect::HttpConnector;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use tokio::time::timeout;
use url::{ParseError, Url};

use crate::patience::PATIENCE;
use crate::places;
use crate::profile::Profile;

/// A browser. Dropping it ends it, its driver and its profile, in this order of fields.
#[derive(Debug)]
pub struct Browser {
    /// For what every browser can do.
    pub client: Client,
    _driver: Driver,
    _profile: Profile,
}

impl Browser {
    /// Starts a browser on a new profile.
    pub async fn start() -> Self {
        let profile = Profile::new();
        let driver = Driver::start().await;
        let folder = profile.folder().to_string_lossy().into_owned();
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(capabilities(&folder));
        let session = timeout(PATIENCE, builder.connect(&driver.address)).await;
        let client = session.expect("a driver that answers").expect("a session");
        // The browser begins with a page of its own.
        client.goto("about:blank").await.expect("an empty page");
        Self {
            client,
            _driver: driver,
            _profile: profile,
        }
    }

    /// Runs a script in the page.
    pub async fn run(&self, script: &str, arguments: Vec<Value>) -> Value {
        let result = self.client.execute(script, arguments).await;
        result.unwrap_or_else(|error| panic!("{error}, in the script {script}"))
    }

    /// Gives a command of the
    /// [DevTools protocol](https://chromedevtools.github.io/devtools-protocol/).
    pub async fn devtools(&self, command: &str, parameters: Value) {
        let body = json!({"cmd": command, "params": parameters});
        self.vendor("goog/cdp/execute", body).await;
    }

    /// What went wrong in the page since the last question: uncaught errors, unhandled rejections,
    /// panics (which the page writes to the console as errors) and files that did not load. That
    /// a WebSocket could not connect is no fault of the page.
    pub async fn complaints(&self) -> Vec<String> {
        let log = self.vendor("se/log", json!({"type": "browser"})).await;
        let entries: Vec<LogEntry> = serde_json::from_value(log).expect("the browser's log");
        entries
            .into_iter()
            .filter(LogEntry::is_complaint)
            .map(|entry| entry.message)
            .collect()
    }

    async fn vendor(&self, path: &'static str, body: Value) -> Value {
        let result = self.client.issue_cmd(Vendor { path, body }).await;
        result.unwrap_or_else(|error| panic!("{error}, from {path}"))
    }
}

/// `--remote-debugging-pipe` ties the browser to its driver: when the one ends, however it ends,
/// the other does.
const ARGUMENTS: [&str; 9] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-dev-shm-usage",
    "--remote-debugging-pipe",
];

fn capabilities(profile: &str) -> Capabilities {
    let mut arguments = ARGUMENTS.map(str::to_owned).to_vec();
    arguments.push(format!("--user-data-dir={profile}"));
    let capabilities = json!({
        "goog:chromeOptions": {"args": arguments},
        "goog:loggingPrefs": {"browser": "ALL"},
        "timeouts": {"pageLoad": PATIENCE.as_millis(), "script": PATIENCE.as_millis()},
    });
    serde_json::from_value(capabilities).expect("an object")
}

/// An entry of the log as chromedriver gives it.
#[derive(Debug, Deserialize)]
struct LogEntry {
    level: String,
    source: String,
    message: String,
}

impl LogEntry {
    fn is_complaint(&self) -> bool {
        let expected = self.source == "network" && self.message.contains("WebSocket connection to");
        self.level == "SEVERE" && !expected
    }
}

/// A command that only this kind of driver knows.
#[derive(Debug)]
struct Vendor {
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for Vendor {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        let session = session.unwrap_or_default();
        base.join(&format!("session/{session}/{}", self.path))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.body.to_string()))
    }
}

/// A running chromedriver.
#[derive(Debug)]
struct Driver {
    address: String,
    _child: Child,
    /// Kept, so that what the driver writes has somewhere to go.
    _lines: Lines<BufReader<ChildStdout>>,
}

impl Driver {
    async fn start() -> Self {
        let program = places::chromedriver();
        let mut child = Command::new(&program)
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap_or_else(|error| panic!("cannot start {}: {error}", program.display()));
        let stdout = child.stdout.take().expect("its output");
        let mut lines = BufReader::new(stdout).lines();
        let port = timeout(PATIENCE, ready_port(&mut lines)).await;
        let port = port.expect("a driver that says its port");
        Self {
            address: format!("http://127.0.0.1:{port}/"),
            _child: child,
            _lines: lines,
        }
    }
}

/// Reads up to `ChromeDriver was started successfully on port 12345.`
async fn ready_port(lines: &mut Lines<BufReader<ChildStdout>>) -> u16 {
    while let Some(line) = lines.next_line().await.expect("the driver's output") {
        let port = line.strip_prefix("ChromeDriver was started successfully on port ");
        if let Some(port) = port.and_then(|port| port.trim_end_matches('.').parse().ok()) {
            return port;
        }
    }
    panic!("the driver ended before it was ready")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::patience::until;

    /// The last of its four errors follows what is no fault of a page: a warning, and a WebSocket
    /// that cannot connect.
    const FAULTY: &str = "<script>console.error('printed');
        setTimeout(() => { throw new Error('thrown') });
        Promise.reject(new Error('rejected'));
        console.warn('harmless');
        new WebSocket('ws://127.0.0.1:7/').onerror = () => { throw new Error('last') }</script>";

    #[tokio::test]
    async fn a_page_that_errs_is_complained_about() {
        let browser = Browser::start().await;
        let address = format!("data:text/html,{FAULTY}");
        browser.client.goto(&address).await.unwrap();
        let mut complaints = Vec::new();
        until("the last error is noticed", async || {
            complaints.extend(browser.complaints().await);
            let last = complaints.last()?;
            last.contains("last").then_some(())
        })
        .await;
        assert_eq!(complaints.len(), 4, "{complaints:?}");
        for word in ["printed", "thrown", "rejected"] {
            let named = |complaint: &String| complaint.contains(word);
            assert!(complaints.iter().any(named), "{word}: {complaints:?}");
        }
    }

    #[tokio::test]
    async fn nothing_outlives_a_browser() {
        let browser = Browser::start().await;
        let profile = browser._profile.folder().to_path_buf();
        assert!(profile.join("Default").is_dir(), "the profile is in use");
        drop(browser);
        assert!(!profile.exists(), "{}", profile.display());
    }
}
