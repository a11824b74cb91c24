//! Everything that takes part: a browser with the probe, the server of its page, and the server
//! that misbehaves.

use std::env;
use std::path::PathBuf;
use std::time::Duration;

use heartline_e2e::Engine;
use heartline_e2e::browser::Browser;
use heartline_e2e::faults::Faults;
use heartline_e2e::server::Server;
use heartline_e2e::until;
use serde::Deserialize;
use serde_json::Value;
use tokio::time::sleep;

use super::account::Account;
use super::deeds::{Deed, Place, ToPage, ToServer};
use crate::census;

/// The stage of a soak.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) browser: Browser,
    pub(crate) faults: Faults,
    pub(crate) place: Place,
    server: Server,
    server_is: ServerIs,
    /// The page as it is treated now.
    hidden: bool,
    offline: bool,
    /// How often a person had to connect, after a close or because a server forbade to come back.
    pub(crate) opened_by_hand: u64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum ServerIs {
    Running,
    Frozen,
    Gone,
}

/// What the probe says about itself.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Report {
    pub(crate) phase: String,
    pub(crate) attempt: u64,
    pub(crate) cause: Option<String>,
    pub(crate) account: Account,
    pub(crate) ears: Ears,
    pub(crate) wasm: f64,
}

/// What it has heard.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Ears {
    pub(crate) messages: u64,
    pub(crate) answers: u64,
    pub(crate) numbers: u64,
    pub(crate) floods: u64,
    pub(crate) twice: u64,
    pub(crate) disorder: u64,
    pub(crate) phases: std::collections::BTreeMap<String, u64>,
}

impl World {
    pub(crate) async fn begin() -> Self {
        let folder = env::var_os("HEARTLINE_PROBE").expect("`cargo xtask soak` builds the probe");
        let server = Server::serving(PathBuf::from(folder)).await;
        let faults = Faults::start().await;
        let browser = Browser::of(Engine::Chromium).await;
        census::begin(&browser).await;
        browser
            .client
            .goto(&server.address())
            .await
            .expect("the probe");
        until("the probe runs", async || {
            let runs = "return !!window.wasmBindings?.report";
            browser
                .run(runs, vec![])
                .await
                .as_bool()
                .filter(|runs| *runs)
        })
        .await;
        let mut world = Self {
            browser,
            faults,
            place: Place::Listener,
            server,
            server_is: ServerIs::Running,
            hidden: false,
            offline: false,
            opened_by_hand: 0,
        };
        world.faults.treat(GOOD).await;
        world.go(Place::Listener).await;
        world
    }

    pub(crate) async fn perform(&mut self, deed: &Deed) {
        match deed {
            Deed::Manner(order) => drop(self.faults.treat(order).await),
            Deed::Relay(order) => drop(self.faults.relay(order).await),
            Deed::Server(deed) => self.treat_server(*deed).await,
            Deed::Page(deed) => self.treat_page(*deed).await,
            Deed::Go(place) => self.go(*place).await,
        }
    }

    async fn go(&mut self, place: Place) {
        let report = self.faults.report().await;
        let address = match place {
            Place::Listener => report.fault,
            Place::Relay => report.relay,
            Place::Server => self.server.socket(),
        };
        self.place = place;
        self.call("go", vec![address.into()]).await;
    }

    async fn treat_server(&mut self, deed: ToServer) {
        self.server_is = match (deed, self.server_is) {
            (ToServer::Freeze, ServerIs::Running) => {
                self.server.freeze().await;
                ServerIs::Frozen
            }
            (ToServer::Thaw, ServerIs::Frozen) => {
                self.server.thaw().await;
                ServerIs::Running
            }
            (ToServer::Kill, ServerIs::Running | ServerIs::Frozen) => {
                self.server.kill().await;
                ServerIs::Gone
            }
            (ToServer::Terminate, ServerIs::Running) => {
                self.server.terminate().await;
                ServerIs::Gone
            }
            (ToServer::StartAgain, ServerIs::Gone) => {
                self.server.start_again().await;
                ServerIs::Running
            }
            (_, unchanged) => unchanged,
        };
    }

