//! Status in one glance: what is going on, why, what to do, and what comes next. The title and the
//! icon of the page say it as well, and notifications, where they are wanted.

mod notify;
mod outage;
mod ring;
mod sign;

use heartline_connection::{Cause, Config, Human, Instant, Phase, Stats, Status, redact};
use yew::prelude::*;

use self::notify::Notify;
use self::ring::{left, ring};
use super::language::{Language, Words};
use super::panel::{PanelProps, figure};
use super::time::in_words;
use crate::components::button;
use crate::hooks::{is_timed, use_clock};
use crate::{WebSocketAgent, use_status};

struct Say {
    title: &'static str,
    next: &'static str,
    round_trip: &'static str,
    attempt: &'static str,
    failures: &'static str,
    queued: &'static str,
    /// What the browser holds for the network: the fact, and what it is when it takes more and
    /// when it does not.
    congested: [&'static str; 3],
    /// Whether there has been no connection for long: the fact, no and yes.
    suspended: [&'static str; 3],
    connect: &'static str,
    close: &'static str,
    /// Of an outage, and of a connection that is open.
    retry: [&'static str; 2],
    insecure: &'static str,
    unwelcome: &'static str,
    unmatched: &'static str,
}

static WORDS: Words<Say> = Words {
    english: Say {
        title: "Status",
        next: "next",
        round_trip: "Round trip",
        attempt: "Attempts",
        failures: "Failed in a row",
        queued: "Queued",
        congested: ["Send buffer", "free", "full"],
        suspended: ["Long outage", "no", "yes"],
        connect: "Connect",
        close: "Close",
        retry: ["Retry now", "Reconnect"],
        insecure: "Check that the address is right, the server is running and speaks TLS there (if not, write ws:// in place of wss://), and the network is up.",
        unwelcome: "It closed without a word. This page first sends a greeting and a ping: if the server does not know them, change them in the settings, or turn them off. Else see who is signed in and what the server allows.",
        unmatched: "No ping got the pong that is set, so there is no round trip; other messages keep the connection alive. If the server answers pings in words of its own, set these as pong in the settings.",
    },
    chinese: Say {
        title: "状态",
        next: "下一步",
        round_trip: "往返时间",
        attempt: "连接次数",
        failures: "连续失败",
        queued: "排队消息",
        congested: ["发送缓冲区", "未满", "已满"],
        suspended: ["长时间中断", "否", "是"],
        connect: "连接",
        close: "关闭连接",
        retry: ["立即重试", "重新连接"],
        insecure: "请检查地址是否正确、服务器是否在运行且支持 TLS（不支持时请将 wss:// 改为 ws://）、网络是否畅通。",
        unwelcome: "服务器一言未发就关闭了连接。连接后页面会先发送问候和心跳消息；如果服务器不认识，请在设置中修改或关闭。否则请检查登录状态和服务器的许可。",
        unmatched: "没有收到设置中的 pong，因此没有往返时间；其他消息仍能证明连接正常。如果服务器以别的内容回复心跳，请在设置中把它填为 pong。",
    },
};

/// The status of the connection. Everything has its place whether or not there is something to
/// say, so that nothing moves when the phase changes.
#[component]
pub(super) fn StatusPanel(props: &PanelProps) -> Html {
    let PanelProps { agent, language } = props;
    let phase = use_status(agent).phase;
    use_clock(is_timed(phase));
    use_effect_with((phase, agent.url(), *language), |(phase, url, language)| {
        sign::show(*phase, phase.words_in(*language), url.as_deref());
    });
    // One snapshot for all that is shown. Not the one that the hook gives: the time of the next
    // ping moves with every message.
    let (now, status, words) = (agent.now(), agent.status(), WORDS.of(*language));
    let stats = agent.stats().unwrap_or_default();
    let heard = use_heard(status.attempt, &stats);
    let interval = stats.interval;
    let retry = words.retry[usize::from(status.phase == Phase::Open)];
    html! {
        <section class="heartline panel status" aria-label={words.title}
            data-phase={status.phase.as_str()}>
            <h2>{ words.title }</h2>
            <dl class="status-next">
                <dt>{ status.next_words_in(*language).unwrap_or(words.next) }</dt>
                <dd>
                    { ring(left(&status, interval, now)) }
                    <span data-testid="next">{ next_in(*language, &status, now) }</span>
                </dd>
            </dl>
            // A screen reader hears changes of phase, not every second of a count-down.
            <p class="heartline-phase" role="status" data-testid="phase">
                { status.phase.words_in(*language) }
            </p>
            <div class="status-said">
                { address(agent) }
                <p class="status-sentence" data-testid="sentence">
                    { status.sentence_in(*language, now) }
                </p>
                <p class="status-advice" data-testid="advice">
                    { advice(agent, &status, heard, *language).unwrap_or_default() }
                </p>
            </div>
            { facts(words, *language, &status, failures(agent, &status)) }
            <div class="heartline-buttons">
                { button(words.connect, "connect", status.can_open(), agent, WebSocketAgent::open) }
                { button(words.close, "close", status.can_close(), agent, WebSocketAgent::close) }
                { button(retry, "retry", status.can_retry(), agent, WebSocketAgent::retry_now) }
            </div>
            <Notify agent={agent.clone()} language={*language} />
        </section>
    }
}

/// What was asked and heard since an attempt began.
#[derive(Clone, Copy)]
struct Heard {
    messages: u64,
    pings: u64,
    pongs: u64,
}

impl Heard {
    const fn is_silent(self) -> bool {
        self.messages + self.pongs == 0
    }

    /// Messages come, and pings are answered by them or not at all, but never by the pong that was awaited.
    const fn is_unmatched(self) -> bool {
        self.pings >= ENOUGH_PINGS && self.pongs == 0 && self.messages > 0
    }
}

/// Some pongs may be late, and a link that is doubted is asked more than once.
const ENOUGH_PINGS: u64 = 4;

#[hook]
fn use_heard(attempt: u64, stats: &Stats) -> Heard {
    let all = [stats.received.messages, stats.pings, stats.pongs];
    let known = use_mut_ref(|| (attempt, all));
    let mut known = known.borrow_mut();
    if known.0 != attempt {
        *known = (attempt, all);
    }
    let since = |kind: usize| all[kind].saturating_sub(known.1[kind]);
    Heard {
        messages: since(0),
        pings: since(1),
        pongs: since(2),
    }
}

/// Failures in a row: none any more while a connection lasts that makes up for them.
fn failures(agent: &WebSocketAgent, status: &Status) -> u32 {
    match agent.is_stable() {
        true => 0,
        false => status.failures,
    }
}

/// A server that opens and never answers is open most of the time: what to do about it stays until
/// it has said something, or is not asked any more. One that closes without a word may not like what it
/// was told first, which this page shows nobody who does not ask.
fn advice(
    agent: &WebSocketAgent,
    status: &Status,
    heard: Heard,
    language: Language,
) -> Option<&'static str> {
    let [greets, pings] = agent
        .configured(|config: &Config| [config.greeting.is_some(), config.heartbeat.is_some()])
        .unwrap_or_default();
    let is_silent = heard.is_silent();
    match (&status.cause, status.phase) {
        (Some(cause @ Cause::NoAnswer(_)), Phase::Open) if is_silent && pings => {
            cause.advice_in(language)
        }
        (Some(Cause::CouldNotConnect), Phase::Waiting | Phase::Failed)
            if agent.url().is_some_and(|url| url.starts_with("wss:")) =>
        {
            Some(WORDS.of(language).insecure)
        }
        (_, Phase::Open) if heard.is_unmatched() && pings => Some(WORDS.of(language).unmatched),
        (Some(Cause::Closed(closed)), Phase::Waiting | Phase::Failed)
            if is_silent && (greets || pings) && OBJECTIONS.contains(&closed.code) =>
        {
            Some(WORDS.of(language).unwelcome)
        }
        _ => status.advice_in(language),
    }
}

/// Codes of who objects to a message: broken protocol, kind or form of data, policy
/// ([RFC 6455, section 7.4.1](https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1)).
const OBJECTIONS: [u16; 4] = [1002, 1003, 1007, 1008];

/// Where this connection goes, or went: what stands in the bar may not be applied yet.
fn address(agent: &WebSocketAgent) -> Html {
    let address = agent.url().map(|url| redact(&url)).unwrap_or_default();
    html! {
        <p class="status-address" data-testid="connected-to" title={address.clone()}>
            <bdi>{ address }</bdi>
        </p>
    }
}

fn facts(words: &Say, language: Language, status: &Status, failures: u32) -> Html {
    let round_trip = status.round_trip.map(|time| in_words(time, language));
    let either = |[term, no, yes]: [&'static str; 3], so| (term, if so { yes } else { no });
    let congested = either(words.congested, status.congested);
    let suspended = either(words.suspended, status.suspended);
    html! {
        <dl class="heartline-facts">
            { figure(words.round_trip, "round-trip", round_trip.unwrap_or_else(none)) }
            { figure(words.attempt, "attempt", status.attempt.to_string()) }
            { figure(words.failures, "failures", failures.to_string()) }
            { figure(words.queued, "queued", status.queued.to_string()) }
            { figure(congested.0, "congested", congested.1.to_owned()) }
            { figure(suspended.0, "suspended", suspended.1.to_owned()) }
        </dl>
    }
}

fn next_in(language: Language, status: &Status, now: Instant) -> String {
    match status.next {
        Some(_) => Human::rounded_up(status.next_in(now)).words_in(language),
        None => none(),
    }
}

fn none() -> String {
    "–".to_owned()
}
