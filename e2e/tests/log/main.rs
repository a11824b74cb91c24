//! Received data, as a person looks at it: the log, its filter, one message in full, charts, files.

mod chart;
mod detail;
mod marks;

use std::collections::BTreeMap;

use fantoccini::key::Key;
use heartline_e2e::page::Page;
use heartline_e2e::talker::Message;
use heartline_e2e::{Stage, Talker, every_engine, until};
use serde_json::{Value, json};

/// The page, connected to a server that says this.
async fn connected(stage: &Stage, messages: Vec<Message>) -> Talker {
    let count = messages.len() as u64;
    let server = Talker::start(messages).await;
    let parameters = [("url", &*server.address()), ("greeting", "I am here")];
    stage.visit(&parameters).await;
    let page = &stage.page;
    page.until("all is shown", |seen| {
        seen.phase == "open" && seen.received == count
    })
    .await;
    server
}

/// Waits until the text of the first element of this name is as it should be.
async fn reads(page: &Page, name: &str, words: &str) {
    until(&format!("{name} reads {words}"), async || {
        let text = page.text(name).await.replace('\u{202f}', " ");
        text.contains(words).then_some(())
    })
    .await;
}

/// Waits until so many are shown. How many there are depends on the heartbeats so far.
async fn shown(page: &Page, count: u64) {
    until(&format!("{count} are shown"), async || {
        let text = page.text("shown").await.replace('\u{202f}', "");
        (text.split(' ').next()? == count.to_string()).then_some(())
    })
    .await;
}

async fn has(page: &Page, name: &str, count: u64) {
    until(&format!("there are {count} of {name}"), async || {
        (page.count(name).await == count).then_some(())
    })
    .await;
}

/// Clicks on the row that contains this.
async fn choose(page: &Page, words: &str) {
    let click = r#"
        const rows = [...document.querySelectorAll("[data-testid=log] [role=option]")];
        rows.find(row => row.textContent.includes(arguments[0]))?.click();
    "#;
    page.browser.run(click, vec![words.into()]).await;
    has(page, "detail", 1).await;
}

async fn scroll(page: &Page, by: i64) {
    let scroll = r#"document.querySelector("[data-testid=log]").scrollBy(0, arguments[0])"#;
    page.browser.run(scroll, vec![by.into()]).await;
}

fn numbered(numbers: std::ops::Range<u32>) -> Vec<Message> {
    let text = |number| json!({"number": number, "name": format!("n{number}")}).to_string();
    numbers.map(|number| Message::text(text(number))).collect()
}

#[tokio::test]
async fn of_thousands_of_messages_only_those_in_view_are_in_the_document() {
    every_engine(async |stage| {
        let server = connected(stage, numbered(0..3_000)).await;
        let page = &stage.page;
        shown(page, 3_000).await;
        let rows = page.count("message").await;
        assert!((10..100).contains(&rows), "{rows} rows");
        let seen = page.snapshot().await;
        assert!(
            seen.messages
                .last()
                .is_some_and(|row| row.contains("n2999"))
        );
        // Scrolled back, it holds what one looks at, and says what came.
        scroll(page, -2_000).await;
        until("it holds", async || is_held(page).await.then_some(())).await;
        let before = until("what it has scrolled to is seen", async || {
            Some(in_view(page).await).filter(|seen| seen.contains('n'))
        })
        .await;
        for message in numbered(3_000..3_005) {
            server.say(message);
        }
        reads(page, "new", "5 new").await;
        assert_eq!(in_view(page).await, before, "what one looks at stays");
        page.press("new").await;
        until("the latest is seen", async || {
            in_view(page).await.contains("n3004").then_some(())
        })
        .await;
        has(page, "new", 0).await;
        focused(page, "log").await;
        // Each says which it is of all, and is as it was when more come.
        let last = page.browser.run(POSITION, vec!["n3004".into()]).await;
        assert_eq!(last, json!(["3005", "-1"]));
        page.browser.run(WITH_ALT, vec!["log".into()]).await;
        assert_eq!(page.browser.run(TAKEN, vec![]).await, json!([]));
    })
    .await;
}

async fn focused(page: &Page, name: &str) {
    let script = "return document.activeElement.dataset.testid === arguments[0]";
    until(&format!("{name} has the focus"), async || {
        let is_it = page.browser.run(script, vec![name.into()]).await;
        (is_it == json!(true)).then_some(())
    })
    .await;
}

