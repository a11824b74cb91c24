//! The settings: what is set takes effect, lasts and can be taken elsewhere; what cannot be used is
//! named where it stands.
#![allow(
    clippy::panic,
    reason = "what these tests share states what must hold by failing loudly, too"
)]

use fantoccini::key::Key;
use heartline_e2e::dialog::{apply, fill, open, tap, until_closed};
use heartline_e2e::page::Page;
use heartline_e2e::{Stage, Talker, every_engine, until};
use serde_json::{Value, json};

#[tokio::test]
async fn a_setting_takes_effect_without_another_connection_and_the_log_stays() {
    every_engine(async |stage| {
        let server = Talker::start(vec!["good morning".into()]).await;
        visit(stage, &server.address()).await;
        let page = &stage.page;
        page.until("the message is there", |seen| seen.shows("good morning"))
            .await;
        open(page).await;
        fill(page, "setting-heartbeat.ping", "are you there?").await;
        fill(page, "setting-heartbeat.interval", "200ms").await;
        apply(page).await;
        until("a ping came", async || {
            server.record().has_heard("are you there?").then_some(())
        })
        .await;
        let seen = page.snapshot().await;
        assert_eq!(server.record().connections, 1, "{seen:?}");
        assert!(seen.attempt == 1 && seen.shows("good morning"), "{seen:?}");
    })
    .await;
}

#[tokio::test]
async fn settings_last_and_can_be_reset_one_by_one_and_all() {
    every_engine(async |stage| {
        stage.visit(&[]).await;
        let page = &stage.page;
        open(page).await;
        fill(page, "setting-heartbeat.timeout", "7s").await;
        fill(page, "setting-reconnect.max_attempts", "9").await;
        tap(page, "setting-reconnect.pause_offline").await;
        apply(page).await;
        // Stored, not only in the page's address.
        stage.visit(&[]).await;
        open(page).await;
        assert_eq!(value(page, "heartbeat.timeout").await, "7s");
        assert_eq!(value(page, "reconnect.max_attempts").await, "9");
        assert_eq!(checked(page, "reconnect.pause_offline").await, json!(false));
        tap(page, "reset-heartbeat.timeout").await;
        until_value(page, "heartbeat.timeout", "10s").await;
        assert_eq!(page.focused().await, "setting-heartbeat.timeout");
        page.press("settings-reset").await;
        until_value(page, "reconnect.max_attempts", "off").await;
        apply(page).await;
        stage.visit(&[]).await;
        open(page).await;
        assert_eq!(value(page, "reconnect.max_attempts").await, "off");
        assert_eq!(page.count("reset-reconnect.max_attempts").await, 0);
    })
    .await;
}

#[tokio::test]
async fn what_is_wrong_is_said_at_its_field_while_it_is_typed_and_nothing_is_applied() {
    every_engine(async |stage| {
        stage.visit(&[]).await;
        let page = &stage.page;
        open(page).await;
        for (name, wrong, words) in [
            ("heartbeat.interval", "5", "500ms"),
            ("outbox.max_bytes", "lots", "64KiB"),
            ("reconnect.backoff.min", "1m", "max"),
            ("url", "wss://ada:secret@example.org/", "password"),
        ] {
            fill(page, &format!("setting-{name}"), wrong).await;
            let error = format!("error-{name}");
            until(&format!("{wrong} is explained"), async || {
                page.text(&error).await.contains(words).then_some(())
            })
            .await;
            let attribute = of_field(page, name, "getAttribute('aria-invalid')").await;
            assert_eq!(attribute, "true", "{name}");
        }
        page.press("settings-apply").await;
        // Nothing is applied; the first that is wrong has the focus.
        assert_eq!(page.focused().await, "setting-url");
        page.press("settings-discard").await;
        until_value(page, "heartbeat.interval", "25s").await;
        assert_eq!(page.text("error-heartbeat.interval").await, "");
    })
    .await;
}

#[tokio::test]
async fn what_belongs_to_a_choice_is_there_with_it() {
    every_engine(async |stage| {
        stage.visit(&[]).await;
        let page = &stage.page;
        open(page).await;
        choose(page, "setting-reconnect.backoff", "list").await;
        until_value(page, "reconnect.backoff.delays", "1s, 2s, 5s, 10s, 30s").await;
        assert_eq!(page.count("setting-reconnect.backoff.min").await, 0);
        tap(page, "setting-heartbeat").await;
        until("the heartbeat's settings are gone", async || {
            (page.count("setting-heartbeat.interval").await == 0).then_some(())
        })
        .await;
        apply(page).await;
        page.until("there is no ping to come", |seen| seen.next == "–")
            .await;
    })
    .await;
}

