//! WebKit: WebKitGTK's small browser on a screen that nobody sees, and WebKitWebDriver.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};
use tokio::process::Command;

use crate::engine::Driver;
use crate::engine::driver::Screen;
use crate::places;
use crate::profile::Profile;

/// What it takes.
pub(crate) struct Programs {
    driver: PathBuf,
    browser: PathBuf,
    screen: PathBuf,
}

pub(crate) fn programs() -> Result<Programs, String> {
    Ok(Programs {
        driver: places::program("WEBKITWEBDRIVER", &["WebKitWebDriver"], "webkit2gtk-driver")?,
        browser: mini_browser()?,
        screen: places::program("XVFB", &["Xvfb"], "xvfb")?,
    })
}

/// The browser that comes with the library, beside the library and not in the search path.
fn mini_browser() -> Result<PathBuf, String> {
    let missing = "no MiniBrowser in /usr/lib/*/webkit2gtk-4.1 (of libwebkit2gtk-4.1-0), nor in \
                   MINIBROWSER";
    let given = std::env::var_os("MINIBROWSER").map(PathBuf::from);
    let systems = fs::read_dir("/usr/lib").into_iter().flatten().flatten();
    let found = systems.map(|system| system.path().join("webkit2gtk-4.1/MiniBrowser"));
    let mut all = given.into_iter().chain(found);
    all.find(|program| program.is_file())
        .ok_or_else(|| missing.to_owned())
}

/// What the browser keeps goes into the profile, because it looks for its folders in these
/// variables.
pub(crate) async fn start(profile: &Profile) -> Driver {
    let Programs { driver, screen, .. } = programs().unwrap_or_else(|missing| panic!("{missing}"));
    let screen = Screen::start(&screen).await;
    let port = places::free_port();
    let mut command = Command::new(driver);
    command.arg(format!("--port={port}"));
    command.env("DISPLAY", &screen.number);
    for variable in ["HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"] {
        command.env(variable, profile.folder());
    }
    Driver::on(port, command, screen, profile).await
}

pub(crate) fn capabilities() -> Value {
    let Programs { browser, .. } = programs().unwrap_or_else(|missing| panic!("{missing}"));
    json!({
        "webkitgtk:browserOptions": {"binary": browser, "args": ["--automation"]},
    })
}
