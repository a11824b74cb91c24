//! What `WebsocketView` shows of an agent in the fake world.

use std::rc::Rc;

use heartline::components::WebsocketView;
use heartline::platform::fake::FakePlatform;
use heartline::{Backoff, Config, Reconnect, SendOutcome, WebSocketAgent};
use wasm_bindgen_test::wasm_bindgen_test as test;
use yew::prelude::*;

use crate::page::Mounted;
use crate::stub::{rendered, task, until};

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct AppProps {
    agent: WebSocketAgent,
}

#[component]
pub(crate) fn App(props: &AppProps) -> Html {
    html! { <WebsocketView agent={props.agent.clone()} /> }
}

pub(crate) struct View {
    pub(crate) world: FakePlatform,
    pub(crate) agent: WebSocketAgent,
    pub(crate) page: Mounted<App>,
}

impl View {
    pub(crate) async fn new() -> Self {
        let world = FakePlatform::default();
        let once = Reconnect::new(Backoff::Fixed(std::time::Duration::from_secs(1)));
        let config = Config::new("ws://x/").reconnect(once.max_attempts(1));
        let agent = WebSocketAgent::on_platform(config, Rc::new(world.clone()));
        let props = AppProps {
            agent: agent.clone(),
        };
        let page = Mounted::new(props).await;
        Self { world, agent, page }
    }

    pub(crate) async fn connected() -> Self {
        let view = Self::new().await;
        view.agent.open();
        view.accept().await;
        view
    }

    async fn accept(&self) {
        self.world.latest_socket().unwrap().accept();
        rendered().await;
    }

    pub(crate) fn says(&self, message: &str) {
        self.world.latest_socket().unwrap().deliver(message);
    }

    /// `aria-disabled` of connect, close and retry.
    fn disabled(&self) -> [bool; 3] {
        ["connect", "close", "retry"].map(|button| {
            let disabled = self.page.find(button).get_attribute("aria-disabled");
            disabled.unwrap() == "true"
        })
    }
}

#[test]
async fn view_shows_every_phase_and_attempt_and_its_buttons_act() {
    let view = View::new().await;
    let page = &view.page;
    assert_eq!(
        (page.state(), view.disabled()),
        ("idle 0".to_owned(), [false, true, true])
    );

    page.click("close");
    page.click("connect");
    page.is("connecting 1").await;
    assert_eq!(view.disabled(), [true, false, true]);
    page.click("retry");

    view.accept().await;
    page.is("open 1").await;
    assert_eq!(view.disabled(), [true, false, false]);
    page.click("connect");

    view.world.latest_socket().unwrap().lose(1006, "");
    page.is("waiting 1").await;
    assert_eq!(view.disabled(), [true, false, false]);
    assert!(page.text("sentence").starts_with("The connection was lost"));

    page.click("retry");
    page.is("connecting 2").await;
    view.world.latest_socket().unwrap().lose(1006, "");
    page.is("failed 2").await;
    assert_eq!(view.disabled(), [false, false, false]);
    assert!(page.text("sentence").contains("gave up"));
    assert!(!page.text("advice").is_empty());

    page.click("retry");
    view.accept().await;
    page.is("open 3").await;
    page.click("close");
    page.is("closing 3").await;
    assert_eq!(view.disabled(), [false, true, true]);
    view.world.latest_socket().unwrap().lose(1000, "");
    page.is("idle 3").await;
    assert_eq!(view.world.sockets_made(), 3);
}

#[test]
async fn view_shows_messages_in_order_and_counts_them() {
    let view = View::connected().await;
    assert_eq!(
        (view.page.text("received"), view.page.text("sent")),
        ("0".into(), "0".into())
    );
    for message in ["first", r#"{"heart":1}"#, r#"{"a":  1}"#, ""] {
        view.says(message);
    }
    view.world.latest_socket().unwrap().deliver(vec![0, 255]);
    rendered().await;
    // A pong is no data.
    view.page.shows("received", "4").await;
    let rows = view.page.rows();
    assert_eq!(rows.len(), 4);
    assert_eq!(rows.first().unwrap(), "first");
    assert_eq!(rows.last().unwrap(), "binary 00 ff");
    view.page.click("clear");
    until("the rows are gone", || view.page.rows().is_empty()).await;
    assert_eq!(view.page.text("received"), "4");
}

#[test]
async fn view_shows_markup_as_text() {
    let view = View::connected().await;
    let hostile = [
        "<script>window.executed = 1</script>",
        r#"<img src="x:" onerror="window.executed = 1">"#,
        r#"{"a": "</code><svg onload='window.executed = 1'>"}"#,
    ];
    hostile.iter().for_each(|message| view.says(message));
    rendered().await;
    assert_eq!(view.page.rows(), hostile);
    assert_eq!(view.page.all("script, img, svg").len(), 0);
    task().await;
    let executed = js_sys::Reflect::has(&web_sys::window().unwrap(), &"executed".into());
    assert_eq!(executed, Ok(false));
}

#[test]
async fn view_tells_what_was_queued_and_could_not_be_sent() {
    let view = View::new().await;
    view.agent.open();
    assert_eq!(view.agent.send("a"), SendOutcome::Queued);
    assert_eq!(view.agent.send("b"), SendOutcome::Queued);
    view.page.shows("queued", "2").await;
    assert_eq!(view.page.all("[data-testid=undelivered]").len(), 0);
    view.page.click("close");
    rendered().await;
    let told = view.page.text("undelivered");
    assert!(told.starts_with("2 messages were not sent: "), "{told}");
}

#[test]
async fn view_that_goes_leaves_an_agent_of_somebody_else_alone() {
    let view = View::connected().await;
    let View { world, agent, page } = view;
    world.latest_socket().unwrap().deliver("a");
    page.unmount().await;
    world.latest_socket().unwrap().deliver("b");
    rendered().await;
    assert_eq!(
        (
            world.open_sockets(),
            agent.stats().unwrap().received.messages
        ),
        (1, 2)
    );
    drop(agent);
    assert_eq!((world.open_sockets(), world.alarms()), (0, 0));
}
