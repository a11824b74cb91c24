//! Messages that wait for their answers. Feature `requests`.

mod error;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fmt;
use std::pin::Pin;
use std::rc::{Rc, Weak};
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use heartline_connection::{
    Cause, Deadline, DropReason, Event, Instant, Message, Outgoing, Phase, SendOutcome, Verdict,
    WakeReason,
};

use crate::agent::WeakAgent;
use crate::platform::{Alarm, guarded};
use crate::{Subscription, WebSocketAgent};

pub use error::RequestError;

/// Asks the server questions and finds their answers among the messages, by a number that question
/// and answer share.
///
/// Cheap to clone; equal when it is of the same making and has the same time limit. It does not keep
/// the agent alive: when the last clone of the agent is dropped, every question that waits ends with
/// an error. Numbers are given once in a program, so that several of these may share a connection.
///
/// ```no_run
/// # #[cfg(feature = "json")] {
/// use heartline::{Message, RequestError, Requests, WebSocketAgent};
///
/// async fn the_time(agent: &WebSocketAgent) -> Result<Message, RequestError> {
///     let requests = Requests::json(agent); // keep it for more than one question
///     requests.ask(|id| format!(r#"{{"id":{id},"get":"time"}}"#)).await
/// }
/// # }
/// ```
#[derive(Clone)]
pub struct Requests {
    desk: Rc<Desk>,
    timeout: Duration,
}

impl Requests {
    /// How long a question waits for its answer unless [`timeout`](Self::timeout) says otherwise:
    /// 10 s.
    pub const TIMEOUT: Duration = Duration::from_secs(10);

    /// Questions over `agent`. `id_of` reads the number of the question from an answer, and says
    /// `None` of every other message. It is called for each message while a question waits; one
    /// that panics has found none. Answers are delivered to other listeners too.
    #[must_use]
    pub fn new(agent: &WebSocketAgent, id_of: impl Fn(&Message) -> Option<u64> + 'static) -> Self {
        Self {
            desk: Desk::new(agent, id_of),
            timeout: Self::TIMEOUT,
        }
    }

    /// Questions whose answers are JSON objects with the number in `id`, as in
    /// [JSON-RPC](https://www.jsonrpc.org/specification). Feature `json`.
    #[cfg(feature = "json")]
    #[must_use]
    pub fn json(agent: &WebSocketAgent) -> Self {
        use heartline_connection::{Codec, Json};

        #[derive(serde::Deserialize)]
        struct Numbered {
            id: u64,
        }

        Self::new(agent, |message| {
            Json::decode(message).ok().map(|Numbered { id }| id)
        })
    }

    /// The same with another time limit, counted from when a question is asked; the wait for a
    /// connection is part of it. Default [`Requests::TIMEOUT`].
    #[must_use]
    pub const fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sends what `make` makes of the number of the question, and waits for the answer. The
    /// question is sent once: when the connection is lost meanwhile, nobody knows whether the server
    /// acted, and it ends with [`RequestError::Disconnected`].
    ///
    /// Like every future it begins when it is awaited. When it is dropped, the question is
    /// forgotten; what waits in the outbox may still be sent.
    ///
    /// # Errors
    /// [`RequestError`]: not sent, no answer in time, or no connection any more.
    pub async fn ask<M: Into<Message>>(
        &self,
        make: impl FnOnce(u64) -> M,
    ) -> Result<Message, RequestError> {
        self.answer_to(make, false).await
    }

    /// Like [`ask`](Self::ask), for a question that is safe to repeat: when the connection is lost,
    /// the same message is sent again on the next one, until the time is over. Not to another
    /// address, and not after a close by the user.
    ///
    /// # Errors
    /// [`RequestError`], as for [`ask`](Self::ask).
    pub async fn ask_again<M: Into<Message>>(
        &self,
        make: impl FnOnce(u64) -> M,
    ) -> Result<Message, RequestError> {
        self.answer_to(make, true).await
    }

