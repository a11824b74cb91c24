//! Firefox: geckodriver, and the browser's own code, in which scripts may run on request.

use std::path::PathBuf;

use serde_json::{Value, json};
use tokio::process::Command;

use crate::browser::{Browser, Wishes};
use crate::engine::Driver;
use crate::places;
use crate::profile::Profile;

/// The driver and the browser.
pub(crate) fn programs() -> Result<(PathBuf, PathBuf), String> {
    let driver = places::program("GECKODRIVER", &["geckodriver"], "the crate geckodriver")?;
    let names = ["firefox", "firefox-esr"];
    let browser = places::program("FIREFOX", &names, "firefox-esr")?;
    Ok((driver, browser))
}

/// System access is what [`in_browser`] takes. The driver puts the profile where temporary files
/// go.
pub(crate) async fn start(profile: &Profile) -> Driver {
    let (program, _) = programs().unwrap_or_else(|missing| panic!("{missing}"));
    let mut command = Command::new(program);
    command.args(["--port", "0", "--websocket-port", "0"]);
    command.arg("--allow-system-access");
    command.env("TMPDIR", profile.folder());
    Driver::announced(command, "Listening on 127.0.0.1:", profile).await
}

pub(crate) fn capabilities() -> Value {
    let (_, browser) = programs().unwrap_or_else(|missing| panic!("{missing}"));
    json!({
        "moz:firefoxOptions": {"binary": browser, "args": ["-headless"]},
    })
}

/// As "Work Offline" in the browser's menu does it. Connections over loopback stay as they are: the
/// page is told, and no more.
pub(crate) async fn set_offline(browser: &Browser, offline: bool) {
    let set = "Services.io.offline = arguments[0]";
    in_browser(browser, set, vec![offline.into()]).await;
}

/// Its window does not become as narrow as a phone, but the page in it does, as in the developer
/// tools' view of other devices.
pub(crate) async fn set_size(browser: &Browser, width: u32, height: u32) {
    let size = "const [width, height] = arguments;
        const { style } = gBrowser.selectedBrowser;
        style.minWidth = style.maxWidth = `${width}px`;
        style.minHeight = style.maxHeight = `${height}px`";
    in_browser(browser, size, vec![width.into(), height.into()]).await;
}

/// As the developer tools do it: 0 is dark, 1 is light.
pub(crate) async fn set_wishes(browser: &Browser, Wishes { dark, still }: Wishes) {
    let set = "const set = Services.prefs.setIntPref;
        set('layout.css.prefers-color-scheme.content-override', arguments[0] ? 0 : 1);
        set('ui.prefersReducedMotion', arguments[1] ? 1 : 0)";
    in_browser(browser, set, vec![dark.into(), still.into()]).await;
}

/// Runs a script among the browser's own.
async fn in_browser(browser: &Browser, script: &str, arguments: Vec<Value>) {
    in_context(browser, "chrome").await;
    browser.run(script, arguments).await;
    in_context(browser, "content").await;
}

async fn in_context(browser: &Browser, context: &str) {
    let context = json!({"context": context});
    browser.vendor("moz/context", context).await;
}
