//! The page's address parameters: each overrides a default, and what cannot be read is named.

use std::fmt;
use std::time::Duration;

use heartline_connection::{Backoff, Config, Heartbeat, Reconnect};

/// The address that the page connects to unless told otherwise: a path on its own host.
pub(super) const DEFAULT_ADDRESS: &str = "/ws";

/// The largest message that this project's server takes, in bytes.
const SERVER_LIMIT: usize = 64 << 10;

/// What the page says first on every socket, as the original page did.
const DEFAULT_GREETING: &str = r#"{"id":"a1b2c3"}"#;

/// What [`read`] understands.
const PARAMETERS: [&str; 11] = [
    "url",
    "protocols",
    "interval",
    "timeout",
    "connect_timeout",
    "retry_min",
    "retry_max",
    "max_attempts",
    "heartbeat",
    "greeting",
    "preset",
];

/// The page shows the round trip, so it measures it although this project's server is never quiet.
const MEASURE: Duration = Duration::from_secs(10);

/// A parameter that was not used, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Notice {
    parameter: String,
    value: String,
    rule: String,
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            parameter,
            value,
            rule,
        } = self;
        write!(f, "{parameter}={value}: {rule}.")
    }
}

/// Reads the parameters of the query, decoded, in the order of the address.
pub(super) fn read(query: &[(String, String)]) -> (Config, Vec<Notice>) {
    let mut reader = Reader {
        config: base(query),
        notices: Vec::new(),
    };
    for (place, (name, value)) in query.iter().enumerate() {
        let twice = query[..place].iter().any(|(earlier, _)| earlier == name);
        if twice {
            let rule = "it is given more than once, the first one counts";
            reader.ignore(name, value, rule.to_owned());
        } else if !PARAMETERS.contains(&name.as_str()) {
            reader.ignore(name, value, "the page knows no such parameter".to_owned());
        } else if let Err(rule) = reader.take(name, value) {
            reader.refuse(name, value, &rule);
        }
    }
    reader.take_delays(query);
    if value_of(query, "heartbeat") == Some("off") {
        reader.config.heartbeat = None;
    }
    (reader.config, reader.notices)
}

/// The preset decides what the other parameters override, wherever it stands.
fn base(query: &[(String, String)]) -> Config {
    let mut config = preset(query);
    go_to(&mut config, DEFAULT_ADDRESS);
    config
}

fn preset(query: &[(String, String)]) -> Config {
    match value_of(query, "preset") {
        Some("original") => Config::original(DEFAULT_ADDRESS),
        _ => Config::new(DEFAULT_ADDRESS)
            .greeting(DEFAULT_GREETING)
            .heartbeat(Heartbeat::default().measure(MEASURE)),
    }
}

/// Sets the address and, by it, how large a message may be: this project's server takes 64 KiB and
/// ends the connection above that; what others take is not known.
pub(super) fn go_to(config: &mut Config, url: &str) {
    url.trim().clone_into(&mut config.url);
    config.max_message = match config.url == DEFAULT_ADDRESS {
        true => SERVER_LIMIT,
        false => Config::new(url).max_message,
    };
}

fn value_of<'a>(query: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let entry = query.iter().find(|(known, _)| known == name);
    entry.map(|(_, value)| value.as_str())
}

struct Reader {
    config: Config,
    notices: Vec<Notice>,
}

impl Reader {
    /// The default holds.
    fn refuse(&mut self, name: &str, value: &str, rule: &str) {
        self.ignore(name, value, format!("{rule}. The default is used"));
    }

    fn ignore(&mut self, name: &str, value: &str, rule: String) {
        self.notices.push(Notice {
            parameter: name.to_owned(),
            value: value.to_owned(),
            rule,
        });
    }

