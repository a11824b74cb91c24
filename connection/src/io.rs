//! What goes into the machine and what comes out of it.

use crate::cause::OpenError;
use crate::close::{Close, Closed};
use crate::endpoint::{Diagnose, Endpoint, Finding, Prepare, Prepared};
use crate::message::{Message, Payload};
use crate::outbox::{DropReason, Outgoing};
use crate::status::Phase;

/// Something that happened, as the driver tells it.
#[derive(Debug)]
#[non_exhaustive]
pub enum Input {
    /// The user wants to be connected. Does nothing while that is so already.
    Open,
    /// The user will want to be connected soon: what is sent until then is queued. Does nothing
    /// but in phase `idle`; a close ends it.
    ExpectOpen,
    /// The user wants to be disconnected. Works in every phase.
    Close(Close),
    /// The user wants to be disconnected once what is queued has been sent, or after `within`,
    /// whichever is first. New messages are refused meanwhile.
    CloseAfterSending {
        /// What the socket is closed with.
        close: Close,
        /// How long the outbox has.
        within: std::time::Duration,
    },
    /// The user wants an attempt at once: cuts a wait, revives a connection that gave up,
    /// replaces an open socket by a fresh one.
    RetryNow,
    /// The alarm rang. Harmless when nothing is due.
    Wake,
    /// The page, or the machine under it, went through something.
    Signal(Signal),
    /// What the wall clock says, as time since the Unix epoch. To be told before each
    /// [`Input::Wake`] and after each [`Input::Signal`]: where it has run ahead of the monotonic clock by
    /// more than [`SLEPT`](crate::SLEPT), the machine was asleep, and the connection does what it
    /// does on [`Signal::Resumed`].
    Clock {
        /// The time since the Unix epoch.
        wall: std::time::Duration,
    },
    /// The answer to [`Command::Prepare`]. A late one changes nothing.
    Prepared {
        /// The attempt it is for.
        attempt: u64,
        /// What the function answered.
        answer: Prepared,
    },
    /// The answer to [`Command::Diagnose`]. A late one changes nothing.
    Diagnosed {
        /// The attempt it is for.
        attempt: u64,
        /// What the function found.
        finding: Finding,
    },
    /// How much the browser holds that the network has not taken. To be told before each send, each
    /// [`Input::Wake`] and each [`Input::Signal`] while there is a socket.
    Buffered {
        /// The attempt whose socket is meant.
        attempt: u64,
        /// Its `bufferedAmount`.
        bytes: usize,
    },
    /// A socket could not even be made.
    OpenFailed {
        /// The attempt it was for.
        attempt: u64,
        /// What the browser said.
        error: OpenError,
    },
    /// A socket did something.
    Socket {
        /// The attempt that the socket was made for. Events of an older attempt change nothing.
        attempt: u64,
        /// What it did.
        event: SocketEvent,
    },
}

/// What the page, or the machine under it, goes through. A connection begins visible and online.
///
/// Where "a wait is over", an attempt follows at once, but not before the time that the server asked
/// for, not within a second of the beginning of the last one, and in a hidden page not within
/// [`Reconnect::hidden_pace`](crate::Reconnect::hidden_pace) of it.
///
/// [Page visibility](https://html.spec.whatwg.org/multipage/interaction.html#page-visibility),
/// [session history](https://html.spec.whatwg.org/multipage/nav-history-apis.html#the-pagetransitionevent-interface),
/// [page lifecycle](https://wicg.github.io/page-lifecycle/) and
/// [`navigator.onLine`](https://html.spec.whatwg.org/multipage/system-state.html#dom-navigator-online)
/// are where a browser tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Signal {
    /// Nobody sees the page any more. Attempts are paced
    /// ([`Reconnect::hidden_pace`](crate::Reconnect::hidden_pace)).
    Hidden,
    /// The page is seen again: an open link is probed, a wait is over.
    Shown,
    /// The page goes into the back/forward cache, where it does not run: its socket is closed.
    Left,
    /// The page came back from the back/forward cache: what was wanted is wanted again.
    Restored,
    /// The page runs again after it was frozen: an open link is probed, a wait is over.
    Resumed,
    /// The browser says that it is offline: an open link is probed, and no attempt is made
    /// ([`Reconnect::pause_offline`](crate::Reconnect::pause_offline)).
    Offline,
    /// The browser says that it is online: an open link is probed, a wait is over within half a
    /// second, spread.
    Online,
}

