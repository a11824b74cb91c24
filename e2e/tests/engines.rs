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

use fantoccini::key::Key;
use heartline_e2e::browser::{Browser, Wishes};
use heartline_e2e::page::Page;
use heartline_e2e::server::Server;
use heartline_e2e::witness::Witnessed;
use heartline_e2e::{Engine, Press, places, until};
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
    let site = Site::new(&format!("faulty-{engine}"), FAULTY);
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
    fn new(name: &str, page: &str) -> Self {
        let name = format!("{name}-{}", std::process::id());
        let folder = places::target().join("tmp").join(name);
        fs::create_dir_all(&folder).expect("a folder");
        fs::write(folder.join("index.html"), page).expect("a page");
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

/// Saves what was picked, and what is not seen, as the page does it.
const TOOLS: &str = "<!doctype html><head><title>Tools</title><link rel=icon href='data:,'></head>
    <input data-testid=text><button data-testid=button>Press</button>
    <input type=file hidden data-testid=file>
    <script>document.querySelector('[type=file]').onchange = async ({ target }) => {
        const [picked] = target.files;
        const link = document.createElement('a');
        link.href = URL.createObjectURL(new Blob([await picked.text()], { type: 'text/plain' }));
        link.download = picked.name;
        link.click() }</script>";

#[tokio::test]
async fn a_person_presses_keys_picks_files_and_gets_some() {
    for engine in Engine::chosen() {
        let site = Site::new(&format!("tools-{engine}"), TOOLS);
        let witnessed = Witnessed::of(&site.0);
        let server = Server::serving(witnessed.folder()).await;
        let page = Page {
            browser: Browser::of(engine).await,
        };
        page.load(&server.address()).await;
        page.focus("text").await;
        let presses = [
            Press::Char('a'),
            Press::Shift(Key::Tab),
            Press::Key(Key::Tab),
        ];
        page.presses(&presses[..1]).await;
        page.key(Key::Tab).await;
        assert_eq!(page.focused().await, "button", "{engine}");
        page.presses(&presses[1..2]).await;
        assert_eq!(page.focused().await, "text", "{engine}");
        let written = "return document.activeElement.value";
        assert_eq!(page.browser.run(written, vec![]).await, "a", "{engine}");
        page.pick_file("file", "名.txt", "héllo".as_bytes()).await;
        let saved = &page.saved(1).await[0];
        let seen = (&*saved.name, &*saved.media_type, saved.size, &*saved.text);
        assert_eq!(seen, ("名.txt", "text/plain", 6, "héllo"), "{engine}");
    }
}

#[tokio::test]
async fn a_view_has_the_size_and_the_looks_that_were_asked_for() {
    for engine in Engine::chosen() {
        let browser = Browser::of(engine).await;
        // WebKit's tool bar has a least width.
        let narrow = if engine == Engine::WebKit { 480 } else { 320 };
        for (width, height) in [(1280, 800), (narrow, 568)] {
            browser.set_size(width, height).await;
            until(&format!("{engine} shows {width} x {height}"), async || {
                let size = browser
                    .run("return [innerWidth, innerHeight]", vec![])
                    .await;
                (size == json!([width, height])).then_some(())
            })
            .await;
        }
        for (dark, still) in [(true, false), (false, true)] {
            let asks = "const asks = query => matchMedia(query).matches;
                return [asks('(prefers-color-scheme: dark)'), asks('(prefers-reduced-motion)')]";
            if browser.set_wishes(Wishes { dark, still }).await {
                until(
                    &format!("{engine}: dark {dark}, still {still}"),
                    async || {
                        let seen = browser.run(asks, vec![]).await;
                        (seen == json!([dark, still])).then_some(())
                    },
                )
                .await;
            }
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
