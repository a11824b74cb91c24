//! How one setting looks, and what its control says.

use web_sys::{Element, HtmlElement, HtmlInputElement};
use yew::prelude::*;

use super::super::language::{Language, Words};
use super::knob::{Kind, Knob};
use super::panel::Said;
use super::table::{GROUPS, labels};
use super::values::{Built, Settings};

struct Say {
    default: &'static str,
    empty: &'static str,
    reset: &'static str,
    taken: [&'static str; 2],
    left_out: &'static str,
    end: &'static str,
}

static WORDS: Words<Say> = Words {
    english: Say {
        default: "Default: ",
        empty: "empty",
        reset: "Reset",
        taken: [
            "Settings taken from the file: ",
            ". They hold once applied.",
        ],
        left_out: "Saved. Left out because it may hold a secret: ",
        end: ".",
    },
    chinese: Say {
        default: "默认：",
        empty: "空",
        reset: "重置",
        taken: ["已从文件读入的设置数：", "。点“应用”后生效。"],
        left_out: "已保存。以下设置疑似含有敏感信息，未写入文件：",
        end: "。",
    },
};

/// All settings that there are with the others as they are.
pub(super) fn groups(draft: &Settings, built: &Built, language: Language) -> Html {
    let mut place = 0;
    let mut groups = Vec::new();
    for group in &GROUPS {
        let mut fields = Vec::new();
        for knob in group.knobs {
            if let Some(value) = knob.read(&built.config) {
                fields.push(field(
                    &Field::new(knob, place, value, draft, built),
                    language,
                ));
            }
            place += 1;
        }
        let title = *group.title.of(language);
        groups.push(html! { <fieldset><legend>{ title }</legend>{ for fields }</fieldset> });
    }
    groups.into_iter().collect()
}

/// One setting as it is shown.
struct Field<'a> {
    knob: &'static Knob,
    value: String,
    default: String,
    differs: bool,
    wrong: Option<&'a super::Fault>,
}

impl<'a> Field<'a> {
    fn new(
        knob: &'static Knob,
        place: usize,
        holds: String,
        draft: &Settings,
        built: &'a Built,
    ) -> Self {
        let mut refused = built.refused.iter();
        let refusal = refused.find(|refusal| refusal.places.contains(&place));
        let typed = draft.value(place).map(str::to_owned);
        let default = match typed {
            Some(_) => knob.read(&draft.with(place, None).build().config),
            None => Some(holds.clone()),
        };
        Self {
            knob,
            value: typed.unwrap_or(holds),
            default: default.unwrap_or_default(),
            differs: draft.differs(place),
            wrong: refusal.map(|refusal| &refusal.fault),
        }
    }
}

fn field(field: &Field<'_>, language: Language) -> Html {
    let Field { knob, default, .. } = field;
    let (say, word) = (WORDS.of(language), knob.words.of(language));
    let default = match &knob.kind {
        Kind::Choice(choices, ..) => {
            let choice = choices.iter().find(|(name, _)| name == default);
            choice.map_or("", |(_, words)| words.of(language))
        }
        _ if default.is_empty() => say.empty,
        _ => default,
    };
    let error = field.wrong.map(|fault| fault.words(language));
    let [id, about, wrong] = ["set-", "about-", "error-"].map(|kind| [kind, knob.name].concat());
    html! {
        <div class="setting" key={knob.name} data-changed={field.differs.to_string()}>
            <label for={id.clone()}>{ word.label }</label>
            { control(field, id, [&*about, " ", &*wrong].concat(), language) }
            if field.differs {
                <button type="button" data-reset={knob.name} data-testid={["reset-", knob.name].concat()}
                    aria-label={[say.reset, " ", word.label].concat()}>{ say.reset }</button>
            }
            <p id={about}>{ word.about }{ " " }{ say.default }<bdi>{ default.to_owned() }</bdi>{ " " }<code>{ knob.name }</code></p>
            <p id={wrong.clone()} class="setting-error" data-testid={wrong}>{ error }</p>
        </div>
    }
}

