//! Frame times of the page with a full log, in a real Chromium: `cargo xtask frames` builds the page
//! and starts this; `HEARTLINE_DIST` names another build of it, to compare with.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "like the tests of this package, it states what must hold by failing loudly"
)]

use std::time::Duration;

use heartline_e2e::browser::Browser;
use heartline_e2e::page::Page;
use heartline_e2e::server::Server;
use heartline_e2e::talker::Message;
use heartline_e2e::{Engine, Talker, places, until};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::{interval, sleep};

/// Messages before anything is measured.
const FULL: u64 = 100_000;

/// How long each case lasts.
const CASE: Duration = Duration::from_secs(5);

/// Frame times in tenths of a millisecond.
#[derive(Debug, Default, Deserialize)]
struct Frames {
    count: u64,
    median: u64,
    p95: u64,
    most: u64,
    late: u64,
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let server = Server::serving(places::dist()).await;
    let browser = Browser::of(Engine::Chromium).await;
    browser
        .devtools(
            "Page.addScriptToEvaluateOnNewDocument",
            json!({"source": WITNESS}),
        )
        .await;
    let page = Page { browser };
    let messages = (0..FULL).map(message).collect();
    let talker = Talker::start(messages).await;
    page.open(&server.address(), &[("url", &talker.address())])
        .await;
    until_received(&page, FULL).await;
    println!("| case | frames | median | p95 | longest | beyond 50 ms |");
    println!("|---|---:|---:|---:|---:|---:|");
    case(&page, "nothing happens", "", sleep(CASE)).await;
    case(&page, "scrolling through all of it", SCROLL, sleep(CASE)).await;
    case(&page, "filter by a text", TEXT, sleep(CASE)).await;
    case(&page, "filter by a JSON path", PATH, sleep(CASE)).await;
    run(&page, CLEAR).await;
    sleep(Duration::from_secs(1)).await;
    case(
        &page,
        "1 000 messages a second, followed",
        FOLLOW,
        talk(&talker),
    )
    .await;
    case(&page, "1 000 messages a second, held", HOLD, talk(&talker)).await;
    let memory = run(
        &page,
        "return window.heartlineMemory?.buffer.byteLength ?? 0",
    )
    .await;
    let rows = run(
        &page,
        "return document.querySelectorAll('[data-testid=message]').length",
    )
    .await;
    println!("\nWebAssembly memory: {memory} bytes; rows in the document: {rows}.");
}

fn message(number: u64) -> Message {
    let text = json!({"number": number, "live": {"cpu": number % 100, "name": format!("n{number}")},
        "filler": "x".repeat(60)});
    Message::text(text.to_string())
}

async fn until_received(page: &Page, count: u64) {
    // The page is busy for longer than the patience of a test.
    for _ in 0..4 {
        if page.snapshot().await.received >= count {
            return;
        }
        sleep(Duration::from_secs(5)).await;
    }
    until("all have arrived", async || {
        (page.snapshot().await.received >= count).then_some(())
    })
    .await;
}

/// A thousand messages a second.
async fn talk(talker: &Talker) {
    let mut ticks = interval(Duration::from_millis(10));
    for tick in 0..CASE.as_millis() as u64 / 10 {
        ticks.tick().await;
        for number in 0..10 {
            talker.say(message(FULL + tick * 10 + number));
        }
    }
}

async fn case(page: &Page, name: &str, begin: &str, meanwhile: impl Future<Output = ()>) {
    run(page, &[RECORD, begin].concat()).await;
    meanwhile.await;
    let frames = run(page, REPORT).await;
    let Frames {
        count,
        median,
        p95,
        most,
        late,
    } = serde_json::from_value(frames).expect("frame times");
    let [median, p95, most] =
        [median, p95, most].map(|tenths| format!("{}.{} ms", tenths / 10, tenths % 10));
    println!("| {name} | {count} | {median} | {p95} | {most} | {late} |");
}

async fn run(page: &Page, script: &str) -> Value {
    page.browser.run(script, vec![]).await
}

const WITNESS: &str = r#"
    for (const name of ["instantiate", "instantiateStreaming"]) {
        const original = WebAssembly[name];
        WebAssembly[name] = async (...all) => {
            const made = await original.apply(WebAssembly, all);
            window.heartlineMemory = (made.instance ?? made).exports.memory;
            return made;
        };
    }
"#;

/// The list scrolls in whatever build of the page it is.
const RECORD: &str = r#"
    const list = document.querySelector("[data-testid=log], .heartline-scroll");
    const record = window.heartlineFrames = { times: [], last: performance.now(), each: null };
    const frame = now => {
        if (window.heartlineFrames !== record) return;
        record.times.push(now - record.last);
        record.last = now;
        record.each?.();
        requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    const ask = (kind, words) => {
        const choice = document.querySelector("[data-testid=filter-kind]");
        const input = document.querySelector("[data-testid=filter]");
        if (!input) return;
        choice.value = kind;
        choice.dispatchEvent(new Event("change", { bubbles: true }));
        input.value = words;
        input.dispatchEvent(new InputEvent("input", { bubbles: true }));
    };
"#;

const SCROLL: &str = r#"
    let place = 0;
    const step = list.scrollHeight / 300;
    record.each = () => { place += step; list.scrollTop = list.scrollHeight - (place % list.scrollHeight); };
"#;

const TEXT: &str = r#"ask("text", "N9999");"#;

const PATH: &str = r#"ask("path", "live.cpu > 98");"#;

const CLEAR: &str = r#"
    const input = document.querySelector("[data-testid=filter]");
    if (input) {
        input.value = "";
        input.dispatchEvent(new InputEvent("input", { bubbles: true }));
    }
"#;

const FOLLOW: &str = r#"list.scrollTop = list.scrollHeight;"#;

const HOLD: &str = r#"list.scrollTop = list.scrollTop - list.scrollHeight / 2;"#;

const REPORT: &str = r#"
    const { times } = window.heartlineFrames;
    window.heartlineFrames = null;
    times.shift();
    const sorted = times.toSorted((a, b) => a - b).map(time => Math.round(time * 10));
    const at = part => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
    return {
        count: sorted.length, median: at(0.5), p95: at(0.95), most: sorted.at(-1) ?? 0,
        late: sorted.filter(time => time > 500).length,
    };
"#;
