//! Chromium: chromedriver, and the DevTools protocol behind it.

use std::path::PathBuf;

use serde::Deserialize;
use serde_json::{Value, json};
use tokio::process::Command;

use crate::browser::{Browser, Wishes};
use crate::engine::Driver;
use crate::places;
use crate::profile::Profile;

/// The driver, which finds the browser itself.
pub(crate) fn programs() -> Result<PathBuf, String> {
    places::program("CHROMEDRIVER", &["chromedriver"], "chromium-driver")
}

pub(crate) async fn start(profile: &Profile) -> Driver {
    let program = programs().unwrap_or_else(|missing| panic!("{missing}"));
    let mut command = Command::new(program);
    command.arg("--port=0");
    let words = "ChromeDriver was started successfully on port ";
    Driver::announced(command, words, profile).await
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

/// What the driver asks for by itself, and what nobody's browser does: to let the timers of hidden
/// pages run as if they were seen.
const UNWANTED: [&str; 2] = [
    "disable-background-timer-throttling",
    "disable-backgrounding-occluded-windows",
];

pub(crate) fn capabilities(profile: &Profile) -> Value {
    let mut arguments = ARGUMENTS.map(str::to_owned).to_vec();
    let folder = profile.folder().display();
    arguments.push(format!("--user-data-dir={folder}"));
    json!({
        "goog:chromeOptions": {"args": arguments, "excludeSwitches": UNWANTED},
        "goog:loggingPrefs": {"browser": "ALL"},
    })
}

/// The browser's own log, which knows also of files that did not load. That a WebSocket could not
/// connect is no fault of the page.
pub(crate) async fn complaints(browser: &Browser) -> Vec<String> {
    let log = browser.vendor("se/log", json!({"type": "browser"})).await;
    let entries: Vec<LogEntry> = serde_json::from_value(log).expect("the browser's log");
    entries
        .into_iter()
        .filter(LogEntry::is_complaint)
        .map(|entry| entry.message)
        .collect()
}

/// Cuts the page's network off, or gives it back; the page is told as if a cable had been pulled. A
/// WebSocket that was opened while DevTools did not look at the network goes on.
pub(crate) async fn set_offline(browser: &Browser, offline: bool) {
    let conditions = json!({
        "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1,
    });
    browser.devtools("Network.enable", json!({})).await;
    browser
        .devtools("Network.emulateNetworkConditions", conditions)
        .await;
    if !offline {
        browser.devtools("Network.disable", json!({})).await;
    }
}

/// [Freezes a page](https://developer.chrome.com/docs/web-platform/page-lifecycle-api#state-frozen):
/// none of its timers fires until it is active again.
pub(crate) async fn set_frozen(browser: &Browser, frozen: bool) {
    let state = if frozen { "frozen" } else { "active" };
    let state = json!({"state": state});
    browser.devtools("Page.setWebLifecycleState", state).await;
}

/// `mobile` stays off: with it the view grows to whatever sticks out, and hides it. Scrollbars take
/// no room, as on phones.
pub(crate) async fn set_size(browser: &Browser, width: u32, height: u32) {
    let metrics = json!({
        "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false,
    });
    let command = "Emulation.setDeviceMetricsOverride";
    browser.devtools(command, metrics).await;
    let hidden = json!({"hidden": true});
    let command = "Emulation.setScrollbarsHidden";
    browser.devtools(command, hidden).await;
}

pub(crate) async fn set_wishes(browser: &Browser, Wishes { dark, still }: Wishes) {
    let feature = |name, value| json!({"name": name, "value": value});
    let scheme = if dark { "dark" } else { "light" };
    let motion = if still { "reduce" } else { "no-preference" };
    let features = json!({"features": [
        feature("prefers-color-scheme", scheme),
        feature("prefers-reduced-motion", motion),
    ]});
    let command = "Emulation.setEmulatedMedia";
    browser.devtools(command, features).await;
}

/// An entry of the log as chromedriver gives it.
#[derive(Debug, Deserialize)]
struct LogEntry {
    level: String,
    source: String,
    message: String,
}

/// What the browser says of a server that is not there, which is no fault of the page: of a WebSocket,
/// and of a request to a server that was just killed.
const ABSENT: [&str; 5] = [
    "WebSocket connection to",
    // Refused, reset, closed, aborted: by the moment at which the server went.
    "net::ERR_CONNECTION_",
    "net::ERR_SOCKET_NOT_CONNECTED",
    "net::ERR_EMPTY_RESPONSE",
    "net::ERR_INTERNET_DISCONNECTED",
];

impl LogEntry {
    fn is_complaint(&self) -> bool {
        let of_absence = ABSENT.iter().any(|words| self.message.contains(words));
        let expected = self.source == "network" && of_absence;
        self.level == "SEVERE" && !expected
    }
}
