//! Who takes part: what the builds have left behind, and our own page.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;

use serde::Deserialize;
use url::form_urlencoded::Serializer;

use crate::hall::Hall;

/// One that takes part.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Contestant {
    /// The name of its folder.
    pub(crate) name: String,
    /// Its name in tables.
    pub(crate) title: String,
    /// The version of the package that makes it what it is; none where the browser does.
    pub(crate) version: Option<String>,
    /// Whether only its faults are looked at.
    #[serde(default, rename = "faultsOnly")]
    pub(crate) faults_only: bool,
    /// The settings that it takes, and the functions that it hands out.
    #[serde(default)]
    has: BTreeSet<String>,
}

/// The name of the built page, which is served by our own server.
pub(crate) const PAGE: &str = "heartline-page";

/// What our page is asked for.
const OF_PAGE: [&str; 7] = [
    "url",
    "interval",
    "timeout",
    "heartbeat",
    "wakeups",
    "attempts",
    "greeting",
];

/// What it has: its address takes the settings, and `before.js` makes functions of its buttons.
const PAGE_HAS: [&str; 8] = [
    "reconnect",
    "interval",
    "timeout",
    "attempts",
    "greeting",
    "send",
    "close",
    "open",
];

/// Reads who is in this folder: `contestants.json` of each build below it.
///
/// # Errors
/// Where a list is missing or cannot be read.
pub(crate) fn all(folder: &Path) -> io::Result<Vec<Contestant>> {
    let mut all = Vec::new();
    for list in ["contestants-wasm.json", "contestants.json"] {
        let path = folder.join(list);
        let known = fs::read(&path).map_err(|error| {
            let path = path.display();
            let words = "`cargo xtask bench` builds the contestants";
            io::Error::new(error.kind(), format!("{path}: {error}; {words}"))
        })?;
        all.extend(serde_json::from_slice::<Vec<Contestant>>(&known)?);
    }
    all.push(Contestant {
        name: PAGE.to_owned(),
        title: "Heartline, the page".to_owned(),
        version: Some(env!("CARGO_PKG_VERSION").to_owned()),
        faults_only: false,
        has: PAGE_HAS.map(str::to_owned).into(),
    });
    Ok(all)
}

impl Contestant {
    /// Title and version.
    pub(crate) fn label(&self) -> String {
        match &self.version {
            Some(version) => format!("{} {version}", self.title),
            None => self.title.clone(),
        }
    }

    /// Whether it has such a setting or function.
    pub(crate) fn has(&self, what: &str) -> bool {
        self.has.contains(what)
    }

    /// Whether it is one library used in a second way: the connection is the same.
    pub(crate) fn is_variant(&self) -> bool {
        self.name.ends_with("-onmessage")
    }

    /// Whether it reconnects after a minute.
    pub(crate) fn waits_a_minute(&self) -> bool {
        self.name == "vue-page"
    }

    /// Whether it is one of ours.
    pub(crate) fn is_ours(&self) -> bool {
        self.name.starts_with("heartline")
    }

    /// Whether it is the built page.
    pub(crate) fn is_page(&self) -> bool {
        self.name == PAGE
    }

    /// The address of its page with these orders. `page` is where the built page is served.
    pub(crate) fn address(&self, hall: &Hall, page: &str, orders: &[(&str, &str)]) -> String {
        let known = orders.iter().filter_map(|order| {
            if self.is_page() {
                of_page(order)
            } else {
                Some(own(order))
            }
        });
        let query = Serializer::new(String::new()).extend_pairs(known).finish();
        let site = match self.is_page() {
            true => page.to_owned(),
            false => hall.page(&self.name),
        };
        format!("{site}?{query}")
    }
}

fn own(order: &(&str, &str)) -> (String, String) {
    (order.0.to_owned(), order.1.to_owned())
}

/// An order in the words of our page; it names on itself what it does not know.
fn of_page(order: &(&str, &str)) -> Option<(String, String)> {
    let (name, value) = own(order);
    if !OF_PAGE.contains(&name.as_str()) {
        return None;
    }
    let is_number = value.parse::<u32>().is_ok();
    Some(match name.as_str() {
        "interval" | "timeout" if is_number => (name, format!("{value}ms")),
        "attempts" => ("reconnect.max_attempts".to_owned(), value),
        _ => (name, value),
    })
}
