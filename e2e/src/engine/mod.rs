//! The engines of browsers: one file for each, with how it is started, what it is asked to be, and
//! what it can do that the others do in another way or not at all.

pub(crate) mod chromium;
mod driver;
pub(crate) mod firefox;
pub(crate) mod webkit;

use std::env;
use std::fmt;

use fantoccini::wd::Capabilities;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::patience::PATIENCE;
use crate::profile::Profile;

pub(crate) use driver::Driver;

/// What a browser is built on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Engine {
    /// Of Chromium, Chrome, Edge: driven by chromedriver.
    Chromium,
    /// Of Firefox: Gecko, driven by geckodriver.
    Firefox,
    /// Of Safari, here as WebKitGTK's MiniBrowser: driven by WebKitWebDriver.
    WebKit,
}

impl Engine {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Chromium, Self::Firefox, Self::WebKit];

    /// Those that `HEARTLINE_ENGINES` names, as in `firefox,webkit`; all when it names none.
    ///
    /// # Panics
    /// When it names something else.
    #[must_use]
    pub fn chosen() -> Vec<Self> {
        let names = env::var("HEARTLINE_ENGINES").unwrap_or_default();
        if names.is_empty() {
            return Self::ALL.to_vec();
        }
        let one = |name: &str| {
            let mut all = Self::ALL.into_iter();
            let found = all.find(|engine| engine.to_string().eq_ignore_ascii_case(name.trim()));
            found.unwrap_or_else(|| panic!("HEARTLINE_ENGINES names {name}, which is no engine"))
        };
        names.split(',').map(one).collect()
    }

    /// What this machine lacks to start such a browser.
    ///
    /// # Errors
    /// Names the program that is missing, and where it comes from.
    pub fn is_here(self) -> Result<(), String> {
        match self {
            Self::Chromium => chromium::programs().map(drop),
            Self::Firefox => firefox::programs().map(drop),
            Self::WebKit => webkit::programs().map(drop),
        }
    }

    /// Starts the driver, which starts the browser when it is asked for a session.
    pub(crate) async fn start(self, profile: &Profile) -> Driver {
        match self {
            Self::Chromium => chromium::start(profile).await,
            Self::Firefox => firefox::start(profile).await,
            Self::WebKit => webkit::start(profile).await,
        }
    }

    /// What the session is to be.
    pub(crate) fn capabilities(self, profile: &Profile) -> Capabilities {
        let mut capabilities = match self {
            Self::Chromium => chromium::capabilities(profile),
            Self::Firefox => firefox::capabilities(),
            Self::WebKit => webkit::capabilities(),
        };
        let patience = PATIENCE.as_millis();
        capabilities["timeouts"] = json!({"pageLoad": patience, "script": patience});
        serde_json::from_value(capabilities).expect("an object")
    }
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Chromium => "Chromium",
            Self::Firefox => "Firefox",
            Self::WebKit => "WebKit",
        })
    }
}
