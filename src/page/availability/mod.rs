//! The availability strip: the phases so far, and what they add up to.

mod bars;
mod export;
#[cfg(test)]
mod export_tests;
mod history;
#[cfg(test)]
mod life;
mod readout;
mod strip;
mod sums;
#[cfg(test)]
mod tests;

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use heartline_connection::{Event, Human, Instant};
use js_sys::{Date, JSON};
use wasm_bindgen::JsValue;
use yew::prelude::*;

use self::bars::Window;
use self::export::Spelling;
use self::history::{History, Now, Target};
use self::readout::{clock, readout};
use self::strip::{Strip, strip};
use self::sums::{Kind, Sums};
use super::address::address;
use super::files;
use super::language::{Language, Words};
use super::panel::{PanelProps, button, figure, toggle};
use super::pulse::use_pulse;
use crate::WebSocketAgent;

struct Say {
    title: &'static str,
    period: &'static str,
    hour: &'static str,
    session: &'static str,
    hour_ago: &'static str,
    now: &'static str,
    uptime: &'static str,
    outages: &'static str,
    longest: &'static str,
    mean: &'static str,
    /// In the order of [`Kind::ALL`].
    kinds: [&'static str; 4],
    strip: &'static str,
    hint: &'static str,
    /// What stands before and after the number of an attempt.
    attempt: [&'static str; 2],
    lasts: &'static str,
    merged: &'static str,
    of_this: &'static str,
    not_saved: &'static str,
}

static WORDS: Words<Say> = Words {
    english: Say {
        title: "Availability",
        period: "Period",
        hour: "Last hour",
        session: "Whole session",
        hour_ago: "1 h ago",
        now: "now",
        uptime: "Connected",
        outages: "Outages",
        longest: "Longest outage",
        mean: "Mean recovery",
        kinds: ["connected", "connecting", "no connection", "closed by you"],
        strip: "Phases over time",
        hint: "Point at the strip, or move through it with the arrow keys; page up and down go from outage to outage.",
        attempt: ["attempt ", ""],
        lasts: "now",
        merged: "Older phases, which only count in the figures: ",
        of_this: "The figures leave out other addresses that you went to. ",
        not_saved: files::NOT_SAVED.english,
    },
    chinese: Say {
        title: "可用性",
        period: "时间范围",
        hour: "最近一小时",
        session: "本次会话",
        hour_ago: "1 小时前",
        now: "现在",
        uptime: "在线率",
        outages: "中断次数",
        longest: "最长中断",
        mean: "平均恢复时间",
        kinds: ["已连接", "连接中", "无连接", "主动关闭"],
        strip: "各阶段时间线",
        hint: "将指针移到时间线上，或用方向键逐段查看；Page Up / Page Down 可在各次中断之间跳转。",
        attempt: ["第 ", " 次连接"],
        lasts: "现在",
        merged: "更早的阶段仅计入统计：",
        of_this: "统计不包括你连接过的其他地址。",
        not_saved: files::NOT_SAVED.chinese,
    },
};

/// What the shorter strip shows.
const HOUR: Duration = Duration::from_secs(3_600);

#[component]
pub(super) fn Availability(props: &PanelProps) -> Html {
    let PanelProps { agent, language } = props;
    let history = use_history(agent);
    let range = use_state_eq(|| None::<bool>);
    let chosen = use_state_eq(|| None::<u64>);
    let failed = use_state_eq(|| false);
    use_pulse(agent, |_| ());
    let save = {
        let (agent, history, failed) = (agent.clone(), history.clone(), failed.setter());
        Callback::from(move |format: Format| {
            let now = now(&agent);
            let content = content(format, &history.borrow(), now);
            failed.set(!save(format, &content, now));
        })
    };
    let choose = {
        let chosen = chosen.setter();
        Callback::from(move |number| chosen.set(number))
    };
    let (kept, now, words) = (history.borrow(), now(agent), WORDS.of(*language));
    let is_young = kept
        .begin()
        .is_none_or(|begin| now.instant.since(begin.from) < HOUR);
    // Until the person says otherwise: an hour that has not passed is mostly empty.
    let whole = range.unwrap_or(is_young);
    let read = readout(&kept, *chosen, now, *language);
    let shown = Strip {
        history: &kept,
        window: window(&kept, now.instant, whole),
        chosen: *chosen,
        label: words.strip,
        words: &read.spoken,
        choose,
    };
    let sums = match whole {
        true => kept.session(now.instant),
        false => kept.sums(shown.window.from(), now.instant),
    };
    html! {
        <section class="panel availability" aria-label={words.title} data-testid="availability">
            <header>
                <h2>{ words.title }</h2>
                { ranges(words, whole, &range.setter()) }
            </header>
            { figures(words, &sums, *language) }
            { strip(&shown) }
            { edges(words, &kept, whole, now, *language) }
            <p class="strip-read" data-testid="strip-read"><bdi>{ read.shown.clone() }</bdi></p>
            { legend(words) }
            <p id="strip-hint" class="strip-hint">{ words.hint }</p>
            <footer>
                { export("↧ CSV", "export-csv", Format::Csv, &save) }
                { export("↧ JSON", "export-json", Format::Json, &save) }
                <p role="status">{ remark(words, *failed, whole, &kept) }</p>
            </footer>
        </section>
    }
}

/// The history of a connection, which renders the component when a phase begins.
#[hook]
fn use_history(agent: &WebSocketAgent) -> Rc<RefCell<History>> {
    let history = use_mut_ref(History::default);
    let update = use_force_update();
    use_effect_with(agent.clone(), {
        let history = history.clone();
        move |agent| {
            collect(&history, agent);
            let told = agent.clone();
            // Each as it happens: only then are causes told in words.
            let subscription = agent.on_event(move |event| {
                if matches!(event, Event::Transition { .. }) {
                    collect(&history, &told);
                    update.force_update();
                }
            });
            move || drop(subscription)
        }
    });
    history
}

fn collect(history: &RefCell<History>, agent: &WebSocketAgent) {
    if let Some(timeline) = agent.timeline() {
        let (status, now) = (agent.status(), now(agent));
        let target = Target {
            address: &address(agent),
            server: &agent
                .configured(|config| config.url.clone())
                .unwrap_or_default(),
        };
        history
            .borrow_mut()
            .collect(&timeline, status.cause.as_ref(), target, now);
    }
}

fn now(agent: &WebSocketAgent) -> Now {
    Now {
        instant: agent.now(),
        // The cast is saturating: no clock can make it fail.
        wall: Date::now() as u64,
    }
}

/// What the strip shows: as much as is kept, or the last hour, of which a page that is younger has
/// an empty beginning.
fn window(history: &History, now: Instant, whole: bool) -> Window {
    let begin = history.begin().map_or(now, |begin| begin.from);
    let length = if whole { now.since(begin) } else { HOUR };
    Window { length, to: now }
}

fn ranges(words: &Say, whole: bool, setter: &UseStateSetter<Option<bool>>) -> Html {
    let range = |label: &'static str, name: &'static str, of: bool| {
        let setter = setter.clone();
        let onclick = Callback::from(move |_: MouseEvent| setter.set(Some(of)));
        toggle(label, name.into(), of == whole, onclick)
    };
    html! {
        <div class="ranges" role="group" aria-label={words.period}>
            { range(words.hour, "last-hour", false) }
            { range(words.session, "whole-session", true) }
        </div>
    }
}

fn figures(words: &Say, sums: &Sums, language: Language) -> Html {
    let human = |time: Duration| Human(time).words_in(language);
    let or_none = |figure: Option<String>| figure.unwrap_or_else(|| "–".to_owned());
    let longest = (sums.outages > 0).then(|| human(sums.longest));
    html! {
        <dl class="figures">
            { figure(words.uptime, "uptime", or_none(sums.uptime().map(percent))) }
            { figure(words.outages, "outages", sums.outages.to_string()) }
            { figure(words.longest, "longest-outage", or_none(longest)) }
            { figure(words.mean, "time-to-recover", or_none(sums.mean().map(human))) }
        </dl>
    }
}

/// Of hundredths of a percent.
fn percent(hundredths: u64) -> String {
    match hundredths {
        10_000 => "100 %".to_owned(),
        _ => format!("{}.{:02} %", hundredths / 100, hundredths % 100),
    }
}

/// The words for the two ends of the strip.
fn edges(words: &Say, kept: &History, whole: bool, now: Now, language: Language) -> Html {
    let begin = kept.begin().map(|begin| clock(begin.wall, now, language));
    let begin = match whole {
        true => begin.unwrap_or_default(),
        false => words.hour_ago.to_owned(),
    };
    html! {
        <p class="strip-edges" aria-hidden="true">
            <span>{ begin }</span>
            <span>{ words.now }</span>
        </p>
    }
}

/// That a file was not saved, or what the figures and the strip leave out.
fn remark(words: &Say, failed: bool, whole: bool, kept: &History) -> String {
    if failed {
        return words.not_saved.to_owned();
    }
    let mut remark = String::new();
    if kept.has_others() {
        remark += words.of_this;
    }
    if whole && kept.dropped() > 0 {
        remark += &[words.merged, &kept.dropped().to_string()].concat();
    }
    remark
}

fn legend(words: &Say) -> Html {
    html! {
        <ul class="strip-legend" aria-hidden="true">
            { for Kind::ALL.iter().zip(words.kinds).map(|(kind, name)| html! {
                <li><span class={kind.as_str()} />{ name }</li>
            }) }
        </ul>
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Csv,
    Json,
}

fn export(
    label: &'static str,
    name: &'static str,
    format: Format,
    save: &Callback<Format>,
) -> Html {
    let onclick = save.reform(move |_: MouseEvent| format);
    button(label, name, onclick)
}

fn content(format: Format, history: &History, now: Now) -> String {
    match format {
        Format::Csv => export::csv(history, now, &SPELLING),
        Format::Json => export::json(history, now, &SPELLING),
    }
}

/// Whether the browser took it.
fn save(format: Format, content: &str, now: Now) -> bool {
    let (media_type, ending) = match format {
        Format::Csv => ("text/csv", ".csv"),
        Format::Json => ("application/json", ".json"),
    };
    // A file name has no colons everywhere.
    let time = iso(now.wall).replace(':', "-");
    let name = ["heartline-availability-", &time, ending].concat();
    files::save(&name, media_type, content.as_bytes()).is_ok()
}

/// As the browser spells times and JSON.
const SPELLING: Spelling = Spelling { iso, quote };

fn iso(wall: u64) -> String {
    date(wall).to_iso_string().into()
}

fn date(wall: u64) -> Date {
    Date::new(&JsValue::from_f64(wall as f64))
}

fn quote(text: &str) -> String {
    let quoted = JSON::stringify(&JsValue::from_str(text));
    // There is no text that cannot be written.
    quoted.map(String::from).unwrap_or_default()
}
