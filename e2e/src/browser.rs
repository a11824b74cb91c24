//! A browser, driven from outside by WebDriver: one driver, session and profile each.

use std::path::Path;

use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder};
use http::Method;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tokio::time::timeout;
use url::{ParseError, Url};

use crate::engine::{Driver, Engine, chromium, firefox, webkit};
use crate::patience::PATIENCE;
use crate::profile::Profile;

/// A browser. Dropping it ends it, its driver and its profile, in this order of fields.
#[derive(Debug)]
pub struct Browser {
    /// For what every browser can do.
    pub client: Client,
    /// What it is built on.
    pub engine: Engine,
    /// What it calls itself, with its version.
    pub version: String,
    driver: Driver,
    profile: Profile,
}

impl Browser {
    /// Starts Chromium on a new profile.
    pub async fn start() -> Self {
        Self::of(Engine::Chromium).await
    }

    /// Starts a browser on a new profile.
    pub async fn of(engine: Engine) -> Self {
        let profile = Profile::new();
        let driver = engine.start(&profile).await;
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(engine.capabilities(&profile));
        let session = timeout(PATIENCE, builder.connect(driver.address())).await;
        let client = session.expect("a driver that answers").expect("a session");
        // The browser begins with a page of its own.
        client.goto("about:blank").await.expect("an empty page");
        let version = version(&client);
        Self {
            client,
            engine,
            version,
            driver,
            profile,
        }
    }

    /// Runs a script in the page.
    pub async fn run(&self, script: &str, arguments: Vec<Value>) -> Value {
        let result = self.client.execute(script, arguments).await;
        result.unwrap_or_else(|error| panic!("{error}, in the script {script}"))
    }

    /// Runs a script in the page that gives its answer to the function that is its last argument.
    pub async fn ask(&self, script: &str, arguments: Vec<Value>) -> Value {
        let result = self.client.execute_async(script, arguments).await;
        result.unwrap_or_else(|error| panic!("{error}, in the script {script}"))
    }

    /// Gives a command of the
    /// [DevTools protocol](https://chromedevtools.github.io/devtools-protocol/), which is Chromium's,
    /// and returns its answer.
    pub async fn devtools(&self, command: &str, parameters: Value) -> Value {
        let body = json!({"cmd": command, "params": parameters});
        self.vendor("goog/cdp/execute", body).await
    }

    /// What went wrong in the page since the last question: uncaught errors, unhandled rejections,
    /// panics (which the page writes to the console as errors) and files that did not load.
    /// Chromium is asked for its log; elsewhere the [witness](crate::witness) in the page tells.
    pub async fn complaints(&self) -> Vec<String> {
        match self.engine {
            Engine::Chromium => chromium::complaints(self).await,
            Engine::Firefox | Engine::WebKit => {
                let errors = "return window.heartlineErrors?.splice(0) ?? []";
                let errors = self.run(errors, vec![]).await;
                serde_json::from_value(errors).expect("the page's errors")
            }
        }
    }

    /// Whether the page can be seen. A browser whose window is minimised hides its pages.
    pub async fn set_hidden(&self, hidden: bool) {
        let result = match hidden {
            true => self.client.minimize_window().await,
            // https://www.w3.org/TR/webdriver2/#set-window-rect restores the window first.
            false => self.client.set_window_rect(0, 0, 1200, 900).await,
        };
        result.unwrap_or_else(|error| panic!("hidden {hidden}: {error}"));
    }

    /// Whether the browser says that there is a network. WebKit has no switch for that; there the
    /// page is told by a script, in the words that the browser would use.
    pub async fn set_offline(&self, offline: bool) {
        match self.engine {
            Engine::Chromium => chromium::set_offline(self, offline).await,
            Engine::Firefox => firefox::set_offline(self, offline).await,
            Engine::WebKit => drop(self.run(SAY_OFFLINE, vec![offline.into()]).await),
        }
    }

    /// Whether the browser has put the page to rest, as Chromium does with hidden pages to save
    /// energy: the page is hidden before, and shown after.
    pub async fn set_frozen(&self, frozen: bool) {
        if frozen {
            self.set_hidden(true).await;
        }
        chromium::set_frozen(self, frozen).await;
        if !frozen {
            self.set_hidden(false).await;
        }
    }

    /// Gives the page's view this width and height in CSS pixels, a phone's too, also for the pages
    /// that it opens later. WebKit's window does not become narrower than its tool bar, some
    /// 450 pixels.
    pub async fn set_size(&self, width: u32, height: u32) {
        match self.engine {
            Engine::Chromium => chromium::set_size(self, width, height).await,
            Engine::Firefox => firefox::set_size(self, width, height).await,
            Engine::WebKit => webkit::set_size(self, width, height).await,
        }
    }

    /// What the person has asked the system for, also for the pages that it opens later. False where
    /// the engine cannot be told, which is WebKit.
    pub async fn set_wishes(&self, wishes: Wishes) -> bool {
        match self.engine {
            Engine::Chromium => chromium::set_wishes(self, wishes).await,
            Engine::Firefox => firefox::set_wishes(self, wishes).await,
            Engine::WebKit => return false,
        }
        true
    }

    /// SIGSTOP or SIGCONT for all processes of the browser: as when a phone puts it away. While it
    /// is stopped it obeys no other command.
    pub fn set_stopped(&self, stopped: bool) {
        let signal = if stopped { "STOP" } else { "CONT" };
        self.profile.signal(signal, self.driver.process());
    }

    /// The folder in which it keeps what it keeps.
    #[must_use]
    pub fn profile(&self) -> &Path {
        self.profile.folder()
    }

    /// Gives a command that only this kind of driver knows.
    pub(crate) async fn vendor(&self, path: &'static str, body: Value) -> Value {
        let result = self.client.issue_cmd(Vendor { path, body }).await;
        result.unwrap_or_else(|error| panic!("{error}, from {path}"))
    }
}

/// What a person can ask the system for, and a page hears of by media queries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wishes {
    /// Light letters on a dark ground.
    pub dark: bool,
    /// Nothing that moves without need.
    pub still: bool,
}

/// From the session's capabilities, since each engine writes the page's user agent as it likes.
fn version(client: &Client) -> String {
    let part = |name: &str| client.capabilities()?.get(name)?.as_str();
    let name = part("browserName").unwrap_or_default();
    format!("{name} {}", part("browserVersion").unwrap_or_default())
}

const SAY_OFFLINE: &str = r#"
    const online = !arguments[0];
    Object.defineProperty(navigator, "onLine", { get: () => online, configurable: true });
    dispatchEvent(new Event(online ? "online" : "offline"));
"#;

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
