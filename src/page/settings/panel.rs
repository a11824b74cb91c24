//! The dialog with the settings: a draft that is checked as it is typed, and holds once applied.

use web_sys::{HtmlDialogElement, HtmlElement};
use yew::prelude::*;

use super::super::language::{Language, Words};
use super::super::panel::button;
use super::super::params::Notice;
use super::form;
use super::state::{Change, SettingsHandle};
use super::table::place;
use super::transfer::{export, import};
use super::values::{Built, Settings};

#[derive(Clone, PartialEq, Properties)]
pub(in crate::page) struct SettingsProps {
    pub(in crate::page) language: Language,
    pub(in crate::page) settings: SettingsHandle,
    /// Whether the dialog is shown.
    pub(in crate::page) open: bool,
    /// Hears that it was closed.
    pub(in crate::page) on_close: Callback<()>,
}

struct Say {
    title: &'static str,
    note: &'static str,
    formats: &'static str,
    wrong: &'static str,
    draft: &'static str,
    apply: &'static str,
    discard: &'static str,
    reset: &'static str,
    import: &'static str,
    export: &'static str,
    close: &'static str,
}

static WORDS: Words<Say> = Words {
    english: Say {
        title: "Settings",
        note: "They take effect when applied, without a reconnection unless an address or the subprotocols change. The log stays.",
        formats: "Durations: 500ms, 15s, 1m, 2h. Sizes: 65536, 64KiB, 1MiB. Write off where something may be off.",
        wrong: "Some settings cannot be used: each says why.",
        draft: "Changed, not applied yet.",
        apply: "Apply",
        discard: "Discard changes",
        reset: "Reset all",
        import: "Import…",
        export: "Export",
        close: "Close",
    },
    chinese: Say {
        title: "设置",
        note: "点“应用”后生效；只有地址或子协议改变时才会重新连接。日志保留。",
        formats: "时长：500ms、15s、1m、2h。大小：65536、64KiB、1MiB。可关闭的项填 off。",
        wrong: "有些设置无法使用，原因见各项。",
        draft: "有改动，尚未应用。",
        apply: "应用",
        discard: "放弃改动",
        reset: "全部重置",
        import: "导入…",
        export: "导出",
        close: "关闭",
    },
};

