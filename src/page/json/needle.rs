//! Search for a text, whatever its case.

use super::unescaped;

/// What is looked for: for each character the ways in which it may be written, in UTF-8.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::page) struct Needle(Vec<[Vec<u8>; 2]>);

impl Needle {
    pub(in crate::page) fn new(text: &str) -> Self {
        let (lower, upper) = cases(text);
        let spelled = |character: char| character.to_string().into_bytes();
        let same_length = lower.chars().count() == upper.chars().count();
        let pairs = lower.chars().zip(upper.chars());
        Self(match same_length {
            true => pairs.map(|(a, b)| [spelled(a), spelled(b)]).collect(),
            // Where a letter becomes two, such as ß, only what is written counts.
            false => text.chars().map(|c| [spelled(c), spelled(c)]).collect(),
        })
    }

    /// For these bytes and no others.
    pub(in crate::page) fn exact(bytes: Vec<u8>) -> Self {
        Self(vec![[bytes.clone(), bytes]])
    }

    /// Whether it stands in `text` as that is written, or as that reads in JSON.
    pub(in crate::page) fn is_in_text(&self, text: &str) -> bool {
        self.is_in(text.as_bytes())
            || (text.contains('\\') && self.is_in(unescaped(text).as_bytes()))
    }

    /// Whether it stands anywhere in `hay`, text or not.
    pub(in crate::page) fn is_in(&self, hay: &[u8]) -> bool {
        let Some([lower, upper]) = self.0.first() else {
            return true;
        };
        let (Some(&a), Some(&b)) = (lower.first(), upper.first()) else {
            return true;
        };
        let mut starts = hay.iter().enumerate();
        starts.any(|(place, &byte)| (byte == a || byte == b) && self.begins(&hay[place..]))
    }

    fn begins(&self, mut hay: &[u8]) -> bool {
        self.0.iter().all(|spellings| {
            let rest = spellings.iter().find_map(|way| hay.strip_prefix(&way[..]));
            rest.is_some_and(|rest| {
                hay = rest;
                true
            })
        })
    }
}

/// In a browser by the browser, which has the tables.
#[cfg(target_arch = "wasm32")]
fn cases(text: &str) -> (String, String) {
    let text = js_sys::JsString::from(text);
    (text.to_lower_case().into(), text.to_upper_case().into())
}

#[cfg(not(target_arch = "wasm32"))]
fn cases(text: &str) -> (String, String) {
    (text.to_lowercase(), text.to_uppercase())
}
