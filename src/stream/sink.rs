//! Sending as a sink.

use std::fmt;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_sink::Sink;
use heartline_connection::{Close, DropReason, Message, Outgoing, Phase, SendOutcome, Status};

use super::Bell;
use crate::agent::WeakAgent;
use crate::{Subscription, WebSocketAgent};

/// A connection as a [`Sink`], made by [`WebSocketAgent::sink`]. It does not keep the agent alive.
///
/// - *Ready* when a message would leave at once, as in
///   [`ready_to_send`](WebSocketAgent::ready_to_send): so a sink that is waited for fills no outbox.
/// - *Flushed* when nothing of this connection is queued. What the browser holds it sends by itself.
/// - *Closed* once what is queued has been sent, for at most [`MessageSink::CLOSE_WITHIN`], and the
///   connection is idle. Like [`close_after_sending`](WebSocketAgent::close_after_sending), this
///   ends the connection for everyone.
///
/// An error is a [`SinkError`]: the reason and, where there is one, the message. A message that was
/// queued and could not leave later is told to [`WebSocketAgent::on_event`].
pub struct MessageSink {
    agent: WeakAgent,
    bell: Rc<Bell>,
    /// Whether something of this sink may be queued.
    queued: bool,
    closing: bool,
    _listening: [Subscription; 2],
}

impl MessageSink {
    /// How long closing may take to send what is queued: 10 s.
    pub const CLOSE_WITHIN: Duration = Duration::from_secs(10);

    pub(super) fn new(agent: &WebSocketAgent) -> Self {
        let bell = Rc::new(Bell::default());
        let (changes, ends) = (bell.clone(), bell.clone());
        Self {
            agent: agent.downgrade(),
            bell,
            queued: false,
            closing: false,
            _listening: [
                agent.on_status(move |_| changes.ring()),
                agent.on_end(move || ends.end()),
            ],
        }
    }

    /// Waits until `ready` has something to say of the status.
    fn when<T>(
        &self,
        context: &Context<'_>,
        ready: impl FnOnce(&Status) -> Option<Result<T, SinkError>>,
    ) -> Poll<Result<T, SinkError>> {
        let Some(agent) = self.agent.upgrade() else {
            return Poll::Ready(Err(SinkError::without_message(DropReason::Closed)));
        };
        match ready(&agent.status()) {
            Some(answer) => Poll::Ready(answer),
            None => self.bell.wait(context, None::<()>).map(|_| {
                let reason = DropReason::Closed;
                Err(SinkError::without_message(reason))
            }),
        }
    }
}

impl Sink<Outgoing> for MessageSink {
    type Error = SinkError;

    fn poll_ready(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), SinkError>> {
        self.when(context, |status| match over(status.phase) {
            Some(reason) => Some(Err(SinkError::without_message(reason))),
            None => status.can_send().then_some(Ok(())),
        })
    }

    fn start_send(mut self: Pin<&mut Self>, outgoing: Outgoing) -> Result<(), SinkError> {
        let dropped = |reason, message| {
            let message = Some(message);
            Err(SinkError { reason, message })
        };
        let Some(agent) = self.agent.upgrade() else {
            return dropped(DropReason::Closed, outgoing.message);
        };
        match agent.send(outgoing) {
            SendOutcome::Sent => Ok(()),
            SendOutcome::Queued => {
                self.queued = true;
                Ok(())
            }
            SendOutcome::Dropped(reason, message) => dropped(reason, message),
        }
    }

    fn poll_flush(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Result<(), SinkError>> {
        let queued = self.queued;
        let flushed = self.when(context, |status| match status.phase {
            Phase::Idle if queued => Some(Err(SinkError::without_message(DropReason::Closed))),
            _ if status.queued == 0 => Some(Ok(())),
            Phase::Failed => Some(Err(SinkError::without_message(DropReason::GaveUp))),
            _ => None,
        });
        let flushed = ready!(flushed);
        self.queued = false;
        Poll::Ready(flushed)
    }

    fn poll_close(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Result<(), SinkError>> {
        let Some(agent) = self.agent.upgrade() else {
            return Poll::Ready(Ok(()));
        };
        let asked_before = std::mem::replace(&mut self.closing, true);
        if !asked_before {
            agent.close_after_sending(Close::normal(), Self::CLOSE_WITHIN);
        }
        let closed = self.when(context, |status| match status.phase {
            Phase::Idle | Phase::Failed => Some(Ok(())),
            Phase::Closing => None,
            // From inside a callback the close takes effect later; after that, somebody has opened
            // the connection again.
            _ => asked_before.then_some(Ok(())),
        });
        let closed = ready!(closed);
        (self.closing, self.queued) = (false, false);
        Poll::Ready(closed)
    }
}

impl fmt::Debug for MessageSink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MessageSink")
    }
}

/// Why nothing can be sent in this phase and none that follows by itself.
const fn over(phase: Phase) -> Option<DropReason> {
    match phase {
        Phase::Idle | Phase::Closing => Some(DropReason::NotConnected),
        Phase::Failed => Some(DropReason::GaveUp),
        _ => None,
    }
}

/// A sink could not send.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SinkError {
    /// Why.
    pub reason: DropReason,
    /// The message, when it was one that was not taken. What was taken and did not leave is told to
    /// [`WebSocketAgent::on_event`].
    pub message: Option<Message>,
}

impl SinkError {
    const fn without_message(reason: DropReason) -> Self {
        let message = None;
        Self { reason, message }
    }
}

impl fmt::Display for SinkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.reason.fmt(f)
    }
}

impl std::error::Error for SinkError {}
