//! The live data of this project's own server: the machine's load, memory and network.

use std::rc::Rc;

use heartline_connection::{Message, Phase};
use js_sys::{JSON, Reflect};
use wasm_bindgen::JsValue;
use yew::prelude::*;

use super::language::Words;
use super::panel::PanelProps;
use crate::{use_latest, use_status};

/// `{"live":{…}}` as the server sends it every second. Figures that are missing read as zero, so
/// that an older or newer server still shows what it has. Whole numbers only: printing fractions
/// would cost the page 4 kB.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Live {
    /// Load average of one minute, in hundredths.
    load: u64,
    /// Percent of all processors.
    cpu: u64,
    used: u64,
    total: u64,
    /// Bytes per second.
    received: u64,
    sent: u64,
}

struct Say {
    title: &'static str,
    old: &'static str,
    cpu: &'static str,
    memory: &'static str,
    of: &'static str,
    load: &'static str,
    inbound: &'static str,
    outbound: &'static str,
}

static WORDS: Words<Say> = Words {
    english: Say {
        title: "The server's machine",
        old: "from an earlier connection",
        cpu: "CPU",
        memory: "Memory",
        of: " of ",
        load: "Load",
        inbound: "Network in",
        outbound: "Network out",
    },
    chinese: Say {
        title: "服务器主机",
        old: "来自之前的连接",
        cpu: "CPU",
        memory: "内存",
        of: " / ",
        load: "负载",
        inbound: "网络接收",
        outbound: "网络发送",
    },
};

/// Shows the latest live data, marked as old while the connection is not open; nothing while there
/// is none.
#[component]
pub(super) fn LivePanel(props: &PanelProps) -> Html {
    let status = use_status(&props.agent);
    let asked = props.agent.clone();
    // Only kept: it is read when it is shown, however many come before.
    let latest = use_latest(&props.agent, move |message| {
        is_live(message).then(|| (asked.status().attempt, message.clone()))
    });
    let read = |latest: Rc<(u64, Message)>| Some((latest.0, read(&latest.1)?));
    let Some((attempt, live)) = latest.and_then(read) else {
        return html! {};
    };
    // What an earlier socket brought may be from another server.
    let old = status.phase != Phase::Open || attempt != status.attempt;
    let percent_used = (live.used * 100).checked_div(live.total).unwrap_or(0);
    let words = WORDS.of(props.language);
    let memory = bytes(live.used) + words.of + &bytes(live.total);
    let load = format!("{}.{:02}", live.load / 100, live.load % 100);
    html! {
        <section class="live" aria-label={words.title} data-testid="live"
            data-old={old.to_string()}>
            <div class="live-title"><h2>{ words.title }</h2><small>{ for old.then_some(words.old) }</small></div>
            { figure(words.cpu, format!("{} %", live.cpu), Some(live.cpu)) }
            { figure(words.memory, memory, Some(percent_used)) }
            { figure(words.load, load, None) }
            { figure(words.inbound, bytes(live.received) + "/s", None) }
            { figure(words.outbound, bytes(live.sent) + "/s", None) }
        </section>
    }
}

fn is_live(message: &Message) -> bool {
    let text = message.as_text();
    text.is_some_and(|text| text.starts_with(r#"{"live""#) && text.len() <= MAX_LIVE)
}

/// The longest text, in bytes, that is looked at as live data.
const MAX_LIVE: usize = 4096;

/// Parsed by the browser, which has a JSON parser already.
fn read(message: &Message) -> Option<Live> {
    let live = member(&JSON::parse(message.as_text()?).ok()?, "live");
    if !live.is_object() {
        return None;
    }
    let (memory, network) = (member(&live, "memory"), member(&live, "network"));
    Some(Live {
        load: number(&live, "load", 100.0),
        cpu: number(&live, "cpu", 1.0),
        used: number(&memory, "used", 1.0),
        total: number(&memory, "total", 1.0),
        received: number(&network, "received", 1.0),
        sent: number(&network, "sent", 1.0),
    })
}

/// `undefined` where there is no such member.
fn member(value: &JsValue, name: &str) -> JsValue {
    Reflect::get(value, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

/// At most what JavaScript holds exactly; the cast is saturating, and zero for what is no number.
fn number(value: &JsValue, name: &str, scale: f64) -> u64 {
    let number = member(value, name).as_f64().unwrap_or(0.0);
    (number.min(js_sys::Number::MAX_SAFE_INTEGER / scale) * scale).round() as u64
}

fn figure(name: &'static str, words: String, percent: Option<u64>) -> Html {
    let gauge = percent.map(|percent| {
        html! { <meter aria-label={name} min="0" max="100" value={percent.to_string()} /> }
    });
    html! { <div><span>{ name }</span><strong>{ words }</strong>{ for gauge }</div> }
}

/// Bytes in decimal units, as network and disk figures are given.
pub(super) fn bytes(bytes: u64) -> String {
    let (unit, name) = match bytes {
        0..1_000 => return format!("{bytes} B"),
        1_000..1_000_000 => (1_000, "kB"),
        1_000_000..1_000_000_000 => (1_000_000, "MB"),
        _ => (1_000_000_000, "GB"),
    };
    let tenths = bytes / (unit / 10);
    format!("{}.{} {name}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_read_in_the_unit_that_fits() {
        for (count, words) in [
            (0, "0 B"),
            (999, "999 B"),
            (1_000, "1.0 kB"),
            (999_999, "999.9 kB"),
            (25_380_000_000, "25.3 GB"),
            (u64::MAX, "18446744073.7 GB"),
        ] {
            assert_eq!(bytes(count), words);
        }
    }
}
