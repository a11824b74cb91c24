//! The address and the subprotocols, as they are being typed. They take effect when they are
//! applied, if they can be used.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::super::language::{Language, Words};
use super::super::settings::{Change, Fault, PROTOCOLS, SettingsHandle, URL, with_scheme};
use super::history;

#[derive(Clone, PartialEq, Properties)]
pub(super) struct AddressFormProps {
    pub(super) language: Language,
    pub(super) settings: SettingsHandle,
}

struct Say {
    address: &'static str,
    protocols: &'static str,
    optional: &'static str,
    apply: &'static str,
    forget: &'static str,
}

static WORDS: Words<Say> = Words {
    english: Say {
        address: "Address",
        protocols: "Subprotocols",
        optional: "none",
        apply: "Apply",
        forget: "Forget earlier addresses",
    },
    chinese: Say {
        address: "地址",
        protocols: "子协议",
        optional: "无",
        apply: "应用",
        forget: "清除历史地址",
    },
};

/// Why the address, or the subprotocols, cannot be used.
type Wrong = Option<(usize, Fault)>;

#[component]
pub(super) fn AddressForm(props: &AddressFormProps) -> Html {
    let words = WORDS.of(props.language);
    let url = use_typed(&props.settings, URL);
    let protocols = use_typed(&props.settings, PROTOCOLS);
    let wrong = use_state_eq(|| Wrong::None);
    // What was wrong is gone when other settings hold.
    let right = wrong.setter();
    use_effect_with(props.settings.now.clone(), move |_| right.set(None));
    let known = use_state_eq(history::read);
    let (input, protocols_input) = (use_node_ref(), use_node_ref());
    let onsubmit = {
        let (settings, wrong, known) = (props.settings.clone(), wrong.setter(), known.setter());
        let (input, protocols_input, typed) =
            (input.clone(), protocols_input.clone(), url.setter());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            // Enter may come before what was typed has been rendered.
            let whole = with_scheme(&written(&input)).into_owned();
            let address = &*whole;
            // What was missing in front of a host is seen from then on.
            show(&input, address);
            typed.set(address.to_owned());
            let next = settings
                .now
                .with(URL, Some(address))
                .with(PROTOCOLS, Some(&written(&protocols_input)));
            let refused = next.build().refused.into_iter().next();
            if refused.is_some() {
                settings.move_on.emit(());
            } else {
                known.set(history::remember(address));
                settings.change.emit(Change {
                    settings: next,
                    lasts: true,
                    opens: true,
                });
            }
            wrong.set(refused.map(|refusal| {
                let is_protocols = refusal.places.contains(&PROTOCOLS);
                (if is_protocols { PROTOCOLS } else { URL }, refusal.fault)
            }));
        })
    };
    let error = |place: usize| {
        let wrong = wrong.as_ref().filter(|(wrong, _)| *wrong == place);
        wrong.map(|(_, fault)| fault.words(props.language))
    };
    html! {
        <form class="bar-address" {onsubmit} novalidate=true>
            <label class="bar-url">
                <span>{ words.address }</span>
                <input ref={input.clone()} data-testid="address" type="text" inputmode="url" autocapitalize="off"
                    autocomplete="off" spellcheck="false" list="addresses" value={(*url).clone()}
                    oninput={typed(&url, &wrong)} aria-invalid={error(URL).is_some().to_string()}
                    aria-describedby="address-error" />
            </label>
            if !known.is_empty() {
                <button type="button" class="bar-forget" data-testid="forget-addresses"
                    onclick={forget(&known, &input)}>{ words.forget }</button>
            }
            <label class="bar-protocols">
                <span>{ words.protocols }</span>
                <input ref={protocols_input} data-testid="protocols" type="text" autocapitalize="off"
                    autocomplete="off" spellcheck="false" placeholder={words.optional} value={(*protocols).clone()}
                    oninput={typed(&protocols, &wrong)}
                    aria-invalid={error(PROTOCOLS).is_some().to_string()}
                    aria-describedby="protocols-error" />
            </label>
            <button type="submit" data-testid="apply">{ words.apply }</button>
            <p id="address-error" role="alert" data-testid="address-error">{ error(URL) }</p>
            <p id="protocols-error" role="alert" data-testid="protocols-error">{ error(PROTOCOLS) }</p>
            <datalist id="addresses" data-testid="addresses">
                { for known.lines().map(|address| html! { <option value={address.to_owned()} /> }) }
            </datalist>
        </form>
    }
}

/// The button goes away with the addresses, so the focus goes to where they were offered.
fn forget(known: &UseStateHandle<String>, input: &NodeRef) -> Callback<MouseEvent> {
    let (known, input) = (known.setter(), input.clone());
    Callback::from(move |_| {
        history::forget();
        known.set(String::new());
        if let Some(input) = input.cast::<HtmlInputElement>() {
            // Where it cannot be focused, nothing is lost.
            let _ = input.focus();
        }
    })
}

fn written(input: &NodeRef) -> String {
    let input = input.cast::<HtmlInputElement>();
    input.map(|input| input.value()).unwrap_or_default()
}

fn show(input: &NodeRef, text: &str) {
    if let Some(input) = input.cast::<HtmlInputElement>() {
        input.set_value(text);
    }
}

/// What stands in a field: the setting, until something else is typed.
#[hook]
fn use_typed(settings: &SettingsHandle, place: usize) -> UseStateHandle<String> {
    let holds = settings.now.shown(place);
    let typed = use_state_eq(|| holds.clone());
    let setter = typed.setter();
    use_effect_with(holds, move |holds| setter.set(holds.clone()));
    typed
}

fn typed(typed: &UseStateHandle<String>, wrong: &UseStateHandle<Wrong>) -> Callback<InputEvent> {
    let (typed, wrong) = (typed.setter(), wrong.setter());
    Callback::from(move |event: InputEvent| {
        let input: HtmlInputElement = event.target_unchecked_into();
        typed.set(input.value());
        wrong.set(None);
    })
}
