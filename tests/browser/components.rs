//! Each component alone, with nothing but an agent.

use std::rc::Rc;

use heartline::components::{Composer, ConnectionStatus, MessageLog, STYLE, StatusView};
use heartline::platform::fake::FakePlatform;
use heartline::{Config, Phase, WebSocketAgent, use_message_log};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test as test;
use yew::prelude::*;

use crate::page::Mounted;
use crate::stub::{call, rendered, until};

#[derive(Clone, PartialEq, Properties)]
struct AgentProps {
    agent: WebSocketAgent,
}

#[component]
fn Badge(props: &AgentProps) -> Html {
    html! { <ConnectionStatus agent={props.agent.clone()} sentence=false /> }
}

#[component]
fn Sentence(props: &AgentProps) -> Html {
    let words = use_callback((), |phase: Phase, ()| match phase {
        Phase::Open => "verbunden".into(),
        phase => AttrValue::Static(phase.as_str()),
    });
    html! { <ConnectionStatus agent={props.agent.clone()} {words} /> }
}

#[component]
fn Facts(props: &AgentProps) -> Html {
    html! { <StatusView agent={props.agent.clone()} /> }
}

#[component]
fn Log(props: &AgentProps) -> Html {
    html! { <MessageLog agent={props.agent.clone()} /> }
}

#[component]
fn Box(props: &AgentProps) -> Html {
    html! { <Composer agent={props.agent.clone()} /> }
}

#[component]
fn Chat(props: &AgentProps) -> Html {
    let (agent, log) = (props.agent.clone(), use_message_log(&props.agent));
    html! {
        <>
            <style>{ STYLE }</style>
            <MessageLog agent={agent.clone()} log={log.clone()} />
            <Composer {agent} {log} />
        </>
    }
}

struct Scene<C: BaseComponent> {
    world: FakePlatform,
    agent: WebSocketAgent,
    page: Mounted<C>,
}

impl<C: BaseComponent<Properties = AgentProps>> Scene<C> {
    async fn new() -> Self {
        let world = FakePlatform::default();
        let agent = WebSocketAgent::on_platform(Config::new("ws://x/"), Rc::new(world.clone()));
        let props = AgentProps {
            agent: agent.clone(),
        };
        let page = Mounted::new(props).await;
        Self { world, agent, page }
    }

    async fn connected() -> Self {
        let scene = Self::new().await;
        scene.agent.open();
        scene.accepts().await;
        scene
    }

    async fn accepts(&self) {
        self.world.latest_socket().unwrap().accept();
        rendered().await;
    }

    async fn writes(&self, text: &str) {
        call("type", &[&self.page.find("composer"), &text.into()]);
        self.page.click("send");
        rendered().await;
    }

    async fn shows_sent(&self, rows: &[&str]) {
        until(&rows.join(", "), || self.sent() == rows).await;
    }

    /// What was to be sent: how it is marked, its text, and what became of it.
    fn sent(&self) -> Vec<String> {
        let rows = self.page.all("[data-testid=sent-message]");
        let read = |row: &web_sys::Element, what: &str| {
            let found = row.query_selector(what).unwrap();
            found.map_or_else(String::new, |element| element.text_content().unwrap())
        };
        let row = |row: &web_sys::Element| {
            let way = row.query_selector("[role=img]").unwrap().unwrap();
            let way = way.get_attribute("aria-label").unwrap();
            let told = [way, read(row, "code"), read(row, "[data-testid=fate]")];
            told.join(" | ")
        };
        rows.iter().map(row).collect()
    }
}

#[test]
async fn c7_a_badge_alone_names_the_phase_to_screen_readers_too() {
    let scene = Scene::<Badge>::new().await;
    let phase = || {
        let root = scene.page.find("connection-status");
        let badge = scene.page.find("phase");
        assert_eq!(badge.get_attribute("role").as_deref(), Some("status"));
        let phase = root.get_attribute("data-phase").unwrap();
        format!("{phase}: {}", badge.text_content().unwrap())
    };
    assert_eq!(phase(), "idle: Not connected");
    scene.agent.open();
    rendered().await;
    assert_eq!(phase(), "connecting: Connecting");
    scene.accepts().await;
    assert_eq!(phase(), "open: Connected");
    scene.world.latest_socket().unwrap().lose(1006, "");
    rendered().await;
    assert_eq!(phase(), "waiting: Reconnecting");
    assert_eq!(scene.page.all("[data-testid=sentence]").len(), 0);
}

#[test]
async fn c7_a_status_has_words_of_the_applications_own_and_a_sentence_no_screen_reader_repeats() {
    let scene = Scene::<Sentence>::connected().await;
    assert_eq!(scene.page.text("phase"), "verbunden");
    let sentence = scene.page.find("sentence");
    assert!(
        sentence
            .text_content()
            .unwrap()
            .starts_with("Connected for")
    );
    assert!(
        sentence
            .closest("[role=status], [aria-live]")
            .unwrap()
            .is_none()
    );
}

