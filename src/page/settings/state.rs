//! The settings that hold: where they come from, and what happens when they change.

use std::rc::Rc;

use yew::prelude::*;

use super::super::params::{self, Given, Notice};
use super::super::store;
use super::values::{Settings, reconnects};
use super::{file, link, secret};
use crate::WebSocketAgent;

/// Where settings are stored.
const KEY: &str = "settings";

/// What the page starts with: its defaults, what is stored, and its parameters, each overriding
/// what stands before it.
#[hook]
pub(in crate::page) fn use_given() -> Rc<Given> {
    use_memo((), |()| {
        let (stored, mut notices) = stored();
        let mut given = params::read(&link::query(), &stored);
        notices.append(&mut given.notices);
        Given { notices, ..given }
    })
}

fn stored() -> (Settings, Vec<Notice>) {
    let entries = store::read(KEY).and_then(|text| file::parse(&text).ok());
    file::take(entries.unwrap_or_default())
}

/// Other settings, and how far they go.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::page) struct Change {
    pub(in crate::page) settings: Settings,
    /// Whether they stay when the page is loaded again.
    pub(in crate::page) lasts: bool,
    /// Whether the person wants a connection, also where nothing was connected.
    pub(in crate::page) opens: bool,
}

/// What became of a change.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::page) struct Outcome {
    pub(in crate::page) reconnects: bool,
    /// False where the browser stores nothing.
    pub(in crate::page) stored: bool,
    /// Names of settings that are kept nowhere, or not all of them.
    pub(in crate::page) left_out: Vec<&'static str>,
}

/// The settings, and how to change them.
#[derive(Clone, PartialEq)]
pub(in crate::page) struct SettingsHandle {
    pub(in crate::page) now: Settings,
    /// Of the latest change; `None` before the first.
    pub(in crate::page) outcome: Option<Outcome>,
    pub(in crate::page) change: Callback<Change>,
}

impl SettingsHandle {
    /// Connects to an address for once, as the person asked, and keeps it nowhere.
    pub(in crate::page) fn visit(&self) -> Callback<String> {
        let (now, change) = (self.now.clone(), self.change.clone());
        Callback::from(move |address: String| {
            change.emit(Change {
                settings: now.with(super::URL, Some(&address)),
                lasts: false,
                opens: true,
            });
        })
    }
}

#[hook]
pub(in crate::page) fn use_settings(agent: &WebSocketAgent, given: &Given) -> SettingsHandle {
    let now = use_state_eq(|| given.built.used.concise());
    let outcome = use_state_eq(|| None::<Outcome>);
    let latest = use_mut_ref(|| (*now).clone());
    let change = use_callback(agent.clone(), {
        let (now, outcome) = (now.setter(), outcome.setter());
        move |change: Change, agent| {
            let settings = change.settings.concise();
            let built = settings.build();
            let before = latest.replace(built.used.clone());
            agent.configure(built.config);
            // What gave up is revived by another address; what was closed has to be opened.
            if change.opens && agent.status().can_open() {
                agent.open();
            }
            if change.lasts {
                outcome.set(Some(keep(&before, &built.used)));
            }
            now.set(built.used);
        }
    });
    SettingsHandle {
        now: (*now).clone(),
        outcome: (*outcome).clone(),
        change,
    }
}

/// Stores what the person changed, and lets the page's address carry everything. What came by
/// parameters alone is not stored.
fn keep(before: &Settings, after: &Settings) -> Outcome {
    let (open, left_out) = secret::public(after);
    let (before_open, _) = secret::public(before);
    link::keep(&open);
    let lasting = stored().0.following(&before_open, &open);
    let stored = match lasting.iter().next() {
        Some(_) => store::write(KEY, &file::json(&lasting)),
        None => {
            store::remove(KEY);
            true
        }
    };
    Outcome {
        reconnects: reconnects(before, after),
        stored,
        left_out,
    }
}

/// Names as people read them in a line.
pub(in crate::page) fn names(names: &[&str]) -> String {
    names.join(", ")
}
