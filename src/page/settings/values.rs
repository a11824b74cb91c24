//! What a person has set: texts, by the table's places. All else is as the defaults have it.

use heartline_connection::{Config, ConfigError};

use super::fault::Fault;
use super::scheme::with_scheme;
use super::table::{self, PROTOCOLS, URL, knobs};

/// The settings that were set. None is known to be valid before [`Settings::build`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::page) struct Settings(Vec<Option<String>>);

/// Settings that cannot be used, alone or together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::page) struct Refusal {
    pub(in crate::page) places: Vec<usize>,
    pub(in crate::page) fault: Fault,
}

/// What settings lead to.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::page) struct Built {
    /// It keeps every rule.
    pub(in crate::page) config: Config,
    /// What it was made of.
    pub(in crate::page) used: Settings,
    pub(in crate::page) refused: Vec<Refusal>,
}

impl Default for Settings {
    fn default() -> Self {
        Self(knobs().map(|_| None).collect())
    }
}

impl Settings {
    pub(in crate::page) fn value(&self, place: usize) -> Option<&str> {
        self.0.get(place)?.as_deref()
    }

    /// `None` goes back to the default.
    pub(in crate::page) fn set(&mut self, place: usize, value: Option<String>) {
        if let Some(known) = self.0.get_mut(place) {
            *known = value;
        }
    }

    pub(in crate::page) fn with(&self, place: usize, value: Option<&str>) -> Self {
        let mut changed = self.clone();
        changed.set(place, value.map(str::to_owned));
        changed
    }

    /// What is set: places and values.
    pub(in crate::page) fn iter(&self) -> impl Iterator<Item = (usize, &str)> {
        let places = self.0.iter().enumerate();
        places.filter_map(|(place, value)| Some((place, value.as_deref()?)))
    }

    /// What a field shows: what is set, or the default.
    pub(in crate::page) fn shown(&self, place: usize) -> String {
        let default = || knobs().nth(place)?.read(&self.build().config);
        let set = self.value(place).map(str::to_owned);
        set.or_else(default).unwrap_or_default()
    }

    /// Whether more is set than where to connect and a preset.
    pub(in crate::page) fn is_custom(&self) -> bool {
        let mut places = self.iter().map(|(place, _)| place);
        places.any(|place| place > PROTOCOLS)
    }

    /// Without all that is not about where to connect.
    pub(in crate::page) fn only_address(&self) -> Self {
        Self::default().at_the_address_of(self)
    }

    /// These, connecting to where `other` does.
    pub(in crate::page) fn at_the_address_of(mut self, other: &Self) -> Self {
        for place in URL..=PROTOCOLS {
            self.set(place, other.value(place).map(str::to_owned));
        }
        self
    }

    /// These, and what `other` sets in place of them.
    pub(in crate::page) fn overridden_by(&self, other: &Self) -> Self {
        let pairs = self.0.iter().zip(&other.0);
        Self(
            pairs
                .map(|(own, other)| other.clone().or_else(|| own.clone()))
                .collect(),
        )
    }

    /// These, with whatever differs between `before` and `after` as it is in `after`.
    pub(in crate::page) fn following(&self, before: &Self, after: &Self) -> Self {
        let mut changed = self.clone();
        let pairs = before.0.iter().zip(&after.0).enumerate();
        for (place, (before, after)) in pairs {
            if before != after {
                changed.set(place, after.clone());
            }
        }
        changed
    }

    /// Without what makes no difference.
    pub(in crate::page) fn concise(&self) -> Self {
        let mut concise = self.clone();
        for place in self.iter().map(|(place, _)| place) {
            if !concise.differs(place) {
                concise.set(place, None);
            }
        }
        concise
    }

    /// Whether what is set at `place` is other than the default. What has no effect at present,
    /// such as the interval of a heartbeat that is off, is.
    pub(in crate::page) fn differs(&self, place: usize) -> bool {
        let Some(value) = self.value(place) else {
            return false;
        };
        let (plain, mut config) = (self.with(place, None).written().0, self.written().0);
        let knob = knobs().nth(place);
        let is_there = knob.is_some_and(|knob| knob.read(&config).is_some());
        // A text that cannot be read is no default either.
        let is_wrong = knob.is_some_and(|knob| knob.write(&mut config, value).is_err());
        is_wrong || !is_there || plain != config
    }

    /// The configuration that these settings are, without those that it cannot have.
    pub(in crate::page) fn build(&self) -> Built {
        let (mut config, mut refused) = self.written();
        let address = self.value(URL).map(|url| with_scheme(url).into_owned());
        let mut used = self.with(URL, address.as_deref());
        used.drop_places(refused.iter().flat_map(|refusal| &refusal.places));
        while let Err(error) = config.check() {
            let places = used.blamed(&error);
            used.drop_places(&places);
            config = used.written().0;
            let fault = Fault::Rule(error);
            refused.push(Refusal { places, fault });
        }
        Built {
            config,
            used,
            refused,
        }
    }

    fn drop_places<'a>(&mut self, places: impl IntoIterator<Item = &'a usize>) {
        for place in places {
            self.set(*place, None);
        }
    }

    /// A configuration that may break rules, and what cannot be read.
    fn written(&self) -> (Config, Vec<Refusal>) {
        let (mut config, mut refused) = (table::defaults(), Vec::new());
        for (place, knob) in knobs().enumerate() {
            let Some(value) = self.value(place) else {
                continue;
            };
            if let Err(fault) = knob.write(&mut config, value) {
                let places = vec![place];
                refused.push(Refusal { places, fault });
            }
        }
        (config, refused)
    }

    /// Which settings break the rule: those that it names, or another one without which it holds.
    fn blamed(&self, error: &ConfigError) -> Vec<usize> {
        let set: Vec<_> = self.iter().map(|(place, _)| place).collect();
        let named = |place: &usize| {
            let name = knobs().nth(*place).map_or("", |knob| knob.name);
            let below = name.strip_prefix(error.field);
            below.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        let blamed: Vec<_> = set.iter().copied().filter(named).collect();
        if !blamed.is_empty() {
            return blamed;
        }
        let holds_without = |place: &usize| {
            let checked = self.with(*place, None).written().0.check();
            checked.as_ref() != Err(error)
        };
        match set.iter().copied().find(holds_without) {
            Some(place) => vec![place],
            None => set,
        }
    }
}

/// The settings that differ and speak only at the beginning of a connection, by name.
pub(in crate::page) fn first_words(before: &Config, after: &Config) -> Vec<&'static str> {
    let differs = [
        ("greeting", before.greeting != after.greeting),
        ("ready_when", before.ready_when != after.ready_when),
    ];
    let differs = differs.into_iter().filter(|(_, differs)| *differs);
    differs.map(|(name, _)| name).collect()
}

/// Whether another configuration needs another socket.
pub(in crate::page) fn reconnects(before: &Config, after: &Config) -> bool {
    before.url != after.url
        || before.alternatives != after.alternatives
        || before.protocols != after.protocols
}