/// What the row with this text says of its place.
const POSITION: &str = r#"
    const rows = [...document.querySelectorAll("[data-testid=log] [role=option]")];
    const row = rows.find(row => row.textContent.includes(arguments[0]));
    return [row.getAttribute("aria-posinset"), row.getAttribute("aria-setsize")];
"#;

/// Keys that are the browser's; which of them the page took is noted.
const WITH_ALT: &str = r#"
    const target = document.querySelector(`[data-testid=${arguments[0]}]`);
    const keys = [["ArrowLeft", "altKey"], ["End", "ctrlKey"], ["ArrowDown", "metaKey"]];
    window.taken = keys.filter(([key, modifier]) => !target.dispatchEvent(
        new KeyboardEvent("keydown", { key, [modifier]: true, bubbles: true, cancelable: true })));
"#;

const TAKEN: &str = "return window.taken;";

/// What stands in the first and in the last row that is seen.
async fn in_view(page: &Page) -> String {
    let rows = r#"
        const box = document.querySelector("[data-testid=log]").getBoundingClientRect();
        const rows = [...document.querySelectorAll("[data-testid=log] [role=option]")];
        const seen = rows.filter(row => {
            const { top, bottom } = row.getBoundingClientRect();
            return top >= box.top - 1 && bottom <= box.bottom + 2;
        });
        return (seen[0]?.textContent ?? "") + " " + (seen.at(-1)?.textContent ?? "");
    "#;
    let rows = page.browser.run(rows, vec![]).await;
    rows.as_str().unwrap_or_default().to_owned()
}

async fn is_held(page: &Page) -> bool {
    let element = page.element("hold").await;
    let pressed = element.attr("aria-pressed").await;
    pressed.is_ok_and(|pressed| pressed.as_deref() == Some("true"))
}

#[tokio::test]
async fn messages_are_found_by_kind_by_text_and_by_path() {
    every_engine(async |stage| {
        let _server = connected(stage, numbered(0..200)).await;
        let page = &stage.page;
        page.send("a reply").await;
        shown(page, 201).await;
        page.press("received-kind").await;
        shown(page, 1).await;
        has(page, "heartbeat", 0).await;
        page.press("heartbeats").await;
        reads(page, "heartbeat", "I am here").await;
        page.press("heartbeats").await;
        page.press("received-kind").await;
        for (words, found) in [("N17", 11), ("REPLY", 1), ("nothing like it", 0)] {
            page.write("filter", words).await;
            shown(page, found).await;
        }
        page.browser.run(BY_PATH, vec![]).await;
        for (words, found) in [
            ("number > 190", 9),
            ("$.name = \"n3\"", 1),
            ("name ~ N1", 111),
        ] {
            page.write("filter", words).await;
            shown(page, found).await;
        }
        page.write("filter", "number >").await;
        reads(page, "filter-error", "something to compare with is missing").await;
        page.speak("zh-Hans").await;
        reads(page, "filter-error", "缺少比较的值").await;
    })
    .await;
}

const BY_PATH: &str = r#"
    const kind = document.querySelector("[data-testid=filter-kind]");
    kind.value = "path";
    kind.dispatchEvent(new Event("change", { bubbles: true }));
"#;

