//! Settings whose value is made of parts: how they are written, and read back.

use std::time::Duration;

use heartline_connection::{
    Backoff, CloseAction, CloseCodes, Config, Message, Overflow, Pattern, Payload, Reply,
    without_user,
};

use super::fault::Fault;
use super::scheme::with_scheme;
use super::table::DEFAULT_ADDRESS;
use super::text::{self, pieces};

/// The largest message that this project's server takes, in bytes.
const SERVER_LIMIT: usize = 64 << 10;

/// Sets the address and, by it, how large a message may be: this project's server takes 64 KiB and
/// ends the connection above that; what others take is not known.
pub(super) fn go_to(config: &mut Config, url: &str) -> Result<(), Fault> {
    let url = with_scheme(url);
    has_no_user(&url)?;
    config.max_message = match url == DEFAULT_ADDRESS {
        true => SERVER_LIMIT,
        false => Config::new(&*url).max_message,
    };
    config.url = url.into_owned();
    Ok(())
}

/// Of an address; what is none breaks a rule, which has better words.
fn has_no_user(url: &str) -> Result<(), Fault> {
    let is_address = Config::new(url).check().is_ok();
    match is_address && without_user(url) != url {
        true => Err(Fault::Credentials),
        false => Ok(()),
    }
}

pub(super) fn alternatives(config: &mut Config, text: &str) -> Result<(), Fault> {
    let urls: Vec<_> = pieces(text, '\n')
        .map(|url| with_scheme(url).into_owned())
        .collect();
    urls.iter().try_for_each(|url| has_no_user(url))?;
    config.alternatives = urls;
    Ok(())
}

pub(super) fn read_protocols(config: &Config) -> Option<String> {
    Some(config.protocols.join(", "))
}

pub(super) fn protocols(config: &mut Config, text: &str) -> Result<(), Fault> {
    config.protocols = pieces(text, ',').map(str::to_owned).collect();
    Ok(())
}

pub(super) fn greeting(config: &mut Config, text: &str) -> Result<(), Fault> {
    config.greeting = (!text.is_empty()).then(|| text.into());
    Ok(())
}

pub(super) fn ready_when(config: &mut Config, text: &str) -> Result<(), Fault> {
    config.ready_when = (!text.is_empty()).then(|| pattern(text));
    Ok(())
}

/// A text that is not JSON is matched as well, but for its white space.
pub(super) fn pattern(text: &str) -> Pattern {
    Pattern::Json(text.to_owned())
}

/// The page makes no other pattern than those that have a text.
pub(super) fn pattern_text(pattern: &Pattern) -> String {
    match pattern {
        Pattern::Json(text) | Pattern::Exact(Message::Text(text)) => text.clone(),
        Pattern::Exact(_) | Pattern::With(_) => String::new(),
    }
}

/// Nor any other payload.
pub(super) fn payload_text(payload: &Payload) -> String {
    match payload {
        Payload::Fixed(Message::Text(text)) => text.clone(),
        Payload::Fixed(_) | Payload::Made(_) => String::new(),
    }
}

const ANSWERED_BY: &str = " => ";

pub(super) fn read_replies(config: &Config) -> Option<String> {
    let line = |reply: &Reply| {
        let [to, with] = [pattern_text(&reply.to), payload_text(&reply.with)];
        [&to, ANSWERED_BY, &with].concat()
    };
    let lines: Vec<_> = config.replies.iter().map(line).collect();
    Some(lines.join("\n"))
}

pub(super) fn replies(config: &mut Config, text: &str) -> Result<(), Fault> {
    let reply = |line: &str| {
        let (to, with) = line.split_once(ANSWERED_BY)?;
        let (to, with) = (pattern(to.trim()), with.trim().into());
        Some(Reply { to, with })
    };
    let replies: Option<Vec<_>> = pieces(text, '\n').map(reply).collect();
    config.replies = replies.ok_or(Fault::Reply)?;
    Ok(())
}

pub(super) fn backoff_kind(config: &Config) -> usize {
    match config.reconnect.backoff {
        Backoff::Fixed(_) => 1,
        Backoff::List(_) => 2,
        Backoff::Exponential { .. } | Backoff::With(_) => 0,
    }
}