#[test]
async fn c7_facts_alone_have_buttons_that_act() {
    let scene = Scene::<Facts>::new().await;
    scene.page.click("connect");
    scene.accepts().await;
    scene.page.shows("phase", "Connected").await;
    scene.page.click("close");
    scene.page.shows("phase", "Closing").await;
}

#[test]
async fn c7_a_log_alone_shows_what_arrives() {
    let scene = Scene::<Log>::connected().await;
    scene.world.latest_socket().unwrap().deliver("a");
    scene.world.latest_socket().unwrap().deliver("b");
    scene.page.shows("received", "2").await;
    assert_eq!(scene.page.rows(), ["a", "b"]);
    scene.page.click("clear");
    rendered().await;
    assert_eq!(scene.page.rows(), [""; 0]);
}

#[test]
async fn c7_a_composer_alone_sends_and_tells_what_became_of_it() {
    let scene = Scene::<Box>::new().await;
    scene.writes("a").await;
    assert!(
        scene
            .page
            .text("outcome")
            .starts_with("Not sent: not connected")
    );
    scene.agent.open();
    scene.writes("a").await;
    assert!(scene.page.text("outcome").starts_with("Queued"));
    scene.accepts().await;
    // It is queued no more, and nobody knows more than that.
    scene.page.shows("outcome", "").await;
    scene.writes("b").await;
    scene.page.shows("outcome", "Sent.").await;
    let socket = scene.world.latest_socket().unwrap();
    assert_eq!(socket.sent(), ["a".into(), "b".into()]);
}

#[test]
async fn c5_the_log_says_what_is_queued_what_was_sent_and_what_was_not() {
    let scene = Scene::<Chat>::connected().await;
    scene.writes("a").await;
    scene.shows_sent(&["sent | a | "]).await;
    scene.world.latest_socket().unwrap().lose(1006, "");
    scene.writes("b").await;
    scene
        .shows_sent(&["sent | a | ", "queued | b | queued"])
        .await;
    scene.agent.retry_now();
    scene.accepts().await;
    scene.shows_sent(&["sent | a | ", "sent | b | "]).await;

    scene.world.latest_socket().unwrap().lose(1006, "");
    scene.writes("b").await;
    scene.writes("c").await;
    scene.agent.close();
    rendered().await;
    scene
        .shows_sent(&[
            "sent | a | ",
            "sent | b | ",
            "not sent | b | not sent",
            "not sent | c | not sent",
        ])
        .await;
    let fate = scene.page.all("[data-testid=fate]").remove(0);
    let why = "the connection was closed before it could be sent";
    assert_eq!(fate.get_attribute("title").as_deref(), Some(why));
}

#[test]
async fn c5_the_alert_stays_until_it_is_dismissed_and_then_counts_anew() {
    let scene = Scene::<Box>::new().await;
    let lose = async |texts: &[&str]| {
        scene.agent.open();
        for text in texts {
            scene.writes(text).await;
        }
        scene.agent.close();
        rendered().await;
    };
    lose(&["a", "b"]).await;
    assert!(
        scene
            .page
            .text("undelivered")
            .starts_with("2 messages were not sent: ")
    );
    scene.agent.open();
    scene.accepts().await;
    scene.writes("c").await;
    assert_eq!(scene.page.text("outcome"), "Sent.");
    assert!(scene.page.text("undelivered").starts_with("2 messages"));
    scene.page.click("dismiss");
    rendered().await;
    assert_eq!(scene.page.all("[data-testid=undelivered]").len(), 0);
    assert_eq!(scene.page.all("[data-testid=dismiss]").len(), 0);
    scene.world.latest_socket().unwrap().lose(1006, "");
    lose(&["d"]).await;
    assert!(
        scene
            .page
            .text("undelivered")
            .starts_with("1 message was not sent: ")
    );
}

/// The value that the browser computed.
fn computed(element: &web_sys::Element, property: &str) -> String {
    let value = call("computed", &[element, &property.into()]);
    value.as_string().unwrap()
}

#[test]
async fn c8_the_style_keeps_to_the_components_and_follows_the_custom_properties() {
    let selectors: js_sys::Array = call("selectors", &[&STYLE.into()]).unchecked_into();
    assert!(selectors.length() > 40, "{}", selectors.length());
    for selector in selectors.iter().filter_map(|selector| selector.as_string()) {
        assert!(selector.contains(".heartline"), "{selector}");
    }
    let scene = Scene::<Chat>::connected().await;
    let panel = scene.page.all(".heartline-composer").remove(0);
    let own = computed(&panel, "background-color");
    let root: web_sys::HtmlElement = panel.clone().unchecked_into();
    root.set_attribute("style", "--heartline-surface: rgb(1, 2, 3)")
        .unwrap();
    assert_ne!(own, "rgb(1, 2, 3)");
    assert_eq!(computed(&panel, "background-color"), "rgb(1, 2, 3)");
}