#[tokio::test]
async fn the_settings_work_by_keys_alone() {
    every_engine(async |stage| {
        stage.visit(&[]).await;
        let page = &stage.page;
        page.until_phase("open").await;
        page.focus("settings").await;
        page.key(Key::Enter).await;
        page.element("settings-apply").await;
        page.key(Key::Escape).await;
        until_closed(page).await;
        assert_eq!(page.focused().await, "settings");
        page.key(Key::Enter).await;
        page.focus("setting-connect_timeout").await;
        fill(page, "setting-connect_timeout", "21s").await;
        page.key(Key::Enter).await;
        until_closed(page).await;
        assert_eq!(page.focused().await, "settings");
        page.key(Key::Enter).await;
        until_value(page, "connect_timeout", "21s").await;
    })
    .await;
}

#[tokio::test]
async fn a_draft_outlives_a_closed_dialog() {
    every_engine(async |stage| {
        stage.visit(&[]).await;
        let page = &stage.page;
        open(page).await;
        fill(page, "setting-greeting", "a long one").await;
        page.press("settings-close").await;
        until_closed(page).await;
        open(page).await;
        assert_eq!(value(page, "greeting").await, "a long one");
        assert_ne!(page.text("settings-state").await, "");
    })
    .await;
}

#[tokio::test]
async fn a_draft_outlives_what_is_set_elsewhere_and_takes_it_over() {
    every_engine(async |stage| {
        stage.visit(&[]).await;
        let page = &stage.page;
        open(page).await;
        fill(page, "setting-connect_timeout", "21s").await;
        page.press("settings-close").await;
        until_closed(page).await;
        page.go_to("/ws?room=7").await;
        open(page).await;
        until_value(page, "url", "/ws?room=7").await;
        assert_eq!(value(page, "connect_timeout").await, "21s");
        apply(page).await;
        stage.visit(&[]).await;
        open(page).await;
        assert_eq!(value(page, "connect_timeout").await, "21s");
        assert_eq!(value(page, "url").await, "/ws?room=7");
    })
    .await;
}

