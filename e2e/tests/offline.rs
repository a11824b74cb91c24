//! The page without its server: what the browser keeps of it, and that a newer page is not hidden by
//! what was kept.
#![allow(
    clippy::unwrap_used,
    reason = "what these tests share states what must hold by failing loudly, too"
)]

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use heartline_e2e::page::Page;
use heartline_e2e::server::Server;
use heartline_e2e::witness::Witnessed;
use heartline_e2e::{Stage, every_engine, places, until};

#[tokio::test]
async fn the_page_stands_without_its_server_and_connects_when_that_is_back() {
    every_engine(async |stage| {
        stage
            .visit(&[("retry_min", "200ms"), ("retry_max", "200ms")])
            .await;
        stage.page.until_phase("open").await;
        until_kept(&stage.page, 1).await;
        stage.server.kill().await;
        reload(&stage.page).await;
        stage
            .page
            .until("the page says that it connects", |seen| {
                ["connecting", "waiting"].contains(&&*seen.phase)
            })
            .await;
        stage.server.start_again().await;
        stage.page.until_phase("open").await;
    })
    .await;
}

#[tokio::test]
async fn a_server_that_hangs_does_not_keep_the_page_from_loading() {
    every_engine(async |stage| {
        stage.visit(&[("connect_timeout", "1s")]).await;
        until_kept(&stage.page, 1).await;
        stage.server.freeze().await;
        reload(&stage.page).await;
        stage.page.until_phase("connecting").await;
        stage.server.thaw().await;
        stage.page.until_phase("open").await;
    })
    .await;
}

#[tokio::test]
async fn only_the_files_of_the_page_are_kept() {
    every_engine(async |stage| {
        stage.visit(&[("greeting", "secret")]).await;
        stage.page.until_phase("open").await;
        let files = until_kept(&stage.page, 1).await.remove(0);
        let index = fs::read_to_string(places::dist().join("index.html")).unwrap();
        let own = stage.server.address();
        for file in &files {
            let name = file.strip_prefix(&own);
            assert!(
                name.is_some_and(|name| index.contains(name) || name == "witness.js"),
                "{file}"
            );
        }
        for ending in [".js", ".wasm", ".css", ".svg", ".webmanifest", ".png"] {
            assert!(files.iter().any(|file| file.ends_with(ending)), "{ending}");
        }
        assert!(files.contains(&own), "the page itself: {files:?}");
    })
    .await;
}

#[tokio::test]
async fn a_newer_page_is_offered_while_the_old_one_is_open_and_is_there_after_a_reload() {
    every_engine(async |stage| {
        let (site, mut server) = own_site(stage).await;
        stage
            .page
            .open(&server.address(), &[("retry_min", "200ms")])
            .await;
        let page = &stage.page;
        page.until_phase("open").await;
        until_kept(page, 1).await;
        for build in 1..=3 {
            let style = restyle(site.folder(), build);
            server.kill().await;
            server.start_again().await;
            page.press("load-newer").await;
            until(&format!("the page has {style}"), async || {
                let has = "return document.querySelector(`[href$='${arguments[0]}']`) !== null";
                let has = page.browser.run(has, vec![style.clone().into()]).await;
                has.as_bool().filter(|has| *has)
            })
            .await;
            page.until_phase("open").await;
            // The build before may still be open elsewhere.
            until("this build and the one before are kept", async || {
                let copies = until_kept(page, 2).await;
                let is_latest = copies[1].iter().any(|file| file.ends_with(&style));
                (is_latest && copies.len() == 2).then_some(())
            })
            .await;
        }
        server.kill().await;
        reload(page).await;
        page.until("the page stands", |seen| !seen.phase.is_empty())
            .await;
        let style = "return getComputedStyle(document.body).letterSpacing";
        assert_eq!(page.browser.run(style, vec![]).await, "3px");
    })
    .await;
}

