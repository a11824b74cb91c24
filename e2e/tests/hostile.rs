//! Servers that misbehave: each leads to words that say what to do, and to no broken page.

use std::time::{Duration, Instant};

use heartline_e2e::talker::Message;
use heartline_e2e::{Faults, Snapshot, Stage, Talker, scenario, stays, until};
use serde_json::json;

/// After the second failure in a row an attempt follows every second, after the first within one.
const SECOND: Duration = Duration::from_secs(1);
const EVERY_SECOND: [(&str, &str); 2] = [("retry_min", "1s"), ("retry_max", "1s")];

/// A close reason may have 123 bytes (RFC 6455, section 5.5); these are less than 123 characters,
/// and look like HTML.
fn longest_reason() -> String {
    let reason = format!("<b>{}</b>", "é".repeat(58));
    assert_eq!(reason.len(), 123);
    reason
}

#[tokio::test]
async fn codes_that_say_stop_end_the_attempts_and_show_the_reason() {
    scenario(async |stage| {
        let reason = longest_reason();
        let server = Faults::start().await;
        for code in [1002, 1008, 4400] {
            server.treat(&closing(code, &reason)).await;
            visit(stage, &server.address().await, &EVERY_SECOND).await;
            let failed = stage.page.until_phase("failed").await;
            assert_names(&failed, code, &reason);
            let made = server.connections().await;
            stays("nothing more is tried", 2 * SECOND, async || {
                server.connections().await == made
            })
            .await;
        }
        assert_can_be_used_again(stage, &server).await;
    })
    .await;
}

#[tokio::test]
async fn other_codes_lead_to_another_attempt_and_show_the_reason() {
    scenario(async |stage| {
        let reason = longest_reason();
        let server = Faults::start().await;
        for code in [1000, 1001, 1011, 1013, 3000, 4000, 4999] {
            server.treat(&closing(code, &reason)).await;
            let before = server.connections().await;
            visit(stage, &server.address().await, &EVERY_SECOND).await;
            let waiting = stage
                .page
                .until(&format!("{code} is waited out"), |seen| {
                    seen.phase == "waiting" && seen.sentence.contains(&reason)
                })
                .await;
            assert_names(&waiting, code, &reason);
            until("another attempt is made", async || {
                (server.connections().await > before + 1).then_some(())
            })
            .await;
        }
        assert_can_be_used_again(stage, &server).await;
    })
    .await;
}

