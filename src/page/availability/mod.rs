//! The availability strip: the phases so far, and what they add up to.

mod bars;
mod export;
mod history;
mod strip;
mod sums;
#[cfg(test)]
mod tests;

use std::rc::Rc;
use std::time::Duration;

use heartline_connection::{Event, Human, Instant};
use js_sys::Date;
use wasm_bindgen::JsValue;
use yew::prelude::*;

use self::bars::Window;
use self::history::{History, Now};
use self::strip::{Strip, strip};
use self::sums::{Kind, Sums};
use super::files;
use super::language::{Language, Words};
use super::panel::PanelProps;
use super::pulse::use_pulse;
use crate::WebSocketAgent;

struct Say {
    title: &'static str,
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
    not_saved: &'static str,
}

static WORDS: Words<Say> = Words {
    english: Say {
        title: "Availability",
        hour: "Last hour",
        session: "Whole session",
        hour_ago: "1 h ago",
        now: "now",
        uptime: "Connected",
        outages: "Outages",
        longest: "Longest",
        mean: "Mean recovery",
        kinds: ["connected", "connecting", "no connection", "not wanted"],
        strip: "Phases over time",
        hint: "Point at the strip, or move through it with the arrow keys; page up and down go from outage to outage.",
        attempt: ["attempt ", ""],
        lasts: "now",
        merged: "Older phases only count in the figures: ",
        not_saved: "The browser did not save the file.",
    },
    chinese: Say {
        title: "可用性",
        hour: "最近一小时",
        session: "本次会话",
        hour_ago: "1 小时前",
        now: "现在",
        uptime: "在线率",
        outages: "中断次数",
        longest: "最长中断",
        mean: "平均恢复时间",
        kinds: ["已连接", "连接中", "无连接", "未启用"],
        strip: "各阶段时间线",
        hint: "将指针移到时间线上，或用方向键逐段查看；Page Up / Page Down 可在各次中断之间跳转。",
        attempt: ["第 ", " 次尝试"],
        lasts: "现在",
        merged: "更早的阶段仅计入统计：",
        not_saved: "浏览器未能保存文件。",
    },
};

/// What the shorter strip shows.
const HOUR: Duration = Duration::from_secs(3_600);

#[component]
pub(super) fn Availability(props: &PanelProps) -> Html {
    let PanelProps { agent, language } = props;
    let history = use_mut_ref(History::default);
    let range = use_state_eq(|| None::<bool>);
    let chosen = use_state_eq(|| None::<u64>);
    let failed = use_state_eq(|| false);
    {
        // Every transition as it happens: the causes in words are told then only.
        let history = history.clone();
        let update = use_force_update();
        use_effect_with(agent.clone(), move |agent| {
            collect(&history, agent);
            let told = agent.clone();
            let subscription = agent.on_event(move |event| {
                if matches!(event, Event::Transition { .. }) {
                    collect(&history, &told);
                    update.force_update();
                }
            });
            move || drop(subscription)
        });
    }
    use_pulse(agent, |_| ());
    let words = WORDS.of(*language);
    let now = now(agent);
    let save = {
        let (agent, history, failed) = (agent.clone(), history.clone(), failed.setter());
        Callback::from(move |format: Format| {
            failed.set(!save(format, &history.borrow(), self::now(&agent)));
        })
    };
    let kept = history.borrow();
    let is_young = kept
        .begin()
        .is_none_or(|begin| now.instant.since(begin.from) < HOUR);
    // Until the person says otherwise: an hour that has not passed is mostly empty.
    let whole = range.unwrap_or(is_young);
    let window = window(&kept, now.instant, whole);
    let sums = match whole {
        true => kept.session(now.instant),
        false => kept.sums(window.from(), window.to),
    };
    let read = readout(&kept, *chosen, now, *language);
    let merged = (whole && kept.dropped() > 0).then(|| kept.dropped().to_string());
    let choose = {
        let chosen = chosen.setter();
        Callback::from(move |number| chosen.set(Some(number)))
    };
    let shown = Strip {
        history: &kept,
        window,
        chosen: *chosen,
        label: words.strip,
        words: &read,
        choose,
    };
    html! {
        <section class="panel availability" aria-label={words.title} data-testid="availability">
            <header>
                <h2>{ words.title }</h2>
                { ranges(words, whole, &range.setter()) }
            </header>
            { figures(words, &sums, *language) }
            { strip(&shown) }
            <p class="strip-edges" aria-hidden="true">
                <span>{ match whole {
                    true => kept.begin().map(|begin| clock(begin.wall, now, *language)).unwrap_or_default(),
                    false => words.hour_ago.to_owned(),
                } }</span>
                <span>{ words.now }</span>
            </p>
            <p class="strip-read" data-testid="strip-read"><bdi>{ read.clone() }</bdi></p>
            { legend(words) }
            <p id="strip-hint" class="strip-hint">{ words.hint }</p>
            <footer>
                { export("CSV", "export-csv", Format::Csv, &save) }
                { export("JSON", "export-json", Format::Json, &save) }
                <p role="status">
                    if *failed { { words.not_saved } }
                    if let Some(count) = merged { { words.merged }{ count } }
                </p>
            </footer>
        </section>
    }
}

