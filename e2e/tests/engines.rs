//! What every test relies on, in each engine: errors of the page are noticed, pages can be hidden
//! and put offline, a browser can be stopped, and nothing outlives it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "what these tests share states what must hold by failing loudly, too"
)]

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use heartline_e2e::browser::Browser;
use heartline_e2e::server::Server;
use heartline_e2e::witness::Witnessed;
use heartline_e2e::{Engine, places, until};
use serde_json::json;
use tokio::time::timeout;

/// The last of its four errors follows what is no fault of a page: a warning, and a WebSocket that
/// cannot connect.
const FAULTY: &str = "<!doctype html><head><title>Faulty</title><link rel=icon href='data:,'></head>
    <script>console.error('printed');
    setTimeout(() => { throw new Error('thrown') });
    Promise.reject(new Error('rejected'));
    console.warn('harmless');
    new WebSocket('ws://' + location.host + '/none').onerror = () => { throw new Error('last') }</script>";

#[tokio::test]
async fn a_page_that_errs_is_complained_about_in_chromium() {
    errors_are_noticed(Engine::Chromium).await;
}

#[tokio::test]
async fn a_page_that_errs_is_complained_about_in_firefox() {
    errors_are_noticed(Engine::Firefox).await;
}

#[tokio::test]
async fn a_page_that_errs_is_complained_about_in_webkit() {
    errors_are_noticed(Engine::WebKit).await;
}

async fn errors_are_noticed(engine: Engine) {
    if !Engine::chosen().contains(&engine) {
        return;
    }
    let site = Site::new(engine);
    let witnessed = Witnessed::of(&site.0);
    let server = Server::serving(witnessed.folder()).await;
    let browser = Browser::of(engine).await;
    let loaded = browser.client.goto(&server.address()).await;
    loaded.expect("a loaded page");
    let mut complaints = Vec::new();
    until("the last error is noticed", async || {
        complaints.extend(browser.complaints().await);
        let last = complaints.last()?;
        last.contains("last").then_some(())
    })
    .await;
    assert_eq!(complaints.len(), 4, "{complaints:?}");
    for word in ["printed", "thrown", "rejected"] {
        let named = |complaint: &String| complaint.contains(word);
        assert!(complaints.iter().any(named), "{word}: {complaints:?}");
    }
}

/// A page of three lines. Dropping it removes its folder.
struct Site(PathBuf);

impl Site {
    fn new(engine: Engine) -> Self {
        let name = format!("faulty-{engine}-{}", std::process::id());
        let folder = places::target().join("tmp").join(name);
        fs::create_dir_all(&folder).expect("a folder");
        fs::write(folder.join("index.html"), FAULTY).expect("a page");
        Self(folder)
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[tokio::test]
async fn a_page_can_be_hidden_and_told_that_the_network_is_gone() {
    for engine in Engine::chosen() {
        let browser = Browser::of(engine).await;
        for hidden in [true, false] {
            browser.set_hidden(hidden).await;
            until(&format!("{engine} says hidden {hidden}"), async || {
                let seen = browser.run("return document.hidden", vec![]).await;
                (seen == json!(hidden)).then_some(())
            })
            .await;
        }
        for offline in [true, false] {
            browser.set_offline(offline).await;
            until(&format!("{engine} says offline {offline}"), async || {
                let online = browser.run("return navigator.onLine", vec![]).await;
                (online == json!(!offline)).then_some(())
            })
            .await;
        }
    }
}

#[tokio::test]
async fn a_browser_that_was_stopped_goes_on() {
    for engine in Engine::chosen() {
        let browser = Browser::of(engine).await;
        browser.set_stopped(true);
        let answer = browser.run("return 1", vec![]);
        let answer = timeout(Duration::from_secs(1), answer).await;
        assert!(answer.is_err(), "{engine} answers while it is stopped");
        browser.set_stopped(false);
        assert_eq!(browser.run("return 1", vec![]).await, 1, "{engine}");
    }
}

#[tokio::test]
async fn nothing_outlives_a_browser() {
    for engine in Engine::chosen() {
        let browser = Browser::of(engine).await;
        let profile = browser.profile().to_path_buf();
        let used = fs::read_dir(&profile).unwrap().count();
        assert!(used > 0, "{engine} uses {}", profile.display());
        drop(browser);
        assert!(!profile.exists(), "{}", profile.display());
    }
}
