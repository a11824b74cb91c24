//! What becomes of messages that the person sends, above all while there is no connection.

use std::time::Duration;

use heartline_e2e::talker::Message;
use heartline_e2e::{Talker, scenario, stays, until};
use serde_json::json;

/// Attempts come often enough that a test does not wait long.
const OFTEN: [(&str, &str); 2] = [("retry_min", "200ms"), ("retry_max", "1s")];

#[tokio::test]
async fn what_was_sent_while_down_arrives_after_once_and_in_order() {
    scenario(async |stage| {
        stage.visit(&OFTEN).await;
        let page = &stage.page;
        page.until_phase("open").await;
        stage.server.kill().await;
        page.until("the page leaves open", |seen| seen.phase != "open")
            .await;
        for (count, word) in (1..).zip(WORDS) {
            page.send(&json!({"chat": word}).to_string()).await;
            let queued = page
                .until("it is queued", |seen| seen.queued == count)
                .await;
            assert!(queued.outcome.starts_with("Queued"), "{}", queued.outcome);
            assert_eq!(queued.sent, 0, "what waits is not sent");
        }
        stage.server.start_again().await;
        let after = page
            .until("all of them are back", |seen| {
                seen.chat().len() >= WORDS.len()
            })
            .await;
        assert_eq!(after.phase, "open");
        assert_eq!((after.queued, after.sent), (0, 3));
        let live = after.received + 2;
        page.until("more data came", |seen| seen.received >= live)
            .await;
        assert_eq!(page.snapshot().await.chat(), WORDS);
    })
    .await;
}

#[tokio::test]
async fn what_was_queued_leaves_after_the_greeting() {
    scenario(async |stage| {
        let mut server = Talker::absent();
        let address = server.address();
        let parameters = [("url", address.as_str()), ("greeting", "I am here")];
        stage.visit(&[&OFTEN[..], &parameters].concat()).await;
        let page = &stage.page;
        page.until_phase("waiting").await;
        for word in WORDS {
            page.send(word).await;
        }
        page.until("all are queued", |seen| seen.queued == 3).await;
        server.start_again().await;
        page.until("all have left", |seen| {
            seen.phase == "open" && seen.queued == 0
        })
        .await;
        page.send("new").await;
        let expected = ["I am here", "one", "two", "three", "new"].map(Message::text);
        until("the last has arrived", async || {
            server.record().has_heard("new").then_some(())
        })
        .await;
        stays("each comes once", Duration::from_secs(2), async || {
            server.record().data().len() <= expected.len()
        })
        .await;
        assert_eq!(server.record().data(), expected);
    })
    .await;
}

#[tokio::test]
async fn what_was_queued_for_one_address_never_goes_to_another() {
    scenario(async |stage| {
        let away = Talker::absent();
        let other = Talker::start(vec![]).await;
        let address = away.address();
        stage
            .visit(&[&OFTEN[..], &[("url", address.as_str())]].concat())
            .await;
        let page = &stage.page;
        page.until_phase("waiting").await;
        page.send("for the first only").await;
        page.until("it is queued", |seen| seen.queued == 1).await;
        page.go_to(&other.address()).await;
        page.until("the other address is open", |seen| {
            seen.phase == "open" && seen.queued == 0
        })
        .await;
        page.send("for the second").await;
        until("a message came", async || {
            other.record().has_heard("for the second").then_some(())
        })
        .await;
        assert!(!other.record().has_heard("for the first only"));
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_sent_is_refused_in_words_and_stays_in_the_box() {
    scenario(async |stage| {
        stage.visit(&[]).await;
        let page = &stage.page;
        page.until_phase("open").await;
        page.press("close").await;
        page.until_phase("idle").await;
        page.send("too late").await;
        let refused = page
            .until("it is refused", |seen| seen.outcome.starts_with("Not sent"))
            .await;
        assert!(refused.outcome.contains("not connected"), "{refused:?}");
        let value = page.element("composer").await.prop("value").await.unwrap();
        assert_eq!(value.as_deref(), Some("too late"));
        assert_eq!(refused.queued, 0);
    })
    .await;
}

#[tokio::test]
async fn enter_sends_what_is_in_the_box() {
    scenario(async |stage| {
        stage.visit(&[]).await;
        let page = &stage.page;
        page.until_phase("open").await;
        page.write("composer", r#"{"chat":"by the keyboard"}"#)
            .await;
        page.write_on("composer", ENTER).await;
        let sent = page
            .until("it is back", |seen| seen.chat() == ["by the keyboard"])
            .await;
        assert!(sent.outcome.starts_with("Sent"), "{}", sent.outcome);
        let value = page.element("composer").await.prop("value").await.unwrap();
        assert_eq!(value.as_deref(), Some(""));
    })
    .await;
}

#[tokio::test]
async fn a_message_that_is_too_big_is_no_end_of_the_page() {
    scenario(async |stage| {
        stage.visit(&OFTEN).await;
        let page = &stage.page;
        page.until_phase("open").await;
        // The page knows what its own server takes; by the full address it could be any server.
        let address = stage.server.socket();
        for (length, words) in [
            (2 << 20, "Not sent"),
            (70_000, "Not sent"),
            (70_000, "Sent"),
        ] {
            if words == "Sent" {
                page.go_to(&address).await;
                page.until("it is the other one", |seen| {
                    seen.phase == "open" && seen.attempt > 1
                })
                .await;
            }
            let fill = "document.querySelector('[data-testid=composer]').value =\
                        'x'.repeat(arguments[0])";
            page.browser.run(fill, vec![json!(length)]).await;
            page.press("send").await;
            page.until("it is judged", |seen| seen.outcome.starts_with(words))
                .await;
        }
        // The server takes 64 KiB and closes with 1009 at more.
        let failed = page.until_phase("failed").await;
        assert!(failed.sentence.contains("1009"), "{}", failed.sentence);
        assert!(failed.advice.contains("smaller"), "{}", failed.advice);
        page.press("retry").await;
        page.until_phase("open").await;
    })
    .await;
}

const WORDS: [&str; 3] = ["one", "two", "three"];

/// [WebDriver, keyboard actions](https://www.w3.org/TR/webdriver2/#keyboard-actions).
const ENTER: &str = "\u{E007}";