    fn take(&mut self, name: &str, value: &str) -> Result<(), String> {
        let mut config = self.config.clone();
        let heartbeat = config.heartbeat.clone().unwrap_or_default();
        match name {
            "preset" if value == "original" => {}
            "preset" => return Err("the only preset is original".to_owned()),
            "url" => go_to(&mut config, value),
            "protocols" => config = config.protocols(value.split(',').map(str::trim)),
            "interval" => {
                let interval = duration(value)?;
                config.heartbeat = Some(heartbeat.interval(interval).measure(interval));
            }
            "timeout" => config.heartbeat = Some(heartbeat.timeout(duration(value)?)),
            "connect_timeout" => config.connect_timeout = duration(value)?,
            // Off is off, whatever the other parameters set: applied after them.
            "heartbeat" if value == "off" => {}
            "heartbeat" => config.heartbeat = Some(heartbeat.ping(value)),
            "greeting" if value.is_empty() => config.greeting = None,
            "greeting" => config.greeting = Some(value.into()),
            "max_attempts" => config.reconnect.max_attempts = Some(whole_number(value)?),
            // `retry_min` and `retry_max` belong together and are read after all others.
            _ => return Ok(()),
        }
        self.adopt(config)
    }

    /// The delays may only be valid together.
    fn take_delays(&mut self, query: &[(String, String)]) {
        let (min, max) = (value_of(query, "retry_min"), value_of(query, "retry_max"));
        let mut delay = |name: &str, value: Option<&str>| match value.map(duration)? {
            Ok(delay) => Some(delay),
            Err(rule) => {
                self.refuse(name, value.unwrap_or_default(), &rule);
                None
            }
        };
        let (min_delay, max_delay) = (delay("retry_min", min), delay("retry_max", max));
        if min_delay.is_none() && max_delay.is_none() {
            return;
        }
        let (default_min, default_max) = default_delays();
        let min_delay =
            min_delay.unwrap_or_else(|| default_min.min(max_delay.unwrap_or(default_min)));
        let max_delay = max_delay.unwrap_or_else(|| default_max.max(min_delay));
        let backoff = Backoff::Exponential {
            min: min_delay,
            max: max_delay,
        };
        let mut changed = self.config.clone();
        changed.reconnect.backoff = backoff;
        if let Err(rule) = self.adopt(changed) {
            let value = format!(
                "{} and retry_max={}",
                min.unwrap_or("(default)"),
                max.unwrap_or("(default)")
            );
            self.refuse("retry_min", &value, &rule);
        }
    }

    fn adopt(&mut self, changed: Config) -> Result<(), String> {
        changed.check().map_err(|error| error.rule.to_string())?;
        self.config = changed;
        Ok(())
    }
}

/// The delays that hold where a parameter gives only one of them.
fn default_delays() -> (Duration, Duration) {
    match Reconnect::default().backoff {
        Backoff::Exponential { min, max } => (min, max),
        _ => (Duration::ZERO, Duration::ZERO),
    }
}

fn whole_number(text: &str) -> Result<u32, String> {
    let number = text.parse();
    number.map_err(|_| "give a whole number, 0 for no retry at all".to_owned())
}

/// Reads `500ms`, `15s`, `1m`.
fn duration(text: &str) -> Result<Duration, String> {
    let rule = || "write a duration as 500ms, 15s or 1m".to_owned();
    let unit_at = text.find(|c: char| !c.is_ascii_digit()).ok_or_else(rule)?;
    let (number, unit) = text.split_at(unit_at);
    let millis = match unit {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        _ => return Err(rule()),
    };
    let number: u64 = number.parse().map_err(|_| rule())?;
    match number.checked_mul(millis) {
        Some(0) => Err("it must be longer than zero".to_owned()),
        Some(millis) if millis <= MAX_MILLIS => Ok(Duration::from_millis(millis)),
        _ => Err("the longest duration is 30 days, 43200m".to_owned()),
    }
}

/// Longer than any page is kept open, and far from every overflow.
const MAX_MILLIS: u64 = 30 * 24 * 60 * 60 * 1000;

#[cfg(all(test, not(target_arch = "wasm32")))]
mod fuzz;

#[cfg(test)]
mod tests {
    use super::*;

    fn query(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        pairs.iter().map(own).collect()
    }

    fn page_default(url: &str) -> Config {
        let heartbeat = Heartbeat::default().measure(MEASURE);
        Config::new(url)
            .greeting(DEFAULT_GREETING)
            .heartbeat(heartbeat)
            .max_message(SERVER_LIMIT)
    }

    fn heartbeat(config: &Config) -> Heartbeat {
        config.heartbeat.clone().expect("the heartbeat is on")
    }

    #[test]
    fn without_parameters_the_defaults_hold() {
        let (config, notices) = read(&[]);
        assert_eq!(config, page_default("/ws"));
        assert_eq!(notices, []);
    }

