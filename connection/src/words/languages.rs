//! Everything that people read, in the language of their choice. English is what `Display` says.

#[cfg(feature = "chinese")]
use super::chinese;
use crate::cause::{AddressFault, Cause, GaveUp, OpenError};
use crate::close::CloseError;
use crate::endpoint::PrepareError;
use crate::human::Human;
use crate::language::Language;
use crate::outbox::DropReason;
use crate::rule::{ConfigError, Rule, Wrong};
use crate::status::{Phase, Status};
use crate::time::Instant;

impl Phase {
    /// Like [`Self::words`], in `language`.
    #[must_use]
    pub const fn words_in(self, language: Language) -> &'static str {
        match language {
            Language::English => self.words(),
            #[cfg(feature = "chinese")]
            Language::Chinese => chinese::phase(self),
        }
    }
}

impl Status {
    /// Like [`Self::sentence`], in `language`.
    #[must_use]
    pub fn sentence_in(&self, language: Language, now: Instant) -> String {
        match language {
            Language::English => self.sentence(now),
            #[cfg(feature = "chinese")]
            Language::Chinese => chinese::sentence(self, now),
        }
    }

    /// Like [`Self::advice`], in `language`.
    #[must_use]
    pub fn advice_in(&self, language: Language) -> Option<&'static str> {
        self.troubling_cause()?.advice_in(language)
    }

    /// Like [`Self::next_words`], in `language`.
    #[must_use]
    pub fn next_words_in(&self, language: Language) -> Option<&'static str> {
        match language {
            Language::English => self.next_words(),
            #[cfg(feature = "chinese")]
            Language::Chinese => chinese::next(self.next?.why),
        }
    }
}

impl Cause {
    /// Like [`Self::advice`], in `language`.
    #[must_use]
    pub const fn advice_in(&self, language: Language) -> Option<&'static str> {
        match language {
            Language::English => self.advice(),
            #[cfg(feature = "chinese")]
            Language::Chinese => chinese::advice(self),
        }
    }
}

impl Rule {
    /// Like [`Self::as_str`], in `language`.
    #[must_use]
    pub const fn words_in(self, language: Language) -> &'static str {
        match language {
            Language::English => self.as_str(),
            #[cfg(feature = "chinese")]
            Language::Chinese => chinese::rule(self),
        }
    }
}

/// What `Display` says in English.
macro_rules! words_in {
    ($($name:ident: $words:ident),* $(,)?) => {
        $(impl $name {
            /// What `Display` says, in `language`.
            #[must_use]
            pub fn words_in(&self, language: Language) -> String {
                match language {
                    Language::English => self.to_string(),
                    #[cfg(feature = "chinese")]
                    Language::Chinese => chinese::$words(self),
                }
            }
        })*
    };
}

words_in! {
    Cause: cause,
    GaveUp: gave_up,
    OpenError: open_error,
    AddressFault: address_fault,
    PrepareError: prepare_error,
    ConfigError: config_error,
    Wrong: wrong,
    CloseError: close_error,
    DropReason: drop_reason,
    Human: human,
}
