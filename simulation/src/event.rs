//! What is going to happen to whom, and what travels between a browser and the server.

use heartline_connection::Signal;

use crate::incident::Trouble;
use crate::user::Deed;

/// Something planned for one client.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Planned {
    pub(crate) client: u8,
    pub(crate) event: Event,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Event {
    /// The network brings something to the browser, for the socket of an attempt.
    Arrives(u64, News),
    /// The browser itself says something of the socket of an attempt, whatever the network does.
    Says(u64, News),
    /// The network brings something to the server.
    Reaches(u64, Parcel),
    /// The server says something by itself, as long as this link lasts.
    ServerSpeaks(u64),
    /// The server works on after it hung.
    ServerWakes,
    /// The application's function answers.
    Answers(u64),
    /// The next incident of this client, whichever it is.
    Incident,
    /// A trouble of the page may be over.
    Over(Trouble),
    /// The page is told something.
    Tells(Signal),
    /// The user does something, if the page runs.
    User(Deed),
    /// The connection must be open, if all has been well for long enough.
    Look,
}

/// What a browser hears of a socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum News {
    Accepted,
    Error,
    Pong,
    Ready,
    /// The server's own ping.
    Asks,
    Data(u32),
    /// The server begins to close: the socket takes no more messages.
    Ends(u16, Wish),
    Closed(u16, Wish),
}

/// What the server wishes in its close reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Wish {
    Nothing,
    NoReturn,
    /// In milliseconds.
    ReturnAfter(u32),
}

/// What the server hears.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Parcel {
    Hello,
    Greeting,
    Ping,
    Reply,
    Subscription(u64),
    Data(u64),
    Close,
}
