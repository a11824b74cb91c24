//! What the person at the screen can do about a cause.

use crate::cause::{Cause, HttpClass, OpenError};
use crate::endpoint::PrepareError;
use crate::rule::Rule;
use crate::status::{Phase, Status};

/// A piece of advice, in whatever language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Advice {
    NetworkOrPing,
    AddressServerNetwork,
    ReadyMessage,
    SignIn,
    CorrectAddress,
    ServerLogIfAgain,
    WebSocketAtAddress,
    OwnNetwork,
    NetworkOrSignIn,
    KeepRule(Rule),
    SameProtocol,
    Permissions,
    SmallerMessages,
    NetworkBetween,
    Certificate,
    CorrectSettings,
    WriteAddress,
    SecureScheme,
    CurrentBrowser,
    FewerConnections,
}

impl Advice {
    /// Where there is something to do.
    pub(crate) const fn on(cause: &Cause) -> Option<Self> {
        Some(match cause {
            Cause::NoAnswer(_) => Self::NetworkOrPing,
            Cause::ConnectTimeout(_) | Cause::CouldNotConnect => Self::AddressServerNetwork,
            Cause::ReadyTimeout(_) => Self::ReadyMessage,
            Cause::HttpStatus(status) => Self::on_http(HttpClass::of(*status)),
            Cause::Offline => Self::OwnNetwork,
            Cause::Prepare(PrepareError::BadEndpoint(error)) => Self::KeepRule(error.rule),
            Cause::Prepare(_) => Self::NetworkOrSignIn,
            Cause::Closed(closed) => return Self::on_code(closed.code),
            Cause::BadConfig(_) => Self::CorrectSettings,
            Cause::CouldNotOpen(error) => Self::on_open_error(error),
            Cause::SendFailed
            | Cause::ClosedByUser
            | Cause::Replaced
            | Cause::Returned
            | Cause::PageLeft
            | Cause::AddressChanged => return None,
        })
    }

    const fn on_http(class: HttpClass) -> Self {
        match class {
            HttpClass::Unauthorized => Self::SignIn,
            HttpClass::NotFound => Self::CorrectAddress,
            HttpClass::Busy => Self::ServerLogIfAgain,
            HttpClass::Other => Self::WebSocketAtAddress,
        }
    }

    const fn on_code(code: u16) -> Option<Self> {
        Some(match code {
            1002 | 1003 | 1007 | 1010 => Self::SameProtocol,
            1008 | 3000 | 3003 | 4400..=4407 | 4409..=4424 => Self::Permissions,
            1009 => Self::SmallerMessages,
            1006 => Self::NetworkBetween,
            1011 | 1014 => Self::ServerLogIfAgain,
            1015 => Self::Certificate,
            _ => return None,
        })
    }

    const fn on_open_error(error: &OpenError) -> Self {
        match error {
            OpenError::BadAddress(_) => Self::WriteAddress,
            OpenError::Blocked(_) => Self::SecureScheme,
            OpenError::Unsupported => Self::CurrentBrowser,
            OpenError::Other(_) => Self::FewerConnections,
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::NetworkOrPing => {
                "Check the network. If the server never answers pings, use a ping it knows or turn the heartbeat off."
            }
            Self::AddressServerNetwork => {
                "Check that the address is right, the server is running and the network is up."
            }
            Self::ReadyMessage => "Check what the server sends when it is ready.",
            Self::SignIn => "Sign in again.",
            Self::CorrectAddress => "Correct the address.",
            Self::ServerLogIfAgain => "If it happens again, the server's log says more.",
            Self::WebSocketAtAddress => "Check that a WebSocket answers at this address.",
            Self::OwnNetwork => "Check the network of this machine.",
            Self::NetworkOrSignIn => {
                "Check the network. If it lasts, sign in again or reload the page."
            }
            Self::KeepRule(rule) => rule.as_str(),
            Self::SameProtocol => "Check that client and server speak the same protocol.",
            Self::Permissions => "Check who is signed in and what the server allows.",
            Self::SmallerMessages => "Send smaller messages.",
            Self::NetworkBetween => {
                "Check the network, and what stands between this page and the server."
            }
            Self::Certificate => {
                "Check the server's certificate by opening its address with https://."
            }
            Self::CorrectSettings => "Correct the settings.",
            Self::WriteAddress => {
                "Correct the address: ws:// or wss://, host, optional port, path."
            }
            Self::SecureScheme => "Use wss:// from an https page, and a port that browsers allow.",
            Self::CurrentBrowser => "Use a current browser.",
            Self::FewerConnections => "Close other pages that use many connections.",
        }
    }
}

impl Cause {
    /// What the person at the screen can do about it, where there is something to do.
    #[must_use]
    pub const fn advice(&self) -> Option<&'static str> {
        match Advice::on(self) {
            Some(advice) => Some(advice.words()),
            None => None,
        }
    }
}

impl Status {
    /// What the person can do about the present state, where there is something to do.
    #[must_use]
    pub fn advice(&self) -> Option<&'static str> {
        self.troubling_cause()?.advice()
    }

    /// The cause, while it is what stands between the person and a connection.
    pub(crate) const fn troubling_cause(&self) -> Option<&Cause> {
        match self.phase {
            Phase::Waiting | Phase::Failed | Phase::Connecting => self.cause.as_ref(),
            Phase::Offline => Some(&Cause::Offline),
            Phase::Idle | Phase::Open | Phase::Closing => None,
        }
    }
}
