//! The agent: what an application holds of a connection. The loop behind it is in `core`.

mod core;
mod question;
mod surroundings;
mod when;

use std::cell::Cell;
use std::fmt;
use std::rc::{Rc, Weak};
use std::time::Duration;

use heartline_connection::{
    Close, Config, Event, Input, Instant, Message, Outgoing, Payload, SendOutcome, Stats, Status,
    Timeline,
};

use self::core::{Core, Step};
use crate::listeners::Subscription;
#[cfg(any(feature = "yew", feature = "requests"))]
use crate::platform::Alarm;
use crate::platform::{Browser, Platform};

pub use when::{NotReady, When};

/// A WebSocket that stays alive. Cheap to clone; equal when it is the same connection.
///
/// Every method may be called at any time, from any callback of the agent too. When the last
/// clone is dropped, the socket is closed with 1000, every handler and timer is gone, and no
/// callback runs again.
///
/// A callback that panics ends nothing but itself: the panic is reported to the browser's console,
/// and the connection goes on.
///
/// ```no_run
/// use heartline::{Config, WebSocketAgent};
///
/// let agent = WebSocketAgent::new(Config::new("wss://example.org/live"));
/// let messages = agent.on_message(|message| { /* … */ });
/// agent.open();
/// # drop(messages);
/// ```
#[derive(Clone)]
pub struct WebSocketAgent {
    owner: Rc<Owner>,
}

/// Shared by all clones of an agent; the last one shuts the core down.
struct Owner(Rc<Core>);

impl WebSocketAgent {
    /// An agent in the browser, in phase `idle`. A configuration that breaks a rule shows as
    /// phase `failed` when it is opened; [`Config::check`] tells before.
    #[must_use]
    pub fn new(config: impl Into<Rc<Config>>) -> Self {
        Self::on_platform(config, Rc::new(Browser))
    }

    /// An agent in a world of your choice, such as the fake one in a test.
    #[must_use]
    pub fn on_platform(config: impl Into<Rc<Config>>, platform: Rc<dyn Platform>) -> Self {
        Self {
            owner: Rc::new(Owner(Core::new(config.into(), platform))),
        }
    }

    /// Connects and stays connected. Does nothing while that is so already.
    pub fn open(&self) {
        self.core().push(Step::Input(Input::Open));
    }

    /// Says that [`open`](Self::open) will follow soon: what is sent until then waits in the outbox
    /// instead of coming back. A [`close`](Self::close) ends it. The hooks do so when they make an
    /// agent, because Yew runs the effects of children, which may send, before those of parents,
    /// which open.
    pub fn expect_open(&self) {
        self.core().push(Step::Input(Input::ExpectOpen));
    }

    /// Closes with 1000. Nothing opens again until the user says so.
    pub fn close(&self) {
        self.close_with(Close::normal());
    }

    /// Closes with a code and reason of your own.
    pub fn close_with(&self, close: Close) {
        self.core().push(Step::Input(Input::Close(close)));
    }

    /// Closes once what is queued has been sent, or after `within`, whichever is first.
    pub fn close_after_sending(&self, close: Close, within: Duration) {
        let input = Input::CloseAfterSending { close, within };
        self.core().push(Step::Input(input));
    }

    /// Makes an attempt at once: cuts a wait, revives a connection that gave up, replaces an open
    /// socket by a fresh one.
    pub fn retry_now(&self) {
        self.core().push(Step::Input(Input::RetryNow));
    }

    /// Sends `message`, or queues it, or hands it back; the answer says which.
    ///
    /// An [`Outgoing`] may carry a time to live and a key.
    pub fn send(&self, message: impl Into<Outgoing>) -> SendOutcome {
        self.core().send(message.into())
    }

    /// Sends `payload` as soon as the connection is ready, and again on every later socket, in the
    /// order of the calls and before all other messages, until the subscription is dropped: what a
    /// server must be told anew after each reconnection. A [`Payload::made`] one is made with the
    /// number of the attempt.
    pub fn subscribe(&self, payload: impl Into<Payload>) -> Subscription {
        self.keep_subscribed(payload.into(), None)
    }

    /// Like [`subscribe`](Self::subscribe), and sends `farewell` when the subscription is dropped,
    /// if the connection is ready then.
    pub fn subscribe_until(
        &self,
        payload: impl Into<Payload>,
        farewell: impl Into<Payload>,
    ) -> Subscription {
        self.keep_subscribed(payload.into(), Some(farewell.into()))
    }

    fn keep_subscribed(&self, payload: Payload, farewell: Option<Payload>) -> Subscription {
        let number = Rc::new(Cell::new(None));
        self.core().push(Step::Subscribe(payload, number.clone()));
        Subscription::of(Standing {
            core: Rc::downgrade(self.core()),
            number,
            farewell: Cell::new(farewell),
        })
    }

    /// Waits until the status is as `condition` demands.
    ///
    /// ```no_run
    /// # use heartline::{Phase, WebSocketAgent};
    /// # async fn example(agent: WebSocketAgent) {
    /// agent.close_after_sending(heartline::Close::normal(), std::time::Duration::from_secs(2));
    /// agent.when(|status| status.phase == Phase::Idle).await;
    /// # }
    /// ```
    pub fn when(&self, condition: impl Fn(&Status) -> bool + 'static) -> When {
        When::new(self.clone(), condition)
    }

    /// Waits until a message would leave at once: the connection is open, nothing is queued, and
    /// the browser holds less than [`Config::max_buffered`].
    ///
    /// # Errors
    /// [`NotReady`] when no connection is wanted, or it gave up.
    pub async fn ready_to_send(&self) -> Result<(), NotReady> {
        let settled = self.when(|status| status.can_open() || status.can_send());
        let status = settled.await;
        match status.can_open() {
            true => Err(NotReady {
                phase: status.phase,
            }),
            false => Ok(()),
        }
    }