    async fn treat_page(&mut self, deed: ToPage) {
        match deed {
            ToPage::Hide => self.hide(true).await,
            ToPage::Show => self.hide(false).await,
            ToPage::Freeze(millis) => {
                self.browser.set_frozen(true).await;
                sleep(Duration::from_millis(millis)).await;
                self.browser.set_frozen(false).await;
                self.after_rest().await;
            }
            ToPage::Stop(millis) => {
                self.browser.set_stopped(true);
                sleep(Duration::from_millis(millis)).await;
                self.browser.set_stopped(false);
            }
            ToPage::GoOffline => self.cut_off(true).await,
            ToPage::GoOnline => self.cut_off(false).await,
            ToPage::Jump(seconds) => {
                let jump = "window.census.jump(arguments[0] * 1000)";
                self.browser.run(jump, vec![seconds.into()]).await;
            }
            ToPage::Close => drop(self.call("close", vec![]).await),
            ToPage::Open => drop(self.call("open", vec![]).await),
            ToPage::Storm(presses) => {
                let storm = "for (let n = 0; n < arguments[0]; n++) window.wasmBindings.retry()";
                self.browser.run(storm, vec![presses.into()]).await;
            }
            ToPage::Mount(shown) => drop(self.call("mount", vec![shown.into()]).await),
        }
    }

    async fn hide(&mut self, hidden: bool) {
        if self.hidden != hidden {
            self.browser.set_hidden(hidden).await;
            self.hidden = hidden;
        }
    }

    /// A page that was put to rest stays hidden until its window has been away and comes back.
    async fn after_rest(&mut self) {
        if !self.hidden {
            self.browser.set_hidden(true).await;
            self.browser.set_hidden(false).await;
        }
    }

    async fn cut_off(&mut self, offline: bool) {
        if self.offline != offline {
            self.browser.set_offline(offline).await;
            self.offline = offline;
        }
    }

    /// Everybody behaves, and everything is as a person would want it.
    pub(crate) async fn heal(&mut self) {
        self.faults.relay(PASS).await;
        self.faults.treat(GOOD).await;
        self.treat_server(ToServer::Thaw).await;
        self.treat_server(ToServer::StartAgain).await;
        self.cut_off(false).await;
        self.hide(false).await;
        self.call("mount", vec![false.into()]).await;
        self.press_connect().await;
    }

    /// What a person does about a connection that is not coming back by itself.
    pub(crate) async fn press_connect(&mut self) {
        let phase = self.report().await.phase;
        if phase == "idle" || phase == "failed" {
            self.opened_by_hand += 1;
            self.call("open", vec![]).await;
        }
    }

    /// Whether the browser shows the page.
    pub(crate) async fn is_seen(&self) -> bool {
        let seen = "return document.visibilityState === 'visible'";
        self.browser.run(seen, vec![]).await == Value::Bool(true)
    }

    /// Asks a question every so many milliseconds; 0 for no more.
    pub(crate) async fn ask(&self, every: u64) {
        self.call("ask", vec![every.into()]).await;
    }

    pub(crate) async fn report(&self) -> Report {
        let report = self.call("report", vec![]).await;
        let report = report.as_str().expect("a report");
        serde_json::from_str(report).expect("what a report consists of")
    }

    /// The questions that ended since the last call.
    pub(crate) async fn ended(&self) -> Vec<(u64, String)> {
        let ended = self.call("ended", vec![]).await;
        let ended = ended.as_str().expect("a list");
        serde_json::from_str(ended).expect("numbers and outcomes")
    }

    async fn call(&self, name: &str, arguments: Vec<Value>) -> Value {
        let script = format!("return window.wasmBindings.{name}(...arguments)");
        self.browser.run(&script, arguments).await
    }
}

const GOOD: &str = r#"{"manner":"behave","echo":true,"now":true}"#;
const PASS: &str = r#"{"to_server":"pass","to_client":"pass","refuse":false}"#;
