//! Pictures of the page, kept for a person to look at, and what a picture cannot hide: nothing
//! sticks out at the side.

use heartline_e2e::browser::Wishes;
use heartline_e2e::states::State;
use heartline_e2e::talker::Message;
use heartline_e2e::{Faults, Stage, Talker, scenario};
use serde_json::json;

/// Width and height in CSS pixels.
const SMALL_PHONE: (u32, u32) = (320, 568);

/// What a picture is taken of: each size in a light theme in English, and in a dark one in Chinese.
const SIZES: [(&str, (u32, u32)); 5] = [
    ("small-phone", SMALL_PHONE),
    ("phone", (390, 844)),
    ("desktop", (1280, 900)),
    ("wide", (1680, 1050)),
    ("4k", (3840, 2160)),
];
const LOOKS: [(&str, bool, &str); 2] = [("light", false, "en"), ("dark", true, "zh-Hans")];

#[tokio::test]
async fn a_connection_that_is_open_or_waits() {
    show(&[State::Open, State::Waiting]).await;
}

#[tokio::test]
async fn a_connection_that_failed_or_was_closed() {
    show(&[State::Failed, State::Idle]).await;
}

#[tokio::test]
async fn parts_that_are_opened() {
    show(&[State::Settings, State::Message, State::Laboratory]).await;
}

async fn show(states: &[State]) {
    scenario(async |stage| {
        for state in states {
            resize(stage, SIZES[0].1).await;
            state.show(stage).await;
            for (theme, dark, language) in LOOKS {
                let wishes = Wishes { dark, still: true };
                stage.page.browser.set_wishes(wishes).await;
                stage.page.speak(language).await;
                for (name, size) in SIZES {
                    resize(stage, size).await;
                    keep(
                        stage,
                        &format!("{state:?}-{name}-{theme}-{language}").to_lowercase(),
                    )
                    .await;
                }
            }
        }
    })
    .await;
}

#[tokio::test]
async fn on_a_desktop_status_and_messages_are_seen_without_scrolling() {
    scenario(async |stage| {
        stage.visit(&[]).await;
        stage.page.until_phase("open").await;
        let sizes = SIZES.into_iter().map(|(_, size)| size);
        let wide = sizes.filter(|size| size.0 >= 1280);
        for size in [(1024, 768), (1280, 720), (1366, 768)]
            .into_iter()
            .chain(wide)
        {
            resize(stage, size).await;
            let seen = stage.page.browser.run(SEEN, vec![]).await;
            assert_eq!(seen, json!([true, true]), "at {size:?}");
        }
    })
    .await;
}

/// Whether all of the status, and most of the list of messages, are in the window.
const SEEN: &str = r#"
    scrollTo(0, 0);
    const box = part => document.querySelector(`.${part}`).getBoundingClientRect();
    const [status, list] = [box("status"), box("log-scroll")];
    return [status.bottom <= innerHeight, list.top + list.height * 0.6 <= innerHeight];
"#;

#[tokio::test]
async fn faults_on_a_small_phone() {
    scenario(async |stage| {
        resize(stage, SMALL_PHONE).await;
        let reason = "no-spaces-in-this-reason-".repeat(4);
        let order = json!({"manner": "close", "code": 4400, "reason": reason});
        let faults = Faults::start().await;
        let address = faults.treat(&order.to_string()).await.fault;
        let parameters = [
            ("url", &*format!("{address}/{}", "path/".repeat(30))),
            ("unknown-parameter-with-a-long-name", &*"x".repeat(100)),
            ("interval", "0s"),
        ];
        stage.visit(&parameters).await;
        stage.page.until_phase("failed").await;
        keep(stage, "small-phone-failed").await;

        let talker = Talker::start(wide_messages()).await;
        stage.page.go_to(&talker.address()).await;
        stage
            .page
            .until("all is shown", |seen| seen.received == 4)
            .await;
        keep(stage, "small-phone-wide-messages").await;
    })
    .await;
}

/// Messages without a place to break a line.
fn wide_messages() -> Vec<Message> {
    vec![
        Message::text("x".repeat(150)),
        Message::text("y".repeat(5_000)),
        Message::text(json!({"key".repeat(20): "value".repeat(20)}).to_string()),
        Message::binary(vec![0xab; 500]),
    ]
}

/// Takes a picture of the whole page; fails when something sticks out.
async fn keep(stage: &Stage, name: &str) {
    let seen = stage.page.measures().await;
    resize(stage, (seen.width, seen.height.max(seen.whole_height))).await;
    stage.page.browser.run("scrollTo(0, 0)", vec![]).await;
    let picture = stage.photograph(name).await;
    resize(stage, (seen.width, seen.height)).await;
    let (needed, given) = (seen.whole_width, seen.width);
    let picture = picture.display();
    assert!(needed <= given, "{needed} pixels on {given}: {picture}");
}

async fn resize(stage: &Stage, (width, height): (u32, u32)) {
    stage.page.browser.set_size(width, height).await;
}
