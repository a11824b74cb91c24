//! The page's composition.

use heartline_connection::Config;
use web_sys::UrlSearchParams;
use yew::prelude::*;

use super::availability::Availability;
use super::bar::Bar;
use super::lab::Lab;
use super::language::{self, Language, Words};
use super::live::LivePanel;
use super::newer::Newer;
use super::params::{self, Notice};
use super::quality::Quality;
use super::settings::SettingsPanel;
use super::status::StatusPanel;
use super::traffic::Traffic;
use crate::{WebSocketAgent, use_status, use_websocket};

#[component]
pub(super) fn App() -> Html {
    let given = use_memo((), |()| params::read(&query()));
    let agent = use_websocket(given.0.clone());
    let language = use_state_eq(language::preferred);
    use_effect_with(*language, |language| language::announce(*language));
    let config = use_state(|| given.0.clone());
    let (go_to, configure) = (go_to(&agent, &config), configure(&agent, &config));
    let address = config.url.clone();
    let settings = (*config).clone();
    let language = (*language, language.setter());
    let words = WORDS.of(language.0);
    html! {
        <>
            <a class="skip" href="#main">{ words.skip }</a>
            <header class="masthead">
                <h1>{ "Heartline" }</h1>
                <p data-testid="tagline">{ words.tagline }</p>
                { language_switch(language.0, language.1) }
            </header>
            <main id="main" class="workbench" tabindex="-1">
                <Newer agent={agent.clone()} language={language.0} />
                <Bar agent={agent.clone()} language={language.0} {address} go_to={go_to.clone()} />
                { notices(&given.1) }
                <Root agent={agent.clone()}>
                    <div class="glance">
                        <StatusPanel agent={agent.clone()} language={language.0} />
                        <Availability agent={agent.clone()} language={language.0} />
                    </div>
                    <div class="data">
                        <Traffic agent={agent.clone()} language={language.0} />
                    </div>
                    <div class="aside">
                        <Quality agent={agent.clone()} language={language.0} />
                        <Lab agent={agent.clone()} language={language.0} {go_to} />
                        <LivePanel agent={agent.clone()} language={language.0} />
                    </div>
                </Root>
                <SettingsPanel {agent} language={language.0} config={settings} {configure} />
            </main>
        </>
    }
}

struct Say {
    skip: &'static str,
    tagline: &'static str,
    language: &'static str,
}

static WORDS: Words<Say> = Words {
    english: Say {
        skip: "Skip to the connection",
        tagline: "A WebSocket that stays alive.",
        language: "Language",
    },
    chinese: Say {
        skip: "跳到连接",
        tagline: "一条始终在线的 WebSocket 连接。",
        language: "语言",
    },
};

/// Connects to another address, as the person asked, also where nothing was connected.
fn go_to(agent: &WebSocketAgent, config: &UseStateHandle<Config>) -> Callback<String> {
    let configure = configure(agent, config);
    let (agent, config) = (agent.clone(), config.clone());
    Callback::from(move |address: String| {
        let mut config = (*config).clone();
        params::go_to(&mut config, &address);
        configure.emit(config);
        // What gave up is revived by another address; what was closed has to be opened.
        if agent.status().can_open() {
            agent.open();
        }
    })
}

/// Lets other settings take effect, which are known to be valid.
fn configure(agent: &WebSocketAgent, config: &UseStateHandle<Config>) -> Callback<Config> {
    let (agent, setter) = (agent.clone(), config.setter());
    Callback::from(move |config: Config| {
        agent.configure(config.clone());
        setter.set(config);
    })
}

#[derive(Clone, PartialEq, Properties)]
struct RootProps {
    agent: WebSocketAgent,
    children: Html,
}

/// The component that the original page was: tests and style sheets know it by its class and data.
#[component]
fn Root(props: &RootProps) -> Html {
    let status = use_status(&props.agent);
    html! {
        <div class="box heartline" data-testid="websocket" data-phase={status.phase.as_str()}
            data-attempt={status.attempt.to_string()}>
            { props.children.clone() }
        </div>
    }
}

fn language_switch(language: Language, setter: UseStateSetter<Language>) -> Html {
    let choices = Language::ALL.iter().map(|&choice| {
        let setter = setter.clone();
        let onclick = Callback::from(move |_: MouseEvent| {
            language::choose(choice);
            setter.set(choice);
        });
        html! {
            <button type="button" lang={choice.tag()} data-testid={format!("language-{}", choice.tag())}
                aria-pressed={(choice == language).to_string()} {onclick}>{ choice.name() }</button>
        }
    });
    html! {
        <div class="heartline languages" role="group" aria-label={WORDS.of(language).language}>
            { for choices }
        </div>
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
        <div class="notices" role="alert">
            <ul>
                { for notices.iter().map(|notice| html! {
                    <li data-testid="notice">{ notice.to_string() }</li>
                }) }
            </ul>
        </div>
    }
}
