//! The languages in which a connection can tell people about itself.

/// A language that the library speaks. English is always there; each other one has a feature of its
/// own, so that nobody carries words that are never shown.
///
/// ```
/// use heartline_connection::{Language, Phase};
///
/// assert_eq!(Phase::Open.words_in(Language::English), "Connected");
/// # #[cfg(feature = "chinese")]
/// assert_eq!(Phase::Open.words_in(Language::Chinese), "已连接");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
// Whoever names all of them has turned all of them on: no feature breaks another crate's `match`.
#[cfg_attr(not(feature = "chinese"), non_exhaustive)]
pub enum Language {
    /// The language of `Display`.
    #[default]
    English,
    /// Simplified. Feature `chinese`.
    #[cfg(feature = "chinese")]
    Chinese,
}

impl Language {
    /// All of them, in the order in which they are best offered.
    pub const ALL: &[Self] = &[
        Self::English,
        #[cfg(feature = "chinese")]
        Self::Chinese,
    ];

    /// The name by which HTML knows it, for `lang` ([BCP 47](https://www.rfc-editor.org/info/bcp47)).
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            #[cfg(feature = "chinese")]
            Self::Chinese => "zh-Hans",
        }
    }

    /// What it calls itself.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            #[cfg(feature = "chinese")]
            Self::Chinese => "中文",
        }
    }

    /// The language of `tag`, such as one of `navigator.languages`: any kind of English or Chinese.
    #[must_use]
    pub fn by_tag(tag: &str) -> Option<Self> {
        let primary = |tag: &str| tag.split('-').next().map(str::to_ascii_lowercase);
        let asked = primary(tag);
        let mut known = Self::ALL.iter().copied();
        known.find(|known| primary(known.tag()) == asked)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn a_language_is_known_by_its_primary_tag() {
        for (tag, known) in [
            ("en", Some("en")),
            ("en-GB", Some("en")),
            ("zh-CN", Some("zh-Hans")),
            ("zh", Some("zh-Hans")),
            ("ZH-Hant-TW", Some("zh-Hans")),
            ("de", None),
            ("", None),
            ("-", None),
        ] {
            let known = known.filter(|tag| *tag == "en" || cfg!(feature = "chinese"));
            assert_eq!(Language::by_tag(tag).map(Language::tag), known, "{tag}");
        }
    }
}