    async fn answer_to<M: Into<Message>>(
        &self,
        make: impl FnOnce(u64) -> M,
        repeat: bool,
    ) -> Result<Message, RequestError> {
        let id = NEXT_ID.fetch_add(1, Ordering::Relaxed);
        let message: Message = make(id).into();
        let Some(agent) = self.desk.agent.upgrade() else {
            return Err(RequestError::NotSent(DropReason::NotConnected, message));
        };
        let question = Rc::new(Question {
            message: message.clone(),
            repeat,
            timeout: self.timeout,
            deadline: Cell::new(Deadline::new(agent.now() + self.timeout)),
            taken_by: Cell::new(None),
            rang: Cell::new(false),
            outcome: RefCell::default(),
            waker: RefCell::default(),
        });
        let answer = Answer::new(self.desk.clone(), id, question);
        let outgoing = Outgoing::new(message).time_to_live(self.timeout);
        if let SendOutcome::Dropped(reason, message) = agent.send(outgoing) {
            return Err(RequestError::NotSent(reason, message));
        }
        drop(agent);
        answer.await
    }
}

/// Numbers of questions. One sequence for the whole program: two that share a connection must not
/// take each other's answers.
static NEXT_ID: AtomicU64 = AtomicU64::new(1);

impl PartialEq for Requests {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.desk, &other.desk) && self.timeout == other.timeout
    }
}

impl fmt::Debug for Requests {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Requests")
            .field("waiting", &self.desk.questions.borrow().len())
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

/// Where questions wait.
struct Desk {
    agent: WeakAgent,
    /// By their numbers, so first asked first.
    questions: RefCell<BTreeMap<u64, Rc<Question>>>,
    _listening: [Subscription; 4],
}

impl Desk {
    fn new(agent: &WebSocketAgent, id_of: impl Fn(&Message) -> Option<u64> + 'static) -> Rc<Self> {
        Rc::new_cyclic(|desk: &Weak<Self>| {
            let desk = || desk.clone();
            let with = |desk: &Weak<Self>, deed: &dyn Fn(&Self)| {
                if let Some(desk) = desk.upgrade() {
                    deed(&desk);
                }
            };
            let (a, b, c, d) = (desk(), desk(), desk(), desk());
            Self {
                agent: agent.downgrade(),
                questions: RefCell::default(),
                _listening: [
                    agent.on_message(move |message| with(&a, &|desk| desk.hear(message, &id_of))),
                    agent.on_taken(move |attempt, message| {
                        with(&b, &|desk| desk.taken(attempt, message));
                    }),
                    agent.on_event(move |event| with(&c, &|desk| desk.happens(event))),
                    agent.on_end(move || with(&d, &Self::end)),
                ],
            }
        })
    }

    /// What waits, without a borrow, because whoever is told may ask or forget.
    fn waiting(&self) -> Vec<Rc<Question>> {
        let questions = self.questions.borrow();
        let waiting = questions.values().filter(|question| question.waits());
        waiting.cloned().collect()
    }

    /// The question that `message` is, while it has not left.
    fn unsent(&self, message: &Message) -> Option<Rc<Question>> {
        let mut waiting = self.waiting().into_iter();
        waiting.find(|question| question.taken_by.get().is_none() && question.message == *message)
    }

    fn hear(&self, message: &Message, id_of: &dyn Fn(&Message) -> Option<u64>) {
        if self.questions.borrow().is_empty() {
            return;
        }
        // Foreign code, under frames that hold this desk: what a frame that trapped holds stays held.
        let Some(id) = guarded(|| id_of(message)).flatten() else {
            return;
        };
        let question = self.questions.borrow().get(&id).cloned();
        // What was not asked yet has no answer.
        if let Some(question) = question.filter(|question| question.taken_by.get().is_some()) {
            question.end(Ok(message.clone()));
        }
    }

    fn taken(&self, attempt: u64, message: &Message) {
        if let Some(question) = self.unsent(message) {
            question.taken_by.set(Some(attempt));
        }
    }

    fn happens(&self, event: &Event) {
        match event {
            Event::Undelivered { message, reason } => {
                if let Some(question) = self.unsent(message) {
                    question.end(Err(match reason {
                        DropReason::Expired => RequestError::TimedOut(question.timeout),
                        reason => RequestError::Undelivered(*reason),
                    }));
                }
            }
            Event::Transition { to, attempt, .. } => self.moves_on(*to, *attempt),
            _ => {}
        }
    }

