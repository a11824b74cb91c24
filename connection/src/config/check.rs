//! The one place of the rules that a configuration has to keep.

use super::Config;
use crate::endpoint::Endpoint;
use crate::message::Payload;
use crate::rule::{ConfigError, Rule, Wrong, positive, wrong};

impl Config {
    /// Checks every rule that the fields name.
    ///
    /// # Errors
    /// The first field that breaks its rule, with its value and the rule.
    pub fn check(&self) -> Result<(), ConfigError> {
        check_url("url", &self.url)?;
        self.alternatives
            .iter()
            .try_for_each(|url| check_url("alternatives", url))?;
        check_protocols(&self.protocols)?;
        self.failover.check()?;
        positive("connect_timeout", self.connect_timeout)?;
        positive("close_timeout", self.close_timeout)?;
        if let Some(duration) = self.suspend_after {
            positive("suspend_after", duration)?;
        }
        if self.max_buffered == 0 {
            return Err(wrong("max_buffered", Wrong::Bytes(0), Rule::RoomToSend));
        }
        if let Some(heartbeat) = &self.heartbeat {
            heartbeat.check()?;
            self.check_own_message("heartbeat.ping", &heartbeat.ping)?;
        }
        self.reconnect.check()?;
        self.check_greeting(self.greeting.as_ref())?;
        self.replies
            .iter()
            .try_for_each(|reply| self.check_own_message("replies", &reply.with))
    }

    /// An end point of the application's own making keeps the same rules.
    pub(crate) fn check_endpoint(&self, endpoint: &Endpoint) -> Result<(), ConfigError> {
        let checked = check_url("url", &endpoint.url)
            .and_then(|()| check_protocols(&endpoint.protocols))
            .and_then(|()| self.check_greeting(endpoint.greeting.as_ref()));
        checked.map_err(|error| match error.value {
            Wrong::Text(_) => wrong(error.field, Wrong::Hidden, error.rule),
            _ => error,
        })
    }

    /// Whether `other` leads to the same service.
    pub(crate) fn same_address(&self, other: &Self) -> bool {
        self.address(0) == other.address(0)
            && self.alternatives == other.alternatives
            && self.protocols == other.protocols
    }

    /// The address at `place` in the order of preference.
    pub(crate) fn address(&self, place: usize) -> &str {
        let other = place.checked_sub(1).and_then(|i| self.alternatives.get(i));
        other.unwrap_or(&self.url).trim_ascii()
    }

    fn check_greeting(&self, greeting: Option<&Payload>) -> Result<(), ConfigError> {
        greeting.map_or(Ok(()), |own| self.check_own_message("greeting", own))
    }

    /// What a function makes is not known before it is needed.
    fn check_own_message(&self, field: &'static str, own: &Payload) -> Result<(), ConfigError> {
        match own {
            Payload::Fixed(message) if message.len() > self.max_message => {
                let size = Wrong::Bytes(message.len());
                Err(wrong(field, size, Rule::WithinMaxMessage))
            }
            Payload::Fixed(_) | Payload::Made(_) => Ok(()),
        }
    }
}

fn check_url(field: &'static str, given: &str) -> Result<(), ConfigError> {
    let url = given.trim_ascii();
    let known = url.starts_with('/') || SCHEMES.iter().any(|scheme| starts_with(url, scheme));
    let rule = if url.is_empty() {
        Rule::AddressGiven
    } else if !known {
        Rule::AddressScheme
    } else if url.len() > Config::MAX_URL {
        Rule::AddressLength
    } else if url.bytes().any(|byte| byte == b'#') {
        Rule::AddressFragment
    } else {
        return Ok(());
    };
    Err(wrong(field, Wrong::Text(given.to_owned()), rule))
}

fn check_protocols(protocols: &[String]) -> Result<(), ConfigError> {
    for (place, protocol) in protocols.iter().enumerate() {
        let rule = if protocol.is_empty() || !protocol.bytes().all(is_token_byte) {
            Rule::ProtocolName
        } else if protocols[..place].contains(protocol) {
            Rule::ProtocolOnce
        } else {
            continue;
        };
        return Err(wrong("protocols", Wrong::Text(protocol.clone()), rule));
    }
    Ok(())
}

/// The schemes that a WebSocket address may have.
const SCHEMES: [&str; 4] = ["ws://", "wss://", "http://", "https://"];

/// Schemes are written in either case ([RFC 3986 §3.1](https://www.rfc-editor.org/rfc/rfc3986#section-3.1)).
fn starts_with(url: &str, scheme: &str) -> bool {
    url.get(..scheme.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
}

/// What an HTTP token is made of ([RFC 9110 §5.6.2](https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2)).
const fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'!' | b'#'
                | b'$'
                | b'%'
                | b'&'
                | b'\''
                | b'*'
                | b'+'
                | b'-'
                | b'.'
                | b'^'
                | b'_'
                | b'`'
                | b'|'
                | b'~'
        )
}
