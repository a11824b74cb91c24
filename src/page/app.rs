//! The page's composition.

use yew::prelude::*;

use super::availability::Availability;
use super::bar::Bar;
use super::lab::Lab;
use super::language::{self, Language, Words};
use super::live::LivePanel;
use super::newer::Newer;
use super::params::Given;
use super::quality::Quality;
use super::settings::{labels, use_given, use_settings};
use super::status::StatusPanel;
use super::traffic::Traffic;
use crate::{WebSocketAgent, use_status, use_websocket};

#[component]
pub(super) fn App() -> Html {
    let given = use_given();
    let agent = use_websocket(given.built.config.clone());
    let settings = use_settings(&agent, &given);
    let language = use_state_eq(language::preferred);
    use_effect_with(*language, |language| language::announce(*language));
    let go_to = use_callback(settings.clone(), |visit, settings| {
        settings.visit().emit(visit);
    });
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
                { notices(&given, settings.outcome.is_some(), language.0) }
                <Bar language={language.0} {settings} />
                <Root agent={agent.clone()}>
                    <div class="glance">
                        <StatusPanel agent={agent.clone()} language={language.0} />
                        <Availability agent={agent.clone()} language={language.0} />
                    </div>
                    <div class="data">
                        <Traffic agent={agent.clone()} language={language.0} />
                        <Lab agent={agent.clone()} language={language.0} {go_to} />
                    </div>
                    <div class="aside">
                        <Quality agent={agent.clone()} language={language.0} />
                        <LivePanel agent={agent.clone()} language={language.0} />
                    </div>
                </Root>
            </main>
        </>
    }
}

struct Say {
    skip: &'static str,
    tagline: &'static str,
    language: &'static str,
    overridden: &'static str,
    /// What stands before and behind the names.
    left_out: [&'static str; 2],
}

static WORDS: Words<Say> = Words {
    english: Say {
        skip: "Skip to the connection",
        tagline: "A WebSocket that stays alive.",
        language: "Language",
        overridden: "This page's address has other settings than the stored ones, and they count: ",
        left_out: [
            "This page's address came without what may be a secret: ",
            ". Type it again where it is needed.",
        ],
    },
    chinese: Say {
        skip: "跳到连接",
        tagline: "一条始终在线的 WebSocket 连接。",
        language: "语言",
        overridden: "本页面地址中的设置与已保存的不同，以地址为准：",
        left_out: ["本页面地址中不含疑似敏感的信息：", "。需要时请重新填写。"],
    },
};

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

/// How many notices are shown: enough for whoever wrote the address, and no wall of text.
const MAX_NOTICES: usize = 20;

/// What of the page's address and of the stored settings is not used. It is said until other
/// settings were applied.
fn notices(given: &Given, applied: bool, language: Language) -> Html {
    let Given {
        notices,
        overridden,
        left_out,
        ..
    } = given;
    if applied || (notices.is_empty() && overridden.is_empty() && left_out.is_empty()) {
        return html! {};
    }
    let words = WORDS.of(language);
    html! {
        <div class="notices" role="alert">
            <ul>
                { for notices.iter().take(MAX_NOTICES).map(|notice| html! {
                    <li data-testid="notice">{ notice.words(language) }</li>
                }) }
                if !overridden.is_empty() {
                    <li data-testid="overridden">{ words.overridden }{ labels(overridden, language) }</li>
                }
                if !left_out.is_empty() {
                    <li data-testid="left-out">
                        { words.left_out[0] }{ labels(left_out, language) }{ words.left_out[1] }
                    </li>
                }
            </ul>
        </div>
    }
}
