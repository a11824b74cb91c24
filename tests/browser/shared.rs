//! I2: one connection for many components, in the fake world.

use std::time::Duration;

use heartline::platform::fake::FakePlatform;
use heartline::{
    Config, WebSocketProvider, World, WorldProvider, use_status, use_websocket, use_websocket_named,
};
use wasm_bindgen_test::wasm_bindgen_test as test;
use yew::prelude::*;

use crate::page::Mounted;
use crate::stub::rendered;

/// How many components use which of the connections.
#[derive(Clone, PartialEq, Properties)]
struct AppProps {
    world: World,
    url: AttrValue,
    news: usize,
    chat: usize,
    /// Whether the providers are there.
    provided: bool,
}

#[component]
fn App(props: &AppProps) -> Html {
    let badge = |name: &'static str| move |key: usize| html! { <Badge {key} {name} /> };
    let badges = html! {
        <>
            { for (0..props.news).map(badge("")) }
            <section>{ for (0..props.chat).map(badge("chat")) }</section>
        </>
    };
    let content = match props.provided {
        true => html! {
            <WebSocketProvider config={Config::new(props.url.to_string())}>
                <WebSocketProvider name="chat" config={Config::new("ws://chat/")}
                    linger={Duration::ZERO}>
                    { badges }
                </WebSocketProvider>
            </WebSocketProvider>
        },
        false => badges,
    };
    html! { <WorldProvider world={props.world.clone()}>{ content }</WorldProvider> }
}

#[derive(Clone, PartialEq, Properties)]
struct BadgeProps {
    name: AttrValue,
}

#[component]
fn Badge(props: &BadgeProps) -> Html {
    match use_websocket_named(&props.name) {
        Ok(agent) => html! { <Phase {agent} /> },
        Err(missing) => html! { <b data-testid="missing">{ missing.to_string() }</b> },
    }
}

#[derive(Clone, PartialEq, Properties)]
struct PhaseProps {
    agent: heartline::WebSocketAgent,
}

#[component]
fn Phase(props: &PhaseProps) -> Html {
    let status = use_status(&props.agent);
    html! { <i>{ status.phase.as_str() }</i> }
}

struct Scene {
    world: FakePlatform,
    props: AppProps,
    page: Mounted<App>,
}

impl Scene {
    async fn new(news: usize, chat: usize) -> Self {
        let world = FakePlatform::default();
        let props = AppProps {
            world: World::new(world.clone()),
            url: "ws://news/".into(),
            news,
            chat,
            provided: true,
        };
        let page = Mounted::new(props.clone()).await;
        Self { world, props, page }
    }

    async fn change(&mut self, change: impl FnOnce(&mut AppProps)) {
        change(&mut self.props);
        self.page.update(self.props.clone()).await;
        rendered().await;
    }

    fn phases(&self) -> Vec<String> {
        let badges = self.page.all("i");
        badges.iter().map(|i| i.text_content().unwrap()).collect()
    }
}

#[test]
async fn i2_any_number_of_components_share_one_connection() {
    let mut scene = Scene::new(3, 0).await;
    assert_eq!(scene.world.sockets_made(), 1);
    assert_eq!(scene.world.latest_socket().unwrap().url(), "ws://news/");
    scene.world.latest_socket().unwrap().accept();
    rendered().await;
    assert_eq!(scene.phases(), ["open", "open", "open"]);
    scene.change(|props| props.news = 5).await;
    assert_eq!((scene.phases().len(), scene.world.sockets_made()), (5, 1));
}

#[test]
async fn i2_a_connection_that_nobody_uses_is_not_opened() {
    let mut scene = Scene::new(0, 0).await;
    assert_eq!((scene.world.sockets_made(), scene.world.alarms()), (0, 0));
    scene.change(|props| props.chat = 1).await;
    assert_eq!(scene.world.sockets_made(), 1);
    assert_eq!(scene.world.latest_socket().unwrap().url(), "ws://chat/");
}

#[test]
async fn i2_the_last_one_out_closes_after_a_linger_and_not_before() {
    let mut scene = Scene::new(2, 0).await;
    let socket = scene.world.latest_socket().unwrap();
    socket.accept();
    scene.change(|props| props.news = 1).await;
    scene.world.advance(Duration::from_secs(6));
    assert!(socket.is_alive(), "one still uses it");
    scene.change(|props| props.news = 0).await;
    scene.world.advance(Duration::from_millis(4_999));
    assert!(socket.is_alive(), "it lingers");
    scene.change(|props| props.news = 1).await;
    scene.world.advance(Duration::from_secs(6));
    assert!(socket.is_alive(), "somebody came back in time");
    assert_eq!(scene.world.sockets_made(), 1);
    scene.change(|props| props.news = 0).await;
    scene.world.advance(Duration::from_secs(5));
    assert_eq!(socket.closed_with().unwrap().code(), 1000);
    socket.lose(1000, "");
    assert_eq!(scene.world.alarms(), 0);
    scene.change(|props| props.news = 1).await;
    assert_eq!(scene.world.sockets_made(), 2);
}

