//! The connection bar: where to connect and how, and what leads there.

mod address;
mod history;
mod preset;
mod share;

use yew::prelude::*;

use super::language::{Language, Words};
use super::settings::{Outcome, SettingsHandle, SettingsPanel, labels};
use super::store;
use address::AddressForm;
use preset::Preset;
use share::Share;

#[derive(Clone, PartialEq, Properties)]
pub(super) struct BarProps {
    pub(super) language: Language,
    pub(super) settings: SettingsHandle,
}

struct Say {
    title: &'static str,
    settings: &'static str,
    applied: &'static str,
    reconnects: &'static str,
    space: &'static str,
    later: &'static str,
    left_out: &'static str,
    end: &'static str,
}

static WORDS: Words<Say> = Words {
    english: Say {
        title: "Where to connect",
        settings: "Settings",
        applied: "Applied.",
        reconnects: "Applied, with a new connection.",
        space: " ",
        later: " From the next connection on: ",
        left_out: " Used, but not kept in the page's address or stored, or not all of it, because it may hold a secret: ",
        end: ".",
    },
    chinese: Say {
        title: "连接目标",
        settings: "设置",
        applied: "已应用。",
        reconnects: "已应用，正在建立新连接。",
        space: "",
        later: "以下设置从下次连接起生效：",
        left_out: "以下设置已生效，但疑似含有敏感信息，未写入页面地址，也未保存：",
        end: "。",
    },
};

#[component]
pub(super) fn Bar(props: &BarProps) -> Html {
    let BarProps { language, settings } = props;
    let words = WORDS.of(*language);
    let open = use_state_eq(|| false);
    let (show, hide) = (open.setter(), open.setter());
    let show = use_callback((), move |(), ()| show.set(true));
    let on_close = use_callback((), move |(), ()| hide.set(false));
    html! {
        <section class="panel heartline bar" aria-label={words.title}>
            <AddressForm language={*language} settings={settings.clone()} />
            <div class="bar-tools">
                <Preset language={*language} settings={settings.clone()} settings_wanted={show.clone()} />
                <Share language={*language} settings={settings.now.clone()} />
                <button type="button" data-testid="settings" aria-haspopup="dialog"
                    onclick={show.reform(|_: MouseEvent| ())}>{ words.settings }</button>
            </div>
            <p role="status" data-testid="applied">{ report(settings.outcome.as_ref(), *language) }</p>
            <SettingsPanel language={*language} settings={settings.clone()} open={*open} {on_close} />
        </section>
    }
}

fn report(outcome: Option<&Outcome>, language: Language) -> String {
    let words = WORDS.of(language);
    let Some(outcome) = outcome else {
        return String::new();
    };
    let mut report = match outcome.reconnects {
        true => words.reconnects.to_owned(),
        false => words.applied.to_owned(),
    };
    if !outcome.stored {
        report += words.space;
        report += store::FORGETS.of(language);
    }
    let lists = [
        (words.later, &outcome.later),
        (words.left_out, &outcome.left_out),
    ];
    for (about, names) in lists.into_iter().filter(|(_, names)| !names.is_empty()) {
        report += &[about, &labels(names, language), words.end].concat();
    }
    report
}
