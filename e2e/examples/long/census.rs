//! What the page holds of the browser: counted by a script that runs before any of the page's.

use heartline_e2e::browser::Browser;
use serde::Deserialize;
use serde_json::json;

/// Counts from the next page on.
pub(crate) async fn begin(browser: &Browser) {
    let script = json!({"source": include_str!("census.js")});
    browser
        .devtools("Page.addScriptToEvaluateOnNewDocument", script)
        .await;
}

/// What is there.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub(crate) struct Census {
    pub(crate) listeners: u64,
    pub(crate) timers: u64,
    pub(crate) intervals: u64,
    pub(crate) frames: u64,
    /// Those that connect or are open.
    pub(crate) sockets: u64,
    /// Those that are abandoned, while the browser waits for the other side's last word.
    pub(crate) closing: u64,
    pub(crate) workers: u64,
    pub(crate) sockets_made: u64,
    pub(crate) workers_made: u64,
    pub(crate) elements: u64,
    /// Bytes of JavaScript after a collection of garbage.
    #[serde(default)]
    pub(crate) heap: u64,
}

/// Counts, after what nobody holds is gone.
pub(crate) async fn count(browser: &Browser) -> Census {
    for _ in 0..2 {
        browser
            .devtools("HeapProfiler.collectGarbage", json!({}))
            .await;
    }
    let usage = browser.devtools("Runtime.getHeapUsage", json!({})).await;
    let counted = browser.run("return window.census.count()", vec![]).await;
    let census: Census = serde_json::from_value(counted).expect("a census");
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let heap = usage["usedSize"].as_f64().expect("a number of bytes") as u64;
    Census { heap, ..census }
}
