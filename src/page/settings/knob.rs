//! What a setting is: its name, what kind of value it takes, and its words.

use std::time::Duration;

use heartline_connection::Config;

use super::super::language::Words;
use super::fault::Fault;
use super::text;

/// Something that a person can set.
#[derive(Debug)]
pub(in crate::page) struct Knob {
    /// The field, as a path, as [`ConfigError`](heartline_connection::ConfigError) names it.
    pub(in crate::page) name: &'static str,
    pub(super) kind: Kind,
    pub(super) words: Words<Word>,
}

/// What a setting is called, and what it does.
#[derive(Debug)]
pub(super) struct Word {
    pub(super) label: &'static str,
    pub(super) about: &'static str,
}

/// A value's kind, with the way to it. What is not there now, such as the interval of a heartbeat
/// that is off, has no value and ignores what is written.
pub(super) enum Kind {
    Duration(fn(&mut Config) -> Option<&mut Duration>),
    /// It may be off.
    Limit(fn(&mut Config) -> Option<&mut Option<Duration>>),
    Count(fn(&mut Config) -> &mut usize),
    /// It may be off.
    Attempts(fn(&mut Config) -> &mut Option<u32>),
    Bytes(fn(&mut Config) -> &mut usize),
    Flag(fn(&Config) -> Option<bool>, fn(&mut Config, bool)),
    Choice(
        &'static [(&'static str, Words<&'static str>)],
        fn(&Config) -> usize,
        fn(&mut Config, usize),
    ),
    Text(fn(&Config) -> Option<String>, Write),
    /// Text of several lines.
    Lines(fn(&Config) -> Option<String>, Write),
}

type Write = fn(&mut Config, &str) -> Result<(), Fault>;

impl Knob {
    /// What `config` has, as text; `None` where it has no such thing now.
    pub(super) fn read(&self, config: &Config) -> Option<String> {
        let mut scratch = config.clone();
        let config = &mut scratch;
        match &self.kind {
            Kind::Duration(of) => of(config).map(|value| text::duration_text(*value)),
            Kind::Limit(of) => {
                of(config).map(|value| text::optional_text(*value, text::duration_text))
            }
            Kind::Count(of) => Some(of(config).to_string()),
            Kind::Attempts(of) => Some(text::optional_text(*of(config), |n| n.to_string())),
            Kind::Bytes(of) => Some(text::bytes_text(*of(config))),
            Kind::Flag(of, _) => of(config).map(|flag| text::flag_text(flag).to_owned()),
            Kind::Choice(choices, of, _) => {
                let choice = choices.get(of(config));
                choice.map(|(name, _)| (*name).to_owned())
            }
            Kind::Text(of, _) | Kind::Lines(of, _) => of(config),
        }
    }

    /// Writes what `written` says into `config`, which is not checked as a whole.
    ///
    /// # Errors
    /// What is wrong with the text: then `config` is as before.
    pub(super) fn write(&self, config: &mut Config, written: &str) -> Result<(), Fault> {
        let value = written.trim();
        match &self.kind {
            Kind::Duration(of) => put(of(config), text::duration(value)?),
            Kind::Limit(of) => put(of(config), text::optional(value, text::duration)?),
            Kind::Count(of) => *of(config) = text::count(value)? as usize,
            Kind::Attempts(of) => *of(config) = text::optional(value, text::count)?,
            Kind::Bytes(of) => *of(config) = text::bytes(value)?,
            Kind::Flag(_, set) => set(config, text::flag(value)?),
            Kind::Choice(choices, _, set) => {
                let place = choices.iter().position(|(name, _)| *name == value);
                set(config, place.ok_or_else(|| one_of(choices))?);
            }
            Kind::Text(_, set) | Kind::Lines(_, set) => set(config, written)?,
        }
        Ok(())
    }
}

fn put<T>(place: Option<&mut T>, value: T) {
    if let Some(place) = place {
        *place = value;
    }
}

fn one_of(choices: &[(&'static str, Words<&'static str>)]) -> Fault {
    let names: Vec<_> = choices.iter().map(|(name, _)| *name).collect();
    Fault::Choice(names.join(", "))
}

impl std::fmt::Debug for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Kind")
    }
}