/// The same kind again keeps its delays.
pub(super) fn set_backoff_kind(config: &mut Config, kind: usize) {
    if kind == backoff_kind(config) {
        return;
    }
    config.reconnect.backoff = match kind {
        1 => Backoff::Fixed(Duration::from_secs(5)),
        2 => Backoff::List([1, 2, 5, 10, 30].map(Duration::from_secs).into()),
        _ => Backoff::default(),
    };
}

pub(super) fn min_delay(config: &mut Config) -> Option<&mut Duration> {
    match &mut config.reconnect.backoff {
        Backoff::Exponential { min, .. } => Some(min),
        _ => None,
    }
}

pub(super) fn max_delay(config: &mut Config) -> Option<&mut Duration> {
    match &mut config.reconnect.backoff {
        Backoff::Exponential { max, .. } => Some(max),
        _ => None,
    }
}

pub(super) fn delay(config: &mut Config) -> Option<&mut Duration> {
    match &mut config.reconnect.backoff {
        Backoff::Fixed(delay) => Some(delay),
        _ => None,
    }
}

pub(super) fn read_delays(config: &Config) -> Option<String> {
    let Backoff::List(delays) = &config.reconnect.backoff else {
        return None;
    };
    let delays: Vec<_> = delays.iter().copied().map(text::duration_text).collect();
    Some(delays.join(", "))
}

pub(super) fn delays(config: &mut Config, text: &str) -> Result<(), Fault> {
    let delays: Result<Vec<_>, _> = pieces(text, ',').map(text::duration).collect();
    let delays = delays?;
    if let Backoff::List(list) = &mut config.reconnect.backoff {
        *list = delays;
    }
    Ok(())
}

const ACTIONS: [(&str, CloseAction); 3] = [
    ("retry", CloseAction::Retry),
    ("slow", CloseAction::RetrySlowly),
    ("stop", CloseAction::Stop),
];

pub(super) fn read_close_codes(config: &Config) -> Option<String> {
    let line = |(codes, action): &(std::ops::RangeInclusive<u16>, CloseAction)| {
        let name = ACTIONS.iter().find(|(_, known)| known == action);
        let name = name.map_or("", |(name, _)| name);
        let (first, last) = (codes.start().to_string(), codes.end().to_string());
        match first == last {
            true => [&first, "=", name].concat(),
            false => [&first, "-", &last, "=", name].concat(),
        }
    };
    let lines: Vec<_> = config.close_codes.rules().iter().map(line).collect();
    Some(lines.join("\n"))
}

pub(super) fn close_codes(config: &mut Config, text: &str) -> Result<(), Fault> {
    let mut all = CloseCodes::default();
    for line in pieces(text, '\n') {
        let (codes, action) = line.split_once('=').ok_or(Fault::CloseCode)?;
        let (first, last) = codes.split_once('-').unwrap_or((codes, codes));
        let action = ACTIONS.iter().find(|(name, _)| *name == action.trim());
        let (Some(first), Some(last), Some((_, action))) = (code(first), code(last), action) else {
            return Err(Fault::CloseCode);
        };
        if first > last {
            return Err(Fault::CloseCode);
        }
        all = all.on(first..=last, *action);
    }
    config.close_codes = all;
    Ok(())
}

/// Codes that exist ([RFC 6455 §7.4.2](https://www.rfc-editor.org/rfc/rfc6455#section-7.4.2)).
fn code(text: &str) -> Option<u16> {
    let code = text.trim().parse().ok();
    code.filter(|code| (1000..=4999).contains(code))
}

pub(super) fn overflow(config: &Config) -> usize {
    let overflow = config.outbox.overflow;
    OVERFLOWS
        .iter()
        .position(|known| *known == overflow)
        .unwrap_or(0)
}

pub(super) fn set_overflow(config: &mut Config, place: usize) {
    if let Some(overflow) = OVERFLOWS.get(place) {
        config.outbox.overflow = *overflow;
    }
}

const OVERFLOWS: [Overflow; 3] = [Overflow::Refuse, Overflow::DropOldest, Overflow::DropNewest];
