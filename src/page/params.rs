//! The page's address parameters: names for settings, short or as the table has them. What cannot
//! be used is named.

use std::time::Duration;

use heartline_connection::{Backoff, Reconnect};

use super::language::{Language, Words};
use super::settings::{
    Built, Fault, LEFT_OUT, Refusal, Settings, duration, knobs, place, public_address,
};

/// A setting that was not used, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Notice {
    /// As they were given: `name=value`.
    what: Vec<String>,
    fault: Fault,
}

impl Notice {
    pub(super) fn new(name: &str, value: &str, fault: Fault) -> Self {
        let what = vec![shown(name, value)];
        Self { what, fault }
    }

    /// A refusal in the table's words.
    pub(super) fn of(refusal: &Refusal, all: &Settings) -> Self {
        notice(refusal, &[], all, all)
    }

    /// Nothing stored can be used.
    pub(super) fn of_stored() -> Self {
        let (what, fault) = (Vec::new(), Fault::Stored);
        Self { what, fault }
    }

    pub(super) fn words(&self, language: Language) -> String {
        let words = WORDS.of(language);
        if self.fault == Fault::Stored {
            return self.fault.words(language);
        }
        let end = match self.fault {
            Fault::Unknown | Fault::Twice => words.end,
            _ => words.default,
        };
        let what = self.what.join(words.and);
        [&what, ": ", &self.fault.words(language), end].concat()
    }
}

/// No more of it than can be read, and no secret of an address.
fn shown(name: &str, value: &str) -> String {
    let address = |line: &str| public_address(line) + if line.contains('#') { "#…" } else { "" };
    let addresses = || value.lines().map(address).collect::<Vec<_>>();
    let value = match name {
        "url" | "alternatives" => &addresses().join("\n"),
        _ => value,
    };
    let whole = [name, "=", value].concat();
    match whole.char_indices().nth(SHOWN) {
        Some((end, _)) => [&whole[..end], "…"].concat(),
        None => whole,
    }
}

const SHOWN: usize = 200;

struct Say {
    and: &'static str,
    end: &'static str,
    default: &'static str,
}

static WORDS: Words<Say> = Words {
    english: Say {
        and: " and ",
        end: ".",
        default: ". The default is used.",
    },
    chinese: Say {
        and: " 与 ",
        end: "。",
        default: "。已改用默认值。",
    },
};

/// The settings that hold at first.
#[derive(Debug)]
pub(super) struct Given {
    pub(super) built: Built,
    pub(super) notices: Vec<Notice>,
    /// Names of stored settings that parameters override.
    pub(super) overridden: Vec<&'static str>,
    /// Names of settings of which the address says that it came without their secrets.
    pub(super) left_out: Vec<&'static str>,
}

/// Reads the parameters of the query, decoded, in the order of the address. They override what is
/// stored.
pub(super) fn read(query: &[(String, String)], stored: &Settings) -> Given {
    let mut reader = Reader::default();
    for (nth, (name, value)) in query.iter().enumerate() {
        let twice = query[..nth].iter().any(|(earlier, _)| earlier == name);
        if twice {
            reader.ignore(name, value, Fault::Twice);
        } else {
            reader.take(name, value);
        }
    }
    let Reader {
        settings,
        given,
        left_out,
        mut notices,
    } = reader;
    let mut all = stored.overridden_by(&settings);
    fill_in(&mut all, &given);
    let built = all.build();
    let refused = built.refused.iter();
    notices.extend(refused.map(|refusal| notice(refusal, &given, stored, &all)));
    let overridden = overridden(stored, &settings);
    Given {
        built,
        notices,
        overridden,
        left_out,
    }
}

/// A parameter as it was given, and what it sets.
struct Parameter {
    name: String,
    value: String,
    place: usize,
}

#[derive(Default)]
struct Reader {
    settings: Settings,
    given: Vec<Parameter>,
    left_out: Vec<&'static str>,
    notices: Vec<Notice>,
}

impl Reader {
    fn ignore(&mut self, name: &str, value: &str, fault: Fault) {
        self.notices.push(Notice::new(name, value, fault));
    }