#[test]
async fn i2_without_a_linger_the_last_one_out_closes_at_once() {
    let mut scene = Scene::new(0, 1).await;
    let socket = scene.world.latest_socket().unwrap();
    socket.accept();
    scene.change(|props| props.chat = 0).await;
    scene.world.advance(Duration::ZERO);
    assert_eq!(socket.closed_with().unwrap().code(), 1000);
}

#[test]
async fn i2_connections_of_different_names_are_told_apart() {
    let scene = Scene::new(1, 1).await;
    assert_eq!(scene.world.sockets_made(), 2);
    assert_eq!(scene.world.latest_socket().unwrap().url(), "ws://chat/");
    scene.world.latest_socket().unwrap().accept();
    rendered().await;
    assert_eq!(scene.phases(), ["connecting", "open"]);
}

#[test]
async fn i2_another_address_of_the_provider_moves_the_one_connection() {
    let mut scene = Scene::new(2, 0).await;
    scene.change(|props| props.url = "ws://other/".into()).await;
    assert_eq!(scene.world.sockets_made(), 2);
    assert_eq!(scene.world.latest_socket().unwrap().url(), "ws://other/");
    assert_eq!(scene.world.open_sockets(), 1);
}

#[test]
async fn i2_the_connection_ends_with_its_provider_and_leaves_no_alarm() {
    let mut scene = Scene::new(2, 1).await;
    scene.world.latest_socket().unwrap().accept();
    scene.change(|props| props.provided = false).await;
    assert_eq!((scene.world.open_sockets(), scene.world.alarms()), (0, 0));
}

#[test]
async fn i2_a_component_without_its_provider_is_told_which_is_missing() {
    let mut scene = Scene::new(1, 1).await;
    scene.change(|props| props.provided = false).await;
    let words = scene.page.all("[data-testid=missing]");
    let words: Vec<_> = words.iter().map(|b| b.text_content().unwrap()).collect();
    assert_eq!(
        words,
        [
            "there is no <WebSocketProvider> above this component",
            "there is no <WebSocketProvider name=\"chat\"> above this component",
        ]
    );
}

#[derive(Clone, PartialEq, Properties)]
struct OwnProps {
    world: World,
}

#[component]
fn Own(props: &OwnProps) -> Html {
    html! { <WorldProvider world={props.world.clone()}><Inner /></WorldProvider> }
}

#[component]
fn Inner() -> Html {
    let agent = use_websocket(Config::new("ws://inner/"));
    let status = use_status(&agent);
    html! { <p data-testid="phase">{ status.phase.as_str() }</p> }
}

#[test]
async fn i7_an_application_runs_in_the_fake_world_as_it_is() {
    let fake = FakePlatform::default();
    let world = World::new(fake.clone());
    let page = Mounted::<Own>::new(OwnProps { world }).await;
    page.shows("phase", "connecting").await;
    fake.latest_socket().unwrap().accept();
    page.shows("phase", "open").await;
    fake.advance(Duration::from_secs(35));
    page.shows("phase", "waiting").await;
    page.unmount().await;
    assert_eq!((fake.open_sockets(), fake.alarms()), (0, 0));
}

/// Sends in its first effect, which runs before that of the component that opens.
#[component]
fn Child(props: &PhaseProps) -> Html {
    let agent = props.agent.clone();
    use_effect_with((), move |()| drop(agent.send("first")));
    html! {}
}

#[component]
fn Parent() -> Html {
    match use_websocket_named("") {
        Ok(agent) => html! { <Child {agent} /> },
        Err(missing) => html! { { missing.to_string() } },
    }
}

#[component]
fn Family(props: &OwnProps) -> Html {
    html! {
        <WorldProvider world={props.world.clone()}>
            <WebSocketProvider config={Config::new("ws://shared/")}><Parent /></WebSocketProvider>
            <OwnParent />
        </WorldProvider>
    }
}

#[component]
fn OwnParent() -> Html {
    let agent = use_websocket(Config::new("ws://own/"));
    html! { <Child {agent} /> }
}

#[test]
async fn s1_a_child_may_send_before_its_parent_has_opened() {
    let fake = FakePlatform::default();
    let world = World::new(fake.clone());
    let _page = Mounted::<Family>::new(OwnProps { world }).await;
    assert_eq!(fake.sockets_made(), 2);
    for socket in fake.sockets() {
        socket.accept();
        assert_eq!(socket.sent(), ["first".into()], "{}", socket.url());
    }
}
