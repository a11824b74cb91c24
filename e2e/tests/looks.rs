//! Pictures of the page, kept for a person to look at, and what a picture cannot hide: nothing
//! sticks out at the side.

use heartline_e2e::talker::Message;
use heartline_e2e::{Faults, Stage, Talker, scenario};
use serde_json::json;

/// Width and height in CSS pixels.
const DESKTOP: (u32, u32) = (1280, 900);
const PHONE: (u32, u32) = (390, 844);
const SMALL_PHONE: (u32, u32) = (320, 568);

#[tokio::test]
async fn connected_on_a_desktop() {
    scenario(async |stage| {
        resize(stage, DESKTOP).await;
        show_connected(stage).await;
        keep(stage, "desktop-connected").await;
        darken(stage).await;
        keep(stage, "desktop-connected-dark").await;
    })
    .await;
}

#[tokio::test]
async fn reconnecting_on_a_desktop() {
    scenario(async |stage| {
        resize(stage, DESKTOP).await;
        show_reconnecting(stage).await;
        keep(stage, "desktop-reconnecting").await;
        darken(stage).await;
        keep(stage, "desktop-reconnecting-dark").await;
    })
    .await;
}

#[tokio::test]
async fn connected_and_reconnecting_on_phones() {
    scenario(async |stage| {
        resize(stage, PHONE).await;
        show_connected(stage).await;
        keep(stage, "phone-connected").await;
        resize(stage, SMALL_PHONE).await;
        keep(stage, "small-phone-connected").await;
        show_reconnecting(stage).await;
        keep(stage, "small-phone-reconnecting").await;
        resize(stage, PHONE).await;
        darken(stage).await;
        keep(stage, "phone-reconnecting-dark").await;
    })
    .await;
}

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

async fn show_connected(stage: &Stage) {
    // Between two messages of the server there is time for a ping, which measures a round trip.
    stage.visit(&[("interval", "400ms")]).await;
    let page = &stage.page;
    page.until_phase("open").await;
    page.send(r#"{"chat":"Good morning, everyone."}"#).await;
    page.send("what is this?").await;
    page.until("there is something to see", |seen| {
        seen.received > 6 && seen.round_trip.contains("ms")
    })
    .await;
}

async fn show_reconnecting(stage: &mut Stage) {
    stage
        .visit(&[("retry_min", "9s"), ("retry_max", "9s")])
        .await;
    let page = &stage.page;
    page.until_phase("open").await;
    stage.server.kill().await;
    page.until_phase("waiting").await;
    page.send(r#"{"chat":"Is anybody there?"}"#).await;
    page.until("a wait of nine seconds", |seen| {
        seen.phase == "waiting" && seen.attempt > 1 && seen.queued == 1
    })
    .await;
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

/// `mobile` stays off: with it the view grows to whatever sticks out, and hides it. Scrollbars
/// take no room, as on phones.
async fn resize(stage: &Stage, (width, height): (u32, u32)) {
    let metrics = json!({
        "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false,
    });
    let browser = &stage.page.browser;
    browser
        .devtools("Emulation.setDeviceMetricsOverride", metrics)
        .await;
    let hidden = json!({"hidden": true});
    browser
        .devtools("Emulation.setScrollbarsHidden", hidden)
        .await;
}

async fn darken(stage: &Stage) {
    let dark = json!({"features": [{"name": "prefers-color-scheme", "value": "dark"}]});
    let browser = &stage.page.browser;
    browser.devtools("Emulation.setEmulatedMedia", dark).await;
}