#[tokio::test]
async fn messages_are_found_by_the_letters_of_their_escapes_and_by_their_hex() {
    every_engine(async |stage| {
        let messages = [
            Message::text(r#"{"name":"\u9505\u7089","url":"https:\/\/a.example"}"#),
            Message::binary(vec![0x00, 0xde, 0xad, 0xbe, 0xef]),
            Message::text("dead or alive"),
        ];
        let _server = connected(stage, messages.to_vec()).await;
        let page = &stage.page;
        for (words, found, row) in [
            ("锅炉", 1, r"\u9505\u7089"),
            ("://A.EX", 1, r"\/\/a.example"),
            ("de ad be ef", 1, "0x 00 de ad be ef"),
            ("DEADBEEF", 1, "0x 00 de ad be ef"),
            ("dead", 2, "0x 00 de ad be ef"),
            ("dead or", 1, "alive"),
        ] {
            page.write("filter", words).await;
            shown(page, found).await;
            reads(page, "message", row).await;
        }
        page.write("filter", "de a").await;
        shown(page, 0).await;
    })
    .await;
}

#[tokio::test]
async fn a_message_is_shown_in_full_by_mouse_and_by_keyboard() {
    every_engine(async |stage| {
        let deep = format!("{}7{}", "[".repeat(500), "]".repeat(500));
        let wide = format!("[{}]", vec!["1"; 200_000].join(","));
        let json = r#"{"a b":{"big":9007199254740993},"list":[1,{"x":"\u00e9"}]}"#;
        let messages = [json, &deep, &wide, "<i>plain</i>\n\u{202e}text"].map(Message::text);
        let binary = Message::binary((0..=255).collect::<Vec<u8>>());
        let _server = connected(stage, [&messages[..], &[binary]].concat()).await;
        let page = &stage.page;
        choose(page, "big").await;
        page.focus("tree").await;
        for (keys, path) in [
            (&[Key::Down][..], r#"$["a b"]"#),
            (&[Key::Down], r#"$["a b"].big"#),
            (&[Key::Left, Key::Left], r#"$["a b"]"#),
            (&[Key::End], "$.list[1]"),
            (&[Key::Right, Key::Right], "$.list[1].x"),
            (&[Key::Home], "$"),
        ] {
            for key in keys {
                page.key(*key).await;
            }
            until(path, async || {
                (page.text("path").await == path).then_some(())
            })
            .await;
        }
        reads(page, "tree", "9007199254740993").await;
        choose(page, "[[[[").await;
        page.focus("tree").await;
        for _ in 0..30 {
            page.key(Key::Right).await;
        }
        // Two levels were open; of the others each took a key to open and one to enter.
        until("the path is as deep as the keys went", async || {
            let path = ["$", &"[0]".repeat(2 + 28 / 2)].concat();
            (page.text("path").await == path).then_some(())
        })
        .await;
        page.browser.run(WITH_ALT, vec!["tree".into()]).await;
        assert_eq!(page.browser.run(TAKEN, vec![]).await, json!([]));
        choose(page, "1,1,1").await;
        has(page, "more", 1).await;
        has(page, "node", 300).await;
        page.press("more").await;
        has(page, "node", 600).await;
        // By keys from row to row.
        page.focus("log").await;
        page.key(Key::Down).await;
        reads(page, "body", "<i>plain</i>").await;
        page.key(Key::Down).await;
        reads(page, "body", "00000030  30 31 32").await;
        page.key(Key::Escape).await;
        has(page, "detail", 0).await;
        page.key(Key::Up).await;
        page.key(Key::Enter).await;
        reads(page, "body", "<i>plain</i>").await;
    })
    .await;
}

#[tokio::test]
async fn what_is_shown_is_exported_and_what_is_cleared_is_said() {
    every_engine(async |stage| {
        let binary = Message::binary(vec![1, 2, 255]);
        let messages = [
            Message::text("a \"text\"\n\u{1f980}"),
            binary,
            Message::text("other"),
        ];
        let _server = connected(stage, messages.to_vec()).await;
        let page = &stage.page;
        page.send("a reply").await;
        shown(page, 4).await;
        page.press("export").await;
        let file = page.saved(1).await.remove(0);
        let parts = ("heartline-messages-", ".ndjson");
        let is_named = file.name.starts_with(parts.0) && file.name.ends_with(parts.1);
        assert!(is_named, "{}", file.name);
        let lines: Vec<BTreeMap<String, Value>> = file
            .text
            .lines()
            .map(|line| serde_json::from_str(line).expect("a line of JSON"))
            .filter(|line: &BTreeMap<_, _>| line.contains_key("number"))
            .collect();
        let contents: Vec<_> = lines
            .iter()
            .map(|line| line.get("text").or(line.get("base64")))
            .collect();
        let expected = ["a \"text\"\n\u{1f980}", "AQL/", "other", "a reply"].map(Value::from);
        assert_eq!(contents, expected.iter().map(Some).collect::<Vec<_>>());
        assert_eq!(lines[0]["direction"], "received");
        assert_eq!(lines[3]["direction"], "sent");
        let time = lines[0]["time"].as_str().expect("a time");
        assert!(time.ends_with('Z') && time.len() == 24, "{time}");
        page.press("clear").await;
        reads(page, "log-note", "messages forgotten").await;
        has(page, "message", 0).await;
        assert_eq!(page.snapshot().await.received, 3, "counting goes on");
    })
    .await;
}
