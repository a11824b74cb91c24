//! A contestant in a booth: its page is opened, looked at and told what to do, and so is its server.

use heartline_e2e::Faults;
use serde_json::json;
use tokio::time::{Duration, Instant, sleep};

use crate::booth::Booth;
use crate::contestant::Contestant;
use crate::hall::Hall;
use crate::seen::Seen;
use crate::visit::Visit;

/// One contestant, one booth.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scene<'a> {
    pub(crate) booth: &'a Booth,
    pub(crate) hall: &'a Hall,
    /// Where the built page is served.
    pub(crate) page: &'a str,
    pub(crate) who: &'a Contestant,
}

/// What the scenes need besides booth and contestant.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'a> {
    pub(crate) hall: &'a Hall,
    pub(crate) page: &'a str,
}

/// How often the page is looked at. Its own clock says when things happened; each look costs the machine a little.
const LOOK: Duration = Duration::from_millis(200);

impl<'a> Place<'a> {
    /// Puts a contestant into a booth.
    pub(crate) fn scene(self, booth: &'a Booth, who: &'a Contestant) -> Scene<'a> {
        let Self { hall, page } = self;
        Scene {
            booth,
            hall,
            page,
            who,
        }
    }
}

impl Scene<'_> {
    /// Opens the page on the server of the booth.
    pub(crate) async fn enter(self, orders: &[(&str, &str)]) {
        let url = self.faults().address().await;
        self.enter_on(&url, orders).await;
    }

    /// Opens the page on any server.
    pub(crate) async fn enter_on(self, url: &str, orders: &[(&str, &str)]) {
        let given = [("url", url)].into_iter().chain(orders.iter().copied());
        let orders: Vec<_> = given.collect();
        let address = self.who.address(self.hall, self.page, &orders);
        Visit::open(&self.booth.browser, &address).await;
    }

    /// Opens the page on the server of the booth, and waits until it is connected.
    pub(crate) async fn connect(self, orders: &[(&str, &str)]) {
        self.enter(orders).await;
        self.until_connected().await;
    }

    /// Waits until it is connected.
    ///
    /// # Panics
    /// When it does not connect.
    pub(crate) async fn until_connected(self) {
        let seen = self.watch(CONNECTS, |seen| !seen.opens.is_empty()).await;
        assert!(!seen.opens.is_empty(), "{} does not connect", self.who.name);
    }

    /// The server of the booth.
    pub(crate) fn faults(&self) -> &Faults {
        &self.booth.faults
    }

    /// An order for the server, and when it was given, by the page's clock.
    pub(crate) async fn order(self, order: &str) -> f64 {
        let at = self.seen().await.now;
        self.faults().treat(order).await;
        at
    }

    /// What the page has done until now.
    pub(crate) async fn seen(self) -> Seen {
        let answer = self.booth.browser.run(SEEN, vec![]).await;
        let told = answer.to_string();
        serde_json::from_value(answer).unwrap_or_else(|error| panic!("{error}: {told}"))
    }

    /// Looks until something was seen, or for so long.
    pub(crate) async fn watch(self, longest: Duration, found: impl Fn(&Seen) -> bool) -> Seen {
        let begin = Instant::now();
        loop {
            let seen = self.seen().await;
            if found(&seen) || begin.elapsed() >= longest {
                return seen;
            }
            sleep(LOOK).await;
        }
    }

    /// Whether the contestant has such a setting or function.
    pub(crate) fn has(self, what: &str) -> bool {
        self.who.has(what)
    }

    /// Calls a function of the contestant; what it threw stands among the errors.
    pub(crate) async fn call(self, function: &str) {
        let script = CALL;
        self.booth.browser.run(script, vec![json!(function)]).await;
    }

    /// Sends a text, and gives what was answered.
    pub(crate) async fn send(self, text: &str) -> String {
        let answer = self.booth.browser.ask(SEND, vec![json!(text)]).await;
        answer.as_str().unwrap_or_default().to_owned()
    }

    /// For how long a new attempt is awaited: longer than the library's documentation says that it
    /// takes. The original page takes a minute.
    pub(crate) fn patience(self) -> Duration {
        match self.who.waits_a_minute() {
            true => Duration::from_secs(66),
            false => Duration::from_secs(9),
        }
    }
}

const CONNECTS: Duration = Duration::from_secs(15);

const SEEN: &str = r#"
    const { opens = [], closes = [], errors = [] } = window.bench ?? {};
    const attempts = (window.benchSockets ?? []).map(({ at, beside }) => ({ at, beside }));
    const connecting = (window.benchSockets ?? []).some(({ socket }) => socket.deref()?.readyState === 0);
    const ours = document.querySelector("[data-testid=websocket]")?.dataset.phase;
    const state = document.querySelector("p#state")?.textContent ?? ours ?? "";
    return { now: performance.now(), connecting, state, attempts, opens, closes, errors };
"#;

const CALL: &str = "
    try { bench.app[arguments[0]](); }
    catch (error) { bench.errors.push(String(error)); }
";

const SEND: &str = r#"
    const [text, done] = arguments;
    (async () => {
        try { done(String(await bench.app.send(text))); }
        catch (error) { done(`throws ${error}`); }
    })();
"#;
