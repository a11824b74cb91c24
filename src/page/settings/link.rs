//! Settings as an address of the page, for reloads, bookmarks and other people.

use wasm_bindgen::JsValue;
use web_sys::{UrlSearchParams, window};

use super::table::knobs;
use super::values::Settings;

/// The parameter that names what an address came without, separated by commas.
pub(in crate::page) const LEFT_OUT: &str = "left_out";

/// The whole address of the page with these settings, and with the names of those that it is without.
pub(in crate::page) fn link(settings: &Settings, left_out: &[&str]) -> String {
    let location = window().map(|window| window.location());
    let origin = location.and_then(|location| location.origin().ok());
    origin.unwrap_or_default() + &relative(settings, left_out)
}

/// Lets the page's own address carry the same.
pub(super) fn keep(settings: &Settings, left_out: &[&str]) {
    let history = window().and_then(|window| window.history().ok());
    if let Some(history) = history {
        // A browser refuses when a page does so too often; the next time is as good.
        let address = relative(settings, left_out);
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&address));
    }
}

/// The query of the page's address, decoded as
/// [the URL standard](https://url.spec.whatwg.org/#urlencoded-parsing) has it.
pub(super) fn query() -> Vec<(String, String)> {
    let search = window().and_then(|window| window.location().search().ok());
    let params = search.and_then(|search| UrlSearchParams::new_with_str(&search).ok());
    let Some(params) = params else {
        return Vec::new();
    };
    let pair = |entry: js_sys::Array| Some((entry.get(0).as_string()?, entry.get(1).as_string()?));
    let entries = js_sys::Array::from(&params);
    entries
        .iter()
        .filter_map(|entry| pair(entry.into()))
        .collect()
}

fn relative(settings: &Settings, left_out: &[&str]) -> String {
    let path = window().and_then(|window| window.location().pathname().ok());
    let mut address = path.unwrap_or_default();
    if let Ok(params) = UrlSearchParams::new() {
        for (place, value) in settings.iter() {
            if let Some(knob) = knobs().nth(place) {
                params.append(knob.name, value);
            }
        }
        if !left_out.is_empty() {
            params.append(LEFT_OUT, &left_out.join(","));
        }
        let query = String::from(params.to_string());
        if !query.is_empty() {
            address.push('?');
            address += &query;
        }
    }
    address
}
