//! What close codes mean, by [RFC 6455 §7.4.1](https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1),
//! the [IANA registry](https://www.iana.org/assignments/websocket/websocket.xhtml#close-code-number)
//! and the habit of adding an HTTP status to 4000.

/// Why the other side, or what stands between, ended the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CloseMeaning {
    Closed,
    GoingAway,
    ProtocolError,
    UnsupportedData,
    NoStatus,
    Lost,
    InvalidData,
    PolicyViolation,
    MessageTooBig,
    MissingExtension,
    InternalError,
    Restarting,
    Overloaded,
    BadGateway,
    BadCertificate,
    Unauthorized,
    Forbidden,
    TimedOut,
    TooManyRequests,
}

impl CloseMeaning {
    pub(crate) const fn of(code: u16) -> Self {
        match code {
            1001 => Self::GoingAway,
            1002 => Self::ProtocolError,
            1003 => Self::UnsupportedData,
            1005 => Self::NoStatus,
            1006 => Self::Lost,
            1007 => Self::InvalidData,
            1008 => Self::PolicyViolation,
            1009 => Self::MessageTooBig,
            1010 => Self::MissingExtension,
            1011 => Self::InternalError,
            1012 => Self::Restarting,
            1013 => Self::Overloaded,
            1014 => Self::BadGateway,
            1015 => Self::BadCertificate,
            3000 | 4401 => Self::Unauthorized,
            3003 | 4403 => Self::Forbidden,
            3008 | 4408 => Self::TimedOut,
            4429 => Self::TooManyRequests,
            _ => Self::Closed,
        }
    }

    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::Closed => "The server closed the connection",
            Self::GoingAway => "The server is going away",
            Self::ProtocolError => "The server saw a protocol error",
            Self::UnsupportedData => "The server does not take this kind of data",
            Self::NoStatus => "The server closed without saying why",
            Self::Lost => "The connection was lost",
            Self::InvalidData => "The server saw data that is not what it claims to be",
            Self::PolicyViolation => "The server refused by its policy",
            Self::MessageTooBig => "The message was too big for the server",
            Self::MissingExtension => "The server lacks an extension",
            Self::InternalError => "The server met an error",
            Self::Restarting => "The server is restarting",
            Self::Overloaded => "The server is overloaded",
            Self::BadGateway => "The gateway got no answer from the server",
            Self::BadCertificate => "The certificate was not accepted",
            Self::Unauthorized => "The server does not know who you are",
            Self::Forbidden => "The server does not allow this",
            Self::TimedOut => "The server waited too long",
            Self::TooManyRequests => "The server asks for fewer requests",
        }
    }
}