fn collect(history: &Rc<std::cell::RefCell<History>>, agent: &WebSocketAgent) {
    if let Some(timeline) = agent.timeline() {
        let (status, now) = (agent.status(), now(agent));
        history
            .borrow_mut()
            .collect(&timeline, status.cause.as_ref(), now);
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
        html! {
            <button type="button" data-testid={name} aria-pressed={(of == whole).to_string()} {onclick}>
                { label }
            </button>
        }
    };
    html! {
        <div class="ranges">
            { range(words.hour, "last-hour", false) }
            { range(words.session, "whole-session", true) }
        </div>
    }
}

fn figures(words: &Say, sums: &Sums, language: Language) -> Html {
    let human = |time: Duration| Human(time).words_in(language);
    let or_none = |figure: Option<String>| figure.unwrap_or_else(|| "–".to_owned());
    let longest = (sums.outages > 0).then(|| human(sums.longest));
    let figure = |term: &'static str, name: &'static str, value: String| {
        html! { <div><dt>{ term }</dt><dd data-testid={name}>{ value }</dd></div> }
    };
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

fn legend(words: &Say) -> Html {
    html! {
        <ul class="strip-legend" aria-hidden="true">
            { for Kind::ALL.iter().zip(words.kinds).map(|(kind, name)| html! {
                <li><i class={kind.as_str()} />{ name }</li>
            }) }
        </ul>
    }
}

/// What happened in the chosen phase, or in the present one.
fn readout(history: &History, chosen: Option<u64>, now: Now, language: Language) -> String {
    let last = (history.dropped() + history.len() as u64).checked_sub(1);
    let chosen = chosen.filter(|number| history.entry(*number).is_some());
    let Some(entry) = chosen.or(last).and_then(|number| history.entry(number)) else {
        return String::new();
    };
    let words = WORDS.of(language);
    let end = history.end(entry.number);
    let length = end.map_or(now.instant, |end| end.from).since(entry.from);
    let until = end.map_or_else(
        || words.lasts.to_owned(),
        |end| clock(end.wall, now, language),
    );
    let (attempt, length) = (
        entry.attempt.to_string(),
        Human(whole(length)).words_in(language),
    );
    let mut parts = vec![
        entry.phase.words_in(language).to_owned(),
        [&clock(entry.wall, now, language), " – ", &until].concat(),
        length,
        [words.attempt[0], &attempt, words.attempt[1]].concat(),
    ];
    match (&entry.cause, entry.code) {
        (Some(cause), _) => parts.push(cause.words_in(language)),
        (None, Some(code)) => parts.push(code.to_owned()),
        (None, None) => {}
    }
    parts.join(" · ")
}

/// Without the milliseconds of what takes seconds, which would only flicker.
fn whole(length: Duration) -> Duration {
    match length.as_secs() {
        0 => length,
        seconds => Duration::from_secs(seconds),
    }
}

/// A time as the person's clock shows it, with the day where that is another one.
fn clock(wall: u64, now: Now, language: Language) -> String {
    let date = |wall: u64| Date::new(&JsValue::from_f64(wall as f64));
    let (then, now) = (date(wall), date(now.wall));
    let tag = language.tag();
    match then.get_date() == now.get_date() {
        true => then.to_locale_time_string(tag).into(),
        false => then.to_locale_string(tag, &JsValue::UNDEFINED).into(),
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
    html! { <button type="button" data-testid={name} {onclick}>{ "↧ " }{ label }</button> }
}

/// Whether the browser took it.
fn save(format: Format, history: &History, now: Now) -> bool {
    let (media_type, ending, content) = match format {
        Format::Csv => ("text/csv", ".csv", export::csv(history, now)),
        Format::Json => ("application/json", ".json", export::json(history, now)),
    };
    // A file name has no colons everywhere.
    let time = export::iso(now.wall).replace(':', "-");
    let name = ["heartline-availability-", &time, ending].concat();
    files::save(&name, media_type, content.as_bytes()).is_ok()
}
