//! The fault laboratory: what a person orders from the page's own server, and what the page tells.

use fantoccini::key::Key;
use heartline_e2e::page::Page;
use heartline_e2e::person::Press;
use heartline_e2e::workbench::every_engine;
use heartline_e2e::{Stage, Talker, until};
use serde_json::Value;

/// Everything that takes time takes little.
const QUICK: [(&str, &str); 5] = [
    ("interval", "300ms"),
    ("timeout", "700ms"),
    ("connect_timeout", "1500ms"),
    ("retry_min", "100ms"),
    ("retry_max", "300ms"),
];

#[tokio::test]
async fn a_server_without_faults_has_no_laboratory() {
    every_engine(async |stage| {
        stage.visit(&[]).await;
        stage.page.until_phase("open").await;
        until_asked(stage).await;
        assert_eq!(stage.page.count("lab").await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_server_that_came_in_place_of_another_is_asked_anew() {
    every_engine(async |stage| {
        stage.visit(&QUICK).await;
        let page = &stage.page;
        page.until_phase("open").await;
        until_asked(stage).await;
        // The faults listen elsewhere each time.
        for _ in 0..2 {
            stage.server.kill().await;
            let killed = time(stage).await;
            stage.server.offer_faults().await;
            until_told_since(stage, killed).await;
            page.press("lab-fault").await;
            until_place(stage, "fault").await;
            page.until_phase("open").await;
            page.press("lab-elsewhere").await;
            until_place(stage, "elsewhere").await;
            page.until_phase("open").await;
        }
    })
    .await;
}

#[tokio::test]
async fn whoever_is_in_the_laboratory_is_led_to_where_a_restarted_server_has_it() {
    for place in ["fault", "relay"] {
        // Each in a browser of its own: loaded again from a server that has just been restarted, the page
        // did not come to run in WebKit two times in a dozen, on a busy machine.
        every_engine(async |stage| {
            enter(stage, place, &QUICK).await;
            let page = &stage.page;
            let before = address(page).await;
            stage.server.kill().await;
            stage.server.offer_faults().await;
            until("it is elsewhere", async || {
                (address(&stage.page).await != before).then_some(())
            })
            .await;
            until_place(stage, place).await;
            page.until_phase("open").await;
            page.press("lab-elsewhere").await;
            page.until_phase("open").await;
            assert_eq!(address(page).await, "/ws", "home is where it was");
        })
        .await;
    }
}

#[tokio::test]
async fn whoever_is_in_a_laboratory_that_is_no_more_is_led_home() {
    every_engine(async |stage| {
        enter(stage, "fault", &QUICK).await;
        stage.server.withdraw_faults().await;
        until("it is at home", async || {
            (address(&stage.page).await == "/ws").then_some(())
        })
        .await;
        stage.page.until_phase("open").await;
        assert_eq!(stage.page.count("lab").await, 0);
    })
    .await;
}

#[tokio::test]
async fn without_a_heartbeat_no_fault_is_said_to_be_found_out_by_it() {
    every_engine(async |stage| {
        enter(stage, "fault", &[("heartbeat", "off")]).await;
        let about = "return ['silent', 'fin'].map(fault =>
            document.querySelector(`#lab-about-${fault}`).textContent.slice(0, 20))";
        let about = stage.page.browser.run(about, vec![]).await;
        let expected = ["The heartbeat is off", "TCP ends without a g"];
        assert_eq!(about, serde_json::json!(expected));
    })
    .await;
}

#[tokio::test]
async fn each_fault_leads_to_its_cause_and_to_recovery() {
    every_engine(async |stage| {
        enter(stage, "fault", &QUICK).await;
        let page = &stage.page;
        unfold(stage).await;
        page.write("code", "4000").await;
        page.write("reason", "bye").await;
        for (fault, cause) in [
            ("silent", "No answer for"),
            ("stop_reading", "No answer for"),
            ("delay", "No answer for"),
            ("late_pong", "No answer for"),
            ("reset", "code 1006"),
            ("fin", "code 1006"),
            ("close", "code 4000: bye"),
            ("garbage", "Lost: "),
            ("status", "Could not connect"),
            ("never_answer", "No connection within 1 s"),
            ("reset_handshake", "Could not connect"),
            ("refuse", "Could not connect"),
        ] {
            let before = page.until_phase("open").await.attempt;
            page.press(&format!("fault-{fault}")).await;
            tells(stage, cause).await;
            if fault == "refuse" {
                in_force(stage, "Refuse").await;
                page.press("lab-behave").await;
            }
            page.until("it is connected again", |seen| {
                seen.phase == "open" && seen.attempt > before
            })
            .await;
            tells(stage, "Connected, attempt").await;
            in_force(stage, "good behaviour").await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_flood_and_a_giant_leave_the_page_at_work() {
    every_engine(async |stage| {
        enter(stage, "fault", &[]).await;
        let page = &stage.page;
        page.press("fault-flood").await;
        page.until("it is flooded", |seen| seen.received > 1000)
            .await;
        page.press("lab-behave").await;
        in_force(stage, "good behaviour").await;
        let before = page.until_phase("open").await.received;
        page.press("fault-huge").await;
        page.until("the giant has come", |seen| seen.received > before)
            .await;
        assert_eq!(page.snapshot().await.phase, "open");
    })
    .await;
}

#[tokio::test]
async fn a_fault_that_lasts_meets_every_connection_until_it_is_ended() {
    every_engine(async |stage| {
        enter(stage, "fault", &QUICK).await;
        let page = &stage.page;
        page.press("lasting").await;
        page.press("fault-fin").await;
        page.until("it is lost again and again", |seen| seen.attempt > 5)
            .await;
        in_force(stage, "Drop (end)").await;
        page.press("lab-behave").await;
        in_force(stage, "good behaviour").await;
        page.until_phase("open").await;
    })
    .await;
}

#[tokio::test]
async fn the_relay_stalls_and_cuts() {
    every_engine(async |stage| {
        enter(stage, "relay", &QUICK).await;
        let page = &stage.page;
        page.press("fault-towards-server").await;
        in_force(stage, "stalled towards the server").await;
        page.press("fault-towards-page").await;
        in_force(stage, "stalled towards the page").await;
        tells(stage, "No answer for").await;
        page.press("lab-behave").await;
        in_force(stage, "good behaviour").await;
        for cut in ["cut-reset", "cut-end"] {
            let before = page.until_phase("open").await.attempt;
            page.press(&format!("fault-{cut}")).await;
            tells(stage, "code 1006").await;
            page.until("it is connected again", |seen| {
                seen.phase == "open" && seen.attempt > before
            })
            .await;
        }
        page.press("lab-reset").await;
        page.press("lab-elsewhere").await;
        until_place(stage, "elsewhere").await;
        until("the address is one's own again", async || {
            let address = page.element("address").await.prop("value").await.unwrap();
            (address.as_deref() == Some("/ws")).then_some(())
        })
        .await;
        page.until_phase("open").await;
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_ordered_is_said_and_ordered_nothing() {
    every_engine(async |stage| {
        enter(stage, "fault", &[]).await;
        let page = &stage.page;
        let before = page.until_phase("open").await.attempt;
        unfold(stage).await;
        for (field, typed, fault, words) in [
            ("code", "999", "close", "from 1000 to 4999"),
            ("code", "", "close", "needs a code"),
            ("delay", "soon", "delay", "from 1 to 3600"),
            ("status", "200", "status", "from 300 to 599"),
        ] {
            let reason = if field == "code" { "bye" } else { "" };
            for (field, typed) in [("reason", reason), (field, typed)] {
                replace(stage, field, typed).await;
            }
            page.press(&format!("fault-{fault}")).await;
            until(&format!("{field} {typed} is refused"), async || {
                page.text("lab-error").await.contains(words).then_some(())
            })
            .await;
        }
        let after = page.snapshot().await;
        assert_eq!((after.phase.as_str(), after.attempt), ("open", before));
        in_force(stage, "good behaviour").await;
    })
    .await;
}

#[tokio::test]
async fn the_laboratory_leads_back_to_where_one_was_by_the_keyboard_alone() {
    every_engine(async |stage| {
        let mine = Talker::start(vec![]).await;
        stage.server.offer_faults().await;
        stage.visit(&[("url", &mine.address())]).await;
        let page = &stage.page;
        page.until_phase("open").await;
        page.speak("zh-Hans").await;
        for (button, place) in [
            ("lab-fault", "fault"),
            ("lab-relay", "relay"),
            ("lab-elsewhere", "elsewhere"),
        ] {
            let _there = page.element(button).await;
            page.focus(button).await;
            page.key(Key::Enter).await;
            until_place(stage, place).await;
            page.until_phase("open").await;
            assert_eq!(page.focused().await, button);
            if place == "fault" {
                page.focus("fault-reset").await;
                page.key(Key::Enter).await;
                tells(stage, "连接中断").await;
                tells(stage, "已连接（第 ").await;
            }
        }
        assert_eq!(address(page).await, mine.address());
    })
    .await;
}

#[tokio::test]
async fn a_server_that_is_gone_is_said() {
    every_engine(async |stage| {
        enter(stage, "fault", &[]).await;
        stage.introduce(stage.server.host());
        stage.server.kill().await;
        let page = &stage.page;
        page.press("lab-behave").await;
        until("it is said", async || {
            page.text("lab-error")
                .await
                .contains("does not answer")
                .then_some(())
        })
        .await;
    })
    .await;
}

/// The page on the listener that fails, or the relay.
async fn enter(stage: &mut Stage, place: &str, parameters: &[(&str, &str)]) {
    stage.server.offer_faults().await;
    stage.visit(parameters).await;
    stage.page.until_phase("open").await;
    stage.page.press(&format!("lab-{place}")).await;
    until_place(stage, place).await;
    stage
        .page
        .until("it is connected there", |seen| {
            seen.phase == "open" && seen.attempt > 1
        })
        .await;
}

/// What stands in the bar.
async fn address(page: &Page) -> String {
    let value = page.element("address").await.prop("value").await;
    value.unwrap_or_default().unwrap_or_default()
}

/// As a person does it: WebDriver empties a field without an event for it.
async fn replace(stage: &Stage, field: &str, text: &str) {
    stage.page.focus(field).await;
    let keys = [Press::Ctrl('a'), Press::Key(Key::Backspace)];
    stage.page.presses(&keys).await;
    let keys: Vec<_> = text.chars().map(Press::Char).collect();
    stage.page.presses(&keys).await;
}

/// Shows the faults that come instead of a connection.
async fn unfold(stage: &Stage) {
    let open = "document.querySelector('[data-testid=lab-handshake]').open = true";
    stage.page.browser.run(open, vec![]).await;
}

async fn until_place(stage: &Stage, place: &str) {
    until(&format!("the page is at {place}"), async || {
        (stage.page.data("lab", "place").await == place).then_some(())
    })
    .await;
}

/// Waits until what happened since the latest order, which stands at the end of it, contains this.
async fn tells(stage: &Stage, words: &str) {
    until(&format!("the story tells {words}"), async || {
        let story = stage.page.text("story").await;
        let latest = story.split("+0 ").next()?;
        latest.contains(words).then_some(())
    })
    .await;
}

async fn in_force(stage: &Stage, words: &str) {
    until(&format!("in force is {words}"), async || {
        stage
            .page
            .text("in-force")
            .await
            .contains(words)
            .then_some(())
    })
    .await;
}

/// By the page's clock.
async fn time(stage: &Stage) -> Value {
    let now = "return performance.now()";
    stage.page.browser.run(now, vec![]).await
}

/// Waits until a server has told of its faults that was asked after this time: an answer of the one
/// that was there before may come late.
async fn until_told_since(stage: &Stage, time: Value) {
    let told = "return performance.getEntriesByType('resource').some(({ name, startTime }) =>
        name.endsWith('/faults') && startTime > arguments[0])";
    until("the other one has told of its faults", async || {
        let told = stage.page.browser.run(told, vec![time.clone()]).await;
        told.as_bool().filter(|told| *told)
    })
    .await;
}

/// Whether the page has asked its host is known by its request for itself.
async fn until_asked(stage: &Stage) {
    let asked = "return performance.getEntriesByType('resource')
        .some(({ initiatorType }) => initiatorType === 'fetch')";
    until("the page has asked for faults", async || {
        let asked = stage.page.browser.run(asked, vec![]).await;
        asked.as_bool().filter(|asked| *asked)
    })
    .await;
}
