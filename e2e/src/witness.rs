//! A site with a witness: the built files, and in their page a script that comes first and remembers
//! errors, sockets and returns from the back/forward cache.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use crate::places;

/// The site. Dropping it removes its folder.
#[derive(Debug)]
pub struct Witnessed {
    folder: PathBuf,
}

impl Witnessed {
    /// Copies a built site and adds the witness.
    #[must_use]
    pub fn of(site: &Path) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("witnessed-{}-{number}", std::process::id());
        let folder = places::target().join("tmp").join(name);
        fs::create_dir_all(&folder).expect("a folder for the site");
        for entry in fs::read_dir(site).expect("the built site").flatten() {
            // Trunk leaves no folders.
            let copied = fs::copy(entry.path(), folder.join(entry.file_name()));
            copied.expect("a copied file");
        }
        let index = folder.join("index.html");
        let page = fs::read_to_string(&index).expect("the page");
        fs::write(&index, with_witness(&page)).expect("the page with its witness");
        fs::write(folder.join("witness.js"), WITNESS).expect("the witness");
        fs::write(folder.join(ELSEWHERE), EMPTY).expect("another page");
        Self { folder }
    }

    /// Where it is.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

impl Drop for Witnessed {
    fn drop(&mut self) {
        // What is left in the folder for temporary files does no harm.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// A page of the site that is no application: somewhere to go to.
pub(crate) const ELSEWHERE: &str = "elsewhere.html";

/// Without the icon a browser asks for one, and misses it.
const EMPTY: &str = "<!doctype html><title>Elsewhere</title><link rel=\"icon\" href=\"data:,\">";

const WITNESS: &str = include_str!("witness.js");

/// A file of its own, since a page may be served with a policy against scripts within it.
fn with_witness(page: &str) -> String {
    // Markup without what is for readers only has no tag for its head.
    let inside = page.find("<head>").map(|head| head + "<head>".len());
    let place = inside.or_else(|| page.find("<meta"));
    let (before, after) = page.split_at(place.expect("a page with a head"));
    format!("{before}<script src=\"/witness.js\"></script>{after}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_witness_comes_before_every_other_script() {
        let page = "<!doctype html><html><head><meta charset=\"utf-8\"><script src=\"/app.js\"></script></head></html>";
        let page = with_witness(page);
        assert!(page.find("witness.js").unwrap() < page.find("app.js").unwrap());
    }
}
