//! The page's composition.

use heartline_connection::Config;
use web_sys::{HtmlInputElement, UrlSearchParams};
use yew::prelude::*;

use super::live::LivePanel;
use super::params::{self, Notice};
use crate::components::WebsocketView;
use crate::use_websocket;

#[component]
pub(super) fn App() -> Html {
    let settings = use_memo((), |()| params::read(&query()));
    let config = use_state_eq(|| settings.0.clone());
    let agent = use_websocket((*config).clone());
    let on_config = {
        let setter = config.setter();
        Callback::from(move |config| setter.set(config))
    };
    html! {
        <>
            <header>
                <h1>{ "Heartline" }</h1>
                <p>{ "A WebSocket that stays alive." }</p>
            </header>
            <main>
                <Address config={(*config).clone()} {on_config} />
                { notices(&settings.1) }
                <LivePanel agent={agent.clone()} />
                <WebsocketView {agent} />
            </main>
        </>
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

#[derive(Clone, PartialEq, Properties)]
struct AddressProps {
    config: Config,
    on_config: Callback<Config>,
}

/// Where to connect. What is typed takes effect when it is applied, if it is an address.
#[component]
fn Address(props: &AddressProps) -> Html {
    let input = use_node_ref();
    let error = use_state_eq(|| None::<&'static str>);
    let onsubmit = {
        let (props, input, setter) = (props.clone(), input.clone(), error.setter());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let Some(input) = input.cast::<HtmlInputElement>() else {
                return;
            };
            setter.set(apply(&props, &input.value()).err());
        })
    };
    html! {
        <form class="address" {onsubmit}>
            <label>
                <span>{ "Address" }</span>
                <input data-testid="address" ref={input} type="text" inputmode="url"
                    autocomplete="url" autocapitalize="off" spellcheck="false"
                    value={props.config.url.clone()} aria-invalid={error.is_some().to_string()}
                    aria-describedby="address-error" />
            </label>
            <button type="submit" data-testid="apply">{ "Apply" }</button>
            <p id="address-error" role="alert" data-testid="address-error">
                { error.unwrap_or_default() }
            </p>
        </form>
    }
}

fn apply(props: &AddressProps, address: &str) -> Result<(), &'static str> {
    let mut config = props.config.clone();
    address.trim().clone_into(&mut config.url);
    config.check().map_err(|error| error.rule)?;
    props.on_config.emit(config);
    Ok(())
}
