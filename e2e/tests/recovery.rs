//! The connection goes and comes back by itself, and stays away when the person says so.

use std::time::Duration;

use heartline_e2e::page::{Moment, Page};
use heartline_e2e::{Faults, Stage, Talker, scenario, stays, until};
use serde_json::json;

/// Times under which a test does not wait long.
const QUICK: [(&str, &str); 4] = [
    ("interval", "1s"),
    ("timeout", "1s"),
    ("retry_min", "200ms"),
    ("retry_max", "1s"),
];

/// From the second in a row on, every wait is as long as this.
const STEADY: [(&str, &str); 2] = [("retry_min", "2s"), ("retry_max", "2s")];
const STEADY_WAIT: Duration = Duration::from_secs(2);

/// What a machine that is busy with other things may add to a time that a behaviour promises.
const SLACK: Duration = Duration::from_secs(5);

#[tokio::test]
async fn a_killed_server_that_comes_back_is_found_again_and_data_flows() {
    scenario(async |stage| {
        stage.visit(&QUICK).await;
        let page = &stage.page;
        let before = page
            .until("data arrives", |seen| {
                seen.phase == "open" && seen.received > 2
            })
            .await;
        stage.server.kill().await;
        page.until("the page leaves open", |seen| seen.phase != "open")
            .await;
        stage.server.start_again().await;
        let back = page.until_phase("open").await;
        assert!(back.attempt > before.attempt, "{back:?}");
        page.until("data flows again", |seen| seen.received > back.received + 1)
            .await;
        assert_one_attempt_at_a_time(&page.history().await);
    })
    .await;
}

#[tokio::test]
async fn a_server_that_hangs_is_noticed_although_the_browser_withholds_the_close() {
    scenario(async |stage| {
        stage.visit(&QUICK).await;
        let page = &stage.page;
        page.until("data arrives", |seen| {
            seen.phase == "open" && seen.received > 2
        })
        .await;
        open_plain_socket(stage).await;
        let frozen = Moment::now();
        stage.server.freeze().await;
        page.browser.run("plain.close()", vec![]).await;
        let down = page
            .until("the page leaves open", |seen| seen.phase != "open")
            .await;
        assert!(down.sentence.contains("No answer"), "{}", down.sentence);
        let state = page.browser.run("return plain.readyState", vec![]).await;
        assert_eq!(state, 2, "the browser still waits for its own close");

        let history = page.history().await;
        let mut since = history.iter().filter(|moment| moment.at >= frozen);
        let left = since.find(|moment| moment.phase != "open").unwrap();
        let took = Duration::from_millis(left.at - frozen);
        let promised = Duration::from_secs(1) + Duration::from_secs(1);
        assert!(took < promised + SLACK, "noticed after {took:?}");

        stage.server.thaw().await;
        let back = page.until_phase("open").await;
        page.until("data flows again", |seen| seen.received > back.received + 1)
            .await;
    })
    .await;
}

#[tokio::test]
async fn a_server_that_says_goodbye_is_found_again() {
    scenario(async |stage| {
        stage.visit(&QUICK).await;
        let page = &stage.page;
        let before = page.until_phase("open").await;
        let status = stage.server.terminate().await;
        assert!(status.success(), "{status}");
        page.until("the page tries again", |seen| seen.attempt > before.attempt)
            .await;
        stage.server.start_again().await;
        page.until_phase("open").await;
    })
    .await;
}

#[tokio::test]
async fn the_goodbye_of_a_server_is_shown_in_words() {
    scenario(async |stage| {
        // Without further attempts the words stay for as long as it takes to read them.
        stage.visit(&[("max_attempts", "0")]).await;
        let page = &stage.page;
        page.until_phase("open").await;
        stage.server.terminate().await;
        let gone = page.until_phase("failed").await.sentence;
        assert!(gone.contains("going away (code 1001"), "{gone}");
    })
    .await;
}

