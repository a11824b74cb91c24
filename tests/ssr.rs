//! I5: on a server that renders pages there is no browser. Hooks and components show phase `idle`
//! and touch nothing that is not there.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test")]

use heartline::components::{Composer, ConnectionStatus, MessageLog, Websocket};
use heartline::{
    Config, WebSocketProvider, use_latest, use_message_log, use_on_message, use_sentence,
    use_status, use_undelivered, use_websocket, use_websocket_context,
};
use yew::prelude::*;
use yew::{BaseComponent, LocalServerRenderer};

fn rendered<C: BaseComponent<Properties = ()>>() -> String {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let local = tokio::task::LocalSet::new();
    let page = LocalServerRenderer::<C>::new().hydratable(false).render();
    runtime.block_on(local.run_until(page))
}

#[component]
fn Whole() -> Html {
    html! { <Websocket config={Config::new("/ws")} /> }
}

#[test]
fn i5_the_whole_component_renders_on_a_server_as_idle() {
    let page = rendered::<Whole>();
    assert!(page.contains(r#"data-phase="idle""#), "{page}");
    assert!(page.contains(r#"data-attempt="0""#), "{page}");
    assert!(page.contains("Not connected."), "{page}");
}

#[component]
fn Parts() -> Html {
    let agent = use_websocket(Config::new("/ws"));
    let log = use_message_log(&agent);
    html! {
        <>
            <ConnectionStatus agent={agent.clone()} />
            <MessageLog agent={agent.clone()} />
            <MessageLog agent={agent.clone()} log={log.clone()} />
            <Composer {agent} {log} />
        </>
    }
}

#[test]
fn i5_each_component_renders_on_a_server() {
    let page = rendered::<Parts>();
    assert_eq!(page.matches(r#"data-phase="idle""#).count(), 1, "{page}");
    assert_eq!(page.matches("What arrives is shown here.").count(), 2);
    assert!(page.contains("<textarea"), "{page}");
}

/// Hooks alone, without a component of the library and without a provider.
#[component]
fn Hooks() -> Html {
    let agent = use_websocket(Config::new("nonsense"));
    use_on_message(&agent, |_| unreachable!("there is no server"));
    let latest = use_latest(&agent, |message| message.as_text().map(str::to_owned));
    let phase = use_status(&agent).phase;
    let (sentence, undelivered) = (use_sentence(&agent), use_undelivered(&agent));
    assert!(latest.is_none() && undelivered.get().is_none());
    html! { <p data-phase={phase.as_str()}>{ sentence }</p> }
}

#[test]
fn i5_hooks_render_on_a_server_as_idle() {
    let page = rendered::<Hooks>();
    assert_eq!(page, r#"<p data-phase="idle">Not connected.</p>"#);
}

#[component]
fn Shared() -> Html {
    html! { <WebSocketProvider config={Config::new("/ws")}><Child /></WebSocketProvider> }
}

#[component]
fn Child() -> Html {
    let agent = use_websocket_context().unwrap();
    html! { <ConnectionStatus {agent} /> }
}

#[test]
fn i5_a_provider_renders_on_a_server() {
    let page = rendered::<Shared>();
    assert!(page.contains(r#"data-phase="idle""#), "{page}");
}
