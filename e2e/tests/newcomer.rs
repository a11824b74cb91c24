//! What somebody stumbles over who watches a server of their own for the first time.

use heartline_e2e::dialog::{apply, fill, open, tap};
use heartline_e2e::page::Page;
use heartline_e2e::talker::{CloseCode, CloseFrame, Message};
use heartline_e2e::{Snapshot, Stage, Talker, every_engine, until};
use serde_json::{Value, json};

/// A ping that a talker does not know.
const UNKNOWN: &str = r#"{"op":"ping"}"#;

#[tokio::test]
async fn advice_about_a_ping_that_is_not_known_stays_until_the_server_says_something() {
    every_engine(async |stage| {
        let server = Talker::start(vec![]).await;
        let address = server.address();
        let parameters = [
            ("url", &*address),
            ("heartbeat.ping", UNKNOWN),
            ("interval", "300ms"),
            ("timeout", "1s"),
            ("retry_min", "100ms"),
            ("retry_max", "200ms"),
        ];
        stage.visit(&parameters).await;
        let page = &stage.page;
        let words = "use a ping it knows";
        page.until("it is advised", |seen| seen.advice.contains(words))
            .await;
        page.browser.run(WATCHES_ADVICE, vec![]).await;
        let first = page.snapshot().await.attempt;
        page.until("it was open again and again", |seen| {
            seen.attempt > first + 2 && seen.phase == "open"
        })
        .await;
        let seen = page.browser.run("return window.advised", vec![]).await;
        assert_eq!(seen, json!([]), "it flickered");
        server.say(Message::text("I am here"));
        page.until("it is not needed any more", |seen| seen.advice.is_empty())
            .await;
    })
    .await;
}

/// Notes each time that there is no advice.
const WATCHES_ADVICE: &str = r#"
    const advice = document.querySelector("[data-testid=advice]");
    window.advised = [];
    new MutationObserver(() => {
        if (!advice.textContent.trim()) window.advised.push(document.title);
    }).observe(advice, { childList: true, characterData: true, subtree: true });
"#;

#[tokio::test]
async fn a_server_that_objects_to_the_first_words_is_told_others_and_connected_to_at_once() {
    every_engine(async |stage| {
        let server = Talker::start(vec![]).await;
        let address = server.address();
        let parameters = [("url", &*address), ("heartbeat.ping", UNKNOWN)];
        stage.visit(&parameters).await;
        let page = &stage.page;
        page.until_phase("open").await;
        server.say(refusal());
        page.until("it is told why that may be", |seen| {
            seen.phase == "failed" && seen.advice.contains("first sends a greeting")
        })
        .await;
        open(page).await;
        fill(page, "setting-greeting", "hello").await;
        apply(page).await;
        page.until_phase("open").await;
        assert!(server.record().has_heard("hello"));
        assert_eq!(
            page.text("applied").await,
            "Applied, with a new connection."
        );
        // One that is open has been greeted before.
        open(page).await;
        fill(page, "setting-greeting", "good morning").await;
        apply(page).await;
        let said = page.text("applied").await;
        assert_eq!(said, "Applied. From the next connection on: Greeting.");
        assert!(!server.record().has_heard("good morning"));
    })
    .await;
}

/// What a server says that does not like what it hears.
fn refusal() -> Message {
    Message::Close(Some(CloseFrame {
        code: CloseCode::Policy,
        reason: "unknown message".into(),
    }))
}

