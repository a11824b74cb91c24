//! Who takes part: what the builds have left behind, and our own page.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::Path;

use heartline_bench_report::Entrant;
use serde::Deserialize;
use url::form_urlencoded::Serializer;

use crate::hall::Hall;

/// One that takes part, as its list says; the words are explained there.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Contestant {
    /// The name of its folder.
    pub(crate) name: String,
    /// Its name in tables.
    pub(crate) title: String,
    /// The version of the package that makes it what it is; none where the browser does.
    pub(crate) version: Option<String>,
    /// Whether only its faults are looked at.
    pub(crate) faults_only: bool,
    /// Whether only its rows make it what it is.
    pub(crate) shown_only: bool,
    /// Whether the others are compared with it.
    pub(crate) limit: bool,
    ours: bool,
    waits_a_minute: bool,
    variant_of: Option<String>,
    /// What it is bundled together with, and the versions.
    with: BTreeMap<String, String>,
    uses: String,
    note: String,
    /// The settings that it takes, and the functions that it hands out.
    has: BTreeSet<String>,
    #[serde(skip)]
    is_page: bool,
    /// The folder, where that is another one's.
    #[serde(skip)]
    folder: Option<String>,
}

/// The name of the built page, which is served by our own server.
const PAGE: &str = "heartline-page";

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
    all.push(page());
    Ok(all)
}

fn page() -> Contestant {
    Contestant {
        name: PAGE.to_owned(),
        title: "Heartline, the page".to_owned(),
        version: Some(env!("CARGO_PKG_VERSION").to_owned()),
        shown_only: true,
        ours: true,
        with: [("yew".to_owned(), String::new())].into(),
        uses: "the workbench as it is built: all of its charts and words, and a log of 100 000 messages of which the visible \
               rows are drawn"
            .to_owned(),
        note: "it counts its messages itself".to_owned(),
        has: PAGE_HAS.map(str::to_owned).into(),
        is_page: true,
        ..Contestant::default()
    }
}

/// Those that are named, or all where nobody is.
///
/// # Errors
/// Where a name is nobody's.
pub(crate) fn chosen(all: &[Contestant], names: &[String]) -> io::Result<Vec<Contestant>> {
    let is_known = |name: &&String| all.iter().any(|one| one.name == **name);
    if let Some(unknown) = names.iter().find(|name| !is_known(name)) {
        let known: Vec<_> = all.iter().map(|one| one.name.as_str()).collect();
        let known = known.join(", ");
        let words = format!("no contestant is called `{unknown}`; there are {known}");
        return Err(io::Error::new(io::ErrorKind::InvalidInput, words));
    }
    let is_asked = |one: &&Contestant| names.is_empty() || names.contains(&one.name);
    Ok(all.iter().filter(is_asked).cloned().collect())
}

impl Contestant {
    /// Title and version.
    pub(crate) fn label(&self) -> String {
        match &self.version {
            Some(version) => format!("{} {version}", self.title),
            None => self.title.clone(),
        }
    }

    /// What a reader is told of it.
    pub(crate) fn entrant(&self) -> Entrant {
        let with = self.with.iter();
        let with = with.map(|(name, version)| format!("{name} {version}").trim_end().to_owned());
        Entrant {
            name: self.name.clone(),
            label: self.label(),
            with: with.collect(),
            uses: self.uses.clone(),
            note: self.note.clone(),
        }
    }

    /// The same once more, under a name of its own.
    pub(crate) fn again(&self) -> Self {
        Self {
            name: format!("{}-again", self.name),
            title: format!("{} again: the noise floor", self.title),
            folder: Some(self.name.clone()),
            ..self.clone()
        }
    }

    /// Whether it has such a setting or function.
    pub(crate) fn has(&self, what: &str) -> bool {
        self.has.contains(what)
    }

    /// Whether it is one library used in a second way: the connection is the same.
    pub(crate) fn is_variant(&self) -> bool {
        self.variant_of.is_some()
    }

    /// The name of that library's first way.
    pub(crate) fn variant_of(&self) -> Option<&str> {
        self.variant_of.as_deref()
    }

    /// Whether it is a variant that draws in another way: all but the floods are the same for it.
    pub(crate) fn is_control(&self) -> bool {
        self.is_variant() && self.shown_only
    }

    /// Whether it reconnects after a minute.
    pub(crate) fn waits_a_minute(&self) -> bool {
        self.waits_a_minute
    }

    /// Whether it is one of ours.
    pub(crate) fn is_ours(&self) -> bool {
        self.ours
    }

    /// Whether it is the built page.
    pub(crate) fn is_page(&self) -> bool {
        self.is_page
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
            false => hall.page(self.folder.as_ref().unwrap_or(&self.name)),
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

/// Contestants of these names.
#[cfg(test)]
pub(crate) fn named(names: &[&str]) -> Vec<Contestant> {
    let one = |name: &&str| Contestant {
        name: (*name).to_owned(),
        title: name.to_uppercase(),
        ..Contestant::default()
    };
    names.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_nobody_has_is_an_error_with_those_that_exist() {
        let all = named(&["bare", "vueuse"]);
        type Names<'a> = &'a [&'a str];
        let table: [(Names<'_>, Result<Names<'_>, &str>); 4] = [
            (&[], Ok(&["bare", "vueuse"])),
            (&["vueuse"], Ok(&["vueuse"])),
            (&["vueuse", "bear"], Err("`bear`; there are bare, vueuse")),
            (&[""], Err("``; there are")),
        ];
        for (names, expected) in table {
            let asked: Vec<_> = names.iter().copied().map(str::to_owned).collect();
            match (chosen(&all, &asked), expected) {
                (Ok(found), Ok(expected)) => {
                    let found: Vec<_> = found.iter().map(|one| one.name.as_str()).collect();
                    assert_eq!(found, expected);
                }
                (Err(error), Err(words)) => {
                    assert!(error.to_string().contains(words), "{error}");
                }
                (found, _) => panic!("{names:?}: {found:?}"),
            }
        }
    }

    #[test]
    fn a_list_says_what_is_so_and_nothing_else_is() {
        let list = r#"[{"name": "a", "title": "A", "version": "1.0", "with": {"vue": "3.5"}, "variantOf": "b",
                        "has": ["json"], "package": "a", "uses": "x"},
                       {"name": "b", "title": "B", "ours": true, "waitsAMinute": true, "limit": true, "shownOnly": true}]"#;
        let list: Vec<Contestant> = serde_json::from_str(list).unwrap();
        let facts = |one: &Contestant| {
            let of_speed = [one.limit, one.shown_only];
            let of_kind = [
                one.is_variant(),
                one.is_ours(),
                one.waits_a_minute(),
                one.is_page(),
            ];
            (of_kind, of_speed)
        };
        assert_eq!(
            facts(&list[0]),
            ([true, false, false, false], [false, false])
        );
        assert_eq!(facts(&list[1]), ([false, true, true, false], [true, true]));
        let controls = [&list[0], &list[1], &page()].map(Contestant::is_control);
        assert_eq!(controls, [false; 3]);
        let control = Contestant {
            shown_only: true,
            ..list[0].clone()
        };
        assert!(control.is_control());
        assert_eq!(facts(&page()), ([false, true, false, true], [false, true]));
        let entrant = list[0].entrant();
        assert_eq!(
            (entrant.label.as_str(), entrant.with),
            ("A 1.0", vec!["vue 3.5".to_owned()])
        );
        assert_eq!(list[1].again().name, "b-again");
    }
}
