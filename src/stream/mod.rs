//! Messages and statuses as a stream, sending as a sink. Feature `stream`.
//!
//! None of them keeps the agent alive: a task that loops over messages ends with the connection's
//! owner, and not the other way round.

mod sink;

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use futures_core::Stream;
use heartline_connection::{Message, Status};

use crate::{Subscription, WebSocketAgent};

pub use sink::{MessageSink, SinkError};

impl WebSocketAgent {
    /// The messages from here on, as a [`Stream`].
    pub fn messages(&self) -> Messages {
        Messages::new(self)
    }

    /// The present status and those that follow, as a [`Stream`].
    pub fn statuses(&self) -> Statuses {
        Statuses::new(self)
    }

    /// The connection as a [`Sink`](futures_sink::Sink) of messages.
    #[must_use]
    pub fn sink(&self) -> MessageSink {
        MessageSink::new(self)
    }
}

/// The messages of a connection as a [`Stream`], made by [`WebSocketAgent::messages`].
///
/// What has not been taken waits, within bounds: [`Messages::MAX_MESSAGES`] and
/// [`Messages::MAX_BYTES`], or those of [`keep`](Self::keep). Beyond them the oldest are dropped,
/// and the next item is [`Lost`] with their number. It ends, after what waits, when the last clone
/// of the agent is dropped, which it does not prevent; a connection that is lost or closed ends
/// nothing.
///
/// ```no_run
/// # use std::{future::poll_fn, pin::Pin};
/// use futures_core::Stream; // or `futures_util::StreamExt`, for `next`
/// # async fn example(agent: heartline::WebSocketAgent) {
/// let mut messages = agent.messages();
/// while let Some(item) = poll_fn(|context| Pin::new(&mut messages).poll_next(context)).await {
///     match item {
///         Ok(message) => { /* … */ }
///         Err(lost) => { /* it was too slow: ask the server for a fresh state */ }
///     }
/// }
/// # }
/// ```
#[must_use = "a stream does nothing unless it is polled"]
pub struct Messages {
    buffer: Rc<Buffer>,
    _listening: [Subscription; 2],
}

impl Messages {
    /// How many bytes of messages wait unless [`keep`](Self::keep) says otherwise: 8 MiB.
    pub const MAX_BYTES: usize = 8 << 20;
    /// How many messages wait unless [`keep`](Self::keep) says otherwise.
    pub const MAX_MESSAGES: usize = 1_000;

    fn new(agent: &WebSocketAgent) -> Self {
        let buffer = Rc::new(Buffer {
            bounds: Cell::new((Self::MAX_MESSAGES, Self::MAX_BYTES)),
            ..Buffer::default()
        });
        let (fills, ends) = (buffer.clone(), buffer.clone());
        Self {
            _listening: [
                agent.on_message(move |message| fills.push(message.clone())),
                agent.on_end(move || ends.bell.end()),
            ],
            buffer,
        }
    }

    /// Lets at most `max_messages` of together at most `max_bytes` wait. The latest message waits in
    /// any case.
    pub fn keep(self, max_messages: usize, max_bytes: usize) -> Self {
        self.buffer.bounds.set((max_messages, max_bytes));
        self
    }
}

impl Stream for Messages {
    type Item = Result<Message, Lost>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = self.buffer.pop();
        self.buffer.bell.wait(context, next)
    }
}

impl fmt::Debug for Messages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Messages")
            .field("waiting", &self.buffer.waiting.borrow().len())
            .field("lost", &self.buffer.lost.get())
            .finish_non_exhaustive()
    }
}

/// So many messages were dropped, because the stream was not read fast enough. They came before the
/// message that follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Lost {
    /// How many.
    pub messages: u64,
}

impl fmt::Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.messages {
            1 => "message was",
            _ => "messages were",
        };
        write!(
            f,
            "{} {what} dropped: the stream is read too slowly",
            self.messages
        )
    }
}

impl std::error::Error for Lost {}

/// What waits to be read.
#[derive(Default)]
struct Buffer {
    waiting: RefCell<VecDeque<Message>>,
    bytes: Cell<usize>,
    lost: Cell<u64>,
    bounds: Cell<(usize, usize)>,
    bell: Bell,
}

impl Buffer {
    fn push(&self, message: Message) {
        self.bytes.set(self.bytes.get() + message.len());
        let mut waiting = self.waiting.borrow_mut();
        waiting.push_back(message);
        let (messages, bytes) = self.bounds.get();
        while waiting.len() > 1 && (waiting.len() > messages || self.bytes.get() > bytes) {
            if let Some(oldest) = waiting.pop_front() {
                self.bytes.set(self.bytes.get() - oldest.len());
                self.lost.set(self.lost.get() + 1);
            }
        }
        drop(waiting);
        self.bell.ring();
    }

    fn pop(&self) -> Option<Result<Message, Lost>> {
        match self.lost.take() {
            0 => {
                let first = self.waiting.borrow_mut().pop_front()?;
                self.bytes.set(self.bytes.get() - first.len());
                Some(Ok(first))
            }
            messages => Some(Err(Lost { messages })),
        }
    }
}

/// Wakes the task that waits, and knows when there is nothing more to wait for.
#[derive(Default)]
struct Bell {
    ended: Cell<bool>,
    waker: RefCell<Option<Waker>>,
}

impl Bell {
    fn ring(&self) {
        let waker = self.waker.take();
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    fn end(&self) {
        self.ended.set(true);
        self.ring();
    }

    /// `next`, or the wait for it, or the end.
    fn wait<T>(&self, context: &Context<'_>, next: Option<T>) -> Poll<Option<T>> {
        if next.is_some() || self.ended.get() {
            return Poll::Ready(next);
        }
        *self.waker.borrow_mut() = Some(context.waker().clone());
        Poll::Pending
    }
}

/// The status of a connection as a [`Stream`], made by [`WebSocketAgent::statuses`]: the present one
/// first, then the latest whenever it has changed. Who reads slowly misses statuses in between, never
/// the latest. It ends when the last clone of the agent is dropped, which it does not prevent.
#[must_use = "a stream does nothing unless it is polled"]
pub struct Statuses {
    latest: Rc<Latest>,
    _listening: [Subscription; 2],
}

#[derive(Default)]
struct Latest {
    status: RefCell<Option<Status>>,
    bell: Bell,
}

impl Statuses {
    fn new(agent: &WebSocketAgent) -> Self {
        let latest = Rc::new(Latest {
            status: RefCell::new(Some(agent.status())),
            bell: Bell::default(),
        });
        let (changes, ends) = (latest.clone(), latest.clone());
        Self {
            _listening: [
                agent.on_status(move |status| {
                    changes.status.replace(Some(status.clone()));
                    changes.bell.ring();
                }),
                agent.on_end(move || ends.bell.end()),
            ],
            latest,
        }
    }
}

impl Stream for Statuses {
    type Item = Status;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Status>> {
        let next = self.latest.status.take();
        self.latest.bell.wait(context, next)
    }
}

impl fmt::Debug for Statuses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Statuses")
    }
}
