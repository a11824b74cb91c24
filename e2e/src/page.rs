//! The page as a person sees and uses it, by the names that it keeps for that purpose.

use std::collections::BTreeMap;
use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use fantoccini::Locator;
use fantoccini::elements::Element;
use fantoccini::key::Key;
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use crate::browser::Browser;
use crate::engine::Engine;
use crate::patience::{PATIENCE, until};

/// What the page shows at one moment. Texts that it does not show are empty, numbers 0.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct Snapshot {
    /// `data-phase` of the root.
    pub phase: String,
    /// `data-attempt` of the root.
    pub attempt: u64,
    /// The number of received messages.
    pub received: u64,
    /// The number of sent messages.
    pub sent: u64,
    /// The number of messages that wait.
    pub queued: u64,
    /// What is going on.
    pub sentence: String,
    /// What to do about it.
    pub advice: String,
    /// The time until what happens next.
    pub next: String,
    /// The latest round-trip time.
    pub round_trip: String,
    /// What became of the message in the box.
    pub outcome: String,
    /// One per page parameter that could not be read.
    pub notices: Vec<String>,
    /// The rows of received messages, oldest first.
    pub messages: Vec<String>,
}

impl Snapshot {
    /// The texts of the received chat messages, oldest first.
    #[must_use]
    pub fn chat(&self) -> Vec<String> {
        let rows = self.messages.iter();
        let values = rows.filter_map(|row| {
            let json = &row[row.find('{')?..];
            serde_json::from_str::<Value>(json).ok()
        });
        values
            .filter_map(|value| Some(value["chat"]["text"].as_str()?.to_owned()))
            .collect()
    }

    /// Whether a row of a received message contains this text. White space does not count, since
    /// JSON is laid out to be read.
    #[must_use]
    pub fn shows(&self, text: &str) -> bool {
        let text = without_space(text);
        let mut rows = self.messages.iter();
        rows.any(|row| without_space(row).contains(&text))
    }
}

fn without_space(text: &str) -> String {
    text.split_whitespace().collect()
}

/// A moment in the life of the page.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Moment {
    /// Milliseconds since 1970.
    pub at: u64,
    /// The phase that began.
    pub phase: String,
    /// The attempt it belongs to.
    pub attempt: u64,
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { at, phase, attempt } = self;
        write!(f, "{at} attempt {attempt} {phase}")
    }
}

impl Moment {
    /// The time as moments have it.
    #[must_use]
    pub fn now() -> u64 {
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        let now = now.expect("a clock that is right by decades").as_millis();
        u64::try_from(now).expect("a number of milliseconds")
    }
}

/// How much room the page needs and has, in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
pub struct Measures {
    /// The width of everything.
    pub whole_width: u32,
    /// The height of everything.
    pub whole_height: u32,
    /// The width of the view.
    pub width: u32,
    /// The height of the view.
    pub height: u32,
}

/// The page in a browser.
#[derive(Debug)]
pub struct Page {
    /// The browser that shows it.
    pub browser: Browser,
}

impl Page {
    /// Opens the page with these parameters and waits until it runs.
    pub async fn open(&self, address: &str, parameters: &[(&str, &str)]) {
        let mut address = Url::parse(address).expect("the page's address");
        if !parameters.is_empty() {
            address.query_pairs_mut().extend_pairs(parameters);
        }
        self.load(address.as_str()).await;
        until("the page runs", async || {
            let runs = self.browser.run(WATCH, vec![]).await;
            runs.as_bool().filter(|runs| *runs)
        })
        .await;
    }

    /// Opens any page and waits until it is loaded.
    pub async fn load(&self, address: &str) {
        let loaded = self.browser.client.goto(address).await;
        loaded.unwrap_or_else(|error| panic!("{address} does not load: {error}"));
    }

    /// The text of the first element of this name; empty when there is none.
    pub async fn text(&self, name: &str) -> String {
        let text = self.browser.run(TEXT, vec![name.into()]).await;
        text.as_str().unwrap_or_default().to_owned()
    }

    /// How many elements have this name.
    pub async fn count(&self, name: &str) -> u64 {
        let count = self.browser.run(COUNT, vec![name.into()]).await;
        count.as_u64().unwrap_or_default()
    }

    /// What stands in `data-…` of the first element of this name; empty when there is none.
    pub async fn data(&self, name: &str, key: &str) -> String {
        let data = self.browser.run(DATA, vec![name.into(), key.into()]).await;
        data.as_str().unwrap_or_default().to_owned()
    }

    /// What the page shows.
    pub async fn snapshot(&self) -> Snapshot {
        let seen = self.browser.run(SNAPSHOT, vec![]).await;
        serde_json::from_value(seen.clone()).unwrap_or_else(|error| panic!("{error}: {seen}"))
    }

    /// The phases since the page runs, none left out.
    pub async fn history(&self) -> Vec<Moment> {
        let moments = self
            .browser
            .run("return window.heartlineHistory ?? []", vec![])
            .await;
        serde_json::from_value(moments).expect("the page's history")
    }