    /// What earlier sockets took will not be answered.
    fn moves_on(&self, to: Phase, attempt: u64) {
        for question in self.waiting() {
            let Some(taken_by) = question.taken_by.get() else {
                continue;
            };
            let Some(agent) = self.agent.upgrade() else {
                return;
            };
            let sending = || {
                let next = agent.status().next;
                next.is_some_and(|wake| wake.why == WakeReason::DrainTimeout)
            };
            let holds = to == Phase::Open || to == Phase::Closing && sending();
            if attempt > taken_by || !holds {
                question.lose(&agent, to);
            }
        }
    }

    fn end(&self) {
        for question in self.waiting() {
            question.end(Err(match question.taken_by.get() {
                Some(_) => RequestError::Disconnected,
                None => RequestError::Undelivered(DropReason::Closed),
            }));
        }
    }
}

/// A question that waits for its answer.
struct Question {
    message: Message,
    /// Whether it is sent again when the connection is lost.
    repeat: bool,
    timeout: Duration,
    deadline: Cell<Deadline>,
    /// The attempt whose socket took it last.
    taken_by: Cell<Option<u64>>,
    rang: Cell<bool>,
    outcome: RefCell<Option<Result<Message, RequestError>>>,
    waker: RefCell<Option<Waker>>,
}

impl Question {
    fn waits(&self) -> bool {
        self.outcome.borrow().is_none()
    }

    /// The first word counts.
    fn end(&self, outcome: Result<Message, RequestError>) {
        if self.waits() {
            *self.outcome.borrow_mut() = Some(outcome);
            self.wake();
        }
    }

    fn ring(&self) {
        self.rang.set(true);
        self.wake();
    }

    fn wake(&self) {
        let waker = self.waker.take();
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    /// The connection is gone, and what follows is `to`.
    fn lose(&self, agent: &WebSocketAgent, to: Phase) {
        let moved = agent.status().cause == Some(Cause::AddressChanged);
        let unwanted = matches!(to, Phase::Idle | Phase::Closing);
        if !self.repeat || unwanted || moved {
            return self.end(Err(RequestError::Disconnected));
        }
        self.taken_by.set(None);
        let left = self.deadline.get().at().since(agent.now());
        let again = Outgoing::new(self.message.clone()).time_to_live(left);
        match agent.send(again) {
            SendOutcome::Dropped(DropReason::Expired, _) => {
                self.end(Err(RequestError::TimedOut(self.timeout)));
            }
            SendOutcome::Dropped(reason, _) => self.end(Err(RequestError::Undelivered(reason))),
            SendOutcome::Sent | SendOutcome::Queued => {}
        }
    }

    /// Whether the time is over. A deadline that is seen late, because the page was frozen, is no
    /// proof: the answer may stand in the queue behind the alarm.
    fn is_over(&self, now: Instant) -> bool {
        let mut deadline = self.deadline.get();
        let verdict = deadline.look(now);
        self.deadline.set(deadline);
        verdict == Verdict::Over
    }
}

/// Waits for an answer. Dropping it forgets the question.
struct Answer {
    desk: Rc<Desk>,
    id: u64,
    question: Rc<Question>,
    alarm: Option<Box<dyn Alarm>>,
}

impl Answer {
    fn new(desk: Rc<Desk>, id: u64, question: Rc<Question>) -> Self {
        desk.questions.borrow_mut().insert(id, question.clone());
        Self {
            desk,
            id,
            question,
            alarm: None,
        }
    }
}

impl Future for Answer {
    type Output = Result<Message, RequestError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let question = self.question.clone();
        if let Some(outcome) = question.outcome.take() {
            return Poll::Ready(outcome);
        }
        let Some(agent) = self.desk.agent.upgrade() else {
            return Poll::Ready(Err(RequestError::Disconnected));
        };
        if question.is_over(agent.now()) {
            return Poll::Ready(Err(RequestError::TimedOut(question.timeout)));
        }
        *question.waker.borrow_mut() = Some(context.waker().clone());
        if self.alarm.is_none() || question.rang.replace(false) {
            let at = question.deadline.get().at();
            self.alarm = Some(agent.alarm(at, move || question.ring()));
        }
        Poll::Pending
    }
}

impl Drop for Answer {
    fn drop(&mut self) {
        let _freed_without_a_borrow = self.desk.questions.borrow_mut().remove(&self.id);
    }
}
