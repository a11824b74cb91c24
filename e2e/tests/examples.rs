//! The example apps, each built as somebody outside of the workspace would build it.

use heartline_e2e::browser::Browser;
use heartline_e2e::page::Page;
use heartline_e2e::server::Server;
use heartline_e2e::{Doorman, Snapshot, Stage, example, until};
use serde_json::json;

#[tokio::test]
async fn minimal_sends_and_survives_its_server() {
    example("minimal", async |stage| {
        stage.visit(&[]).await;
        let page = &stage.page;
        page.until("it is connected and shows data", |seen| {
            is_connected(seen) && seen.shows(r#"{"live":"#)
        })
        .await;
        // The next live data take the place of the echo, so one echo may be missed.
        until("what the button sends comes back", async || {
            page.press("send").await;
            page.snapshot().await.shows(HELLO).then_some(())
        })
        .await;
        stage.server.kill().await;
        let down = page.until("it notices", |seen| !is_connected(seen)).await;
        stage.server.start_again().await;
        page.until("it shows data again", |seen| {
            is_connected(seen) && seen.messages != down.messages
        })
        .await;
        stage.photograph("example-minimal").await;
    })
    .await;
}

#[tokio::test]
async fn plain_connects_sends_and_reconnects_without_yew() {
    example("plain", async |stage| {
        stage.visit(&[]).await;
        let page = &stage.page;
        let before = page
            .until("data arrives", |seen| {
                seen.phase == "open" && seen.shows(r#"{"live":"#)
            })
            .await;
        assert!(is_connected(&before), "{}", before.sentence);
        page.press("send").await;
        page.until("it is sent, and comes back", |seen| {
            seen.outcome == "Sent." && seen.shows(HELLO)
        })
        .await;
        stage.server.kill().await;
        page.until("it notices", |seen| seen.phase != "open").await;
        page.press("send").await;
        page.until("it is queued", |seen| seen.outcome.starts_with("Queued"))
            .await;
        let hellos = |seen: &Snapshot| rows_with(seen, "hello");
        let sent = hellos(&page.snapshot().await);
        stage.server.start_again().await;
        let back = page
            .until("what was queued comes back", |seen| {
                seen.phase == "open" && hellos(seen) > sent
            })
            .await;
        assert!(back.attempt > before.attempt, "{back:?}");
        stage.photograph("example-plain").await;
    })
    .await;
}

#[tokio::test]
async fn chat_passes_messages_between_two_pages_and_keeps_what_was_written_while_down() {
    example("chat", async |stage| {
        stage.visit(&[("name", "Ada")]).await;
        let other = Page {
            browser: Browser::start().await,
        };
        let address = stage.server.address();
        other.open(&address, &[("name", "Bob")]).await;
        let (ada, bob) = (&stage.page, &other);
        for page in [ada, bob] {
            page.until("it is connected", is_connected).await;
        }
        ada.send("good morning").await;
        bob.until("Bob reads it", |seen| has_row(seen, "Adagood morning"))
            .await;
        bob.send("good evening").await;
        for page in [ada, bob] {
            page.until("both messages are there", |seen| {
                has_row(seen, "Adagood morning") && has_row(seen, "Bobgood evening")
            })
            .await;
        }
        let people = bob.text("people").await;
        assert_eq!(people, "2 people were here when you came.");

        stage.server.kill().await;
        ada.until("she notices", |seen| !is_connected(seen)).await;
        ada.send("are you there").await;
        ada.until("it is pending", |seen| {
            has_row(seen, "Adaare you therepending")
        })
        .await;
        // So that Bob is there first: the server keeps nothing for those who come later.
        ada.browser.set_frozen(true).await;
        stage.server.start_again().await;
        bob.until("Bob is back", is_connected).await;
        ada.browser.set_frozen(false).await;
        for page in [ada, bob] {
            page.until("it arrives", |seen| has_row(seen, "Adaare you there"))
                .await;
        }
        ada.send("bye").await;
        for page in [ada, bob] {
            let seen = page
                .until("what follows arrives", |seen| has_row(seen, "Adabye"))
                .await;
            assert_eq!(rows_with(&seen, "are you there"), 1, "{:?}", seen.messages);
            assert_eq!(rows_with(&seen, "pending"), 0, "{:?}", seen.messages);
        }
        assert_eq!(bob.browser.complaints().await, [""; 0]);
        stage.photograph("example-chat").await;
    })
    .await;
}

#[tokio::test]
async fn dashboard_grows_and_marks_old_data_and_gaps() {
    example("dashboard", async |stage| {
        stage.visit(&[]).await;
        let page = &stage.page;
        until("the chart has a line", async || {
            (points(page).await >= 3).then_some(())
        })
        .await;
        let (reading, drawn) = (page.text("reading").await, points(page).await);
        until("numbers and chart go on", async || {
            let goes_on = page.text("reading").await != reading && points(page).await > drawn;
            goes_on.then_some(())
        })
        .await;
        assert!(page.text("cpu").await.ends_with(" %"));
        assert_eq!(
            (page.text("old").await.as_str(), page.count("gap").await),
            ("", 0)
        );

        stage.server.freeze().await;
        until_old(page, true).await;
        stage.server.thaw().await;
        until_old(page, false).await;
        assert_eq!(page.count("gap").await, 1, "the silence is a gap");

        stage.server.kill().await;
        page.until("it notices", |seen| seen.phase != "open").await;
        until_old(page, true).await;
        stage.photograph("example-dashboard-old").await;
        stage.server.start_again().await;
        until_old(page, false).await;
        assert_eq!(
            page.count("gap").await,
            2,
            "the time without connection is one"
        );
        stage.photograph("example-dashboard").await;
    })
    .await;
}

#[tokio::test]
async fn token_goes_to_the_server_that_is_there_with_a_fresh_token_each_time() {
    example("token", async |stage| {
        let mut first = Server::without_page().await;
        let mut second = Server::without_page().await;
        for server in [&first, &second] {
            stage.introduce(server.host());
        }
        let source = json!({"source": NOTE_SOCKETS});
        stage
            .page
            .browser
            .devtools("Page.addScriptToEvaluateOnNewDocument", source)
            .await;
        let addresses = (first.private_socket(), second.private_socket());
        stage
            .visit(&[("first", &addresses.0), ("second", &addresses.1)])
            .await;
        until_open_at(stage, &first).await;
        first.kill().await;
        until_open_at(stage, &second).await;
        first.start_again().await;
        second.kill().await;
        until_open_at(stage, &first).await;

        let opened = stage.page.browser.run("return openedSockets", vec![]).await;
        let opened: Vec<String> = serde_json::from_value(opened).unwrap();
        let mut tokens: Vec<_> = opened
            .iter()
            .map(|url| url.split_once("?token=").map(|(_, token)| token))
            .collect();
        assert!(tokens.len() >= 3 && !tokens.contains(&None), "{opened:?}");
        tokens.sort_unstable();
        tokens.dedup();
        assert_eq!(
            tokens.len(),
            opened.len(),
            "a token was used twice: {opened:?}"
        );
        let shown = stage
            .page
            .browser
            .run("return document.body.innerText", vec![])
            .await;
        assert!(!shown.to_string().contains("token="), "{shown}");
        stage.photograph("example-token").await;
    })
    .await;
}

#[tokio::test]
async fn token_gives_up_after_one_fresh_token_when_it_is_not_let_in() {
    example("token", async |stage| {
        let doorman = Doorman::start().await;
        stage.introduce(doorman.host());
        let address = format!("ws://{}/private", doorman.host());
        stage.visit(&[("first", &address)]).await;
        let seen = stage.page.until_phase("failed").await;
        assert_eq!(seen.attempt, 2, "{seen:?}");
        assert_eq!(
            doorman.handshakes(),
            ["/private?token=1", "/private?token=2"]
        );
        let cause = stage.page.text("cause").await;
        assert!(cause.contains("401"), "{cause}");
    })
    .await;
}

/// The address of every WebSocket that the page makes, as the browser gets it.
const NOTE_SOCKETS: &str = r#"
    window.openedSockets = [];
    window.WebSocket = class extends WebSocket {
        constructor(url, ...others) {
            super(url, ...others);
            openedSockets.push(this.url);
        }
    };
"#;

const HELLO: &str = r#""text":"hello""#;

fn is_connected(seen: &Snapshot) -> bool {
    seen.sentence.starts_with("Connected")
}

fn rows_with(seen: &Snapshot, text: &str) -> usize {
    seen.messages
        .iter()
        .filter(|row| row.contains(text))
        .count()
}

fn has_row(seen: &Snapshot, text: &str) -> bool {
    seen.messages.iter().any(|row| row == text)
}

async fn points(page: &Page) -> u64 {
    page.data("chart", "points").await.parse().unwrap_or(0)
}

async fn until_old(page: &Page, old: bool) {
    until("the data are marked as they are", async || {
        let marked = page.data("websocket", "old").await == old.to_string();
        let said = !page.text("old").await.is_empty();
        (marked && said == old).then_some(())
    })
    .await;
}

async fn until_open_at(stage: &Stage, server: &Server) {
    until("it is open at the server that is there", async || {
        let phase = stage.page.snapshot().await.phase;
        let shown = stage.page.text("server").await;
        (phase == "open" && shown == server.host()).then_some(())
    })
    .await;
}
