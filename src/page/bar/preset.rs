//! What all settings start from: this page's values, the original page's, or the person's own.

use std::cell::RefCell;
use std::rc::Rc;

use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::super::language::{Language, Words};
use super::super::settings::{Change, PRESET, PRESETS, Settings, SettingsHandle, options};

#[derive(Clone, PartialEq, Properties)]
pub(super) struct PresetProps {
    pub(super) language: Language,
    pub(super) settings: SettingsHandle,
    /// Asks for the form where own settings are made.
    pub(super) settings_wanted: Callback<()>,
}

static LABEL: Words<&str> = Words {
    english: "Preset",
    chinese: "预设",
};

/// What the choice is called where settings are the person's own.
static OWN: Words<&str> = Words {
    english: "Custom",
    chinese: "自定义",
};

const CUSTOM: &str = "custom";

/// One of the presets gives up own settings, which are there again when they are chosen again.
#[component]
pub(super) fn Preset(props: &PresetProps) -> Html {
    let PresetProps {
        language, settings, ..
    } = props;
    let own = use_mut_ref(|| None);
    let chosen = match settings.now.is_custom() {
        true => CUSTOM,
        false => settings.now.value(PRESET).unwrap_or(PRESETS[0].0),
    };
    let onchange = choose(props, chosen, &own);
    html! {
        <label class="bar-preset">
            <span>{ *LABEL.of(*language) }</span>
            // As a property: a choice that a person made does not heed the attribute of its options.
            <select data-testid="preset" {onchange} ~value={chosen.to_owned()}>
                { options(&PRESETS, chosen, *language) }
                <option value={CUSTOM} selected={chosen == CUSTOM}>{ *OWN.of(*language) }</option>
            </select>
        </label>
    }
}

fn choose(
    props: &PresetProps,
    chosen: &str,
    own: &Rc<RefCell<Option<Settings>>>,
) -> Callback<Event> {
    let (settings, own) = (props.settings.clone(), own.clone());
    let (settings_wanted, chosen) = (props.settings_wanted.clone(), chosen.to_owned());
    Callback::from(move |event: Event| {
        let select: HtmlSelectElement = event.target_unchecked_into();
        let choice = select.value();
        let next = match choice == CUSTOM {
            true => own
                .borrow()
                .clone()
                .map(|own| own.at_the_address_of(&settings.now)),
            false => Some(settings.now.only_address().with(PRESET, Some(&choice))),
        };
        let Some(next) = next else {
            // Own settings are made in the form; until then nothing else was chosen.
            select.set_value(&chosen);
            return settings_wanted.emit(());
        };
        if settings.now.is_custom() {
            own.replace(Some(settings.now.clone()));
        }
        settings.change.emit(Change {
            settings: next,
            lasts: true,
            opens: false,
        });
    })
}
