//! The settings that hold: where they come from, and what happens when they change.

use std::cell::RefCell;
use std::rc::Rc;

use heartline_connection::Phase;
use yew::prelude::*;

use super::super::params::{self, Given, Notice};
use super::super::store;
use super::file::Foreign;
use super::values::{Settings, first_words, reconnects};
use super::{file, link, secret};
use crate::WebSocketAgent;

/// Where settings are stored.
const KEY: &str = "settings";

/// What the page starts with: its defaults, what is stored, and its parameters, each overriding
/// what stands before it.
#[hook]
pub(in crate::page) fn use_given() -> Rc<Given> {
    use_memo((), |()| {
        let stored = stored().map_err(|_| vec![Notice::of_stored()]);
        let (stored, mut notices) = stored.unwrap_or_else(|notices| (Settings::default(), notices));
        let mut given = params::read(&link::query(), &stored);
        notices.append(&mut given.notices);
        Given { notices, ..given }
    })
}

/// What is stored, unless it is no file of settings.
fn stored() -> Result<(Settings, Vec<Notice>), Foreign> {
    let entries = store::read(KEY).map_or(Ok(Vec::new()), |text| file::parse(&text));
    entries.map(file::take)
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
    /// Names of settings that count from the next connection on, where one is open.
    pub(in crate::page) later: Vec<&'static str>,
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
    /// What holds but for visits.
    lasting: Rc<RefCell<Settings>>,
    /// Something else is being written, or was refused: what was said of the latest change is over.
    pub(in crate::page) move_on: Callback<()>,
}

/// An address to go to for once.
pub(in crate::page) struct Visit {
    pub(in crate::page) address: String,
    /// Whether this project's own server is there, which knows no other messages than the default
    /// ones.
    pub(in crate::page) of_ours: bool,
}

impl SettingsHandle {
    /// Connects to an address for once, as the person asked, and keeps it nowhere. What the person
    /// tells their own server holds again with the next address.
    pub(in crate::page) fn visit(&self) -> Callback<Visit> {
        let (lasting, change) = (self.lasting.clone(), self.change.clone());
        Callback::from(move |visit: Visit| {
            let mut settings = lasting.borrow().with(super::URL, Some(&visit.address));
            if visit.of_ours {
                for place in OF_A_SERVER.iter().filter_map(|name| super::place(name)) {
                    settings.set(place, None);
                }
            }
            change.emit(Change {
                settings,
                lasts: false,
                opens: true,
            });
        })
    }
}

/// What is said to one server, and means nothing to another.
const OF_A_SERVER: [&str; 7] = [
    "alternatives",
    "protocols",
    "greeting",
    "ready_when",
    "replies",
    "heartbeat.ping",
    "heartbeat.pong",
];

#[hook]
pub(in crate::page) fn use_settings(agent: &WebSocketAgent, given: &Given) -> SettingsHandle {
    let now = use_state_eq(|| given.built.used.concise());
    let outcome = use_state_eq(|| None::<Outcome>);
    let latest = use_mut_ref(|| (*now).clone());
    let lasting = use_mut_ref(|| (*now).clone());
    let change = use_callback(agent.clone(), {
        let (now, outcome, lasting) = (now.setter(), outcome.setter(), lasting.clone());
        move |change: Change, agent| {
            let mut settings = change.settings.concise();
            let before = latest.borrow().clone();
            if change.lasts && settings.value(super::URL) != before.value(super::URL) {
                // Whoever was on a visit is not there any more.
                settings = lasting.borrow().following(&before, &settings);
            }
            let built = settings.build();
            latest.replace(built.used.clone());
            let earlier = before.build().config;
            let moves = reconnects(&earlier, &built.config);
            let later = first_words(&earlier, &built.config);
            let has_failed = agent.status().phase == Phase::Failed;
            agent.configure(built.config);
            let status = agent.status();
            match status.phase {
                // What was refused may be right now.
                Phase::Failed if change.lasts => agent.open(),
                _ if !change.opens => {}
                // Whoever asks does not want to wait any longer.
                Phase::Waiting | Phase::Offline => agent.retry_now(),
                // What gave up is revived by another address; what was closed has to be opened.
                _ if status.can_open() => agent.open(),
                _ => {}
            }
            if change.lasts {
                let (stored, left_out) = keep(&lasting, &before, &built.used);
                // What is closed stays closed.
                let reconnects = (moves || has_failed) && agent.status().phase != Phase::Idle;
                let is_open = agent.status().phase == Phase::Open && !reconnects;
                outcome.set(Some(Outcome {
                    reconnects,
                    later: if is_open { later } else { Vec::new() },
                    stored,
                    left_out,
                }));
            }
            now.set(built.used);
        }
    });
    let said = outcome.setter();
    let move_on = use_callback((), move |(), ()| said.set(None));
    SettingsHandle {
        now: (*now).clone(),
        outcome: (*outcome).clone(),
        change,
        lasting,
        move_on,
    }
}

/// Stores what the person changed, and lets the page's address carry everything that lasts: not
/// where the person is on a visit. What came by parameters alone is not stored. Says whether the
/// browser stores it, and what has no place there.
fn keep(
    lasting: &RefCell<Settings>,
    before: &Settings,
    after: &Settings,
) -> (bool, Vec<&'static str>) {
    let next = lasting.borrow().following(before, after);
    let (open, left_out) = secret::public(&next);
    let (before_open, _) = secret::public(&lasting.replace(next));
    link::keep(&open, &left_out);
    let known = stored().map(|(known, _)| known).unwrap_or_default();
    let kept = known.following(&before_open, &open);
    let stored = match kept.iter().next() {
        Some(_) => store::write(KEY, &file::json(&kept)),
        None => {
            store::remove(KEY);
            true
        }
    };
    (stored, left_out)
}
