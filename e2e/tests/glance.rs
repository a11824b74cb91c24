//! What the page shows at a glance: the status, the title and the icon, and how good the link is.
#![allow(
    clippy::unwrap_used,
    reason = "what these read of the page is a test's own business"
)]

use std::time::Duration;

use heartline_e2e::page::Page;
use heartline_e2e::{Snapshot, Stage, every_engine, scenario, stays, until};
use serde_json::{Value, json};

/// A wait for the next attempt that outlasts what is done meanwhile.
const LONG_WAIT: [(&str, &str); 2] = [("retry_min", "60s"), ("retry_max", "60s")];

const WIDTHS: [u32; 5] = [1680, 1280, 800, 390, 320];

#[tokio::test]
async fn the_title_and_the_icon_follow_the_phase() {
    every_engine(async |stage| {
        stage.visit(&LONG_WAIT).await;
        let page = &stage.page;
        let host = stage.server.host();
        let connected = format!("● Connected · {host} – Heartline");
        let open = until_titled(page, &connected).await;
        page.speak("zh-Hans").await;
        until_titled(page, &format!("● 已连接 · {host} – Heartline")).await;
        page.speak("en").await;
        stage.server.kill().await;
        let waiting = until_titled(page, &format!("◌ Reconnecting · {host} – Heartline")).await;
        page.press("close").await;
        let idle = until_titled(page, &format!("○ Not connected · {host} – Heartline")).await;
        for icon in [&open, &waiting, &idle] {
            assert!(icon.starts_with("data:image/svg+xml,"), "{icon}");
        }
        assert!(open != waiting && waiting != idle && idle != open);
    })
    .await;
}

#[tokio::test]
async fn the_status_names_where_the_connection_goes_and_no_secret_of_it() {
    every_engine(async |stage| {
        stage.visit(&[("url", "/ws?room=7")]).await;
        let page = &stage.page;
        page.until_phase("open").await;
        let place = "/ws?room=…";
        assert_eq!(page.text("connected-to").await, place);
        page.press("close").await;
        page.until_phase("idle").await;
        // What is only written is not where the connection goes.
        page.write("address", "/elsewhere").await;
        page.press("connect").await;
        page.until_phase("open").await;
        assert_eq!(page.text("connected-to").await, place);
    })
    .await;
}

#[tokio::test]
async fn the_ring_counts_down_to_the_next_attempt() {
    every_engine(async |stage| {
        stage.visit(&LONG_WAIT).await;
        stage.page.until_phase("open").await;
        lose(stage).await;
        let page = &stage.page;
        let first = ring(page).await;
        assert!(first > 0 && first <= 1_000, "{first}");
        until("less is left", async || {
            (ring(page).await + 20 < first).then_some(())
        })
        .await;
        assert_eq!(page.text("next").await.split(' ').nth(1), Some("s"));
        page.press("close").await;
        page.until_phase("idle").await;
        until("nothing is left", async || {
            (ring(page).await == 0).then_some(())
        })
        .await;
        assert_eq!(page.text("next").await, "–");
    })
    .await;
}