    /// Replaces the configuration; see [`Connection::configure`](crate::Connection::configure).
    pub fn configure(&self, config: impl Into<Rc<Config>>) {
        self.core().push(Step::Configure(config.into()));
    }

    /// A snapshot of everything that a person may want to know.
    #[must_use]
    pub fn status(&self) -> Status {
        self.core().status()
    }

    /// Stands for the status: what it is compared by.
    #[cfg(feature = "yew")]
    pub(crate) fn status_key(&self) -> Option<heartline_connection::StatusKey> {
        self.core()
            .look(heartline_connection::Connection::status_key)
    }

    /// What `ask` finds in the configuration; `None` from inside a pattern or policy function.
    #[cfg(feature = "page")]
    pub(crate) fn configured<T>(&self, ask: impl FnOnce(&Config) -> T) -> Option<T> {
        self.core().look(|machine| ask(machine.config()))
    }

    /// Whether a connection is open that has lasted for
    /// [`stable_after`](heartline_connection::Reconnect::stable_after); false from inside a pattern or
    /// policy function.
    #[must_use]
    pub fn is_stable(&self) -> bool {
        let now = self.now();
        self.core().look(|machine| machine.is_stable(now)) == Some(true)
    }

    /// The counters; `None` from inside a pattern or policy function.
    #[must_use]
    pub fn stats(&self) -> Option<Stats> {
        self.core().look(|machine| machine.stats().clone())
    }

    /// The latest transitions, for a report that can be kept or sent
    /// ([`Timeline::to_csv`]); `None` from inside a pattern or policy function.
    #[must_use]
    pub fn timeline(&self) -> Option<Timeline> {
        self.core().look(|machine| machine.timeline().clone())
    }

    /// The address that the current attempt was opened with, secrets included; `None` before the
    /// first, and from inside a pattern or policy function.
    #[must_use]
    pub fn url(&self) -> Option<String> {
        let url = self.core().look(|machine| machine.url().to_owned());
        url.filter(|url| !url.is_empty())
    }

    /// The present on the clock that [`Status`] uses.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.core().platform.now()
    }

    /// Calls `listener` with every message, once and in order.
    pub fn on_message(&self, listener: impl Fn(&Message) + 'static) -> Subscription {
        self.core().on_message.subscribe(listener)
    }

    /// Calls `listener` whenever the status changed. Messages alone do not change it.
    pub fn on_status(&self, listener: impl Fn(&Status) + 'static) -> Subscription {
        self.core().on_status.subscribe(listener)
    }

    /// Calls `listener` with every transition, every message that was not delivered, every
    /// suspension, and with what passes beside the data: heartbeats, and what the library sends by
    /// itself.
    pub fn on_event(&self, listener: impl Fn(&Event) + 'static) -> Subscription {
        self.core().on_event.subscribe(listener)
    }

    /// Calls `wake` at `at`, on the clock of the agent's world, unless the alarm is dropped before.
    #[cfg(any(feature = "yew", feature = "requests"))]
    pub(crate) fn alarm(&self, at: Instant, wake: impl FnOnce() + 'static) -> Box<dyn Alarm> {
        self.core().platform.alarm(at, Box::new(wake))
    }

    /// Calls `listener` with every message that a socket took, and the number of its attempt.
    #[cfg(feature = "requests")]
    pub(crate) fn on_taken(&self, listener: impl Fn(u64, &Message) + 'static) -> Subscription {
        let taken = &self.core().on_taken;
        taken.subscribe(move |(attempt, outgoing)| listener(*attempt, &outgoing.message))
    }

    /// Calls `listener` when the last clone is gone. It is for waking who waits, no more.
    #[cfg(any(feature = "requests", feature = "stream"))]
    pub(crate) fn on_end(&self, listener: impl Fn() + 'static) -> Subscription {
        self.core().on_end.subscribe(move |()| listener())
    }

    /// The agent, for who must not keep it alive.
    #[cfg(any(feature = "requests", feature = "stream"))]
    pub(crate) fn downgrade(&self) -> WeakAgent {
        let owner = Rc::downgrade(&self.owner);
        WeakAgent { owner }
    }

    fn core(&self) -> &Rc<Core> {
        &self.owner.0
    }
}

/// An agent that lives only as long as its clones.
#[cfg(any(feature = "requests", feature = "stream"))]
#[derive(Clone)]
pub(crate) struct WeakAgent {
    owner: Weak<Owner>,
}

#[cfg(any(feature = "requests", feature = "stream"))]
impl WeakAgent {
    /// `None` when the last clone is gone.
    pub(crate) fn upgrade(&self) -> Option<WebSocketAgent> {
        let owner = self.owner.upgrade()?;
        Some(WebSocketAgent { owner })
    }
}

impl PartialEq for WebSocketAgent {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.owner, &other.owner)
    }
}

impl fmt::Debug for WebSocketAgent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let status = self.status();
        f.debug_struct("WebSocketAgent")
            .field("phase", &status.phase)
            .field("attempt", &status.attempt)
            .finish_non_exhaustive()
    }
}

impl Drop for Owner {
    fn drop(&mut self) {
        self.0.shut_down();
    }
}

/// What a server is told anew on every socket, for as long as somebody holds this.
struct Standing {
    core: Weak<Core>,
    number: Rc<Cell<Option<u64>>>,
    farewell: Cell<Option<Payload>>,
}

impl Drop for Standing {
    fn drop(&mut self) {
        if let Some(core) = self.core.upgrade() {
            core.push(Step::Unsubscribe(self.number.clone(), self.farewell.take()));
        }
    }
}
