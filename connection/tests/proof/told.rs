//! What the machine commands, without what cannot differ: to be shown, and to be compared with what
//! the model expects.

use std::fmt;

use heartline_connection::{Command, DropReason, Event, Message, Payload, Phase};

use crate::deed::Letter;

#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Told {
    Open(u64),
    Ask(u64),
    Diagnose(u64),
    Cancel(u64),
    Send(u64, u32),
    /// A message of the machine's own.
    Automatic(u64, String),
    Close(u64),
    Abandon(u64),
    Deliver(String),
    Is(Phase, u64),
    Suspended,
    Undelivered(u32, DropReason),
    Heartbeat(String),
    /// The answer to a call of `send`.
    Sent,
    Queued,
    Dropped(DropReason),
}

impl Told {
    /// `None` for what no machine of these proofs may say.
    pub(crate) fn of(command: &Command) -> Option<Self> {
        Some(match command {
            Command::Open { attempt, .. } => Self::Open(*attempt),
            Command::Prepare { attempt, .. } => Self::Ask(*attempt),
            Command::Diagnose { attempt, .. } => Self::Diagnose(*attempt),
            Command::Cancel { attempt } => Self::Cancel(*attempt),
            Command::Send { attempt, outgoing } => {
                Self::Send(*attempt, Letter::number_of(&outgoing.message)?)
            }
            Command::SendAutomatic {
                attempt,
                payload: Payload::Fixed(message),
                ..
            } => Self::Automatic(*attempt, text(message)?),
            Command::Close { attempt, .. } => Self::Close(*attempt),
            Command::Abandon { attempt, .. } => Self::Abandon(*attempt),
            Command::Deliver(message) => Self::Deliver(text(message)?),
            Command::Report(Event::Transition { to, attempt, .. }) => Self::Is(*to, *attempt),
            Command::Report(Event::Suspended) => Self::Suspended,
            Command::Report(Event::Undelivered { message, reason }) => {
                Self::Undelivered(Letter::number_of(message)?, *reason)
            }
            Command::Report(Event::Heartbeat { message }) => Self::Heartbeat(text(message)?),
            _ => return None,
        })
    }
}

fn text(message: &Message) -> Option<String> {
    message.as_text().map(str::to_owned)
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open(of) => write!(f, "open {of}"),
            Self::Ask(of) => write!(f, "asks {of}"),
            Self::Diagnose(of) => write!(f, "asks why {of}"),
            Self::Cancel(of) => write!(f, "asks no more {of}"),
            Self::Send(of, letter) => write!(f, "send {of} {letter}"),
            Self::Automatic(of, text) => write!(f, "send {of} {text}"),
            Self::Close(of) => write!(f, "close {of}"),
            Self::Abandon(of) => write!(f, "abandon {of}"),
            Self::Deliver(text) => write!(f, "deliver {text}"),
            Self::Is(phase, of) => write!(f, "is {phase}, attempt {of}"),
            Self::Suspended => f.write_str("is suspended"),
            Self::Heartbeat(words) => write!(f, "heartbeat {words}"),
            Self::Undelivered(letter, reason) => write!(f, "undelivered {letter}: {reason}"),
            Self::Sent => f.write_str("sent"),
            Self::Queued => f.write_str("queued"),
            Self::Dropped(reason) => write!(f, "dropped: {reason}"),
        }
    }
}
