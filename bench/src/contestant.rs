//! Who takes part: what the builds have left behind, and our own page.

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
    /// The version of the package that makes it what it is; empty where the browser does.
    #[serde(default)]
    pub(crate) version: String,
}

/// The name of the built page, which is served by our own server.
pub(crate) const PAGE: &str = "heartline-page";

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
        version: env!("CARGO_PKG_VERSION").to_owned(),
    });
    Ok(all)
}

impl Contestant {
    /// Title and version.
    pub(crate) fn label(&self) -> String {
        format!("{} {}", self.title, self.version).trim().to_owned()
    }

    /// Whether it is the built page.
    pub(crate) fn is_page(&self) -> bool {
        self.name == PAGE
    }

    /// The address of its page with these orders. `page` is where the built page is served.
    pub(crate) fn address(&self, hall: &Hall, page: &str, orders: &[(&str, &str)]) -> String {
        let query = Serializer::new(String::new()).extend_pairs(orders).finish();
        let site = match self.is_page() {
            true => page.to_owned(),
            false => hall.page(&self.name),
        };
        format!("{site}?{query}")
    }
}
