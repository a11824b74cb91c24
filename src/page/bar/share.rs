//! A link that carries the settings, without secrets.

use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::super::files;
use super::super::language::{Language, Words};
use super::super::panel::button;
use super::super::settings::{Settings, labels, link, public};

#[derive(Clone, PartialEq, Properties)]
pub(super) struct ShareProps {
    pub(super) language: Language,
    pub(super) settings: Settings,
}

struct Say {
    copy: &'static str,
    copied: &'static str,
    forbidden: &'static str,
    left_out: &'static str,
    end: &'static str,
}

static WORDS: Words<Say> = Words {
    english: Say {
        copy: "Copy link",
        copied: "A link with these settings was copied.",
        forbidden: "The browser does not let the page copy: take the link from the field below.",
        left_out: " Left out, or shortened, because it may hold a secret: ",
        end: ".",
    },
    chinese: Say {
        copy: "复制链接",
        copied: "已复制带有这些设置的链接。",
        forbidden: "浏览器不允许本页面复制，请从下面的框中复制链接。",
        left_out: "以下设置疑似含有敏感信息，未包含或未完整包含在链接中：",
        end: "。",
    },
};

/// A link, and whether it is in the clipboard.
#[derive(Clone, Debug, PartialEq)]
struct Shared {
    link: String,
    copied: bool,
    left_out: Vec<&'static str>,
}

#[component]
pub(super) fn Share(props: &ShareProps) -> Html {
    let words = WORDS.of(props.language);
    let shared = use_state_eq(|| None::<Shared>);
    {
        // It says something about these settings only.
        let shared = shared.setter();
        use_effect_with(props.settings.clone(), move |_| shared.set(None));
    }
    let onclick = {
        let (settings, shared) = (props.settings.clone(), shared.setter());
        Callback::from(move |_: MouseEvent| {
            let (open, left_out) = public(&settings);
            let (link, shared) = (link(&open, &left_out), shared.clone());
            spawn_local(async move {
                let copied = files::copy(link.clone()).await.is_ok();
                shared.set(Some(Shared {
                    link,
                    copied,
                    left_out,
                }));
            });
        })
    };
    html! {
        <>
            { button(words.copy, "share", onclick) }
            <div class="bar-shared" role="status" data-testid="shared">
                { for shared.as_ref().map(|shared| said(shared, props.language)) }
            </div>
        </>
    }
}

fn said(shared: &Shared, language: Language) -> Html {
    let words = WORDS.of(language);
    let mut line = match shared.copied {
        true => words.copied.to_owned(),
        false => words.forbidden.to_owned(),
    };
    if !shared.left_out.is_empty() {
        line += &[
            words.left_out,
            &labels(&shared.left_out, language),
            words.end,
        ]
        .concat();
    }
    html! {
        <>
            <p>{ line }</p>
            if !shared.copied {
                <input type="text" readonly=true data-testid="share-link" aria-label={words.copy}
                    value={shared.link.clone()} onfocus={select_all()} />
            }
        </>
    }
}

fn select_all() -> Callback<FocusEvent> {
    Callback::from(|event: FocusEvent| {
        let input: HtmlInputElement = event.target_unchecked_into();
        input.select();
    })
}