#[tokio::test]
async fn nothing_moves_when_the_phase_changes() {
    scenario(async |stage| {
        stage.visit(&LONG_WAIT).await;
        stage.page.until_phase("open").await;
        let mut open = Vec::new();
        for width in WIDTHS {
            open.push(boxes(stage, width).await);
        }
        lose(stage).await;
        for (width, open) in WIDTHS.into_iter().zip(&open) {
            assert_eq!(&boxes(stage, width).await, open, "waiting, at {width}");
        }
        stage.page.press("close").await;
        stage.page.until_phase("idle").await;
        for (width, open) in WIDTHS.into_iter().zip(&open) {
            assert_eq!(&boxes(stage, width).await, open, "idle, at {width}");
        }
        stage.page.browser.set_offline(true).await;
        stage.page.press("connect").await;
        stage.page.until_phase("offline").await;
        for (width, open) in WIDTHS.into_iter().zip(&open) {
            assert_eq!(&boxes(stage, width).await, open, "offline, at {width}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_status_speaks_both_languages() {
    every_engine(async |stage| {
        stage.visit(&LONG_WAIT).await;
        stage.page.until_phase("open").await;
        stage.page.speak("zh-Hans").await;
        lose(stage).await;
        let page = &stage.page;
        for name in [
            "phase",
            "sentence",
            "advice",
            "connect",
            "availability",
            "quality",
        ] {
            let text = page.text(name).await;
            let chinese = text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
            assert!(chinese, "{name}: {text}");
            // Units are short.
            let mut words = text.split(|c: char| !c.is_ascii_lowercase());
            let english = words.find(|word| word.len() > 3);
            assert_eq!(english, None, "{name}: {text}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_same_round_trip_reads_the_same_in_the_status_and_in_the_quality() {
    every_engine(async |stage| {
        stage.visit(&[("interval", "400ms")]).await;
        let page = &stage.page;
        page.until_phase("open").await;
        for (tag, unit) in [("en", " ms"), ("zh-Hans", " 毫秒")] {
            page.speak(tag).await;
            until(
                &format!("a round trip in{unit} stands in both"),
                async || {
                    let (status, quality) = (page.text("round-trip").await, page.text("rtt").await);
                    (status.ends_with(unit) && status == quality).then_some(())
                },
            )
            .await;
        }
    })
    .await;
}

#[tokio::test]
async fn figures_of_the_machine_that_are_old_say_so_and_nothing_moves() {
    every_engine(async |stage| {
        stage.visit(&LONG_WAIT).await;
        stage.page.browser.set_size(320, 800).await;
        let live = async |page: &Page| page.browser.run(LIVE, vec![]).await;
        let fresh = until("figures are shown", async || {
            Some(live(&stage.page).await).filter(|live| !live.is_null())
        })
        .await;
        let words = fresh["words"].as_str().unwrap();
        assert!(!words.contains("earlier"), "{words}");
        stage.server.kill().await;
        let old = until("they are said to be old", async || {
            let live = live(&stage.page).await;
            let words = live["words"].as_str()?;
            words.contains("from an earlier connection").then_some(live)
        })
        .await;
        assert_eq!(old["height"], fresh["height"]);
    })
    .await;
}

#[tokio::test]
async fn the_charts_show_what_passes_and_tell_it_in_words() {
    every_engine(async |stage| {
        stage.visit(&[("interval", "400ms")]).await;
        let page = &stage.page;
        page.until_phase("open").await;
        page.send("hello").await;
        for chart in [
            "chart-round-trip",
            "chart-messages",
            "chart-bytes",
            "chart-outbox",
        ] {
            until(&format!("{chart} has a line"), async || {
                let line = page.browser.run(LINE, vec![chart.into()]).await;
                line.as_str()?.contains('L').then_some(())
            })
            .await;
        }
        until("a round trip is known", async || {
            page.text("rtt").await.ends_with("ms").then_some(())
        })
        .await;
        until("messages come in and went out", async || {
            let rate = page.text("messages-rate").await;
            (!rate.contains("↓ 0 ") && !rate.ends_with("↑ 0") && !rate.contains('–')).then_some(())
        })
        .await;
        let label = page.browser.run(LABEL, vec!["chart-messages".into()]).await;
        let label = label.as_str().unwrap();
        assert!(label.starts_with("Messages per second: in "), "{label}");
    })
    .await;
}

#[tokio::test]
async fn nothing_is_drawn_while_nobody_sees_it() {
    scenario(async |stage| {
        stage.visit(&[]).await;
        let page = &stage.page;
        page.until_phase("open").await;
        page.browser.set_hidden(true).await;
        page.browser.run(COUNT_CHANGES, vec![]).await;
        stays(
            "the charts stay as they are",
            Duration::from_secs(4),
            async || {
                let changes = page.browser.run("return window.changes", vec![]).await;
                changes == 0
            },
        )
        .await;
        page.browser.set_hidden(false).await;
        until("they are drawn again", async || {
            let changes = page.browser.run("return window.changes", vec![]).await;
            (changes != 0).then_some(())
        })
        .await;
    })
    .await;
}

/// The server is gone, and the next attempt, a minute or less away, will not find it either.
async fn lose(stage: &mut Stage) {
    stage.server.kill().await;
    stage.page.until_phase("waiting").await;
    stage.page.press("retry").await;
    let failed = |seen: &Snapshot| seen.phase == "waiting" && seen.attempt > 1;
    stage.page.until("an attempt has failed", failed).await;
}

/// Waits for a title; the address of the icon that goes with it.
async fn until_titled(page: &Page, title: &str) -> String {
    until(&format!("the title is {title}"), async || {
        let seen = page.browser.run(TITLE, vec![]).await;
        (seen[0] == title).then(|| seen[1].as_str().unwrap().to_owned())
    })
    .await
}

/// The part of the ring that is left, in thousandths.
async fn ring(page: &Page) -> u64 {
    let dashes = page.browser.run(RING, vec![]).await;
    let dashes = dashes.as_str().unwrap();
    dashes.split(' ').next().unwrap().parse().unwrap()
}

/// Where everything that stays is, at this width.
async fn boxes(stage: &Stage, width: u32) -> Value {
    let metrics = json!({
        "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false,
    });
    let browser = &stage.page.browser;
    let emulate = "Emulation.setDeviceMetricsOverride";
    browser.devtools(emulate, metrics).await;
    browser.run(BOXES, vec![]).await
}

const TITLE: &str = r#"
    return [document.title, document.querySelector("link[rel=icon]").href];
"#;

const RING: &str = r#"
    return document.querySelector(".ring-left").getAttribute("stroke-dasharray");
"#;

const LINE: &str = r#"
    const chart = document.querySelector(`[data-testid="${arguments[0]}"]`);
    return chart.querySelector(":scope > svg .chart-line").getAttribute("d");
"#;

const LIVE: &str = r#"
    const live = document.querySelector('[data-testid="live"]');
    return live && { words: live.textContent, height: live.offsetHeight };
"#;

const LABEL: &str = r#"
    const chart = document.querySelector(`[data-testid="${arguments[0]}"]`);
    return chart.querySelector("[role=img]").getAttribute("aria-label");
"#;

const BOXES: &str = r#"
    const parts = ["status", "status-next", "ring", "status-said", "status-notify",
        "status .heartline-facts", "status .heartline-buttons", "availability", "strip",
        "strip-legend", "availability footer", "quality", "charts"];
    scrollTo(0, 0);
    return parts.map(part => {
        const { x, y, width, height } = document.querySelector(`.${part}`).getBoundingClientRect();
        // On a narrow page the log stands above the charts, and grows.
        return [part, x, part === "quality" || part === "charts" ? 0 : y, width, height];
    });
"#;

const COUNT_CHANGES: &str = r#"
    window.changes = 0;
    new MutationObserver(changed => { changes += changed.length; })
        .observe(document.querySelector(".quality"),
            { subtree: true, childList: true, attributes: true, characterData: true });
"#;