#[tokio::test]
async fn close_during_the_wait_opens_no_socket_and_connect_works_again() {
    scenario(async |stage| {
        let mut away = Talker::absent();
        let address = away.address();
        let url = [("url", address.as_str())];
        stage.visit(&[&STEADY[..], &url].concat()).await;
        let page = &stage.page;
        page.until("a wait of known length", |seen| {
            seen.phase == "waiting" && seen.attempt > 1
        })
        .await;
        page.press("close").await;
        page.until_phase("idle").await;
        let phases = page.history().await;
        assert_eq!(phases[phases.len() - 2].phase, "waiting");

        away.start_again().await;
        stays("no socket follows", 3 * STEADY_WAIT, async || {
            away.record().connections == 0 && page.snapshot().await.phase == "idle"
        })
        .await;
        page.press("connect").await;
        page.until_phase("open").await;
        assert_eq!(away.record().connections, 1);
        away.stop().await;
        page.until("connect brought reconnection back", |seen| {
            seen.phase == "waiting"
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn close_while_connected_says_goodbye_and_opens_no_socket() {
    scenario(async |stage| {
        let server = Talker::start(vec![]).await;
        let address = server.address();
        let url = [("url", address.as_str())];
        stage.visit(&[&QUICK[..], &url].concat()).await;
        let page = &stage.page;
        page.until_phase("open").await;
        page.press("close").await;
        page.until_phase("idle").await;
        until("the server heard the goodbye", async || {
            server.record().closes.first().cloned()
        })
        .await;
        assert_eq!(server.record().closes, [Some((1000, String::new()))]);
        let made = server.record().connections;
        stays("no socket follows", Duration::from_secs(4), async || {
            server.record().connections == made && page.snapshot().await.phase == "idle"
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn retry_now_cuts_a_long_wait() {
    scenario(async |stage| {
        stage
            .visit(&[("retry_min", "10m"), ("retry_max", "10m")])
            .await;
        let page = &stage.page;
        page.until_phase("open").await;
        stage.server.kill().await;
        // The first wait may be any part of the ten minutes, the second is all of them.
        let first = page.until_phase("waiting").await;
        page.press("retry").await;
        page.until("the long wait", |seen| {
            seen.phase == "waiting" && seen.attempt > first.attempt
        })
        .await;
        stage.server.start_again().await;
        page.press("retry").await;
        page.until_phase("open").await;
    })
    .await;
}

#[tokio::test]
async fn after_the_last_attempt_it_gives_up_in_words_and_retry_works() {
    scenario(async |stage| {
        let server = Faults::start().await;
        let refusal = r#"{"manner":"status","status":503}"#;
        let address = server.treat(refusal).await.fault;
        let parameters = [
            ("url", address.as_str()),
            ("max_attempts", "2"),
            ("retry_min", "100ms"),
            ("retry_max", "100ms"),
        ];
        stage.visit(&parameters).await;
        let page = &stage.page;
        let failed = page.until_phase("failed").await;
        assert!(failed.sentence.contains("gave up"), "{}", failed.sentence);
        assert!(!failed.advice.is_empty());
        assert_eq!(server.connections().await, 3, "one and two more");
        let period = Duration::from_secs(2);
        stays("nothing more is tried", period, async || {
            server.connections().await == 3
        })
        .await;
        server.treat(r#"{"manner":"behave"}"#).await;
        page.press("retry").await;
        page.until_phase("open").await;
    })
    .await;
}

#[tokio::test]
async fn the_page_says_what_is_going_on() {
    scenario(async |stage| {
        stage.visit(&[("interval", "300ms")]).await;
        let page = &stage.page;
        let open = page
            .until("a round trip is shown", |seen| {
                seen.phase == "open" && seen.round_trip.contains("ms")
            })
            .await;
        assert!(open.sentence.starts_with("Connected"), "{}", open.sentence);
        assert!(open.sentence.contains("answers in"), "{}", open.sentence);

        stage.visit(&STEADY).await;
        page.until_phase("open").await;
        stage.server.kill().await;
        let waiting = page
            .until("the count-down runs", |seen| {
                seen.phase == "waiting" && seen.attempt > 1
            })
            .await;
        assert!(
            waiting.sentence.contains("reconnecting, attempt"),
            "{}",
            waiting.sentence
        );
        assert!(!waiting.advice.is_empty());
        assert!(waiting.next.contains('s'), "{}", waiting.next);
    })
    .await;
}

/// A socket without a heartbeat, to see what the browser alone would know.
async fn open_plain_socket(stage: &Stage) {
    let page: &Page = &stage.page;
    let open = "window.plain = new WebSocket(arguments[0])";
    page.browser
        .run(open, vec![json!(stage.server.socket())])
        .await;
    until("the plain socket is open", async || {
        let state = page.browser.run("return plain.readyState", vec![]).await;
        (state == 1).then_some(())
    })
    .await;
}

/// Attempts follow one another: each begins once, the first from rest, the others after a wait.
fn assert_one_attempt_at_a_time(history: &[Moment]) {
    for pair in history.windows(2) {
        let step = pair[1].attempt - pair[0].attempt;
        let from = pair[0].phase.as_str();
        let begins = pair[1].phase == "connecting" && matches!(from, "idle" | "waiting");
        assert!(step == u64::from(begins), "{pair:?}");
    }
}
