//! The one table of the settings: everything about a connection that a person can set.

mod connection;
mod heartbeat;
mod outbox;
mod reconnection;

use heartline_connection::{Config, Heartbeat};

use super::super::language::{Language, Words};
use super::compound::go_to;
use super::knob::{Kind, Knob, Word};

/// Settings that belong together.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) title: Words<&'static str>,
    pub(super) knobs: &'static [Knob],
}

/// In the order in which settings are shown, and written: what decides whether another one is there
/// stands before it.
pub(super) static GROUPS: [Group; 5] = [
    group("Connection", "连接", &connection::CONNECTION),
    group("Heartbeat", "心跳", &heartbeat::HEARTBEAT),
    group("Reconnection", "重新连接", &reconnection::RECONNECTION),
    group("Outbox", "发送队列", &outbox::OUTBOX),
    group("Limits", "上限", &outbox::LIMITS),
];

const fn group(english: &'static str, chinese: &'static str, knobs: &'static [Knob]) -> Group {
    let title = Words { english, chinese };
    Group { title, knobs }
}

/// All of them; a setting's place is its number here.
pub(in crate::page) fn knobs() -> impl Iterator<Item = &'static Knob> {
    GROUPS.iter().flat_map(|group| group.knobs)
}

const fn knob(
    name: &'static str,
    kind: Kind,
    english: [&'static str; 2],
    chinese: [&'static str; 2],
) -> Knob {
    let (english, chinese) = (word(english), word(chinese));
    let words = Words { english, chinese };
    Knob { name, kind, words }
}

const fn word([label, about]: [&'static str; 2]) -> Word {
    Word { label, about }
}

/// Settings by their labels, as people read them in a line.
pub(in crate::page) fn labels(names: &[&str], language: Language) -> String {
    let label = |name: &&str| Some(knobs().nth(place(name)?)?.words.of(language).label);
    let labels: Vec<_> = names.iter().filter_map(label).collect();
    labels.join(match language {
        Language::English => ", ",
        Language::Chinese => "、",
    })
}

/// The place of a setting in the table.
pub(in crate::page) fn place(name: &str) -> Option<usize> {
    knobs().position(|knob| knob.name == name)
}

/// The place of the preset.
pub(in crate::page) const PRESET: usize = 0;
/// The place of the address.
pub(in crate::page) const URL: usize = 1;
/// The place of the subprotocols.
pub(in crate::page) const PROTOCOLS: usize = 3;

type Choices<const N: usize> = [(&'static str, Words<&'static str>); N];

const fn choice(
    name: &'static str,
    english: &'static str,
    chinese: &'static str,
) -> (&'static str, Words<&'static str>) {
    (name, Words { english, chinese })
}

pub(in crate::page) static PRESETS: Choices<2> = [
    choice("ours", "This page's", "本页面默认"),
    choice("original", "Original page", "原 Vue 页面"),
];
static BACKOFFS: Choices<3> = [
    choice("exponential", "Growing", "逐次延长"),
    choice("fixed", "Always the same", "固定"),
    choice("list", "One after the other", "按列表依次"),
];
static OVERFLOWS: Choices<3> = [
    choice("refuse", "Refuse it", "拒绝该消息"),
    choice("drop-oldest", "Drop the oldest", "丢弃最早的"),
    choice("drop-newest", "Drop the newest", "丢弃最新的"),
];

/// The address that the page connects to unless told otherwise: a path on its own host.
pub(in crate::page) const DEFAULT_ADDRESS: &str = "/ws";

/// What the page says first on every socket, as the original page did.
const DEFAULT_GREETING: &str = r#"{"id":"a1b2c3"}"#;

/// The page shows the round trip, so it measures it although this project's server is never quiet.
const MEASURE: std::time::Duration = std::time::Duration::from_secs(10);

/// What holds where nothing is set.
fn preset(place: usize) -> Config {
    let mut config = match place {
        0 => Config::new(DEFAULT_ADDRESS)
            .greeting(DEFAULT_GREETING)
            .heartbeat(Heartbeat::default().measure(MEASURE)),
        _ => Config::original(DEFAULT_ADDRESS),
    };
    // It is an address, so nothing can be wrong with it.
    let _ = go_to(&mut config, DEFAULT_ADDRESS);
    config
}

/// What the page starts from.
pub(super) fn defaults() -> Config {
    preset(0)
}
