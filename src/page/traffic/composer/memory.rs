//! History and templates in the browser's storage: as JSON, which whoever else writes there may
//! have spoilt.

use js_sys::{Array, JSON};
use wasm_bindgen::JsValue;

use super::super::super::store;
use super::draft::{Draft, Mode};
use super::history::History;
use super::templates::Templates;

/// Where they are kept.
const HISTORY: &str = "composer.history";
const TEMPLATES: &str = "composer.templates";

/// What was kept, as far as it can be read.
pub(super) fn history() -> History {
    let mut history = History::default();
    for row in rows(HISTORY) {
        if let Some(draft) = draft(&row, 0) {
            history.add(draft);
        }
    }
    history
}

/// Adds what other pages have kept meanwhile, so that keeping this does not lose it.
pub(super) fn join_templates(templates: &mut Templates) {
    for template in self::templates().iter() {
        if templates.iter().all(|known| known.name != template.name) {
            // What there is no room for is not.
            let _ = templates.save(&template.name, template.draft.clone());
        }
    }
}

/// Keeps all that does not look secret. False when the browser does not keep it.
pub(super) fn keep_history(history: &History) -> bool {
    let open = history.iter().filter(|draft| !draft.looks_secret());
    let rows: Array = open
        .map(|draft| row([draft.mode.name(), &draft.text]))
        .collect();
    rows.reverse();
    keep(HISTORY, rows)
}

/// What was kept, as far as it can be read.
pub(super) fn templates() -> Templates {
    let mut templates = Templates::default();
    for row in rows(TEMPLATES) {
        if let (Some(name), Some(draft)) = (row.get(0).as_string(), draft(&row, 1)) {
            // What cannot be kept any more is not.
            let _ = templates.save(&name, draft);
        }
    }
    templates
}

/// False when the browser does not keep them.
pub(super) fn keep_templates(templates: &Templates) -> bool {
    let fields = templates.iter().map(|template| {
        let Draft { mode, text } = &template.draft;
        row([&template.name, mode.name(), text])
    });
    keep(TEMPLATES, fields.collect())
}

fn row<const N: usize>(fields: [&str; N]) -> JsValue {
    fields
        .into_iter()
        .map(JsValue::from_str)
        .collect::<Array>()
        .into()
}

fn rows(key: &str) -> Vec<Array> {
    let kept = store::read(key).and_then(|text| JSON::parse(&text).ok());
    let rows = kept
        .filter(|kept| kept.is_array())
        .map(|kept| Array::from(&kept));
    let rows = rows.iter().flat_map(|rows| rows.iter());
    rows.filter(JsValue::is_array)
        .map(|row| Array::from(&row))
        .collect()
}

fn draft(row: &Array, from: u32) -> Option<Draft> {
    Some(Draft {
        mode: Mode::by_name(&row.get(from).as_string()?)?,
        text: row.get(from + 1).as_string()?,
    })
}

fn keep(key: &str, rows: Array) -> bool {
    if rows.length() == 0 {
        store::remove(key);
        return true;
    }
    let text = JSON::stringify(&rows)
        .ok()
        .and_then(|text| text.as_string());
    text.is_some_and(|text| store::write(key, &text))
}
