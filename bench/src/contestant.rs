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
    #[serde(default)]
    pub(crate) version: Option<String>,
    /// The settings that it takes, and the functions that it hands out.
    #[serde(default)]
    has: BTreeSet<String>,
}

/// The name of the built page, which is served by our own server.
pub(crate) const PAGE: &str = "heartline-page";

/// What `page.js` makes of its buttons, and what its address takes.
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
        has: PAGE_HAS.map(str::to_owned).into(),
    });
    Ok(all)
}

impl Contestant {
    /// Title and version.
    pub(crate) fn label(&self) -> String {
        let version = self.version.as_deref().unwrap_or_default();
        format!("{} {version}", self.title).trim().to_owned()
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

    /// Whether it is the built page.
    pub(crate) fn is_page(&self) -> bool {
        self.name == PAGE
    }

    /// The address of its page with these orders. `page` is where the built page is served.
    pub(crate) fn address(&self, hall: &Hall, page: &str, orders: &[(&str, &str)]) -> String {
        let mut query = Serializer::new(String::new());
        if !self.is_page() {
            let query = query.extend_pairs(orders).finish();
            return format!("{}?{query}", hall.page(&self.name));
        }
        for (name, value) in orders {
            match *name {
                "interval" | "timeout" => query.append_pair(name, &format!("{value}ms")),
                "attempts" => query.append_pair("reconnect.max_attempts", value),
                _ => query.append_pair(name, value),
            };
        }
        format!("{page}?{}", query.finish())
    }
}
