//! What is said of one message: how to ask for it, that it was copied, and when it came.

use fantoccini::key::Key;
use heartline_e2e::page::Page;
use heartline_e2e::talker::Message;
use heartline_e2e::{every_engine, until};
use serde_json::json;

use super::{choose, connected, numbered, reads, shown};

#[tokio::test]
async fn a_long_string_can_be_filtered_by() {
    every_engine(async |stage| {
        let long = json!({ "a": "\u{e9}\\\"".repeat(200) }).to_string();
        let messages = [Message::text(&*long), Message::text(r#"{"a":"another"}"#)];
        let _server = connected(stage, messages.to_vec()).await;
        let page = &stage.page;
        choose(page, "\u{e9}").await;
        page.focus("tree").await;
        page.key(Key::End).await;
        page.press("ask").await;
        shown(page, 1).await;
        assert_eq!(page.text("filter-error").await, "");
    })
    .await;
}

#[tokio::test]
async fn what_became_of_a_copy_is_said_in_the_language_and_of_its_message() {
    every_engine(async |stage| {
        let _server = connected(stage, numbered(0..3)).await;
        let page = &stage.page;
        page.browser.run(FORBIDS_COPYING, vec![]).await;
        choose(page, "n1").await;
        page.press("copy").await;
        reads(page, "copied", "copy it by hand").await;
        page.speak("zh-Hans").await;
        reads(page, "copied", "手动选中").await;
        // A second time is another text to who listens.
        page.browser.run(COUNTS_CHANGES, vec![]).await;
        page.press("copy").await;
        until("it was said again", async || {
            let changes = page.browser.run("return window.changes", vec![]).await;
            (changes.as_u64() >= Some(2)).then_some(())
        })
        .await;
        choose(page, "n2").await;
        until("nothing is said of another message", async || {
            page.text("copied").await.is_empty().then_some(())
        })
        .await;
    })
    .await;
}

const FORBIDS_COPYING: &str = r#"
    Object.defineProperty(navigator, "clipboard", { value: undefined, configurable: true });
"#;

const COUNTS_CHANGES: &str = r#"
    window.changes = 0;
    new MutationObserver(changes => { window.changes += changes.length; }).observe(
        document.querySelector("[data-testid=copied]"),
        { childList: true, characterData: true, subtree: true });
"#;

#[tokio::test]
async fn what_comes_to_a_hidden_page_after_sleep_has_the_time_of_the_wall() {
    every_engine(async |stage| {
        let server = connected(stage, numbered(0..2)).await;
        let page = &stage.page;
        shown(page, 2).await;
        page.browser.run(SLEPT_IN_THE_BACKGROUND, vec![]).await;
        server.say(Message::text("after sleep"));
        until("a frame is wanted", async || {
            let wanted = page
                .browser
                .run("return window.frames_wanted.length", vec![])
                .await;
            (wanted.as_u64() > Some(0)).then_some(())
        })
        .await;
        page.browser.run(IS_SEEN_AGAIN, vec![]).await;
        reads_in_rows(page, "after sleep").await;
        let behind = page.browser.run(MINUTES_BEHIND, vec![]).await;
        let behind: Vec<i64> = serde_json::from_value(behind).expect("numbers");
        assert_eq!(behind, [180, 180, 0]);
    })
    .await;
}

async fn reads_in_rows(page: &Page, words: &str) {
    until(&format!("{words} is a row"), async || {
        let seen = page.snapshot().await;
        let is_there = seen.messages.iter().any(|row| row.contains(words));
        is_there.then_some(())
    })
    .await;
}

/// The clock on the wall has gone on for three hours, and there are no frames.
const SLEPT_IN_THE_BACKGROUND: &str = r#"
    // Firefox gives scripts of tests a `Date` of their own.
    const { Date } = window;
    const { now } = Date;
    Date.now = () => now() + 3 * 3600 * 1000;
    const request = window.requestAnimationFrame;
    window.frames_wanted = [];
    window.requestAnimationFrame = callback => window.frames_wanted.push(callback);
    window.is_seen = () => {
        window.requestAnimationFrame = request;
        window.frames_wanted.forEach(callback => window.requestAnimationFrame(callback));
    };
"#;

const IS_SEEN_AGAIN: &str = "window.is_seen();";

/// By how many minutes, in tens, each message is older than now.
const MINUTES_BEHIND: &str = r#"
    const now = new Date(window.Date.now());
    const rows = [...document.querySelectorAll("[data-testid=log] [data-testid=message]")];
    return rows.map(row => {
        const [hours, minutes] = row.querySelector("time").textContent.split(":").map(Number);
        const behind = now.getHours() * 60 + now.getMinutes() - hours * 60 - minutes;
        return Math.round(((behind + 1440) % 1440) / 10) * 10;
    });
"#;
