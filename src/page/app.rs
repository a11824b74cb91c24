//! The page's composition.

use heartline_connection::{Config, Phase};
use web_sys::{HtmlInputElement, UrlSearchParams};
use yew::prelude::*;

use super::live::LivePanel;
use super::params::{self, Notice};
use crate::components::WebsocketView;
use crate::{WebSocketAgent, use_websocket};

#[component]
pub(super) fn App() -> Html {
    let settings = use_memo((), |()| params::read(&query()));
    let agent = use_websocket(settings.0.clone());
    let address = use_state(|| Address {
        text: settings.0.url.clone(),
        error: None,
    });
    html! {
        <>
            <header>
                <h1>{ "Heartline" }</h1>
                <p>{ "A WebSocket that stays alive." }</p>
            </header>
            <main>
                { address_form(&address, &agent, settings.0.clone()) }
                { notices(&settings.1) }
                <WebsocketView agent={agent.clone()} />
                <LivePanel {agent} />
            </main>
        </>
    }
}

/// Where to connect, as it is being typed. It takes effect when it is applied, if it is valid.
struct Address {
    text: String,
    error: Option<&'static str>,
}

fn address_form(
    address: &UseStateHandle<Address>,
    agent: &WebSocketAgent,
    mut config: Config,
) -> Html {
    let setter = address.setter();
    let oninput = Callback::from(move |event: InputEvent| {
        let input: HtmlInputElement = event.target_unchecked_into();
        let (text, error) = (input.value(), None);
        setter.set(Address { text, error });
    });
    let (setter, agent, text) = (address.setter(), agent.clone(), address.text.clone());
    params::go_to(&mut config, &text);
    let onsubmit = Callback::from(move |event: SubmitEvent| {
        event.prevent_default();
        let error = config.check().err().map(|error| error.rule);
        if error.is_none() {
            agent.configure(config.clone());
            // What gave up is revived by another address; what was closed has to be opened.
            if matches!(agent.status().phase, Phase::Idle | Phase::Closing) {
                agent.open();
            }
        }
        let text = text.clone();
        setter.set(Address { text, error });
    });
    html! {
        <form class="heartline address" {onsubmit}>
            <label>
                <span>{ "Address" }</span>
                <input data-testid="address" type="text" inputmode="url" autocapitalize="off"
                    autocomplete="url" spellcheck="false" value={address.text.clone()} {oninput}
                    aria-invalid={address.error.is_some().to_string()}
                    aria-describedby="address-error" />
            </label>
            <button type="submit" data-testid="apply">{ "Apply" }</button>
            <p id="address-error" role="alert" data-testid="address-error">{ address.error }</p>
        </form>
    }
}

/// The query of the page's address, decoded as
/// [the URL standard](https://url.spec.whatwg.org/#urlencoded-parsing) has it.
fn query() -> Vec<(String, String)> {
    let search = web_sys::window().and_then(|window| window.location().search().ok());
    let params = search.and_then(|search| UrlSearchParams::new_with_str(&search).ok());
    let Some(params) = params else {
        return Vec::new();
    };
    let pair = |entry: js_sys::Array| Some((entry.get(0).as_string()?, entry.get(1).as_string()?));
    let entries = js_sys::Array::from(&params);
    entries
        .iter()
        .filter_map(|entry| pair(entry.into()))
        .collect()
}

fn notices(notices: &[Notice]) -> Html {
    if notices.is_empty() {
        return html! {};
    }
    html! {
        <ul class="notices" role="alert">
            { for notices.iter().map(|notice| html! {
                <li data-testid="notice">{ notice.to_string() }</li>
            }) }
        </ul>
    }
}
