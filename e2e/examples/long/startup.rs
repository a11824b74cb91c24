//! From navigation to a connection: the page, and beside it a Yew hello that has no socket. One after
//! the other in turns, each in a browser that has seen neither, and once more in the same browser.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use heartline_e2e::browser::Browser;
use heartline_e2e::server::Server;
use heartline_e2e::{places, until};
use serde::Deserialize;
use serde_json::json;

use crate::figures::{machine, median_and_most, today};

/// What is loaded, and how its first render is known.
struct Site {
    name: &'static str,
    folder: PathBuf,
    is_rendered: &'static str,
    connects: bool,
}

/// Milliseconds since the navigation.
#[derive(Clone, Copy, Debug, Deserialize)]
struct Times {
    rendered: f64,
    connected: Option<f64>,
}

/// Measures, and prints a table.
pub(crate) async fn run(rounds: u64) -> bool {
    let sites = [
        Site {
            name: "Yew hello",
            folder: hello(),
            is_rendered: "document.body?.textContent.includes('hello')",
            connects: false,
        },
        Site {
            name: "Heartline",
            folder: places::dist(),
            is_rendered: "document.querySelector('[data-testid=websocket]')",
            connects: true,
        },
    ];
    let mut all: Vec<Vec<(Times, Times)>> = vec![Vec::new(); sites.len()];
    let mut version = String::new();
    for round in 1..=rounds {
        for (site, times) in sites.iter().zip(&mut all) {
            let server = Server::serving(&site.folder).await;
            let browser = Browser::start().await;
            let first = visit(&browser, &server, site).await;
            let again = visit(&browser, &server, site).await;
            println!("{round} {}: {first:?}, again {again:?}", site.name);
            times.push((first, again));
            version.clone_from(&browser.version);
        }
    }
    println!(
        "\nOn {}, {version}, {}, {rounds} rounds.\n",
        today(),
        machine()
    );
    println!("| | first render | connected | again: first render | again: connected |");
    println!("|---|---|---|---|---|");
    for (site, times) in sites.iter().zip(&all) {
        let cell = |pick: &dyn Fn(&(Times, Times)) -> Option<f64>| cell(times, pick);
        println!(
            "| {} | {} | {} | {} | {} |",
            site.name,
            cell(&|(first, _)| Some(first.rendered)),
            cell(&|(first, _)| first.connected),
            cell(&|(_, again)| Some(again.rendered)),
            cell(&|(_, again)| again.connected),
        );
    }
    true
}

/// Median and most.
fn cell(times: &[(Times, Times)], pick: &dyn Fn(&(Times, Times)) -> Option<f64>) -> String {
    let times = times.iter().filter_map(pick);
    let times: Vec<_> = times
        .map(|ms| Duration::from_secs_f64(ms / 1000.0))
        .collect();
    median_and_most(&times).map_or_else(
        || "–".to_owned(),
        |(median, most)| format!("{} ms (at most {})", median.as_millis(), most.as_millis()),
    )
}

/// The files that `cargo xtask startup` has built, and a page like Trunk's around them.
fn hello() -> PathBuf {
    let folder = env::var_os("HEARTLINE_HELLO").expect("the hello's folder in HEARTLINE_HELLO");
    let folder = PathBuf::from(folder);
    fs::write(folder.join("index.html"), HELLO).expect("the hello's page");
    folder
}

const HELLO: &str = r#"<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Hello</title>
    <link rel="icon" href="data:," />
    <script type="module">
      import init from "/app.js";
      await init({ module_or_path: "/app_bg.wasm" });
    </script>
    <link rel="modulepreload" href="/app.js" crossorigin="anonymous" />
    <link rel="preload" href="/app_bg.wasm" crossorigin="anonymous" as="fetch" type="application/wasm" />
  </head>
  <body></body>
</html>
"#;

async fn visit(browser: &Browser, server: &Server, site: &Site) -> Times {
    let watch = WATCH.replace("IS_RENDERED", site.is_rendered);
    let command = "Page.addScriptToEvaluateOnNewDocument";
    browser.devtools(command, json!({"source": watch})).await;
    let loaded = browser.client.goto(&server.address()).await;
    loaded.expect("a loaded page");
    until("it is there", async || {
        let times = browser.run("return window.heartlineTimes", vec![]).await;
        let times: Times = serde_json::from_value(times).ok()?;
        (!site.connects || times.connected.is_some()).then_some(times)
    })
    .await
}

/// Looks at every change of the document from before its first script on.
const WATCH: &str = r#"
    if (!window.heartlineTimes) {
        const times = window.heartlineTimes = {};
        const look = () => {
            if (IS_RENDERED) times.rendered ??= performance.now();
            if (document.querySelector("[data-phase=open]")) times.connected ??= performance.now();
        };
        new MutationObserver(look).observe(document, {
            subtree: true, childList: true, attributes: true, attributeFilter: ["data-phase"],
        });
    }
"#;