fn control(field: &Field<'_>, id: String, describedby: String, language: Language) -> Html {
    let Field {
        knob, value, wrong, ..
    } = field;
    let (name, value) = (knob.name, value.clone());
    let testid = ["setting-", name].concat();
    let invalid = wrong.is_some().to_string();
    match &knob.kind {
        Kind::Flag(..) => html! {
            <input type="checkbox" {id} {name} data-testid={testid} aria-describedby={describedby}
                checked={value == "on"} />
        },
        Kind::Choice(choices, ..) => html! {
            // As a property: a choice that a person made does not heed the attribute of its options.
            <select {id} {name} data-testid={testid} aria-describedby={describedby} ~value={value.clone()}>
                { options(choices, &value, language) }
            </select>
        },
        Kind::Lines(..) => html! {
            <textarea {id} {name} data-testid={testid} aria-describedby={describedby}
                aria-invalid={invalid} rows="2" spellcheck="false" {value} />
        },
        _ => html! {
            <input type="text" {id} {name} data-testid={testid} aria-describedby={describedby}
                aria-invalid={invalid} spellcheck="false" autocapitalize="off" {value} />
        },
    }
}

/// What a choice is between, with the present one chosen.
pub(in crate::page) fn options(
    choices: &'static [(&'static str, Words<&'static str>)],
    chosen: &str,
    language: Language,
) -> Html {
    let option = |(name, words): &'static (&'static str, Words<&'static str>)| {
        html! { <option value={*name} selected={*name == chosen}>{ *words.of(language) }</option> }
    };
    choices.iter().map(option).collect()
}

/// What a control says; whatever its kind, it has a `value`.
pub(super) fn value(control: &HtmlElement) -> Option<String> {
    let checkbox: Option<&HtmlInputElement> = wasm_bindgen::JsCast::dyn_ref(control);
    match checkbox.filter(|input| input.type_() == "checkbox") {
        Some(checkbox) => Some(super::text::flag_text(checkbox.checked()).to_owned()),
        None => js_sys::Reflect::get(control, &"value".into())
            .ok()?
            .as_string(),
    }
}

/// Moves the focus to the first control of the form of `within` that the selector finds.
pub(super) fn focus(within: &Element, selector: &str) {
    let form = within.closest("dialog").ok().flatten();
    let control = form.and_then(|form| form.query_selector(selector).ok()?);
    if let Some(control) = control {
        let control: HtmlElement = wasm_bindgen::JsCast::unchecked_into(control);
        // What cannot be focused is marked all the same.
        let _ = control.focus();
    }
}

/// What an import or export led to.
pub(super) fn said(said: Option<&Said>, language: Language) -> Html {
    let words = WORDS.of(language);
    let (line, notices) = match said {
        None => (String::new(), &[][..]),
        Some(Said::Plain(plain)) => ((*plain.of(language)).to_owned(), &[][..]),
        Some(Said::LeftOut(names)) => (
            [words.left_out, &labels(names, language), words.end].concat(),
            &[][..],
        ),
        Some(Said::Imported(count, notices)) => {
            let [before, after] = words.taken;
            ([before, &count.to_string(), after].concat(), &notices[..])
        }
    };
    html! {
        <div role="status" data-testid="settings-said">
            <p>{ line }</p>
            { for notices.iter().take(MAX_NOTICES).map(|notice| html! {
                <p class="setting-error" data-testid="settings-refused">{ notice.words(language) }</p>
            }) }
            if notices.len() > MAX_NOTICES {
                <p class="setting-error">{ "… +" }{ notices.len() - MAX_NOTICES }</p>
            }
        </div>
    }
}

/// How many faults of a file are shown; more help nobody.
const MAX_NOTICES: usize = 20;
