//! Link quality: figures, and charts of the last minutes.

mod figures;
mod history;

use heartline_connection::Stats;
use yew::prelude::*;

use self::figures::{micros_in_words, tenths, time};
use self::history::{History, Sample, at, micros};
use super::chart::{Chart, Line, Point, Scale, chart};
use super::language::Words;
use super::live::bytes;
use super::panel::PanelProps;
use super::pulse::use_pulse;
use crate::WebSocketAgent;

struct Say {
    title: &'static str,
    /// Of the figures of the round trip, in their order.
    round_trips: [&'static str; 6],
    round_trip: &'static str,
    smoothed: &'static str,
    messages: &'static str,
    bytes: &'static str,
    outbox: &'static str,
    inbound: &'static str,
    outbound: &'static str,
    waiting: &'static str,
    minutes_ago: &'static str,
    now: &'static str,
    at_most: &'static str,
    nothing: &'static str,
}

static WORDS: Words<Say> = Words {
    english: Say {
        title: "Link quality",
        round_trips: ["Round trip", "Smoothed", "Median", "95 %", "99 %", "Jitter"],
        round_trip: "Round trip",
        smoothed: "smoothed",
        messages: "Messages per second",
        bytes: "Bytes per second",
        outbox: "Waiting in the outbox",
        inbound: "in",
        outbound: "out",
        waiting: "Outbox",
        minutes_ago: "5 min ago",
        now: "now",
        at_most: "at most",
        nothing: "no figures yet",
    },
    chinese: Say {
        title: "链路质量",
        round_trips: ["往返时间", "平滑值", "中位数", "95 %", "99 %", "抖动"],
        round_trip: "往返时间",
        smoothed: "平滑值",
        messages: "每秒消息数",
        bytes: "每秒字节数",
        outbox: "发件箱中等待的消息",
        inbound: "接收",
        outbound: "发送",
        waiting: "发件箱",
        minutes_ago: "5 分钟前",
        now: "现在",
        at_most: "最高",
        nothing: "暂无数据",
    },
};

/// The window of the charts, in milliseconds: what the history holds at one sample a second.
const WINDOW: i64 = (History::MAX_SAMPLES as i64 - 1) * 1_000;

/// Figures and charts, brought up to date once a second while they can be seen.
#[component]
pub(super) fn Quality(props: &PanelProps) -> Html {
    let history = use_mut_ref(History::default);
    use_pulse(&props.agent, {
        let history = history.clone();
        move |agent| history.borrow_mut().add(sample(agent))
    });
    let (words, history) = (WORDS.of(props.language), history.borrow());
    let stats = props.agent.stats().unwrap_or_default();
    let now = at(props.agent.now());
    let rates = Rates::of(&history);
    html! {
        <section class="panel quality" aria-label={words.title} data-testid="quality">
            <h2>{ words.title }</h2>
            { figures(words, &history, &stats, &rates) }
            <div class="charts">
                { round_trip_chart(words, &history, now) }
                { rate_chart(words, "chart-messages", words.messages, &rates.messages, now, &tenths) }
                { rate_chart(words, "chart-bytes", words.bytes, &rates.bytes, now, &per_second) }
                { outbox_chart(words, &history, now) }
            </div>
        </section>
    }
}

fn sample(agent: &WebSocketAgent) -> Sample {
    let (status, stats) = (agent.status(), agent.stats().unwrap_or_default());
    let open = status.phase == heartline_connection::Phase::Open;
    Sample {
        at: agent.now(),
        open: open.then_some(status.attempt),
        round_trip: status.round_trip,
        smoothed: stats.round_trips.smoothed(),
        queued: status.queued,
        received: stats.received,
        sent: stats.sent,
    }
}

/// In and out.
struct Rates {
    /// In tenths a second.
    messages: [Vec<Point>; 2],
    bytes: [Vec<Point>; 2],
}

impl Rates {
    fn of(history: &History) -> Self {
        Self {
            messages: [
                history.rates(10, |sample| sample.received.messages),
                history.rates(10, |sample| sample.sent.messages),
            ],
            bytes: [
                history.rates(1, |sample| sample.received.bytes),
                history.rates(1, |sample| sample.sent.bytes),
            ],
        }
    }
}

fn figures(words: &'static Say, history: &History, stats: &Stats, rates: &Rates) -> Html {
    let (trips, latest) = (&stats.round_trips, history.latest());
    let percentile = |percent| trips.percentile(percent);
    let jitter = trips.smoothed().map(|_| trips.variance());
    let times = [
        latest.and_then(|sample| sample.round_trip),
        trips.smoothed(),
        percentile(50),
        percentile(95),
        percentile(99),
        jitter,
    ];
    let names = ["rtt", "srtt", "p50", "p95", "p99", "jitter"];
    let times = times.map(|known| known.map_or_else(|| NONE.to_owned(), time));
    let trips = words.round_trips.into_iter().zip(names).zip(times);
    let both = |[inbound, outbound]: &[Vec<Point>; 2], said: &dyn Fn(i64) -> String| {
        let [inbound, outbound] = [inbound, outbound].map(|points| last(points, said));
        ["↓ ", &inbound, "  ↑ ", &outbound].concat()
    };
    let queued = latest.map(|sample| sample.queued).unwrap_or_default();
    html! {
        <dl class="figures">
            { for trips.map(|((term, name), value)| figure(term, name, value)) }
            { figure(words.messages, "messages-rate", both(&rates.messages, &tenths)) }
            { figure(words.bytes, "bytes-rate", both(&rates.bytes, &per_second)) }
            { figure(words.waiting, "outbox", queued.to_string()) }
        </dl>
    }
}

/// What stands where there is no figure.
const NONE: &str = "–";

fn figure(term: &'static str, name: &'static str, value: String) -> Html {
    html! { <div><dt>{ term }</dt><dd data-testid={name}>{ value }</dd></div> }
}

/// The latest value in words.
fn last(points: &[Point], words: &dyn Fn(i64) -> String) -> String {
    let value = points.last().and_then(|(_, value)| *value);
    value.map_or_else(|| NONE.to_owned(), words)
}

fn per_second(count: i64) -> String {
    bytes(count.unsigned_abs())
}

fn round_trip_chart(words: &'static Say, history: &History, now: i64) -> Html {
    let whole = |time: std::time::Duration| i64::try_from(micros(time)).ok();
    let trips = history.values(|sample| sample.round_trip.and_then(whole));
    let smoothed = history.values(|sample| {
        let known = sample.round_trip.and(sample.smoothed);
        known.and_then(whole)
    });
    let names = [words.now, words.smoothed];
    let points = [&*trips, &*smoothed];
    of_lines(
        words,
        "chart-round-trip",
        words.round_trip,
        names,
        points,
        now,
        &micros_in_words,
    )
}

fn rate_chart(
    words: &'static Say,
    name: &'static str,
    title: &'static str,
    [inbound, outbound]: &[Vec<Point>; 2],
    now: i64,
    said: &dyn Fn(i64) -> String,
) -> Html {
    let names = [words.inbound, words.outbound];
    of_lines(words, name, title, names, [inbound, outbound], now, said)
}

fn outbox_chart(words: &'static Say, history: &History, now: i64) -> Html {
    // Also while nothing is connected: that is when it fills.
    let queued = history.samples().map(|sample| {
        let queued = i64::try_from(sample.queued).ok();
        (at(sample.at), queued)
    });
    let queued: Vec<_> = queued.collect();
    let said = |count: i64| count.to_string();
    of_lines(
        words,
        "chart-outbox",
        words.outbox,
        [""],
        [&queued],
        now,
        &said,
    )
}

/// A chart of the last minutes, from zero.
fn of_lines<const N: usize>(
    words: &'static Say,
    name: &'static str,
    title: &'static str,
    names: [&'static str; N],
    points: [&[Point]; N],
    now: i64,
    said: &dyn Fn(i64) -> String,
) -> Html {
    let window = (now - WINDOW, now);
    let values = || points.iter().copied().flatten().filter_map(|point| point.1);
    let mut summary = String::new();
    for (name, points) in names.iter().zip(points) {
        let parts = [*name, " ", &last(points, said), ", "];
        summary.extend(parts);
    }
    match values().max() {
        Some(most) => summary.extend([words.at_most, " ", &said(most)]),
        None => summary = words.nothing.to_owned(),
    }
    let mut lines = names.iter().zip(points);
    let lines: [Line<'_>; N] = std::array::from_fn(|_| {
        let (name, points) = lines.next().unwrap_or((&"", &[]));
        Line { name, points }
    });
    chart(&Chart {
        name,
        title,
        lines: &lines,
        window,
        edges: [words.minutes_ago.into(), words.now.into()],
        scale: Scale::of(values(), Some(0)),
        words: said,
        summary,
    })
}