/// What a socket does, in the words of the
/// [WebSockets standard](https://websockets.spec.whatwg.org/#eventdef-websocket-open).
#[derive(Debug)]
#[non_exhaustive]
pub enum SocketEvent {
    /// `open`: the handshake is complete.
    Opened,
    /// `message`.
    Message(Message),
    /// `error`: says nothing but that a `close` follows, so it ends nothing.
    Error,
    /// `close`.
    Closed(Closed),
    /// The browser did not take a message of the application, because the socket is closing; holds
    /// the message. It is queued again or reported, whichever attempt it was for.
    SendFailed(Outgoing),
}

/// Something to do, for the driver. Exhaustive on purpose: a driver must carry out every one.
#[derive(Debug, PartialEq)]
pub enum Command {
    /// Ask the application's function where the attempt goes, and tell its answer with
    /// [`Input::Prepared`].
    Prepare {
        /// The attempt it is for.
        attempt: u64,
        /// Where it goes unless the function says otherwise.
        endpoint: Endpoint,
        /// The function.
        prepare: Prepare,
    },
    /// Ask the application's function why the handshake failed, and tell its answer with
    /// [`Input::Diagnosed`].
    Diagnose {
        /// The attempt it is for.
        attempt: u64,
        /// The address that was tried.
        url: String,
        /// The function.
        diagnose: Diagnose,
    },
    /// The answer to [`Command::Prepare`] or [`Command::Diagnose`] is not waited for any more.
    Cancel {
        /// The attempt it was for.
        attempt: u64,
    },
    /// Make a socket. It is the only one: an earlier one was abandoned or has closed.
    Open {
        /// The number that every event of the socket carries.
        attempt: u64,
        /// The address.
        url: String,
        /// The subprotocols.
        protocols: Vec<String>,
    },
    /// Send a message of the application on the open socket. One that the browser does not take
    /// comes back with [`SocketEvent::SendFailed`].
    Send {
        /// The attempt whose socket is meant.
        attempt: u64,
        /// What to send.
        outgoing: Outgoing,
    },
    /// Send a ping, a greeting, a subscription or a reply on the open socket. When the browser does not take it,
    /// the socket's `close` is on its way and says more.
    SendAutomatic {
        /// The attempt whose socket is meant.
        attempt: u64,
        /// What to send.
        payload: Payload,
        /// What a [`Payload::Made`] is made with.
        number: u64,
    },
    /// Start the closing handshake and go on listening for `close`.
    Close {
        /// The attempt whose socket is meant.
        attempt: u64,
        /// Code and reason.
        close: Close,
    },
    /// Detach every handler, close without waiting, let go. Nothing of this socket is of interest
    /// any more.
    Abandon {
        /// The attempt whose socket is meant.
        attempt: u64,
        /// Code and reason, for a server that may still read them.
        close: Close,
    },
    /// Hand a message to the application.
    Deliver(Message),
    /// Tell the application what happened.
    Report(Event),
}

/// What an application may want to know besides its messages.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// The phase changed.
    Transition {
        /// The phase before.
        from: Phase,
        /// The phase after.
        to: Phase,
        /// The number of the current attempt.
        attempt: u64,
    },
    /// There has been no connection for [`Config::suspend_after`](crate::Config::suspend_after).
    Suspended,
    /// A message that was queued, or believed sent, did not leave.
    Undelivered {
        /// The message.
        message: Message,
        /// Why.
        reason: DropReason,
    },
    /// A pong, or a ping of the server's own, arrived and is not delivered as data.
    Heartbeat {
        /// The message.
        message: Message,
    },
    /// The socket took a message that the library sent by itself: a ping, a greeting, a
    /// subscription, a reply. Told by the driver, because only there the message is made.
    Automatic {
        /// The message.
        message: Message,
    },
}
