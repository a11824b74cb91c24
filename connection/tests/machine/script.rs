//! The words of a transcript: how times, messages and socket events are written and read.

use std::time::Duration;

use heartline_connection::{
    AddressFault, Closed, Endpoint, Finding, Instant, Message, OpenError, Outgoing, Status,
    WakeReason,
};

pub(crate) fn is_played(line: &str) -> bool {
    let deed = line.split_once(' ').map_or("", |(_, deed)| deed);
    deed == "end"
        || ["user: ", "app: ", "page: ", "socket "]
            .iter()
            .any(|who| deed.starts_with(who))
}

pub(crate) fn seconds(text: &str) -> Duration {
    let number = text
        .strip_suffix('s')
        .and_then(|number| number.parse().ok());
    Duration::from_secs_f64(number.unwrap_or_else(|| panic!("{text:?} is no time")))
}

pub(crate) fn clock(at: Instant) -> String {
    format!("{}s", at.since_origin().as_secs_f64())
}

pub(crate) fn message(text: &str) -> Message {
    let hex = |digits: &str| {
        let bytes = digits
            .as_bytes()
            .chunks(2)
            .map(|pair| std::str::from_utf8(pair).unwrap());
        bytes
            .map(|pair| u8::from_str_radix(pair, 16).unwrap())
            .collect()
    };
    match text.strip_prefix("0x") {
        Some(digits) => Message::Binary(hex(digits)),
        None => Message::Text(text.to_owned()),
    }
}

/// A message, perhaps with a time to live and a key: `hello | ttl 5s | key a`.
pub(crate) fn outgoing(text: &str) -> Outgoing {
    let mut parts = text.split(" | ");
    let outgoing = Outgoing::new(message(parts.next().unwrap_or_default()));
    parts.fold(outgoing, |outgoing, part| match part.split_once(' ') {
        Some(("ttl", time)) => outgoing.time_to_live(seconds(time)),
        Some(("key", key)) => outgoing.key(key),
        _ => panic!("what is {part:?}?"),
    })
}

/// What the application made of `given`: an address, perhaps with more:
/// `ws://x/ | greeting hello | protocols a,b`.
pub(crate) fn endpoint(mut given: Endpoint, text: &str) -> Endpoint {
    let mut parts = text.split(" | ");
    parts.next().unwrap_or_default().clone_into(&mut given.url);
    parts.fold(given, |given, part| match part.split_once(' ') {
        Some(("greeting", text)) => given.greeting(message(text)),
        Some(("protocols", names)) => given.protocols(names.split(',')),
        _ => panic!("what is {part:?}?"),
    })
}

pub(crate) fn finding(text: &str) -> Finding {
    match text {
        "nothing" => Finding::NoAnswer,
        "offline" => Finding::Offline,
        status => Finding::Status(status.parse().expect(status)),
    }
}

pub(crate) fn show(message: &Message) -> String {
    match message {
        Message::Text(text) => text.clone(),
        Message::Binary(bytes) => {
            let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            format!("0x{digits}")
        }
    }
}

pub(crate) fn closed(text: &str) -> Closed {
    let (code, reason) = text.split_once(' ').unwrap_or((text, ""));
    Closed {
        code: code.parse().expect(text),
        reason: reason.to_owned(),
        was_clean: code != "1006",
    }
}

pub(crate) fn open_error(text: &str) -> OpenError {
    match text {
        "read the address" => AddressFault::Refused("no host".to_owned()).into(),
        "pass the block" => OpenError::Blocked("insecure".to_owned()),
        "find WebSocket" => OpenError::Unsupported,
        "be made" => OpenError::Other("too many sockets".to_owned()),
        _ => panic!("what is {text:?}?"),
    }
}

/// The time of the next ping is not part of what a key stands for.
pub(crate) fn same(a: &Status, b: &Status) -> bool {
    let without_ping = |status: &Status| {
        let mut status = status.clone();
        status.next = status.next.filter(|wake| wake.why != WakeReason::PingDue);
        status
    };
    without_ping(a) == without_ping(b)
}
