//! The connection bar: where to connect, what the page's own address says of it, and what is never
//! kept.

use heartline_e2e::page::Page;
use heartline_e2e::{Talker, every_engine, until};
use serde_json::{Value, json};
use url::Url;

#[tokio::test]
async fn the_pages_address_carries_what_was_set_and_never_a_secret() {
    every_engine(async |stage| {
        let server = Talker::start(vec![]).await;
        stage.visit(&[]).await;
        let page = &stage.page;
        page.until_phase("open").await;
        let address = format!("{}?room=7&token=abc", server.address());
        page.write("protocols", "heart.v1").await;
        page.go_to(&address).await;
        until("it is said what is not kept", async || {
            page.text("applied").await.contains("Address").then_some(())
        })
        .await;
        let own = own_address(page).await;
        assert!(own.contains("room") && own.contains("heart.v1"), "{own}");
        assert!(!own.contains("abc"), "{own}");
        let stored = "return JSON.stringify({...localStorage})";
        let stored = page.browser.run(stored, vec![]).await.to_string();
        assert!(
            stored.contains("room=7") && !stored.contains("abc"),
            "{stored}"
        );
        // The address as it was typed is in use.
        until("the second server is asked", async || {
            (server.record().connections > 0).then_some(())
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn a_reload_keeps_the_address_and_offers_earlier_ones() {
    every_engine(async |stage| {
        let server = Talker::start(vec![]).await;
        stage.visit(&[]).await;
        let page = &stage.page;
        for address in [server.address(), "/ws".to_owned(), server.address()] {
            // By the button: where earlier addresses are offered, WebKit's Enter takes one of them.
            page.write("address", &address).await;
            page.press("apply").await;
            until(&format!("{address} is the latest"), async || {
                let latest = offered(page).await;
                (latest[0] == address).then_some(())
            })
            .await;
        }
        let own = own_address(page).await;
        page.open(&own, &[]).await;
        page.until_phase("open").await;
        assert_eq!(offered(page).await, json!([server.address(), "/ws"]));
        let address = "return document.querySelector('[data-testid=address]').value";
        assert_eq!(
            page.browser.run(address, vec![]).await,
            json!(server.address())
        );
    })
    .await;
}

#[tokio::test]
async fn earlier_addresses_can_be_forgotten() {
    every_engine(async |stage| {
        stage.visit(&[]).await;
        let page = &stage.page;
        page.until_phase("open").await;
        assert_eq!(page.count("forget-addresses").await, 0);
        page.write("address", "/ws?room=7").await;
        page.press("apply").await;
        page.press("forget-addresses").await;
        until("none is offered", async || {
            (offered(page).await == json!([])).then_some(())
        })
        .await;
        assert_eq!(page.focused().await, "address");
        let stored = "return localStorage.getItem('heartline.addresses')";
        assert_eq!(page.browser.run(stored, vec![]).await, Value::Null);
    })
    .await;
}

#[tokio::test]
async fn a_visit_of_the_laboratory_is_not_in_the_pages_address() {
    every_engine(async |stage| {
        stage.server.offer_faults().await;
        stage.visit(&[]).await;
        let page = &stage.page;
        page.until_phase("open").await;
        page.go_to("no address").await;
        until("it is refused", async || {
            (!page.text("address-error").await.is_empty()).then_some(())
        })
        .await;
        page.press("lab-fault").await;
        until("the page is there", async || {
            (page.data("lab", "place").await == "fault").then_some(())
        })
        .await;
        until("nothing is wrong any more", async || {
            page.text("address-error").await.is_empty().then_some(())
        })
        .await;
        let chosen = page.element("preset").await;
        chosen.select_by_value("original").await.unwrap();
        until("it is applied", async || {
            (page.text("applied").await == "Applied.").then_some(())
        })
        .await;
        let own = own_address(page).await;
        assert!(own.ends_with("/?preset=original"), "{own}");
        let stored = "return localStorage.getItem('heartline.settings')";
        let stored = page.browser.run(stored, vec![]).await.to_string();
        assert!(!stored.contains("url"), "{stored}");
        // Elsewhere by the person's own wish, the address is kept.
        page.write("address", "/ws?room=7").await;
        page.press("apply").await;
        until("it is kept", async || {
            own_address(page).await.contains("room").then_some(())
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn a_new_connection_is_said_where_there_is_one() {
    every_engine(async |stage| {
        stage.visit(&[]).await;
        let page = &stage.page;
        page.until_phase("open").await;
        page.go_to("/ws?room=7").await;
        until("it is said", async || {
            page.text("applied")
                .await
                .contains("new connection")
                .then_some(())
        })
        .await;
        page.press("close").await;
        page.until_phase("idle").await;
        page.press("settings").await;
        page.write("setting-alternatives", "/other").await;
        page.press("settings-apply").await;
        until("it is only applied", async || {
            (page.text("applied").await == "Applied.").then_some(())
        })
        .await;
        page.until_phase("idle").await;
    })
    .await;
}

#[tokio::test]
async fn an_address_with_a_password_is_refused_in_words() {
    every_engine(async |stage| {
        stage.visit(&[]).await;
        let page = &stage.page;
        page.until_phase("open").await;
        for address in [
            "ws://ada:secret@127.0.0.1/",
            "//ada:secret@127.0.0.1/ws",
            "ws:///ada:secret@127.0.0.1/ws",
        ] {
            page.go_to(address).await;
            until("it is explained", async || {
                page.text("address-error")
                    .await
                    .contains("password")
                    .then_some(())
            })
            .await;
            let kept = "return location.href + JSON.stringify({...localStorage})";
            let kept = page.browser.run(kept, vec![]).await.to_string();
            assert!(!kept.contains("secret"), "{address}: {kept}");
            page.go_to("/ws").await;
            until("the words are gone", async || {
                page.text("address-error").await.is_empty().then_some(())
            })
            .await;
        }
        page.write("protocols", "a b").await;
        page.press("apply").await;
        until("it is explained", async || {
            (!page.text("protocols-error").await.is_empty()).then_some(())
        })
        .await;
        assert_eq!(page.snapshot().await.attempt, 1);
    })
    .await;
}

#[tokio::test]
async fn a_link_carries_the_settings_without_the_token() {
    every_engine(async |stage| {
        let parameters = [("timeout", "7s"), ("greeting", r#"{"token":"abc"}"#)];
        stage.visit(&parameters).await;
        let page = &stage.page;
        let allowed = "Clipboard.prototype.writeText = text => { window.copied = text; return Promise.resolve(); }";
        page.browser.run(allowed, vec![]).await;
        page.press("share").await;
        until("it is said what is not in it", async || {
            page.text("shared").await.contains("Greeting").then_some(())
        })
        .await;
        let link = page.browser.run("return window.copied", vec![]).await;
        let link = Url::parse(link.as_str().unwrap()).unwrap();
        let pairs: Vec<_> = link.query_pairs().into_owned().collect();
        let expected = [("heartbeat.timeout", "7s"), ("left_out", "greeting")];
        let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(pairs, expected);
        // Somebody else opens it.
        page.open(link.as_str(), &[]).await;
        let said = page.text("left-out").await;
        assert!(said.contains("Greeting"), "{said}");
        page.press("settings").await;
        let field = page.element("setting-heartbeat.timeout").await;
        assert_eq!(field.prop("value").await.unwrap().as_deref(), Some("7s"));
    })
    .await;
}

#[tokio::test]
async fn where_copying_is_forbidden_the_link_stands_in_a_field() {
    every_engine(async |stage| {
        stage.visit(&[("timeout", "7s")]).await;
        let page = &stage.page;
        let forbidden = "Clipboard.prototype.writeText = () => Promise.reject(new DOMException('', 'NotAllowedError'))";
        page.browser.run(forbidden, vec![]).await;
        page.press("share").await;
        let link = page.element("share-link").await.prop("value").await.unwrap();
        assert!(link.unwrap().contains("heartbeat.timeout=7s"));
        page.focus("share-link").await;
        let selected = "const f = document.activeElement; return f.selectionEnd - f.selectionStart === f.value.length";
        assert_eq!(page.browser.run(selected, vec![]).await, json!(true));
    })
    .await;
}

#[tokio::test]
async fn whoever_applies_an_address_during_a_wait_does_not_wait() {
    every_engine(async |stage| {
        stage
            .visit(&[("retry_min", "60s"), ("retry_max", "60s")])
            .await;
        let page = &stage.page;
        page.until_phase("open").await;
        stage.server.kill().await;
        page.until_phase("waiting").await;
        // From the second in a row on, each attempt waits for a minute.
        page.press("retry").await;
        page.until("a long wait", |seen| {
            seen.phase == "waiting" && seen.attempt > 1
        })
        .await;
        stage.server.start_again().await;
        page.press("apply").await;
        page.until_phase("open").await;
    })
    .await;
}

#[tokio::test]
async fn a_preset_can_be_chosen_and_own_settings_come_back() {
    every_engine(async |stage| {
        stage.visit(&[("timeout", "7s")]).await;
        let page = &stage.page;
        page.until_phase("open").await;
        for (choice, next) in [
            ("original", "original"),
            ("custom", "custom"),
            ("ours", "ours"),
        ] {
            let chosen = page.element("preset").await.select_by_value(choice).await;
            chosen.unwrap();
            until(&format!("{choice} is chosen"), async || {
                let preset = "return document.querySelector('[data-testid=preset]').value";
                (page.browser.run(preset, vec![]).await == next).then_some(())
            })
            .await;
            let own = own_address(page).await;
            let expected = match choice {
                "original" => "?preset=original",
                "custom" => "?heartbeat.timeout=7s",
                _ => "/",
            };
            assert!(own.ends_with(expected), "{choice}: {own}");
        }
        assert_eq!(page.snapshot().await.attempt, 1);
    })
    .await;
}

#[tokio::test]
async fn parameters_that_override_what_is_stored_are_named() {
    every_engine(async |stage| {
        stage.visit(&[]).await;
        let page = &stage.page;
        page.press("settings").await;
        page.write("setting-heartbeat.timeout", "7s").await;
        page.press("settings-apply").await;
        until("it is applied", async || {
            (!page.text("applied").await.is_empty()).then_some(())
        })
        .await;
        stage.visit(&[("timeout", "3s")]).await;
        until("it is said", async || {
            page.text("overridden")
                .await
                .contains("they count: Timeout")
                .then_some(())
        })
        .await;
        stage.visit(&[("timeout", "7s")]).await;
        assert_eq!(page.count("overridden").await, 0);
    })
    .await;
}

#[tokio::test]
async fn stored_settings_that_cannot_be_read_are_said_and_replaced() {
    every_engine(async |stage| {
        stage.visit(&[]).await;
        for stored in ["{\"heartline\":", "[1]"] {
            let page = &stage.page;
            let store = "localStorage.setItem('heartline.settings', arguments[0])";
            page.browser.run(store, vec![stored.into()]).await;
            stage.visit(&[]).await;
            until("it is said", async || {
                let said = page.text("notice").await;
                said.contains("cannot be read").then_some(())
            })
            .await;
            page.until_phase("open").await;
            // Enter would take an offered address first, in WebKit.
            page.write("address", "/ws?room=7").await;
            page.press("apply").await;
            until("it is applied", async || {
                (!page.text("applied").await.is_empty()).then_some(())
            })
            .await;
            stage.visit(&[]).await;
            page.until_phase("open").await;
            assert_eq!(page.count("notice").await, 0);
            let address = page.element("address").await.prop("value").await.unwrap();
            assert_eq!(address.as_deref(), Some("/ws?room=7"));
        }
    })
    .await;
}

/// The addresses that are offered, the latest first.
async fn offered(page: &Page) -> Value {
    let offered = "return [...document.querySelectorAll('#addresses option')].map(o => o.value)";
    page.browser.run(offered, vec![]).await
}

async fn own_address(page: &Page) -> String {
    let own = page.browser.run("return location.href", vec![]).await;
    own.as_str().unwrap_or_default().to_owned()
}
