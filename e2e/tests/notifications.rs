//! Notifications of an outage: when they are shown, and what is said where they are not.
#![allow(
    clippy::unwrap_used,
    reason = "what these read of the page is a test's own business"
)]

use std::time::Duration;

use heartline_e2e::page::Page;
use heartline_e2e::{scenario, stays, until};
use serde_json::Value;

/// A wait for the next attempt that outlasts what is done meanwhile.
const LONG_WAIT: [(&str, &str); 2] = [("retry_min", "60s"), ("retry_max", "60s")];

#[tokio::test]
async fn an_outage_that_lasts_is_told_once_to_who_does_not_see_the_page_and_so_is_its_end() {
    scenario(async |stage| {
        stage
            .visit(&[("retry_min", "500ms"), ("retry_max", "1s")])
            .await;
        let page = &stage.page;
        page.until_phase("open").await;
        pretend_notifications(page, "granted").await;
        page.press("notify").await;
        until("it is on", async || checked(page).await.then_some(())).await;
        page.browser.set_hidden(true).await;
        stage.server.kill().await;
        let told = until("the outage is told", async || {
            Some(notifications(&stage.page).await).filter(|told| !told.is_empty())
        })
        .await;
        assert_eq!(told[0]["title"], "Connection lost");
        assert_eq!(told[0]["tag"], "heartline");
        assert_ne!(told[0]["body"], "");
        stage.server.start_again().await;
        // A hidden page takes its time otherwise.
        stage.page.browser.run(RETRY, vec![]).await;
        stage.page.until_phase("open").await;
        let told = until("its end is told", async || {
            Some(notifications(&stage.page).await).filter(|told| told.len() > 1)
        })
        .await;
        assert_eq!(told.len(), 2, "{told:?}");
        assert_eq!(told[1]["title"], "Connected again");
    })
    .await;
}

#[tokio::test]
async fn an_outage_is_not_told_to_who_sees_the_page_or_switched_it_off() {
    scenario(async |stage| {
        stage.visit(&LONG_WAIT).await;
        let page = &stage.page;
        page.until_phase("open").await;
        pretend_notifications(page, "granted").await;
        page.press("notify").await;
        until("it is on", async || checked(page).await.then_some(())).await;
        stage.server.kill().await;
        stays("nobody is told", Duration::from_secs(7), async || {
            notifications(&stage.page).await.is_empty()
        })
        .await;
        let page = &stage.page;
        page.press("notify").await;
        until("it is off", async || (!checked(page).await).then_some(())).await;
    })
    .await;
}

#[tokio::test]
async fn why_there_are_no_notifications_is_said_in_words() {
    scenario(async |stage| {
        stage.visit(&[]).await;
        let page = &stage.page;
        page.until_phase("open").await;
        assert!(!checked(page).await, "off until it is switched on");
        for (permission, words) in [
            ("denied", "forbids it"),
            ("default", "Not switched on"),
            ("unsupported", "no notifications for pages"),
        ] {
            pretend_notifications(page, permission).await;
            for time in 1..=2 {
                page.press("notify").await;
                until(&format!("{permission} is said"), async || {
                    page.text("notify-said").await.contains(words).then_some(())
                })
                .await;
                assert!(!checked(page).await, "{permission}, {time}. time");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_wish_for_notifications_can_be_taken_back_while_the_browser_asks() {
    scenario(async |stage| {
        stage.visit(&[]).await;
        let page = &stage.page;
        page.until_phase("open").await;
        pretend_notifications(page, "asking").await;
        page.press("notify").await;
        until("it is wished for", async || {
            checked(page).await.then_some(())
        })
        .await;
        assert_eq!(page.text("notify-said").await, "", "nothing is refused yet");
        page.press("notify").await;
        until("the wish is taken back", async || {
            (!checked(page).await).then_some(())
        })
        .await;
        page.browser.run("window.answer('granted')", vec![]).await;
        stays("it stays off", Duration::from_secs(1), async || {
            !checked(page).await
        })
        .await;
        pretend_notifications(page, "asking").await;
        page.press("notify").await;
        page.browser.run("window.answer('granted')", vec![]).await;
        let kept = "return localStorage.getItem('heartline.notify')";
        until("it is on", async || {
            (page.browser.run(kept, vec![]).await == "on").then_some(())
        })
        .await;
        assert!(checked(page).await);
    })
    .await;
}

async fn checked(page: &Page) -> bool {
    let checked = r#"return document.querySelector('[data-testid="notify"]').checked"#;
    page.browser.run(checked, vec![]).await == true
}

/// Puts something in place of the desktop, which no test can look at.
async fn pretend_notifications(page: &Page, permission: &str) {
    page.browser.run(PRETEND, vec![permission.into()]).await;
}

async fn notifications(page: &Page) -> Vec<Value> {
    let shown = page.browser.run("return window.shown", vec![]).await;
    shown.as_array().unwrap().clone()
}

const RETRY: &str = r#"
    document.querySelector('[data-testid="retry"]').click();
"#;

const PRETEND: &str = r#"
    const [permission] = arguments;
    window.shown = [];
    delete window.Notification;
    if (permission === "unsupported") return;
    const answered = new Promise(resolve => {
        window.answer = answer => {
            Notification.permission = answer;
            resolve(answer);
        };
    });
    const asking = permission === "asking";
    window.Notification = class {
        static permission = asking ? "default" : permission;
        static requestPermission() { return asking ? answered : Promise.resolve(permission); }
        constructor(title, { body, tag }) { shown.push({ title, body, tag }); }
    };
"#;