#[tokio::test]
async fn a_server_that_opens_and_closes_at_once_is_not_hammered() {
    scenario(async |stage| {
        let fin = r#"{"manner":"fin"}"#;
        for manner in [closing(1011, "").as_str(), fin] {
            let server = Faults::start().await;
            server.treat(manner).await;
            let start = Instant::now();
            visit(stage, &server.address().await, &EVERY_SECOND).await;
            stays("attempts keep their distance", 6 * SECOND, async || {
                let made = server.connections().await;
                // One at once, one within a second, then one in each second.
                made <= 2 + start.elapsed().as_secs()
            })
            .await;
            let record = server.report().await.record;
            assert!(record.connections >= 3, "it goes on");
            assert!(record.most_open <= 1, "one socket at a time");
            assert_can_be_used_again(stage, &server).await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_refused_handshake_is_tried_again_and_explained() {
    scenario(async |stage| {
        for status in [404, 503] {
            let server = Faults::start().await;
            let refusal = json!({"manner": "status", "status": status});
            server.treat(&refusal.to_string()).await;
            visit(stage, &server.address().await, &EVERY_SECOND).await;
            let waiting = stage
                .page
                .until("it is waited out", |seen| {
                    seen.phase == "waiting" && seen.attempt > 1
                })
                .await;
            assert!(
                waiting.sentence.contains("Could not connect"),
                "{}",
                waiting.sentence
            );
            assert!(!waiting.advice.is_empty());
            assert_can_be_used_again(stage, &server).await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_server_that_never_answers_is_given_up_in_time() {
    scenario(async |stage| {
        let server = Faults::start().await;
        server.treat(r#"{"manner":"never_answer"}"#).await;
        let parameters = [&EVERY_SECOND[..], &[("connect_timeout", "2s")]].concat();
        visit(stage, &server.address().await, &parameters).await;
        let waiting = stage.page.until_phase("waiting").await;
        assert!(
            waiting.sentence.contains("No connection within 2 s"),
            "{}",
            waiting.sentence
        );
        assert!(!waiting.advice.is_empty());
        until("another attempt is made", async || {
            (server.connections().await > 1).then_some(())
        })
        .await;
        assert_can_be_used_again(stage, &server).await;
    })
    .await;
}

#[tokio::test]
async fn whatever_arrives_is_shown_as_text_and_breaks_nothing() {
    scenario(async |stage| {
        let server = Talker::start(vec![]).await;
        visit(stage, &server.address(), &[]).await;
        let page = &stage.page;
        let mut received = page.until_phase("open").await.received;
        for (message, shown) in strange_messages() {
            server.say(message.clone());
            received += 1;
            let seen = page
                .until(&format!("{shown} is shown"), |seen| {
                    seen.received == received && seen.shows(&shown)
                })
                .await;
            assert_eq!(seen.phase, "open", "after {shown}");
        }
        assert_nothing_was_executed(stage).await;
        unfold_last(stage).await;
        until("the last one is shown whole", async || {
            page.browser.run(MORE, vec![]).await;
            let shown = page.text("body").await;
            (shown.len() >= MEBIBYTE / 3 * 3).then_some(())
        })
        .await;
        assert_nothing_was_executed(stage).await;
        assert_composer_works(stage, async || server.record().has_heard(STILL_HERE)).await;
    })
    .await;
}

#[tokio::test]
async fn a_burst_of_messages_is_counted_and_leaves_the_page_usable() {
    scenario(async |stage| {
        let burst = (0..5_000).map(|number| Message::text(format!("message {number}")));
        let server = Talker::start(burst.collect()).await;
        visit(stage, &server.address(), &[]).await;
        let seen = stage
            .page
            .until("all have arrived", |seen| seen.received == 5_000)
            .await;
        assert!(seen.messages.len() <= 1_000, "the list is bounded");
        assert!(
            seen.messages
                .last()
                .is_some_and(|row| row.contains("message 4999"))
        );
        assert_composer_works(stage, async || server.record().has_heard(STILL_HERE)).await;
    })
    .await;
}

/// Messages that a page may stumble over, each with a part of the text that stands for it.
fn strange_messages() -> Vec<(Message, String)> {
    let texts = [
        "this is not JSON",
        "{\"live\":",
        "{\"live\":{\"seq\":\"x\",\"memory\":[]}}",
        "{\"chat\":17}",
        "[[[[]]]]",
        "null",
        "{\"heart\":2}",
        "\u{202e}\u{0}\u{feff}\u{1f980}",
        "<script>window.pwned=1</script>",
        "<img src=x onerror=\"window.pwned=2\">",
        "{\"chat\":{\"from\":\"<img src=x onerror='window.pwned=3'>\"}}",
        "javascript:window.pwned=4",
    ];
    let mut all: Vec<_> = texts
        .map(|text| (Message::text(text), text.to_owned()))
        .to_vec();
    all.push((Message::text(""), "(empty)".to_owned()));
    all.push((Message::binary(vec![]), "(empty)".to_owned()));
    all.push((Message::binary(vec![0, 159, 255]), "00 9f ff".to_owned()));
    all.push((Message::binary(vec![7; MEBIBYTE]), "07 07".to_owned()));
    all.push((
        Message::text("<i>".repeat(MEBIBYTE / 3)),
        "<i><i>".to_owned(),
    ));
    all
}

const MEBIBYTE: usize = 1 << 20;

/// Looks at all of the last message, of which at first only the beginning is shown.
async fn unfold_last(stage: &Stage) {
    let page = &stage.page;
    let rows = "[...document.querySelectorAll('[data-testid=message]')].at(-1).click()";
    page.browser.run(rows, vec![]).await;
}

/// Each time a piece more, until there is none.
const MORE: &str = "document.querySelector('[data-testid=more]')?.click()";

fn closing(code: u16, reason: &str) -> String {
    json!({"manner": "close", "code": code, "reason": reason}).to_string()
}

async fn visit(stage: &Stage, address: &str, parameters: &[(&str, &str)]) {
    let url = [("url", address)];
    stage.visit(&[parameters, &url].concat()).await;
}

fn assert_names(seen: &Snapshot, code: u16, reason: &str) {
    assert!(
        seen.sentence.contains(&code.to_string()) && seen.sentence.contains(reason),
        "{code} and its reason in {}",
        seen.sentence
    );
}

/// Whatever the server did: when it behaves, the page finds it and can be written with.
async fn assert_can_be_used_again(stage: &Stage, server: &Faults) {
    server.treat(r#"{"manner":"behave"}"#).await;
    let page = &stage.page;
    let seen = page.snapshot().await;
    if ["waiting", "failed"].contains(&seen.phase.as_str()) {
        page.press("retry").await;
    }
    page.until_phase("open").await;
    let is_heard = async || server.heard().await.iter().any(|text| text == STILL_HERE);
    assert_composer_works(stage, is_heard).await;
}

const STILL_HERE: &str = r#"{"chat":"still here"}"#;

async fn assert_composer_works(stage: &Stage, is_heard: impl AsyncFn() -> bool) {
    stage.page.send(STILL_HERE).await;
    let seen = stage
        .page
        .until("it is sent", |seen| seen.outcome.starts_with("Sent"))
        .await;
    assert_eq!(seen.phase, "open");
    until("it arrives", async || is_heard().await.then_some(())).await;
}

async fn assert_nothing_was_executed(stage: &Stage) {
    let found = "return [typeof window.pwned, document.querySelectorAll(
        '[data-testid=\"websocket\"] :is(script, img, i, b, iframe, object, a)').length]";
    let found = stage.page.browser.run(found, vec![]).await;
    assert_eq!(found, json!(["undefined", 0]));
}
