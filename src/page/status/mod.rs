//! Status in one glance: what is going on, why, what to do, and what comes next. The title and the
//! icon of the page say it as well, and notifications, where they are wanted.

mod notify;
mod outage;
mod ring;
mod sign;

use heartline_connection::{Cause, Config, Human, Instant, Phase, Status, redact};
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
    retry: &'static str,
    unwelcome: &'static str,
}

static WORDS: Words<Say> = Words {
    english: Say {
        title: "Status",
        next: "next",
        round_trip: "Round trip",
        attempt: "Attempt",
        failures: "Failed in a row",
        queued: "Queued",
        congested: ["Send buffer", "free", "full"],
        suspended: ["Long outage", "no", "yes"],
        connect: "Connect",
        close: "Close",
        retry: "Retry now",
        unwelcome: "It closed without a word. This page first sends a greeting and a ping: if the server does not know them, change them in the settings, or turn them off. Else see who is signed in and what the server allows.",
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
        retry: "立即重试",
        unwelcome: "服务器一言未发就关闭了连接。连接后页面会先发送问候和心跳消息；如果服务器不认识，请在设置中修改或关闭。否则请检查登录状态和服务器的许可。",
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
    let is_silent = use_silence(status.attempt, stats.received.messages + stats.pongs);
    let interval = stats.interval;
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
                    { advice(agent, &status, is_silent, *language).unwrap_or_default() }
                </p>
            </div>
            { facts(words, *language, &status) }
            <div class="heartline-buttons">
                { button(words.connect, "connect", status.can_open(), agent, WebSocketAgent::open) }
                { button(words.close, "close", status.can_close(), agent, WebSocketAgent::close) }
                { button(words.retry, "retry", status.can_retry(), agent, WebSocketAgent::retry_now) }
            </div>
            <Notify agent={agent.clone()} language={*language} />
        </section>
    }
}

/// Whether nothing has arrived since this attempt began, by what has been heard in all.
#[hook]
fn use_silence(attempt: u64, heard: u64) -> bool {
    let known = use_mut_ref(|| (attempt, heard));
    let mut known = known.borrow_mut();
    if known.0 != attempt {
        *known = (attempt, heard);
    }
    known.1 == heard
}

/// A server that opens and never answers is open most of the time: what to do about it stays until
/// it has said something, or is not asked any more. One that closes without a word may not like what it
/// was told first, which this page shows nobody who does not ask.
fn advice(
    agent: &WebSocketAgent,
    status: &Status,
    is_silent: bool,
    language: Language,
) -> Option<&'static str> {
    let [greets, pings] = agent
        .configured(|config: &Config| [config.greeting.is_some(), config.heartbeat.is_some()])
        .unwrap_or_default();
    match (&status.cause, status.phase) {
        (Some(cause @ Cause::NoAnswer(_)), Phase::Open) if is_silent && pings => {
            cause.advice_in(language)
        }
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

fn facts(words: &Say, language: Language, status: &Status) -> Html {
    let round_trip = status.round_trip.map(|time| in_words(time, language));
    let either = |[term, no, yes]: [&'static str; 3], so| (term, if so { yes } else { no });
    let congested = either(words.congested, status.congested);
    let suspended = either(words.suspended, status.suspended);
    html! {
        <dl class="heartline-facts">
            { figure(words.round_trip, "round-trip", round_trip.unwrap_or_else(none)) }
            { figure(words.attempt, "attempt", status.attempt.to_string()) }
            { figure(words.failures, "failures", status.failures.to_string()) }
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
