//! Settings from and to a file of the person's.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{File, HtmlInputElement};
use yew::prelude::*;

use super::super::files;
use super::super::language::Words;
use super::file::{self, Foreign, MAX_FILE};
use super::panel::{Dispatch, Edit, Said};
use super::secret;
use super::values::{Built, Settings};

static SAVED: Words<&str> = Words {
    english: "Saved.",
    chinese: "已保存。",
};

/// Saves what the form says, where it can be used, without secrets.
pub(super) fn export(built: &Built, dispatch: &Dispatch) -> Callback<MouseEvent> {
    let (settings, dispatch) = (built.used.concise(), dispatch.clone());
    Callback::from(move |_| {
        let (open, left_out) = secret::public(&settings);
        let saved = files::save(file::NAME, "application/json", file::json(&open).as_bytes());
        let said = match saved {
            Err(_) => Said::Plain(&files::NOT_SAVED),
            Ok(()) if left_out.is_empty() => Said::Plain(&SAVED),
            Ok(()) => Said::LeftOut(left_out),
        };
        dispatch.dispatch(Edit::Say(said));
    })
}

/// Reads the chosen file into the form.
pub(super) fn import(dispatch: &Dispatch) -> Callback<Event> {
    let dispatch = dispatch.clone();
    Callback::from(move |event: Event| {
        let input: HtmlInputElement = event.target_unchecked_into();
        let chosen = input.files().and_then(|files| files.get(0));
        let Some(chosen) = chosen else {
            return;
        };
        // So that the same file can be chosen again.
        let dispatch = dispatch.clone();
        spawn_local(async move {
            let read = read(&chosen).await;
            input.set_value("");
            dispatch.dispatch(match read {
                Err(foreign) => Edit::Say(Said::Plain(foreign.words())),
                Ok((settings, said)) => Edit::Import(settings, said),
            });
        });
    })
}

async fn read(file: &File) -> Result<(Settings, Said), Foreign> {
    if file.size() > MAX_FILE {
        return Err(Foreign::TooLarge);
    }
    let text: Result<JsValue, _> =
        JsFuture::from(file.unchecked_ref::<web_sys::Blob>().text()).await;
    let text = text.ok().and_then(|text| text.as_string());
    let entries = file::parse(&text.ok_or(Foreign::Unreadable)?)?;
    let (settings, notices) = file::take(entries);
    let count = settings.iter().count();
    Ok((settings, Said::Imported(count, notices)))
}
