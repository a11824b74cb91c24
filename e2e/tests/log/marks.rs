//! What stands between the messages, and what is done where there are none.

use fantoccini::key::Key;
use heartline_e2e::page::Page;
use heartline_e2e::talker::Message;
use heartline_e2e::{every_engine, until};
use serde_json::{Value, json};

use super::{choose, connected, focused, has, numbered, reads, shown};

#[tokio::test]
async fn where_connections_begin_and_end_stands_between_the_messages_and_in_the_export() {
    every_engine(async |stage| {
        let mut server = connected(stage, numbered(0..2)).await;
        let page = &stage.page;
        let address = server.address();
        reads(page, "begun", &format!("Connected · attempt 1 · {address}")).await;
        server.stop().await;
        reads(page, "ended", "The connection was lost (code 1006)").await;
        server.start_again().await;
        has(page, "begun", 2).await;
        shown(page, 4).await;
        let rows = page.browser.run(ROWS, vec![]).await;
        let expected = [
            "begun", "message", "message", "ended", "begun", "message", "message",
        ];
        assert_eq!(rows, json!(expected));
        page.speak("zh-Hans").await;
        reads(page, "begun", "已连接").await;
        // They are no messages.
        page.press("export").await;
        reads(page, "log-note", "已导出 4 条消息").await;
        let file = page.saved(1).await.remove(0);
        let lines: Vec<Value> = file
            .text
            .lines()
            .map(|line| serde_json::from_str(line).expect("a line of JSON"))
            .collect();
        assert_eq!(lines[0]["address"], json!(address));
        let connections: Vec<_> = lines
            .iter()
            .filter_map(|line| line.get("connection"))
            .collect();
        assert_eq!(connections, ["begun", "ended", "begun"]);
        assert_eq!(lines[1]["address"], json!(address));
        assert_eq!(
            (&lines[4]["cause"], &lines[4]["attempt"]),
            (&json!("closed"), &json!(1))
        );
        let numbers = lines.iter().filter(|line| line.get("number").is_some());
        assert_eq!(numbers.count(), 4);
        // Whoever searches sees what was found.
        page.write("filter", "n1").await;
        shown(page, 2).await;
        has(page, "begun", 0).await;
    })
    .await;
}

const ROWS: &str = r#"
    const rows = [...document.querySelectorAll("[data-testid=log] [role=option]")];
    return rows.map(row => row.dataset.testid);
"#;

#[tokio::test]
async fn an_export_of_nothing_says_so() {
    every_engine(async |stage| {
        let _server = connected(stage, numbered(0..2)).await;
        let page = &stage.page;
        page.write("filter", "nothing like it").await;
        shown(page, 0).await;
        page.press("export").await;
        reads(page, "log-note", "Nothing was exported").await;
        let saved = page
            .browser
            .run("return window.heartlineSaved ?? []", vec![])
            .await;
        assert_eq!(saved, json!([]));
    })
    .await;
}

#[tokio::test]
async fn from_a_row_that_is_gone_one_goes_on_to_the_next() {
    every_engine(async |stage| {
        let _server = connected(stage, numbered(0..60)).await;
        let page = &stage.page;
        choose(page, "n49").await;
        page.write("filter", "n5").await;
        shown(page, 11).await;
        page.focus("log").await;
        page.key(Key::Down).await;
        reads(page, "tree", "n50").await;
        page.write("filter", "n2").await;
        shown(page, 11).await;
        page.focus("log").await;
        page.key(Key::Up).await;
        reads(page, "tree", "n29").await;
    })
    .await;
}

#[tokio::test]
async fn what_is_opened_comes_into_view_and_escape_leads_back() {
    every_engine(async |stage| {
        let _server = connected(stage, numbered(0..60)).await;
        let page = &stage.page;
        page.browser.set_size(1280, 900).await;
        page.browser.run("scrollTo(0, 0)", vec![]).await;
        choose(page, "n59").await;
        seen(page, "detail").await;
        page.focus("tree").await;
        page.key(Key::End).await;
        page.press("show-chart").await;
        seen(page, "chart").await;
        page.focus("tree").await;
        page.key(Key::Escape).await;
        has(page, "detail", 0).await;
        focused(page, "log").await;
    })
    .await;
}

/// Waits until all of it is in the window.
async fn seen(page: &Page, name: &str) {
    let within = r#"
        const element = document.querySelector(`[data-testid=${arguments[0]}]`);
        if (!element) return false;
        const { top, bottom } = element.getBoundingClientRect();
        return top >= -1 && bottom <= innerHeight + 1;
    "#;
    until(&format!("{name} is seen"), async || {
        let within = page.browser.run(within, vec![name.into()]).await;
        (within == json!(true)).then_some(())
    })
    .await;
}

#[tokio::test]
async fn of_what_is_large_more_is_shown_in_bounded_steps() {
    every_engine(async |stage| {
        let wide = format!("[{}]", vec!["1"; 5_000].join(","));
        let messages = [Message::binary(vec![7; 400_000]), Message::text(wide)];
        let _server = connected(stage, messages.to_vec()).await;
        let page = &stage.page;
        choose(page, "0x 07").await;
        for lines in [256, 512, 1024, 2048, 4096, 8192, 12_288, 16_384] {
            until(&format!("{lines} lines"), async || {
                let count = page.browser.run(LINES, vec![]).await;
                (count == json!(lines)).then_some(())
            })
            .await;
            page.press("more").await;
        }
        choose(page, "1,1,1").await;
        for lines in [300, 600, 1200, 2400] {
            has(page, "node", lines).await;
            page.press("more").await;
        }
    })
    .await;
}

const LINES: &str = r#"
    const body = document.querySelector("[data-testid=body]");
    return (body?.textContent.match(/\n/g) ?? []).length;
"#;
