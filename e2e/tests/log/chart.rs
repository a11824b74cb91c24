//! A number of the messages as a line: how one comes to it, and what its axes say.

use heartline_e2e::page::Page;
use heartline_e2e::talker::Message;
use heartline_e2e::{Talker, every_engine, until};
use serde_json::json;

use super::{choose, connected, focused, has, numbered, reads};

#[tokio::test]
async fn a_number_becomes_a_chart_that_follows() {
    every_engine(async |stage| {
        let server = connected(stage, numbered(1..50)).await;
        let page = &stage.page;
        choose(page, "n49").await;
        has(page, "draw", 1).await;
        let name = page.element("draw").await.attr("aria-label").await;
        assert_eq!(
            name.ok().flatten().as_deref(),
            Some("Show as chart $.number")
        );
        page.press("draw").await;
        reads(page, "chart", "$.number").await;
        reads(page, "chart", "last 49").await;
        assert_eq!(page.text("path").await, "$.number", "it is chosen as well");
        scale(page, ["49", "1"]).await;
        for message in numbered(500..501) {
            server.say(message);
        }
        reads(page, "chart", "max 500").await;
        reads(page, "chart", "50 values").await;
        scale(page, ["500", "1"]).await;
        // More than there is room for on a phone.
        let long = "-123456789012345678.30000000000000004";
        server.say(Message::text(format!(r#"{{"number":{long}}}"#)));
        scale(page, ["500", long]).await;
        for size in [(1280, 900), (320, 568)] {
            page.browser.set_size(size.0, size.1).await;
            let violations = page.violations().await;
            let violations: Vec<_> = violations.iter().map(ToString::to_string).collect();
            assert!(violations.is_empty(), "{}", violations.join("\n"));
            let wider = page.browser.run(WIDER_THAN_THE_WINDOW, vec![]).await;
            assert_eq!(wider, json!(false), "at {size:?}");
        }
        page.press("remove-chart").await;
        has(page, "chart", 0).await;
        focused(page, "log").await;
    })
    .await;
}

#[tokio::test]
async fn a_chart_begins_anew_with_another_server_and_when_the_log_is_cleared() {
    every_engine(async |stage| {
        let first = connected(stage, numbered(1..50)).await;
        let page = &stage.page;
        choose(page, "n49").await;
        has(page, "draw", 1).await;
        page.press("draw").await;
        reads(page, "chart", "49 values").await;
        let other = Talker::start(numbered(900..903)).await;
        page.go_to(&other.address()).await;
        reads(page, "chart", "min 900").await;
        reads(page, "chart", "3 values").await;
        page.press("clear").await;
        other.say(numbered(7..8).remove(0));
        reads(page, "chart", "max 7").await;
        reads(page, "chart", "1 values").await;
        drop(first);
    })
    .await;
}

/// Waits until the axes of the chart say these values, from the top down, and the times of the first
/// and the last row; what is said to whom does not see it ends with the same.
async fn scale(page: &Page, values: [&str; 2]) {
    until(&format!("the axes say {values:?}"), async || {
        let scale = page.browser.run(SCALE, vec![]).await;
        (scale == json!([values, true, true])).then_some(())
    })
    .await;
}

const SCALE: &str = r#"
    const texts = selector => [...document.querySelectorAll(selector)].map(e => e.textContent);
    const times = texts("[data-testid=log] [data-testid=message] time");
    const edges = texts("[data-testid=chart] .chart-edges span");
    const ends = [times[0], times.at(-1)];
    const say = (end, at) => edges[at]?.length >= 8 && end.startsWith(edges[at]);
    const label = document.querySelector("[data-testid=chart] > svg")?.getAttribute("aria-label");
    return [
        texts("[data-testid=chart] .chart-ticks span").filter(text => text),
        ends.every(say),
        label === `$.number: ${edges.join(" – ")}`,
    ];
"#;

const WIDER_THAN_THE_WINDOW: &str = r#"
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth > clientWidth;
"#;
