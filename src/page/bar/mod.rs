//! The connection bar: where to connect.

use heartline_connection::{Config, Rule};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::language::{Language, Words};
use crate::WebSocketAgent;

#[derive(Clone, PartialEq, Properties)]
pub(super) struct BarProps {
    pub(super) agent: WebSocketAgent,
    pub(super) language: Language,
    /// The address that is configured.
    pub(super) address: String,
    /// Connects to another one, which is known to be valid.
    pub(super) go_to: Callback<String>,
}

struct Say {
    address: &'static str,
    apply: &'static str,
}

static WORDS: Words<Say> = Words {
    english: Say {
        address: "Address",
        apply: "Apply",
    },
    chinese: Say {
        address: "地址",
        apply: "应用",
    },
};

/// Where to connect, as it is being typed. It takes effect when it is applied, if it is valid.
#[component]
pub(super) fn Bar(props: &BarProps) -> Html {
    let words = WORDS.of(props.language);
    let typed = use_state(|| props.address.clone());
    let error = use_state_eq(|| None::<Rule>);
    {
        let typed = typed.setter();
        use_effect_with(props.address.clone(), move |address| {
            typed.set(address.clone());
        });
    }
    let oninput = {
        let (typed, error) = (typed.setter(), error.setter());
        Callback::from(move |event: InputEvent| {
            let input: HtmlInputElement = event.target_unchecked_into();
            typed.set(input.value());
            error.set(None);
        })
    };
    let onsubmit = {
        let (typed, error, go_to) = (typed.clone(), error.setter(), props.go_to.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let wrong = Config::new(typed.trim()).check().err();
            if wrong.is_none() {
                go_to.emit((*typed).clone());
            }
            error.set(wrong.map(|error| error.rule));
        })
    };
    html! {
        <form class="heartline address" {onsubmit}>
            <label>
                <span>{ words.address }</span>
                <input data-testid="address" type="text" inputmode="url" autocapitalize="off"
                    autocomplete="url" spellcheck="false" value={(*typed).clone()} {oninput}
                    aria-invalid={error.is_some().to_string()} aria-describedby="address-error" />
            </label>
            <button type="submit" data-testid="apply">{ words.apply }</button>
            <p id="address-error" role="alert" data-testid="address-error">{ error.map(|rule| rule.words_in(props.language)) }</p>
        </form>
    }
}