#[tokio::test]
async fn a_page_that_came_without_its_server_is_told_of_a_newer_one_when_it_first_connects() {
    every_engine(async |stage| {
        let (site, mut server) = own_site(stage).await;
        stage
            .page
            .open(&server.address(), &[("retry_min", "200ms")])
            .await;
        let page = &stage.page;
        page.until_phase("open").await;
        until_kept(page, 1).await;
        server.kill().await;
        reload(page).await;
        page.until("the page stands", |seen| !seen.phase.is_empty())
            .await;
        restyle(site.folder(), 1);
        server.start_again().await;
        page.until_phase("open").await;
        until("the newer page is offered", async || {
            (page.count("load-newer").await == 1).then_some(())
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn the_icon_of_a_newer_page_is_kept_with_it() {
    every_engine(async |stage| {
        let (site, server) = own_site(stage).await;
        stage.page.open(&server.address(), &[]).await;
        let page = &stage.page;
        until_kept(page, 1).await;
        let icon = site.folder().join("icon.svg");
        let older = fs::read_to_string(&icon).unwrap();
        fs::write(&icon, older.replace("</svg>", "<!-- newer --></svg>")).unwrap();
        set_written(&icon, 1);
        restyle(site.folder(), 1);
        reload(page).await;
        until_kept(page, 2).await;
        let kept = page.browser.ask(KEPT_ICONS, vec![]).await;
        let kept: Vec<String> = serde_json::from_value(kept).unwrap();
        let newer: Vec<_> = kept.iter().map(|icon| icon.contains("newer")).collect();
        assert_eq!(newer, [false, true], "{kept:?}");
    })
    .await;
}

/// The icon of each copy, oldest copy first.
const KEPT_ICONS: &str = "const done = arguments[0];
    caches.keys().then(names => Promise.all(names.map(async name =>
        (await (await caches.open(name)).match('icon.svg')).text()))).then(done)";

#[tokio::test]
async fn another_page_at_the_same_address_is_not_hidden() {
    every_engine(async |stage| {
        let (site, server) = own_site(stage).await;
        stage.page.open(&server.address(), &[]).await;
        let page = &stage.page;
        until_kept(page, 1).await;
        let other = "<!doctype html><title>Other</title><link rel=icon href='data:,'>";
        fs::write(site.folder().join("index.html"), other).unwrap();
        page.load(&server.address()).await;
        assert_eq!(
            page.browser.run("return document.title", vec![]).await,
            "Other"
        );
        until("nothing is left of the page", async || {
            let left = page.browser.ask(LEFT, vec![]).await;
            (left == 0).then_some(())
        })
        .await;
    })
    .await;
}

/// What was registered and kept for this origin.
const LEFT: &str = "const done = arguments[0];
    Promise.all([navigator.serviceWorker.getRegistrations(), caches.keys()])
        .then(all => done(all.flat().length))";

/// The files of each copy, oldest copy first, as soon as there are so many complete ones and a
/// worker that answers with them.
async fn until_kept(page: &Page, count: usize) -> Vec<Vec<String>> {
    let kept = "const done = arguments[0];
        caches.keys().then(names => Promise.all(names.map(async name =>
            (await (await caches.open(name)).keys()).map(({ url }) => url))))
        .then(all => done(navigator.serviceWorker.controller ? all : []))";
    until(
        &format!("{count} copies of the page are kept"),
        async || {
            let kept = page.browser.ask(kept, vec![]).await;
            let mut kept: Vec<Vec<String>> = serde_json::from_value(kept).unwrap();
            // The page itself is kept last.
            kept.retain(|files| files.iter().any(|file| file.ends_with('/')));
            (kept.len() >= count).then_some(kept)
        },
    )
    .await
}

/// As the page itself does it: a driver's order may go past what was kept.
async fn reload(page: &Page) {
    let mark = "window.isOld = true; setTimeout(() => location.reload())";
    page.browser.run(mark, vec![]).await;
    until("the page is loaded anew", async || {
        let is_new = page.browser.run("return !window.isOld", vec![]).await;
        is_new.as_bool().filter(|is_new| *is_new)
    })
    .await;
}

/// A site that a test may change, and its server.
async fn own_site(stage: &mut Stage) -> (Witnessed, Server) {
    let site = Witnessed::of(&places::dist());
    let server = Server::serving(site.folder()).await;
    stage.introduce(server.host());
    (site, server)
}

/// Makes another build: as Trunk does it, with another name for a file of other content, and without
/// the old file.
fn restyle(site: &Path, build: u32) -> String {
    let index = site.join("index.html");
    let page = fs::read_to_string(&index).unwrap();
    let start = page.find("/style-").unwrap() + 1;
    let old = &page[start..start + page[start..].find(".css").unwrap() + 4];
    let new = format!("style-000000000000{build:04}.css");
    let style = fs::read_to_string(site.join(old)).unwrap();
    fs::write(
        site.join(&new),
        format!("{style}\nbody {{ letter-spacing: {build}px }}"),
    )
    .unwrap();
    fs::write(&index, page.replace(old, &new)).unwrap();
    set_written(&index, build);
    fs::remove_file(site.join(old)).unwrap();
    new
}

/// HTTP tells the ages of files in seconds, and builds take longer than one.
fn set_written(file: &Path, build: u32) {
    let later = SystemTime::now() + Duration::from_secs(10 * u64::from(build));
    let written = fs::File::options().write(true).open(file).unwrap();
    written.set_modified(later).unwrap();
}