    /// How much room the page needs and has.
    pub async fn measures(&self) -> Measures {
        let measures = self.browser.run(MEASURES, vec![]).await;
        serde_json::from_value(measures).expect("the page's measures")
    }

    /// Waits until the page shows what `is_so` looks for.
    ///
    /// # Panics
    /// When it does not within [`PATIENCE`].
    pub async fn until(&self, what: &str, is_so: impl Fn(&Snapshot) -> bool) -> Snapshot {
        until(what, async || {
            Some(self.snapshot().await).filter(|seen| is_so(seen))
        })
        .await
    }

    /// Waits until the page is in this phase.
    pub async fn until_phase(&self, phase: &str) -> Snapshot {
        let what = format!("the phase is {phase}");
        self.until(&what, |seen| seen.phase == phase).await
    }

    /// Presses a button.
    pub async fn press(&self, button: &str) {
        let pressed = self.element(button).await.click().await;
        pressed.unwrap_or_else(|error| panic!("{button} cannot be pressed: {error}"));
    }

    /// Writes a message into the box and presses the button beside it.
    pub async fn send(&self, text: &str) {
        self.write("composer", text).await;
        self.press("send").await;
    }

    /// Enters an address.
    pub async fn go_to(&self, address: &str) {
        self.write("address", address).await;
        if self.browser.engine == Engine::WebKit {
            // Its list of earlier addresses takes the next key for itself.
            self.write_on("address", &char::from(Key::Escape).to_string())
                .await;
        }
        self.write_on("address", &char::from(Key::Enter).to_string())
            .await;
    }

    /// Replaces what is in a field.
    pub async fn write(&self, field: &str, text: &str) {
        let cleared = self.element(field).await.clear().await;
        cleared.unwrap_or_else(|error| panic!("{field} cannot be cleared: {error}"));
        self.write_on(field, text).await;
    }

    /// Types keys into a field.
    pub async fn write_on(&self, field: &str, keys: &str) {
        let written = self.element(field).await.send_keys(keys).await;
        written.unwrap_or_else(|error| panic!("{field} cannot be written to: {error}"));
    }

    /// The element of this name, which may not be there yet.
    pub async fn element(&self, name: &str) -> Element {
        let selector = format!("[data-testid='{name}']");
        let wait = self.browser.client.wait().at_most(PATIENCE);
        let found = wait.for_element(Locator::Css(&selector)).await;
        found.unwrap_or_else(|error| panic!("there is no {name}: {error}"))
    }

    /// The hosts, with port, from which the page has loaded anything, and how many things.
    pub async fn sources(&self) -> BTreeMap<String, u64> {
        let sources = self.browser.run(SOURCES, vec![]).await;
        serde_json::from_value(sources).expect("hosts and numbers")
    }
}

/// Notes every phase from here on; false while the page does not run yet.
const WATCH: &str = r#"
    const root = document.querySelector('[data-testid="websocket"]');
    if (!root) return false;
    const history = window.heartlineHistory = [];
    const note = () => {
        const { phase, attempt } = root.dataset;
        history.push({ at: Date.now(), phase, attempt: Number(attempt) });
    };
    note();
    new MutationObserver(note).observe(root, { attributeFilter: ["data-phase", "data-attempt"] });
    return true;
"#;

const SNAPSHOT: &str = r#"
    const all = name => [...document.querySelectorAll(`[data-testid="${name}"]`)];
    const texts = name => all(name).map(element => element.textContent.trim());
    const text = name => texts(name)[0] ?? "";
    const number = name => Number(text(name));
    const { phase = "", attempt = 0 } = all("websocket")[0]?.dataset ?? {};
    return {
        phase, attempt: Number(attempt),
        received: number("received"), sent: number("sent"), queued: number("queued"),
        sentence: text("sentence"), advice: text("advice"), next: text("next"),
        round_trip: text("round-trip"), outcome: text("outcome"),
        notices: texts("notice"), messages: texts("message"),
    };
"#;

const TEXT: &str = r#"
    return document.querySelector(`[data-testid="${arguments[0]}"]`)?.textContent.trim() ?? "";
"#;

const COUNT: &str = r#"
    return document.querySelectorAll(`[data-testid="${arguments[0]}"]`).length;
"#;

const DATA: &str = r#"
    const [name, key] = arguments;
    return document.querySelector(`[data-testid="${name}"]`)?.dataset[key] ?? "";
"#;

const MEASURES: &str = r#"
    const { scrollWidth, scrollHeight } = document.documentElement;
    return {
        whole_width: scrollWidth, whole_height: scrollHeight,
        width: innerWidth, height: innerHeight,
    };
"#;

const SOURCES: &str = r#"
    const hosts = {};
    for (const kind of ["navigation", "resource"]) {
        for (const { name } of performance.getEntriesByType(kind)) {
            // What Firefox calls a page that came from nowhere.
            if (name === "document") continue;
            const { host } = new URL(name);
            hosts[host] = (hosts[host] ?? 0) + 1;
        }
    }
    return hosts;
"#;
