//! Settings as a file, which is also how they are stored: JSON that says what it is.

use js_sys::{JSON, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use super::super::language::Words;
use super::super::params::Notice;
use super::fault::Fault;
use super::table::{knobs, place};
use super::values::Settings;

/// The name of an exported file.
pub(super) const NAME: &str = "heartline-settings.json";

/// What the file says it is.
const OURS: &str = "settings";

/// The form of the file. A later form has a higher number.
const VERSION: f64 = 1.0;

/// The largest file that is read, in bytes. Ours are far smaller.
pub(super) const MAX_FILE: f64 = 262_144.0;

/// Why nothing of a file was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Foreign {
    TooLarge,
    Unreadable,
    NotJson,
    NotOurs,
    Later,
}

impl Foreign {
    pub(super) const fn words(self) -> &'static Words<&'static str> {
        match self {
            Self::TooLarge => &Words {
                english: "The file is larger than 256 KiB, so it is not one of Heartline's. Nothing was changed.",
                chinese: "文件超过 256 KiB，不是 Heartline 的设置文件。未作任何更改。",
            },
            Self::Unreadable => &Words {
                english: "The browser cannot read the file. Nothing was changed.",
                chinese: "浏览器无法读取该文件。未作任何更改。",
            },
            Self::NotJson => &Words {
                english: "The file is not JSON. Choose one that Heartline exported. Nothing was changed.",
                chinese: "该文件不是 JSON。请选择由 Heartline 导出的文件。未作任何更改。",
            },
            Self::NotOurs => &Words {
                english: "The file does not hold Heartline's settings. Choose one that Heartline exported. Nothing was changed.",
                chinese: "该文件不是 Heartline 的设置。请选择由 Heartline 导出的文件。未作任何更改。",
            },
            Self::Later => &Words {
                english: "The file was written by a later version of Heartline. Nothing was changed.",
                chinese: "该文件由更新版本的 Heartline 写出。未作任何更改。",
            },
        }
    }
}

/// A value in a file: its text, or what stands where text should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Entry {
    Text(String),
    Other(String),
}

pub(super) fn json(settings: &Settings) -> String {
    let (file, values) = (Object::new(), Object::new());
    for (place, value) in settings.iter() {
        if let Some(knob) = knobs().nth(place) {
            put(&values, knob.name, &value.into());
        }
    }
    put(&file, "heartline", &OURS.into());
    put(&file, "version", &VERSION.into());
    put(&file, "values", &values);
    let text = JSON::stringify_with_replacer_and_space(&file, &JsValue::NULL, &2.into());
    // Plain objects of texts have a JSON.
    text.map(String::from).unwrap_or_default()
}

fn put(object: &Object, name: &str, value: &JsValue) {
    // A plain object takes every member.
    let _ = Reflect::set(object, &name.into(), value);
}

/// The names and values in the text of a file.
pub(super) fn parse(text: &str) -> Result<Vec<(String, Entry)>, Foreign> {
    let file = JSON::parse(text).map_err(|_| Foreign::NotJson)?;
    let member = |name: &str| Reflect::get(&file, &name.into()).unwrap_or(JsValue::UNDEFINED);
    let values = member("values").dyn_into::<Object>();
    let (Some(version), Ok(values)) = (member("version").as_f64(), values) else {
        return Err(Foreign::NotOurs);
    };
    if member("heartline") != OURS {
        return Err(Foreign::NotOurs);
    }
    if version > VERSION {
        return Err(Foreign::Later);
    }
    let pairs = Object::entries(&values);
    Ok(pairs
        .iter()
        .map(|pair| entry(&pair.unchecked_into()))
        .collect())
}

fn entry(pair: &js_sys::Array) -> (String, Entry) {
    let (name, value) = (pair.get(0), pair.get(1));
    let text = || {
        JSON::stringify(&value)
            .map(String::from)
            .unwrap_or_default()
    };
    let entry = match value.as_string() {
        Some(text) => Entry::Text(text),
        None if value.as_f64().is_some() || value.as_bool().is_some() => Entry::Text(text()),
        None => Entry::Other(text()),
    };
    (name.as_string().unwrap_or_default(), entry)
}

/// The settings among the entries that can be used together, and why the others cannot.
pub(super) fn take(entries: Vec<(String, Entry)>) -> (Settings, Vec<Notice>) {
    let (mut settings, mut notices) = (Settings::default(), Vec::new());
    for (name, entry) in entries {
        match (place(&name), entry) {
            (Some(place), Entry::Text(value)) => settings.set(place, Some(value)),
            (Some(_), Entry::Other(value)) => notices.push(Notice::new(&name, &value, Fault::Type)),
            (None, Entry::Text(value) | Entry::Other(value)) => {
                notices.push(Notice::new(&name, &value, Fault::Unknown));
            }
        }
    }
    let built = settings.build();
    let refused = built.refused.iter();
    notices.extend(refused.map(|refusal| Notice::of(refusal, &settings)));
    (built.used, notices)
}
