//! One browser with the page in a tab that nobody sees.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use heartline_e2e::browser::Browser;
use heartline_e2e::server::Server;
use heartline_e2e::{Engine, places, until};
use serde::Deserialize;
use serde_json::json;
use tokio::time::sleep;

use super::listener::{Listener, Record};

/// What is different from case to case.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) engine: Engine,
    pub(crate) workers: Workers,
    /// Whether the server drops who is silent for [`SILENCE`].
    pub(crate) drops: bool,
}

/// Whether the page may have a worker.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Workers {
    Allowed,
    /// The constructor throws.
    Throw,
    /// A content-security policy forbids them.
    Policy,
}

/// Silence for which servers and proxies commonly drop a connection.
pub(crate) const SILENCE: Duration = Duration::from_secs(60);

/// What came of it.
#[derive(Clone, Debug)]
pub(crate) struct Outcome {
    pub(crate) case: Case,
    pub(crate) browser: String,
    pub(crate) record: Record,
    pub(crate) seen: Seen,
    /// Whether it was visible at some moment.
    pub(crate) was_visible: bool,
    /// Since when it was hidden.
    pub(crate) since: Instant,
}

/// The page, looked at from outside.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Seen {
    pub(crate) hidden: bool,
    pub(crate) phase: String,
    pub(crate) attempt: String,
    /// How late a plain chain of one-second timers was each time, in milliseconds.
    pub(crate) late: Vec<f64>,
    /// How many workers were made.
    pub(crate) workers: u64,
}

impl Outcome {
    /// What should not have happened.
    pub(crate) fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let connections = self.record.connections;
        if connections != 1 || self.record.dropped + self.record.ended > 0 {
            let Record { dropped, ended, .. } = self.record;
            faults.push(format!(
                "{connections} connections, {dropped} dropped, {ended} ended"
            ));
        }
        let Seen {
            phase,
            attempt,
            workers,
            ..
        } = &self.seen;
        if (phase.as_str(), attempt.as_str()) != ("open", "1") {
            faults.push(format!("phase {phase}, attempt {attempt}"));
        }
        if self.was_visible {
            faults.push("the page was visible in between".to_owned());
        }
        if (self.case.workers == Workers::Allowed) != (*workers > 0) {
            faults.push(format!("{workers} workers were made"));
        }
        faults
    }
}

/// A page that is hidden, and what it needs.
#[derive(Debug)]
pub(crate) struct Staged {
    case: Case,
    since: Instant,
    listener: Listener,
    browser: Browser,
    _server: Server,
}

impl Staged {
    /// Lets time pass.
    pub(crate) async fn play(self, time: Duration) -> Outcome {
        let mut outcome = Outcome {
            case: self.case,
            browser: self.browser.version.clone(),
            record: self.listener.record(),
            seen: Seen::default(),
            was_visible: false,
            since: self.since,
        };
        while self.since.elapsed() < time {
            sleep(Duration::from_secs(5)).await;
            outcome.seen = look(&self.browser).await;
            outcome.was_visible |= !outcome.seen.hidden;
        }
        // Before the browser ends, which ends the connection.
        outcome.record = self.listener.record();
        outcome
    }
}

impl Case {
    /// Opens the page and hides it.
    pub(crate) async fn stage(self) -> Staged {
        let listener = Listener::start(self.drops.then_some(SILENCE)).await;
        let server = Server::serving(self.site()).await;
        let browser = Browser::of(self.engine).await;
        if self.engine == Engine::Chromium {
            let script = json!({"source": self.script()});
            browser
                .devtools("Page.addScriptToEvaluateOnNewDocument", script)
                .await;
        }
        let address = format!(
            "{}?url={}&interval=25s",
            server.address(),
            listener.address()
        );
        browser.client.goto(&address).await.expect("the page");
        until("the page is connected", async || {
            let seen = look(&browser).await;
            (seen.phase == "open").then_some(())
        })
        .await;
        if self.engine != Engine::Chromium {
            browser.run(WATCH, vec![]).await;
        }
        hide(&browser).await;
        let since = Instant::now();
        browser.run(CHAIN, vec![]).await;
        Staged {
            case: self,
            since,
            listener,
            browser,
            _server: server,
        }
    }

    /// What runs before the page's own scripts.
    fn script(self) -> String {
        let throw = match self.workers {
            Workers::Throw => THROW,
            _ => "",
        };
        format!("{WATCH}{throw}")
    }

    /// The folder of the page, with a policy in it where that is wanted.
    fn site(self) -> PathBuf {
        let dist = places::dist();
        if self.workers != Workers::Policy {
            return dist;
        }
        let folder = places::target().join("tmp").join("hidden-without-workers");
        copy(&dist, &folder);
        let index = folder.join("index.html");
        let page = fs::read_to_string(&index).expect("the page");
        let page = page.replacen("<meta", &format!("{POLICY}<meta"), 1);
        assert!(page.contains(POLICY), "the page has a head");
        fs::write(&index, page).expect("the page with a policy");
        folder
    }
}

/// Another tab in front. Firefox brings every tab to the front that is driven, so there it is the
/// window that goes.
async fn hide(browser: &Browser) {
    match browser.engine {
        Engine::Chromium => {
            let tab = json!({"url": "about:blank"});
            browser.devtools("Target.createTarget", tab).await;
        }
        _ => browser.set_hidden(true).await,
    }
    until("the page is hidden", async || {
        look(browser).await.hidden.then_some(())
    })
    .await;
}

async fn look(browser: &Browser) -> Seen {
    let seen = browser.run(LOOK, vec![]).await;
    serde_json::from_value(seen).expect("what the page shows")
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("the page's folder").flatten() {
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if source.is_dir() {
            copy(&source, &target);
        } else {
            fs::copy(&source, &target).expect("a file of the page");
        }
    }
}

const POLICY: &str = r#"<meta http-equiv="Content-Security-Policy" content="worker-src 'none'">"#;

const THROW: &str = r"
    window.Worker = class { constructor() { throw new DOMException('forbidden', 'SecurityError'); } };
";

/// Notes what the page does while nobody looks. With a policy the constructor returns a worker that
/// never runs, and an error follows: that one does not count.
const WATCH: &str = r"
    window.seen = { workers: 0, late: [], visible: false };
    window.Worker = new Proxy(Worker, {
        construct(kind, rest) {
            const worker = new kind(...rest);
            window.seen.workers += 1;
            worker.addEventListener('error', () => (window.seen.workers -= 1), { once: true });
            return worker;
        },
    });
";

const CHAIN: &str = r"
    addEventListener('visibilitychange', () => {
        window.seen.visible ||= document.visibilityState !== 'hidden';
    });
    const next = () => {
        const due = performance.now() + 1000;
        setTimeout(() => { window.seen.late.push(performance.now() - due); next(); }, 1000);
    };
    next();
";

const LOOK: &str = r#"
    const root = document.querySelector("[data-testid='websocket']")?.dataset;
    return {
        hidden: document.visibilityState === "hidden" && !window.seen?.visible,
        phase: root?.phase ?? "",
        attempt: root?.attempt ?? "",
        late: window.seen?.late ?? [],
        workers: window.seen?.workers ?? 0,
    };
"#;