#[tokio::test]
async fn what_was_exported_can_be_imported() {
    every_engine(async |stage| {
        stage.visit(&[]).await;
        let page = &stage.page;
        open(page).await;
        fill(page, "setting-heartbeat.timeout", "7s").await;
        fill(page, "setting-greeting", r#"{"token":"abc"}"#).await;
        page.press("settings-export").await;
        let saved = page.saved(1).await.remove(0);
        assert_eq!(saved.name, "heartline-settings.json");
        let file: Value = serde_json::from_str(&saved.text).unwrap();
        let values = json!({ "heartbeat.timeout": "7s" });
        assert_eq!(
            file,
            json!({ "heartline": "settings", "version": 1, "values": values })
        );
        assert!(page.text("settings-said").await.contains("Greeting"));
        page.press("settings-reset").await;
        until_value(page, "heartbeat.timeout", "10s").await;
        page.pick_file("settings-import", &saved.name, saved.text.as_bytes())
            .await;
        until_value(page, "heartbeat.timeout", "7s").await;
        apply(page).await;
    })
    .await;
}

#[tokio::test]
async fn of_a_file_with_faults_each_is_named_and_the_rest_is_taken() {
    every_engine(async |stage| {
        stage.visit(&[]).await;
        let page = &stage.page;
        open(page).await;
        let values = json!({
            "heartbeat.timeout": "7s",
            "outbox.max_messages": 5,
            "reconnect.pause_offline": false,
            "heartbeat.interval": "soon",
            "greeting": { "a": [1] },
            "colour": "red",
            "reconnect.backoff.min": "10s",
            "reconnect.backoff.max": "1s",
        });
        let file = json!({ "heartline": "settings", "version": 1, "values": values });
        let content = file.to_string();
        page.pick_file("settings-import", "mine.json", content.as_bytes())
            .await;
        until_value(page, "heartbeat.timeout", "7s").await;
        assert_eq!(value(page, "outbox.max_messages").await, "5");
        assert_eq!(checked(page, "reconnect.pause_offline").await, json!(false));
        assert_eq!(value(page, "heartbeat.interval").await, "25s");
        assert_eq!(page.count("settings-refused").await, 4);
        let said = page.text("settings-said").await;
        for name in [
            "heartbeat.interval",
            "greeting",
            "colour",
            "reconnect.backoff.min",
        ] {
            assert!(said.contains(name), "{name} in {said}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_file_that_is_not_ours_changes_nothing() {
    every_engine(async |stage| {
        stage.visit(&[]).await;
        let page = &stage.page;
        open(page).await;
        fill(page, "setting-heartbeat.timeout", "7s").await;
        let huge = vec![b' '; 10 << 20];
        for (name, content, words) in [
            ("holiday.jpg", &[0xff, 0xd8, 0xff][..], "not JSON"),
            ("empty.json", b"", "not JSON"),
            ("list.json", b"[1, 2]", "does not hold"),
            (
                "package.json",
                br#"{"name":"x","version":"1.0.0"}"#,
                "does not hold",
            ),
            ("null.json", b"null", "does not hold"),
            (
                "later.json",
                br#"{"heartline":"settings","version":2,"values":{}}"#,
                "later version",
            ),
            ("huge.json", &huge, "larger than"),
        ] {
            page.pick_file("settings-import", name, content).await;
            until(&format!("{name} is refused"), async || {
                page.text("settings-said")
                    .await
                    .contains(words)
                    .then_some(())
            })
            .await;
            assert_eq!(value(page, "heartbeat.timeout").await, "7s", "{name}");
        }
    })
    .await;
}

#[tokio::test]
async fn where_nothing_can_be_stored_settings_hold_and_it_is_said() {
    every_engine(async |stage| {
        stage.visit(&[]).await;
        let page = &stage.page;
        let full = "Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError'); }";
        page.browser.run(full, vec![]).await;
        open(page).await;
        fill(page, "setting-heartbeat.timeout", "7s").await;
        apply(page).await;
        until("it is said", async || {
            page.text("applied").await.contains("until the page is closed").then_some(())
        })
        .await;
        open(page).await;
        assert_eq!(value(page, "heartbeat.timeout").await, "7s");
    })
    .await;
}

#[tokio::test]
async fn the_settings_speak_chinese_and_fit_a_small_phone() {
    every_engine(async |stage| {
        stage.page.browser.set_size(320, 568).await;
        stage.visit(&[]).await;
        let page = &stage.page;
        page.speak("zh-Hans").await;
        open(page).await;
        fill(page, "setting-heartbeat.interval", "soon").await;
        until("the fault is named", async || {
            page.text("error-heartbeat.interval").await.contains("时长").then_some(())
        })
        .await;
        fill(page, "setting-url", "x").await;
        until("the rule is named", async || {
            page.text("error-url").await.contains("地址").then_some(())
        })
        .await;
        let wide = "const d = document.querySelector('.settings-groups'); return d.scrollWidth > d.clientWidth;";
        assert_eq!(page.browser.run(wide, vec![]).await, json!(false));
        let measures = page.measures().await;
        assert!(measures.whole_width <= measures.width, "{measures:?}");
    })
    .await;
}

async fn visit(stage: &Stage, address: &str) {
    stage.visit(&[("url", address)]).await;
    stage.page.until_phase("open").await;
}

async fn choose(page: &Page, name: &str, choice: &str) {
    let chosen = page.element(name).await.select_by_value(choice).await;
    chosen.unwrap_or_else(|error| panic!("{choice} cannot be chosen: {error}"));
}

async fn until_value(page: &Page, name: &str, expected: &str) {
    until(&format!("{name} is {expected}"), async || {
        (value(page, name).await == expected).then_some(())
    })
    .await;
}

async fn value(page: &Page, name: &str) -> Value {
    of_field(page, name, "value").await
}

async fn checked(page: &Page, name: &str) -> Value {
    of_field(page, name, "checked").await
}

/// Something of a setting's control; nothing where there is none.
async fn of_field(page: &Page, name: &str, what: &str) -> Value {
    let script = format!(
        "return document.querySelector('[data-testid=\"setting-{name}\"]')?.{what} ?? null"
    );
    page.browser.run(&script, vec![]).await
}
