//! The languages that the page speaks.
//!
//! A part of the page has its words in a struct, of which there is one value for each language: a
//! word that is missing in one of them does not compile.

use web_sys::Window;

use super::store;

/// A language that the page speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Language {
    /// What it speaks to whoever prefers a language that it does not know.
    #[default]
    English,
    /// Simplified.
    Chinese,
}

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

impl Language {
    /// All of them, in the order in which they are offered.
    pub(super) const ALL: [Self; 2] = [Self::English, Self::Chinese];

    /// The name by which HTML knows it ([BCP 47](https://www.rfc-editor.org/info/bcp47)).
    pub(super) const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh-Hans",
        }
    }

    /// What it calls itself.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Chinese => "中文",
        }
    }

    /// The one that the person chose, or the first that the browser prefers and the page knows.
    pub(super) fn preferred() -> Self {
        let chosen = store::read(KEY).and_then(|tag| Self::by_tag(&tag));
        chosen.unwrap_or_else(|| {
            let window = web_sys::window();
            window.as_ref().map(Self::of_browser).unwrap_or_default()
        })
    }

    fn of_browser(window: &Window) -> Self {
        let tags = window.navigator().languages();
        let mut tags = tags.iter().filter_map(|tag| tag.as_string());
        tags.find_map(|tag| Self::by_tag(&tag)).unwrap_or_default()
    }

    /// Of any kind of English or Chinese.
    fn by_tag(tag: &str) -> Option<Self> {
        let primary = tag.split('-').next()?;
        let speaks = |known: &Self| known.tag().split('-').next() == Some(primary);
        Self::ALL.into_iter().find(speaks)
    }

    /// Speaks it from here on, on this page and on later ones.
    pub(super) fn choose(self) {
        store::write(KEY, self.tag());
        self.announce();
    }

    /// Tells the browser which language the page is in, for screen readers, fonts and line breaks.
    pub(super) fn announce(self) {
        let document = web_sys::window().and_then(|window| window.document());
        if let Some(root) = document.and_then(|document| document.document_element()) {
            // Only a name that HTML does not allow is refused.
            let _ = root.set_attribute("lang", self.tag());
        }
    }
}

/// Where the choice is kept.
const KEY: &str = "language";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_known_by_its_primary_tag() {
        for (tag, known) in [
            ("en", Some(Language::English)),
            ("en-GB", Some(Language::English)),
            ("zh-CN", Some(Language::Chinese)),
            ("zh", Some(Language::Chinese)),
            ("zh-Hant-TW", Some(Language::Chinese)),
            ("de", None),
            ("", None),
        ] {
            assert_eq!(Language::by_tag(tag), known, "{tag}");
        }
    }
}
