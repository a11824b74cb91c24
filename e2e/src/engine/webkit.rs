//! WebKit: WebKitGTK's small browser on a screen that nobody sees, and WebKitWebDriver.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};
use tokio::process::Command;

use crate::browser::Browser;
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

/// The window is as much larger than the page as it has bars around it.
pub(crate) async fn set_size(browser: &Browser, width: u32, height: u32) {
    let client = &browser.client;
    for _ in 0..2 {
        let (_, _, window_width, window_height) =
            client.get_window_rect().await.expect("the window's size");
        let view = "return [innerWidth, innerHeight]";
        let view = browser.run(view, vec![]).await;
        let (view_width, view_height): (u64, u64) =
            serde_json::from_value(view).expect("the view's size");
        let around = |window: u64, view: u64| {
            let around = window.saturating_sub(view);
            u32::try_from(around).expect("a window")
        };
        let width = width + around(window_width, view_width);
        let height = height + around(window_height, view_height);
        let set = client.set_window_rect(0, 0, width, height).await;
        set.unwrap_or_else(|error| panic!("{width} x {height}: {error}"));
    }
}
