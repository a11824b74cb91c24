//! The availability strip: what happened, as a person reads it and takes it along.

use fantoccini::actions::{InputSource, MouseActions, PointerAction};
use fantoccini::key::Key;
use heartline_e2e::page::Page;
use heartline_e2e::{Stage, every_engine, until};
use serde_json::Value;

#[tokio::test]
async fn a_killed_server_is_an_outage_that_can_be_read_by_keyboard_with_its_cause() {
    every_engine(async |stage| {
        go_through_an_outage(stage).await;
        let page = &stage.page;
        assert_eq!(page.text("outages").await, "1");
        until("the time to recover is known", async || {
            let time = page.text("time-to-recover").await;
            (time != "–" && page.text("uptime").await != "100 %").then_some(())
        })
        .await;
        assert_eq!(page.count("strip").await, 1, "one stop for the Tab key");
        page.focus("strip").await;
        page.key(Key::PageDown).await;
        let read = until_read(page, "Reconnecting").await;
        assert!(
            read.contains("The connection was lost (code 1006)"),
            "{read}"
        );
        // It is told to who does not see it, too.
        let spoken = page.browser.run(SPOKEN, vec![]).await;
        assert_eq!(spoken, Value::from(read));
        page.key(Key::Left).await;
        until_read(page, "Connected").await;
        page.key(Key::Home).await;
        until_read(page, "Connecting").await;
        page.key(Key::Escape).await;
        let read = until_read(page, " – now").await;
        assert_eq!(page.focused().await, "strip");
        // How long it lasts changes every second, which nobody wants to hear.
        let parts: Vec<_> = read.split(" · ").collect();
        let lasting = [&parts[..2], &parts[3..]].concat().join(" · ");
        let spoken = page.browser.run(SPOKEN, vec![]).await;
        assert_eq!(spoken, Value::from(lasting));
        page.press("last-hour").await;
        until("the last hour has the outage", async || {
            let lost = page.browser.run(LOST, vec![]).await;
            (lost == 1 && page.text("outages").await == "1").then_some(())
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn a_phase_is_read_where_the_pointer_is() {
    every_engine(async |stage| {
        go_through_an_outage(stage).await;
        let page = &stage.page;
        page.press("close").await;
        page.until_phase("idle").await;
        until_read(page, "Not connected").await;
        // Where the strip is much narrower than the window.
        page.browser.set_size(1280, 900).await;
        let strip = page.element("strip").await;
        page.browser.run(IN_VIEW, vec![]).await;
        // What happened first is at the left edge.
        let width = page.browser.run(WIDTH, vec![]).await.as_f64().unwrap();
        let to = |x| PointerAction::MoveToElement {
            element: strip.clone(),
            duration: None,
            x,
            y: 0.0,
        };
        let move_to = MouseActions::new("mouse".to_owned())
            .then(to(0.0))
            .then(to(2.0 - width / 2.0));
        page.browser.client.perform_actions(move_to).await.unwrap();
        let at_pointer = until("something else is read", async || {
            let read = page.text("strip-read").await;
            (!read.starts_with("Not connected")).then_some(read)
        })
        .await;
        assert!(at_pointer.contains("attempt 1"), "{at_pointer}");
        for bar in ["rect.open", "rect.lost", "rect.lost ~ rect.open"] {
            until(&format!("{bar} is outlined when pointed at"), async || {
                // The strip grows, so that the bar moves.
                let middle = page.browser.run(MIDDLE, vec![bar.into()]).await.as_f64()?;
                let there = MouseActions::new("mouse".to_owned()).then(to(middle));
                page.browser.client.perform_actions(there).await.unwrap();
                let outlined = page.browser.run(OUTLINED, vec![bar.into()]).await;
                (outlined == true).then_some(())
            })
            .await;
        }
        page.press("export-csv").await;
        until_read(page, "Not connected").await;
    })
    .await;
}

const IN_VIEW: &str = r#"
    document.querySelector("[data-testid=strip]").scrollIntoView({ block: "center" });
"#;

/// The middle of a bar, from the middle of the strip.
const MIDDLE: &str = r#"
    const box = part => document.querySelector(`.strip${part}`).getBoundingClientRect();
    const [strip, bar] = [box(""), box(` ${arguments[0]}`)];
    return Math.round(bar.x + bar.width / 2 - strip.x - strip.width / 2);
"#;

/// Whether the outline is within a bar, which may be several phases.
const OUTLINED: &str = r#"
    const box = part => document.querySelector(`.strip ${part}`)?.getBoundingClientRect();
    const [bar, mark] = [box(arguments[0]), box(".strip-mark")];
    return !!mark && bar.left - 2 <= mark.left && mark.right <= bar.right + 2;
"#;

#[tokio::test]
async fn the_files_have_what_happened() {
    every_engine(async |stage| {
        go_through_an_outage(stage).await;
        let page = &stage.page;
        page.press("export-csv").await;
        page.press("export-json").await;
        let files = page.saved(2).await;
        let (csv, json) = (&files[0], &files[1]);
        assert!(
            csv.name.starts_with("heartline-availability-20"),
            "{}",
            csv.name
        );
        assert!(
            csv.name.ends_with("Z.csv") && !csv.name.contains(':'),
            "{}",
            csv.name
        );
        assert_eq!(csv.media_type, "text/csv");
        let header = "from,to,duration_ms,phase,availability,attempt,cause,detail,address";
        assert_eq!(csv.text.lines().next(), Some(header));
        let lost = csv
            .text
            .lines()
            .find(|line| line.contains(",waiting,lost,"));
        let lost = lost.unwrap_or_else(|| panic!("{}", csv.text));
        let address = format!("ws://{}/ws", stage.server.host());
        let end = format!(",closed,The connection was lost (code 1006),{address}");
        assert!(lost.ends_with(&end), "{lost}");
        let value: Value = serde_json::from_str(&json.text).unwrap();
        assert_eq!(value["outages"], 1);
        let phases = value["phases"].as_array().unwrap();
        assert_eq!(phases.len() + 1, csv.text.lines().count());
        assert_eq!(phases.last().unwrap()["phase"], "open");
        assert_eq!(phases.last().unwrap()["to"], Value::Null);
        let followed = phases
            .windows(2)
            .all(|pair| pair[0]["to"] == pair[1]["from"]);
        assert!(followed, "{}", json.text);
    })
    .await;
}

#[tokio::test]
async fn what_happened_reads_in_both_languages() {
    every_engine(async |stage| {
        go_through_an_outage(stage).await;
        let page = &stage.page;
        page.speak("zh-Hans").await;
        until_read(page, "已连接").await;
        page.focus("strip").await;
        page.key(Key::PageDown).await;
        let read = until_read(page, "1006").await;
        assert!(!read.contains("connection"), "{read}");
        page.speak("en").await;
        until_read(page, "The connection was lost (code 1006)").await;
    })
    .await;
}

#[tokio::test]
async fn keys_with_which_the_browser_is_commanded_are_left_to_it() {
    every_engine(async |stage| {
        stage.visit(&[]).await;
        let page = &stage.page;
        page.until_phase("open").await;
        for (with, taken) in [
            ("", true),
            ("altKey", false),
            ("ctrlKey", false),
            ("metaKey", false),
        ] {
            let prevented = page.browser.run(PRESS_LEFT, vec![with.into()]).await;
            assert_eq!(prevented, taken, "{with}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_happened_on_the_same_day_of_another_month_reads_with_its_day() {
    every_engine(async |stage| {
        stage.visit(&[]).await;
        let page = &stage.page;
        page.until_phase("open").await;
        let read = until_read(page, "Connected").await;
        assert!(!read.contains('/'), "{read}");
        page.browser.run(FOUR_YEARS_LATER, vec![]).await;
        until_read(page, "/").await;
    })
    .await;
}

/// Open, lost, and open again.
async fn go_through_an_outage(stage: &mut Stage) {
    stage
        .visit(&[("retry_min", "300ms"), ("retry_max", "500ms")])
        .await;
    stage
        .page
        .until("data arrives", |seen| seen.received > 2)
        .await;
    stage.server.kill().await;
    stage
        .page
        .until("an attempt has failed", |seen| seen.attempt > 2)
        .await;
    stage.server.start_again().await;
    stage.page.until_phase("open").await;
    let page = &stage.page;
    until("it is counted", async || {
        (page.text("outages").await == "1").then_some(())
    })
    .await;
}

/// Waits until what is read out contains these words.
async fn until_read(page: &Page, words: &str) -> String {
    until(&format!("{words:?} is read"), async || {
        Some(page.text("strip-read").await).filter(|read| read.contains(words))
    })
    .await
}

const SPOKEN: &str = r#"
    return document.querySelector('[data-testid="strip"]').getAttribute("aria-valuetext");
"#;

const WIDTH: &str = r#"
    return document.querySelector('[data-testid="strip"]').getBoundingClientRect().width;
"#;

/// Whether the strip takes the key for itself.
const PRESS_LEFT: &str = r#"
    const key = { key: "ArrowLeft", [arguments[0]]: true, bubbles: true, cancelable: true };
    return !document.querySelector('[data-testid="strip"]').dispatchEvent(new KeyboardEvent("keydown", key));
"#;

/// Every day of a month is there again after four years.
const FOUR_YEARS_LATER: &str = r#"
    // Of the page: in Firefox a driver's script has one of its own.
    const { Date } = window;
    const later = new Date();
    later.setFullYear(later.getFullYear() + 4);
    const [now, by] = [Date.now, later - new Date()];
    Date.now = () => now() + by;
"#;

const LOST: &str = r#"
    return document.querySelectorAll('[data-testid="strip"] rect.lost').length;
"#;