    fn take(&mut self, name: &str, value: &str) {
        if name == LEFT_OUT {
            let names = knobs().map(|knob| knob.name);
            self.left_out = names
                .filter(|name| value.split(',').any(|given| given == *name))
                .collect();
            return;
        }
        let Some(place) = place(long(name, value)) else {
            return self.ignore(name, value, Fault::Unknown);
        };
        if self.given.iter().any(|earlier| earlier.place == place) {
            return self.ignore(name, value, Fault::Twice);
        }
        self.settings.set(place, Some(value.to_owned()));
        self.given.push(Parameter {
            name: name.to_owned(),
            value: value.to_owned(),
            place,
        });
    }
}

/// The table's name for a short one.
fn long<'a>(name: &'a str, value: &str) -> &'a str {
    let short = SHORT.iter().find(|(short, _)| *short == name);
    match short {
        // Unless it is off, what it says is the ping.
        Some((short, _)) if *short == "heartbeat" && value == "off" => "heartbeat",
        Some((_, long)) => long,
        None => name,
    }
}

const SHORT: [(&str, &str); 6] = [
    ("interval", "heartbeat.interval"),
    ("timeout", "heartbeat.timeout"),
    ("heartbeat", "heartbeat.ping"),
    ("retry_min", MIN),
    ("retry_max", MAX),
    ("max_attempts", "reconnect.max_attempts"),
];

const MIN: &str = "reconnect.backoff.min";
const MAX: &str = "reconnect.backoff.max";

/// What short parameters say by the way: pings that are due after an interval measure as often, and
/// of the delays each moves the other out of its way, where that one was not given.
fn fill_in(settings: &mut Settings, given: &[Parameter]) {
    let said = |name: &str| given.iter().find(|parameter| parameter.name == name);
    let time = |text: &str| duration(text.trim()).ok();
    let (usual_min, usual_max) = usual_delays();
    let stored = |name: &str| place(name).and_then(|place| time(settings.value(place)?));
    let other_min = stored(MIN).unwrap_or(usual_min);
    let other_max = stored(MAX).unwrap_or(usual_max);
    let mut imply = |name: &str, value: &str| {
        let is_given = |place: &usize| given.iter().any(|known| known.place == *place);
        if let Some(place) = place(name).filter(|place| !is_given(place)) {
            settings.set(place, Some(value.to_owned()));
        }
    };
    if let Some(interval) = said("interval").filter(|said| time(&said.value).is_some()) {
        imply("heartbeat.measure", &interval.value);
    }
    let delay = |name: &str| said(name).and_then(|said| Some((&*said.value, time(&said.value)?)));
    let (min, max) = (delay("retry_min"), delay("retry_max"));
    if min.is_some() || max.is_some() {
        imply("reconnect.backoff", "exponential");
    }
    match (min, max) {
        (Some((text, min)), None) if min > other_max => imply(MAX, text),
        (None, Some((text, max))) if max < other_min => imply(MIN, text),
        _ => {}
    }
}

/// The delays that hold where only one of them is given.
fn usual_delays() -> (Duration, Duration) {
    match Reconnect::default().backoff {
        Backoff::Exponential { min, max } => (min, max),
        _ => (Duration::ZERO, Duration::ZERO),
    }
}

/// Names what was given or stored; what only followed from that needs no words.
fn notice(refusal: &Refusal, given: &[Parameter], stored: &Settings, all: &Settings) -> Notice {
    let mut what = Vec::new();
    for (place, knob) in knobs().enumerate() {
        let parameter = given.iter().find(|known| known.place == place);
        let is_said = parameter.is_some() || stored.value(place).is_some();
        if refusal.places.contains(&place) && is_said {
            let name = parameter.map_or(knob.name, |known| &known.name);
            what.push(shown(name, all.value(place).unwrap_or_default()));
        }
    }
    let fault = refusal.fault.clone();
    Notice { what, fault }
}

fn overridden(stored: &Settings, settings: &Settings) -> Vec<&'static str> {
    let differs = |(place, value)| {
        let own = stored.value(place)?;
        (own != value).then(|| knobs().nth(place).map(|knob| knob.name))?
    };
    settings.iter().filter_map(differs).collect()
}

#[cfg(all(test, not(target_arch = "wasm32")))]
pub(super) mod fuzz;

#[cfg(test)]
mod tests;
