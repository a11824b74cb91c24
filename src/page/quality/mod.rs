//! Link quality: figures, and charts of the last minutes, of one server: another address begins anew.

mod history;

use std::time::Duration;

use heartline_connection::Stats;
use yew::prelude::*;

use self::history::{History, Sample};
use super::chart::{Chart, Line, Point, Scale, caption, chart};
use super::language::{Language, Words};
use super::live::bytes;
use super::panel::{PanelProps, figure};
use super::pulse::use_pulse;
use super::time::{at, micros, micros_in_words, tenths};
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
    /// One minute ago, and five.
    minutes_ago: [&'static str; 2],
    now: &'static str,
    at_most: &'static str,
    nothing: &'static str,
    /// What stands between a name and what is said of it, and between two of these.
    colon: &'static str,
    comma: &'static str,
    /// Microseconds in words.
    time: fn(i64) -> String,
}

static WORDS: Words<Say> = Words {
    english: Say {
        title: "Link quality",
        round_trips: [
            "Round trip",
            "Smoothed",
            "Median",
            "95th percentile",
            "99th percentile",
            "Jitter",
        ],
        round_trip: "Round trip",
        smoothed: "smoothed",
        messages: "Messages per second",
        bytes: "Bytes per second",
        outbox: "Waiting in the outbox",
        inbound: "in",
        outbound: "out",
        waiting: "Outbox",
        minutes_ago: ["1 min ago", "5 min ago"],
        now: "now",
        at_most: "at most",
        nothing: "no figures yet",
        colon: ": ",
        comma: ", ",
        time: |micros| micros_in_words(micros, Language::English),
    },
    chinese: Say {
        title: "链路质量",
        round_trips: [
            "往返时间",
            "平滑值",
            "中位数",
            "95 百分位",
            "99 百分位",
            "抖动",
        ],
        round_trip: "往返时间",
        smoothed: "平滑值",
        messages: "每秒消息数",
        bytes: "每秒字节数",
        outbox: "发送队列中的消息",
        inbound: "接收",
        outbound: "发送",
        waiting: "发送队列",
        minutes_ago: ["1 分钟前", "5 分钟前"],
        now: "现在",
        at_most: "最高",
        nothing: "暂无数据",
        colon: "：",
        comma: "，",
        time: |micros| micros_in_words(micros, Language::Chinese),
    },
};

/// The windows of the charts, in milliseconds: a minute while that is all there is, then what the
/// history holds at one sample a second.
const WINDOWS: [i64; 2] = [60_000, (History::MAX_SAMPLES as i64 - 1) * 1_000];