#[tokio::test]
async fn whoever_turns_the_heartbeat_off_as_advised_is_advised_no_more() {
    every_engine(async |stage| {
        let server = Talker::start(vec![]).await;
        let address = server.address();
        let parameters = [
            ("url", &*address),
            ("heartbeat.ping", UNKNOWN),
            ("interval", "300ms"),
            ("timeout", "1s"),
        ];
        stage.visit(&parameters).await;
        let page = &stage.page;
        page.until("it is advised", |seen| {
            seen.phase == "open" && seen.advice.contains("turn the heartbeat off")
        })
        .await;
        open(page).await;
        tap(page, "setting-heartbeat").await;
        apply(page).await;
        page.until("it is not advised any more", |seen| {
            seen.phase == "open" && seen.advice.is_empty()
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn copying_a_link_moves_nothing() {
    every_engine(async |stage| {
        stage.visit(&[]).await;
        let page = &stage.page;
        page.until_phase("open").await;
        page.browser.set_size(1280, 900).await;
        let before = page.browser.run(PLACES, vec![]).await;
        let allowed = "Clipboard.prototype.writeText = () => Promise.resolve()";
        page.browser.run(allowed, vec![]).await;
        page.press("share").await;
        until("it is said", async || {
            page.text("shared").await.contains("copied").then_some(())
        })
        .await;
        assert_eq!(page.browser.run(PLACES, vec![]).await, before);
    })
    .await;
}

/// From the right edge of what is in the window, for what stands there.
const PLACES: &str = r#"
    const width = document.documentElement.clientWidth;
    const names = ["apply", "preset", "share", "settings", "phase", "strip"];
    return names.map((name, place) => {
        const { x, y } = document.querySelector(`[data-testid=${name}]`).getBoundingClientRect();
        return [name, place < 4 && Math.round(width - x), Math.round(y)];
    });
"#;

#[tokio::test]
async fn a_server_that_answers_pings_in_other_words_is_said_to() {
    every_engine(async |stage| {
        let server = Talker::start(vec![]).await;
        let address = server.address();
        let parameters = [
            ("url", &*address),
            ("greeting", ""),
            ("heartbeat.ping", UNKNOWN),
            ("interval", "200ms"),
            ("timeout", "20s"),
        ];
        stage.visit(&parameters).await;
        let page = &stage.page;
        let mut answered = 0;
        until("it is advised", async || {
            let heard = server.record().heard.len();
            if answered < heard {
                answered = heard;
                server.say(Message::text(r#"{"op":"pong"}"#));
            }
            let seen = page.snapshot().await;
            let words = "set these as pong";
            seen.advice.contains(words).then_some(())
        })
        .await;
        assert_eq!(page.text("round-trip").await, "–");
        // Whoever does so gets what was missing, on the same connection.
        open(page).await;
        fill(page, "setting-heartbeat.pong", r#"{"op":"pong"}"#).await;
        apply(page).await;
        until("the round trip is known", async || {
            let heard = server.record().heard.len();
            if answered < heard {
                answered = heard;
                server.say(Message::text(r#"{"op":"pong"}"#));
            }
            (page.text("round-trip").await != "–").then_some(())
        })
        .await;
        let seen = page.snapshot().await;
        assert_eq!((seen.attempt, &*seen.advice), (1, ""));
    })
    .await;
}

#[tokio::test]
async fn that_there_may_be_no_tls_is_said_where_it_was_asked_for() {
    every_engine(async |stage| {
        let server = Talker::start(vec![]).await;
        let address = server.address();
        for (scheme, words) in [("wss:", "speaks TLS"), ("ws:", "")] {
            let address = address.replace("ws:", scheme);
            stage.visit(&[("url", &address)]).await;
            let said = |seen: &Snapshot| seen.attempt > 0 && seen.advice.contains(words);
            let seen = stage.page.until("it is advised", said).await;
            assert_eq!(seen.advice.is_empty(), words.is_empty(), "{seen:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn failures_are_none_in_a_row_once_a_connection_lasts_and_the_button_says_what_it_does() {
    every_engine(async |stage| {
        let parameters = [
            ("reconnect.stable_after", "2s"),
            ("retry_min", "200ms"),
            ("retry_max", "200ms"),
        ];
        stage.visit(&parameters).await;
        stage.page.until_phase("open").await;
        assert_eq!(stage.page.text("retry").await, "Reconnect");
        stage.server.kill().await;
        until("attempts fail", async || {
            let count: u32 = stage.page.text("failures").await.parse().unwrap();
            (count > 2).then_some(())
        })
        .await;
        stage.page.until_phase("waiting").await;
        assert_eq!(stage.page.text("retry").await, "Retry now");
        stage.server.start_again().await;
        stage.page.until_phase("open").await;
        assert_ne!(stage.page.text("failures").await, "0", "not yet");
        until("it lasts", async || {
            (stage.page.text("failures").await == "0").then_some(())
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn figures_of_another_server_begin_anew_and_the_strip_marks_the_move() {
    every_engine(async |stage| {
        stage.visit(&[]).await;
        let page = &stage.page;
        figure(page, "p50", true).await;
        let own = format!("ws://{}/ws", stage.server.host());
        assert_eq!(page.browser.run(MOVES, vec![]).await, json!(0));
        let server = Talker::start(vec![]).await;
        page.go_to(&server.address()).await;
        page.until("it is open there", |seen| {
            seen.phase == "open" && seen.attempt > 1
        })
        .await;
        until("the strip marks it", async || {
            (page.browser.run(MOVES, vec![]).await == json!(1)).then_some(())
        })
        .await;
        page.go_to("ws://127.0.0.1:9/").await;
        until("there is an outage", async || {
            (page.text("outages").await == "1").then_some(())
        })
        .await;
        page.go_to(&server.address()).await;
        until("it is none of this server's", async || {
            (page.text("outages").await == "0").then_some(())
        })
        .await;
        page.go_to("ws://127.0.0.1:9/").await;
        for name in ["rtt", "srtt", "p50", "p99", "jitter"] {
            figure(page, name, false).await;
        }
        page.press("export-csv").await;
        let file = page.saved(1).await.remove(0).text;
        for address in [&own, &server.address()] {
            let named = |line: &str| line.ends_with(&format!(",{address}"));
            assert!(file.lines().any(named), "{address} in {file}");
        }
    })
    .await;
}

const MOVES: &str = r#"return document.querySelectorAll(".strip-move").length"#;

/// Waits until there is such a figure, or none.
async fn figure(page: &Page, name: &str, is_there: bool) {
    until(&format!("{name} is there: {is_there}"), async || {
        let text = page.text(name).await;
        (!text.is_empty() && (text != "–") == is_there).then_some(())
    })
    .await;
}

#[tokio::test]
async fn in_the_laboratory_ones_own_messages_give_way_and_come_back() {
    every_engine(async |stage| {
        let mine = Talker::start(vec![]).await;
        stage.server.offer_faults().await;
        let (address, hello) = (mine.address(), r#"{"op":"hello"}"#);
        let own = [
            ("url", &*address),
            ("greeting", hello),
            ("heartbeat.ping", UNKNOWN),
            ("heartbeat.pong", UNKNOWN),
        ];
        stage.visit(&own).await;
        let page = &stage.page;
        greeted(&mine, hello, 1).await;
        page.press("heartbeats").await;
        enter(stage, "fault").await;
        // Its pings are answered, so there is a round trip.
        figure(page, "round-trip", true).await;
        until("it says what our server knows", async || {
            let said = page.browser.run(AUTOMATIC, vec![]).await;
            let said = said.as_array().expect("rows").clone();
            (has(&said, "a1b2c3") && has(&said, "heart")).then_some(())
        })
        .await;
        enter(stage, "elsewhere").await;
        greeted(&mine, hello, 2).await;
        // Whoever leaves by another address speaks as before, too.
        enter(stage, "relay").await;
        page.go_to(&address).await;
        greeted(&mine, hello, 3).await;
        let kept = page.browser.run("return location.search", vec![]).await;
        assert!(kept.as_str().expect("a query").contains("hello"), "{kept}");
    })
    .await;
}

/// What the page said by itself since the latest connection began.
const AUTOMATIC: &str = r#"
    const rows = [...document.querySelectorAll("[data-testid=log] [role=option]")];
    const begun = rows.findLastIndex(row => row.dataset.testid === "begun");
    return rows.slice(begun).map(row => row.textContent);
"#;

fn has(rows: &[Value], words: &str) -> bool {
    rows.iter()
        .any(|row| row.as_str().is_some_and(|row| row.contains(words)))
}

async fn enter(stage: &Stage, place: &str) {
    let (page, attempt) = (&stage.page, stage.page.snapshot().await.attempt);
    page.press(&format!("lab-{place}")).await;
    page.until(&format!("it is connected to {place}"), |seen| {
        seen.phase == "open" && seen.attempt > attempt
    })
    .await;
}

/// Waits until this greeting has come so often.
async fn greeted(server: &Talker, greeting: &str, times: usize) {
    until(&format!("{greeting} has come {times} times"), async || {
        let heard = server.record().heard;
        let greetings = heard
            .iter()
            .filter(|heard| **heard == Message::text(greeting));
        (greetings.count() == times).then_some(())
    })
    .await;
}
