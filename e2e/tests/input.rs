//! What the page's address parameters and its address field do, above all with what makes no sense.

use heartline_e2e::talker::Message;
use heartline_e2e::{Snapshot, Stage, Talker, every_engine, places, scenario, until};

/// A parameter that makes sense, to see that it still counts beside one that does not.
const SENSIBLE: (&str, &str) = ("greeting", r#"{"id":"sensible"}"#);

#[tokio::test]
async fn a_parameter_that_cannot_be_read_is_named_and_the_others_count() {
    scenario(async |stage| {
        for (name, value) in [
            ("url", "not a url"),
            ("url", "ftp://127.0.0.1/"),
            ("url", "ws://127.0.0.1/#fragment"),
            ("url", "ws://[::1/"),
            ("protocols", "chat,chat"),
            ("protocols", "a b"),
            ("interval", "soon"),
            ("interval", "0s"),
            ("timeout", "-5s"),
            ("connect_timeout", "15"),
            ("retry_min", "0ms"),
            ("retry_max", "1e9s"),
            ("max_attempts", "abc"),
            ("max_attempts", "-1"),
            ("preset", "newest"),
            ("colour", "red"),
            ("interval", ""),
            ("<img src=x onerror=alert(1)>", "<script>"),
        ] {
            stage.visit(&[(name, value), SENSIBLE]).await;
            let seen = stage.page.until("it has settled", is_settled).await;
            let (shown, _fragment) = value.split_once('#').unwrap_or((value, ""));
            let named = |notice: &String| notice.contains(name) && notice.contains(shown);
            match seen.phase.as_str() {
                "failed" => assert_is_explained(&seen, value),
                _ => assert!(seen.notices.iter().any(named), "{name}={value}: {seen:?}"),
            }
            use_own_server(stage).await;
        }
    })
    .await;
}

#[tokio::test]
async fn delays_that_contradict_each_other_are_named() {
    scenario(async |stage| {
        let contradiction = [("retry_min", "10s"), ("retry_max", "1s"), SENSIBLE];
        stage.visit(&contradiction).await;
        let seen = stage.page.until("it has settled", is_settled).await;
        assert!(
            seen.notices.iter().any(|notice| notice.contains("10s")),
            "{seen:?}"
        );
        use_own_server(stage).await;
    })
    .await;
}

#[tokio::test]
async fn each_of_several_bad_parameters_is_named() {
    scenario(async |stage| {
        let bad = [("interval", "x"), ("timeout", "y"), ("colour", "z")];
        stage.visit(&bad).await;
        let seen = stage.page.until_phase("open").await;
        assert_eq!(seen.notices.len(), 3, "{:?}", seen.notices);
    })
    .await;
}

#[tokio::test]
async fn an_address_that_leads_nowhere_is_tried_again_and_explained() {
    scenario(async |stage| {
        let nobody = places::free_port();
        for address in [
            format!("http://127.0.0.1:{nobody}/"),
            format!("ws://127.0.0.1:{nobody}/"),
            "/no-such-path".to_owned(),
        ] {
            stage.visit(&[("url", &address), SENSIBLE]).await;
            let seen = stage.page.until_phase("waiting").await;
            assert_is_explained(&seen, &address);
            use_own_server(stage).await;
        }
    })
    .await;
}

#[tokio::test]
async fn an_address_that_no_browser_would_open_fails_in_words() {
    scenario(async |stage| {
        for address in [
            "ws://127.0.0.1:0/",
            "ws://127.0.0.1:1/",
            "ws://127.0.0.1:99999/",
        ] {
            stage.visit(&[("url", address), SENSIBLE]).await;
            let has_words = |seen: &Snapshot| {
                ["failed", "waiting"].contains(&seen.phase.as_str()) || !seen.notices.is_empty()
            };
            let seen = stage.page.until("it is explained", has_words).await;
            if seen.notices.is_empty() {
                assert_is_explained(&seen, address);
            }
            use_own_server(stage).await;
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_typed_as_an_address_and_is_none_changes_nothing() {
    scenario(async |stage| {
        stage.visit(&[]).await;
        let page = &stage.page;
        let before = page.until_phase("open").await;
        for address in ["not a url", "ws://127.0.0.1/#fragment", "mailto:a@b", " "] {
            page.go_to(address).await;
            let error = page.element("address-error").await;
            until("it is explained", async || {
                let words = error.text().await.unwrap();
                (!words.is_empty()).then_some(())
            })
            .await;
        }
        let after = page.snapshot().await;
        assert_eq!((after.phase, after.attempt), (before.phase, before.attempt));
    })
    .await;
}

#[tokio::test]
async fn another_address_replaces_the_socket_and_the_same_one_does_nothing() {
    scenario(async |stage| {
        let first = Talker::start(vec![]).await;
        let second = Talker::start(vec![]).await;
        stage.visit(&[("url", &first.address())]).await;
        let page = &stage.page;
        page.until_phase("open").await;
        page.go_to(&first.address()).await;
        page.write("address", &second.address()).await;
        page.press("apply").await;
        let moved = page
            .until("the second is open", |seen| {
                seen.phase == "open" && seen.attempt == 2
            })
            .await;
        until("the first is left", async || {
            (first.record().open == 0).then_some(())
        })
        .await;
        assert_eq!(first.record().connections, 1, "{moved:?}");
        assert_eq!(second.record().connections, 1);
    })
    .await;
}

#[tokio::test]
async fn a_host_without_a_scheme_gets_one_which_is_seen() {
    every_engine(async |stage| {
        stage.visit(&[]).await;
        let page = &stage.page;
        page.until_phase("open").await;
        let server = Talker::start(vec![]).await;
        let address = server.address();
        for _ in 0..2 {
            page.go_to(address.trim_start_matches("ws://")).await;
            until("the address is whole", async || {
                let field = page.element("address").await;
                let shown = field.prop("value").await.unwrap();
                (shown.as_deref() == Some(&*address)).then_some(())
            })
            .await;
        }
        until("it is open there", async || {
            (server.record().open == 1).then_some(())
        })
        .await;
        assert_eq!(page.text("connected-to").await, address);
    })
    .await;
}

#[tokio::test]
async fn greeting_and_ping_are_what_the_parameters_say() {
    scenario(async |stage| {
        let server = Talker::start(vec![]).await;
        let parameters = [
            ("url", &*server.address()),
            ("greeting", "good morning"),
            ("heartbeat", "are you there?"),
            ("interval", "200ms"),
            ("timeout", "1m"),
        ];
        stage.visit(&parameters).await;
        stage.page.until_phase("open").await;
        until("a ping came", async || {
            (server.record().heard.len() > 1).then_some(())
        })
        .await;
        let expected = ["good morning", "are you there?"].map(Message::text);
        assert_eq!(server.record().heard[..2], expected);
    })
    .await;
}

#[tokio::test]
async fn the_original_preset_greets_and_pings_as_the_original_page_did() {
    scenario(async |stage| {
        let server = Talker::start(vec![]).await;
        stage
            .visit(&[("preset", "original"), ("url", &server.address())])
            .await;
        let open = stage.page.until_phase("open").await;
        until("the greeting came", async || {
            server
                .record()
                .has_heard(r#"{"id":"a1b2c3"}"#)
                .then_some(())
        })
        .await;
        let minute = open.next == "1 min" || open.next.starts_with('5');
        assert!(minute, "the next ping is due in {}", open.next);
    })
    .await;
}

#[tokio::test]
async fn a_subprotocol_is_asked_for() {
    scenario(async |stage| {
        stage.visit(&[("protocols", "heart.v2, heart.v1")]).await;
        stage.page.until_phase("open").await;
    })
    .await;
}

/// Whether the page has got somewhere with the address that it has.
fn is_settled(seen: &Snapshot) -> bool {
    ["open", "failed", "waiting"].contains(&seen.phase.as_str())
}

fn assert_is_explained(seen: &Snapshot, input: &str) {
    assert!(
        seen.sentence.len() > 10 && !seen.advice.is_empty(),
        "{input} leads to {seen:?}"
    );
}

/// Whatever was wrong: the page's own server can be reached, with the parameters that made sense.
async fn use_own_server(stage: &Stage) {
    let page = &stage.page;
    page.go_to("/ws").await;
    page.until("the sensible parameter counts", |seen| {
        seen.phase == "open" && seen.shows(r#""welcome": "sensible""#)
    })
    .await;
}