/// Figures and charts, brought up to date once a second while they can be seen.
#[component]
pub(super) fn Quality(props: &PanelProps) -> Html {
    let history = use_mut_ref(History::default);
    use_pulse(&props.agent, {
        let history = history.clone();
        move |agent| {
            let address = agent.configured(|config| config.url.clone());
            let mut history = history.borrow_mut();
            history.at(address.unwrap_or_default()).add(sample(agent));
        }
    });
    let (words, history) = (WORDS.of(props.language), history.borrow());
    let stats = props.agent.stats().unwrap_or_default();
    let now = at(props.agent.now());
    let age = history
        .samples()
        .next()
        .map_or(0, |first| now - at(first.at));
    let window = usize::from(age > WINDOWS[0]);
    let edges = (words.minutes_ago[window], now - WINDOWS[window], now);
    let rates = Rates::of(&history);
    html! {
        <section class="panel quality" aria-label={words.title} data-testid="quality">
            <h2>{ words.title }</h2>
            { figures(words, &history, &stats, &rates) }
            <div class="charts">
                { for charts(words, &history, &rates).map(|plot| draw(words, &plot, edges)) }
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
    let times = times.map(|time| time.and_then(whole).map_or_else(none, words.time));
    let trips = words.round_trips.into_iter().zip(names).zip(times);
    let both = |[inbound, outbound]: &[Vec<Point>; 2], said: fn(i64) -> String| {
        let [inbound, outbound] = [inbound, outbound].map(|points| last(points, said));
        ["↓ ", &inbound, "  ↑ ", &outbound].concat()
    };
    let queued = latest.map(|sample| sample.queued).unwrap_or_default();
    html! {
        <dl class="figures">
            { for trips.map(|((term, name), value)| figure(term, name, value)) }
            { rate(words.messages, "messages-rate", both(&rates.messages, tenths)) }
            { rate(words.bytes, "bytes-rate", both(&rates.bytes, size)) }
            { figure(words.waiting, "outbox", queued.to_string()) }
        </dl>
    }
}

/// What stands where there is no figure.
fn none() -> String {
    "–".to_owned()
}

/// A figure of two values, which has room for both.
fn rate(term: &'static str, name: &'static str, value: String) -> Html {
    html! { <div class="figure-wide"><dt>{ term }</dt><dd data-testid={name}>{ value }</dd></div> }
}

/// The latest value in words.
fn last(points: &[Point], words: fn(i64) -> String) -> String {
    let value = points.last().and_then(|(_, value)| *value);
    value.map_or_else(none, words)
}

/// In microseconds.
fn whole(time: Duration) -> Option<i64> {
    i64::try_from(micros(time)).ok()
}

fn size(count: i64) -> String {
    bytes(count.unsigned_abs())
}

/// What a chart shows.
struct Plot {
    name: &'static str,
    title: &'static str,
    /// Each line, and what it is where there are several.
    lines: Vec<(&'static str, Vec<Point>)>,
    /// The least that the axis reaches to, so that what is small does not look great.
    top: i64,
    said: fn(i64) -> String,
}

fn charts(words: &'static Say, history: &History, rates: &Rates) -> [Plot; 4] {
    let trips = history.values(|sample| sample.round_trip.and_then(whole));
    let smoothed = history.values(|sample| sample.round_trip.and(sample.smoothed).and_then(whole));
    // Also while nothing is connected: that is when it fills.
    let waiting = |sample: &Sample| (at(sample.at), i64::try_from(sample.queued).ok());
    let queued = history.samples().map(waiting).collect();
    let both = |[inbound, outbound]: &[Vec<Point>; 2]| {
        let (inbound, outbound) = (inbound.clone(), outbound.clone());
        vec![(words.inbound, inbound), (words.outbound, outbound)]
    };
    let plot = |name, title, lines, top, said| Plot {
        name,
        title,
        lines,
        top,
        said,
    };
    let trips = vec![(words.now, trips), (words.smoothed, smoothed)];
    let (messages, bytes) = (both(&rates.messages), both(&rates.bytes));
    [
        plot(
            "chart-round-trip",
            words.round_trip,
            trips,
            1_000,
            words.time,
        ),
        plot("chart-messages", words.messages, messages, 10, tenths),
        plot("chart-bytes", words.bytes, bytes, 100, size),
        plot(
            "chart-outbox",
            words.outbox,
            vec![("", queued)],
            1,
            |count| count.to_string(),
        ),
    ]
}

/// A chart of the last minutes, from zero.
fn draw(words: &Say, plot: &Plot, (ago, from, now): (&'static str, i64, i64)) -> Html {
    let lines: Vec<_> = plot
        .lines
        .iter()
        .map(|(name, points)| Line { name, points })
        .collect();
    let points = lines.iter().flat_map(|line| line.points);
    let values = points.filter_map(|point| point.1);
    chart(&Chart {
        name: plot.name,
        caption: caption(plot.title, &lines),
        lines: &lines,
        window: (from, now),
        edges: [ago.into(), words.now.into()],
        scale: Scale::of(values.clone().chain([plot.top]), Some(0)),
        words: &plot.said,
        label: [plot.title, words.colon, &summary(words, plot, values.max())].concat(),
    })
}

/// The latest value of each line, and the greatest.
fn summary(words: &Say, plot: &Plot, most: Option<i64>) -> String {
    let Some(most) = most else {
        return words.nothing.to_owned();
    };
    let mut summary = String::new();
    for (name, points) in &plot.lines {
        summary.extend([*name, " ", &last(points, plot.said), words.comma]);
    }
    summary + words.at_most + " " + &(plot.said)(most)
}
