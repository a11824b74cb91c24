//! The languages that the page speaks: those of the connection.
//!
//! A part of the page has its words in a struct, of which there is one value for each language: a
//! word that is missing in one of them does not compile.

use web_sys::Window;

pub(super) use heartline_connection::Language;

use super::store;

/// The words of a part of the page.
#[derive(Debug, PartialEq)]
pub(super) struct Words<T> {
    pub(super) english: T,
    pub(super) chinese: T,
}

impl<T> Words<T> {
    pub(super) const fn of(&self, language: Language) -> &T {
        match language {
            Language::English => &self.english,
            Language::Chinese => &self.chinese,
        }
    }
}

/// The one that the person chose, or the first that the browser prefers and the page knows.
pub(super) fn preferred() -> Language {
    let chosen = store::read(KEY).and_then(|tag| Language::by_tag(&tag));
    chosen.unwrap_or_else(|| {
        let window = web_sys::window();
        window.as_ref().map(of_browser).unwrap_or_default()
    })
}

fn of_browser(window: &Window) -> Language {
    let tags = window.navigator().languages();
    let mut tags = tags.iter().filter_map(|tag| tag.as_string());
    let known = tags.find_map(|tag| Language::by_tag(&tag));
    known.unwrap_or_default()
}

/// Remembers that the person chose `language`, for later pages.
pub(super) fn choose(language: Language) {
    store::write(KEY, language.tag());
}

/// Tells the browser which language the page is in, for screen readers, fonts and line breaks.
pub(super) fn announce(language: Language) {
    let document = web_sys::window().and_then(|window| window.document());
    if let Some(root) = document.and_then(|document| document.document_element()) {
        // Only a name that HTML does not allow is refused.
        let _ = root.set_attribute("lang", language.tag());
    }
}

/// Where the choice is kept.
const KEY: &str = "language";