/// What is being typed, and what an import or export said.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Draft {
    pub(super) settings: Settings,
    /// What held when it was last looked at.
    base: Settings,
    pub(super) said: Option<Said>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Said {
    Plain(&'static Words<&'static str>),
    /// So many settings were taken from a file; the others say why not.
    Imported(usize, Vec<Notice>),
    /// These were left out of a file.
    LeftOut(Vec<&'static str>),
}

pub(super) enum Edit {
    Set(usize, Option<String>),
    Replace(Settings),
    /// These hold now, whoever changed them.
    Follow(Settings),
    Say(Said),
    Import(Settings, Said),
}

impl Reducible for Draft {
    type Action = Edit;

    fn reduce(self: std::rc::Rc<Self>, edit: Edit) -> std::rc::Rc<Self> {
        let mut draft = (*self).clone();
        match edit {
            Edit::Set(place, value) => draft.settings.set(place, value),
            Edit::Say(said) => draft.said = Some(said),
            Edit::Replace(settings) => {
                draft.settings = settings;
                draft.said = None;
            }
            Edit::Follow(now) => {
                draft.settings = draft.settings.following(&draft.base, &now);
                draft.base = now;
                draft.said = None;
            }
            Edit::Import(settings, said) => {
                draft.settings = settings;
                draft.said = Some(said);
            }
        }
        draft.into()
    }
}

pub(super) type Dispatch = UseReducerDispatcher<Draft>;

#[component]
pub(in crate::page) fn SettingsPanel(props: &SettingsProps) -> Html {
    let words = WORDS.of(props.language);
    let now = props.settings.now.clone();
    let draft = use_reducer_eq(|| {
        let (settings, base) = (now.clone(), now.clone());
        Draft {
            settings,
            base,
            said: None,
        }
    });
    let dialog = use_node_ref();
    use_effect_with(now, {
        let dispatch = draft.dispatcher();
        move |now| dispatch.dispatch(Edit::Follow(now.clone()))
    });
    use_effect_with((props.open, dialog.clone()), |(open, dialog)| {
        if let Some(dialog) = dialog.cast::<HtmlDialogElement>()
            && *open
            && !dialog.open()
        {
            // It is in the document and not shown yet, so that it can be shown.
            let _ = dialog.show_modal();
        }
    });
    let onclose = props.on_close.reform(|_: Event| ());
    let body = match props.open {
        true => body(props, &draft, &dialog),
        false => html! {},
    };
    html! {
        <dialog ref={dialog} class="heartline settings" data-testid="settings-dialog"
            aria-label={words.title} {onclose}>{ body }</dialog>
    }
}

fn body(props: &SettingsProps, draft: &UseReducerHandle<Draft>, dialog: &NodeRef) -> Html {
    let words = WORDS.of(props.language);
    let built = draft.settings.build();
    let dispatch = draft.dispatcher();
    let (onchange, onclick) = (edit(&dispatch), reset(&dispatch));
    let oninput = onchange.reform(|event: InputEvent| event.into());
    let onsubmit = apply(props, draft, &built, dialog);
    html! {
        <form {onsubmit} {oninput} {onchange} {onclick} novalidate=true autocomplete="off">
            <header>
                <h2>{ words.title }</h2>
                { button(words.close, "settings-close", close(dialog)) }
            </header>
            <div class="settings-groups">
                <p>{ words.note }</p>
                <p>{ words.formats }</p>
                { files(&built, &dispatch, words) }
                { form::said(draft.said.as_ref(), props.language) }
                { form::groups(&draft.settings, &built, props.language) }
            </div>
            { footer(props, draft, &built) }
        </form>
    }
}

fn files(built: &Built, dispatch: &Dispatch, words: &Say) -> Html {
    html! {
        <div class="heartline-buttons">
            <label class="settings-file">
                { words.import }
                <input type="file" accept=".json,application/json"
                    data-testid="settings-import" onchange={import(dispatch)} />
            </label>
            { button(words.export, "settings-export", export(built, dispatch)) }
            { button(words.reset, "settings-reset", replace(dispatch, Settings::default())) }
        </div>
    }
}

fn footer(props: &SettingsProps, draft: &UseReducerHandle<Draft>, built: &Built) -> Html {
    let words = WORDS.of(props.language);
    let now = props.settings.now.clone();
    let is_changed = draft.settings.concise() != now;
    let is_valid = built.refused.is_empty();
    let state = match (is_valid, is_changed) {
        (false, _) => words.wrong,
        (true, true) => words.draft,
        (true, false) => "",
    };
    html! {
        <footer>
            <button type="submit" data-testid="settings-apply"
                aria-disabled={(!is_valid).to_string()}>{ words.apply }</button>
            <button type="button" data-testid="settings-discard"
                aria-disabled={(!is_changed).to_string()}
                onclick={replace(&draft.dispatcher(), now)}>{ words.discard }</button>
            <p role="status" data-testid="settings-state">{ state }</p>
        </footer>
    }
}

fn replace(dispatch: &Dispatch, settings: Settings) -> Callback<MouseEvent> {
    let dispatch = dispatch.clone();
    Callback::from(move |_| dispatch.dispatch(Edit::Replace(settings.clone())))
}

fn close(dialog: &NodeRef) -> Callback<MouseEvent> {
    let dialog = dialog.clone();
    Callback::from(move |_| shut(&dialog))
}

fn shut(dialog: &NodeRef) {
    if let Some(dialog) = dialog.cast::<HtmlDialogElement>() {
        dialog.close();
    }
}

/// Whatever is typed or chosen in the form, by the control's name. Of a choice some browsers tell by
/// one event only.
fn edit(dispatch: &Dispatch) -> Callback<Event> {
    let dispatch = dispatch.clone();
    Callback::from(move |event: Event| {
        let control: HtmlElement = event.target_unchecked_into();
        let name = control.get_attribute("name").unwrap_or_default();
        if let Some(place) = place(&name) {
            dispatch.dispatch(Edit::Set(place, form::value(&control)));
        }
    })
}

/// Every button that takes back one setting.
fn reset(dispatch: &Dispatch) -> Callback<MouseEvent> {
    let dispatch = dispatch.clone();
    Callback::from(move |event: MouseEvent| {
        let target: HtmlElement = event.target_unchecked_into();
        let name = target.get_attribute("data-reset");
        if let Some(name) = name
            && let Some(place) = place(&name)
        {
            // The button goes away, and the focus must not.
            form::focus(&target, &["[name=\"", &name, "\"]"].concat());
            dispatch.dispatch(Edit::Set(place, None));
        }
    })
}

/// Lets the draft hold and closes the dialog, or leads to the first setting that is wrong.
fn apply(
    props: &SettingsProps,
    draft: &UseReducerHandle<Draft>,
    built: &Built,
    dialog: &NodeRef,
) -> Callback<SubmitEvent> {
    let (change, dialog) = (props.settings.change.clone(), dialog.clone());
    let settings = draft.settings.clone();
    let is_valid = built.refused.is_empty();
    Callback::from(move |event: SubmitEvent| {
        event.prevent_default();
        if is_valid {
            change.emit(Change {
                settings: settings.clone(),
                lasts: true,
                opens: false,
            });
            shut(&dialog);
        } else {
            if let Some(dialog) = dialog.cast::<HtmlElement>() {
                form::focus(&dialog, "[aria-invalid=true]");
            }
        }
    })
}