    #[test]
    fn each_parameter_overrides_its_default() {
        let (config, notices) = read(&query(&[
            ("interval", "15s"),
            ("timeout", "500ms"),
            ("connect_timeout", "1m"),
            ("retry_min", "200ms"),
            ("retry_max", "1s"),
            ("max_attempts", "3"),
            ("heartbeat", "ping"),
            ("greeting", "hello"),
            ("protocols", "chat, superchat"),
            ("url", "wss://example.org/live"),
        ]));
        assert_eq!(notices, []);
        let expected = Config::new("wss://example.org/live")
            .protocols(["chat", "superchat"])
            .connect_timeout(Duration::from_secs(60))
            .greeting("hello")
            .heartbeat(
                Heartbeat::default()
                    .measure(Duration::from_secs(15))
                    .interval(Duration::from_secs(15))
                    .timeout(Duration::from_millis(500))
                    .ping("ping"),
            )
            .reconnect(
                Reconnect::new(Backoff::Exponential {
                    min: Duration::from_millis(200),
                    max: Duration::from_secs(1),
                })
                .max_attempts(3),
            );
        assert_eq!(config, expected);
    }

    #[test]
    fn the_preset_is_what_the_others_override_wherever_it_stands() {
        let (config, notices) = read(&query(&[("interval", "5s"), ("preset", "original")]));
        assert_eq!(notices, []);
        assert_eq!(heartbeat(&config).interval, Duration::from_secs(5));
        assert_eq!(heartbeat(&config).timeout, Duration::from_secs(60));
    }

    #[test]
    fn heartbeat_and_greeting_can_be_turned_off() {
        let off = [("heartbeat", "off"), ("greeting", ""), ("interval", "5s")];
        let (config, notices) = read(&query(&off));
        assert_eq!((config.heartbeat, config.greeting), (None, None));
        assert_eq!(notices, []);
    }

    #[test]
    fn what_cannot_be_read_is_named_and_the_default_is_used() {
        for (name, value) in [
            ("url", "not a url"),
            ("url", "ftp://example.org"),
            ("url", "ws://example.org/#here"),
            ("url", ""),
            ("protocols", "chat,chat"),
            ("protocols", "a b"),
            ("interval", "15"),
            ("interval", "s"),
            ("interval", "-1s"),
            ("interval", "1.5s"),
            ("interval", "0s"),
            ("timeout", "0ms"),
            ("timeout", "99999999999999999999m"),
            ("timeout", "99999999999m"),
            ("connect_timeout", "soon"),
            ("retry_min", "0s"),
            ("retry_max", "é"),
            ("max_attempts", "-1"),
            ("max_attempts", "many"),
            ("preset", "mine"),
            ("colour", "red"),
        ] {
            let (config, notices) = read(&query(&[(name, value)]));
            assert_eq!(notices.len(), 1, "{name}={value}");
            let words = notices[0].to_string();
            assert!(words.starts_with(&format!("{name}={value}: ")), "{words}");
            assert_eq!(config, read(&[]).0, "{name}={value}");
        }
    }

    #[test]
    fn delays_that_contradict_each_other_are_named_together() {
        let (config, notices) = read(&query(&[("retry_min", "10s"), ("retry_max", "1s")]));
        assert_eq!(config.reconnect, Reconnect::default());
        assert_eq!(notices.len(), 1);
        assert!(notices[0].to_string().contains("retry_max=1s"));
    }

    #[test]
    fn one_delay_alone_moves_the_other_out_of_its_way() {
        for (name, value, min, max) in [
            ("retry_min", "1m", 60_000, 60_000),
            ("retry_max", "200ms", 200, 200),
            ("retry_max", "5s", 500, 5_000),
        ] {
            let (config, notices) = read(&query(&[(name, value)]));
            assert_eq!(notices, []);
            let expected = Backoff::Exponential {
                min: Duration::from_millis(min),
                max: Duration::from_millis(max),
            };
            assert_eq!(config.reconnect.backoff, expected, "{name}={value}");
        }
    }

    #[test]
    fn a_parameter_given_twice_counts_once_and_is_named() {
        let (config, notices) = read(&query(&[("timeout", "1s"), ("timeout", "2s")]));
        assert_eq!(heartbeat(&config).timeout, Duration::from_secs(1));
        assert_eq!(notices.len(), 1);
    }
}
