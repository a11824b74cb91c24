//! What becomes of every question: an answer, or a reason why there is none.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;

use heartline::{Message, RequestError, Requests, WebSocketAgent};
use serde_json::{Value, json};

use crate::ears::{Answer, read};

/// Questions and their ends.
pub struct Account {
    requests: Requests,
    books: Rc<Books>,
}

#[derive(Default)]
struct Books {
    asked: Cell<u64>,
    waiting: Cell<u64>,
    outcomes: RefCell<BTreeMap<String, u64>>,
    /// Number and outcome of what has ended since somebody looked.
    ended: RefCell<Vec<(u64, String)>>,
}

/// More than the server's longest silence that is not a death.
const PATIENCE: Duration = Duration::from_secs(6);

impl Account {
    pub fn of(agent: &WebSocketAgent) -> Self {
        let id_of = |message: &Message| match read(message) {
            Some(Answer::Echo(number) | Answer::Chat(number)) => Some(number),
            _ => None,
        };
        Self {
            requests: Requests::new(agent, id_of).timeout(PATIENCE),
            books: Rc::default(),
        }
    }

    pub fn ask(&self) {
        let (requests, books) = (self.requests.clone(), self.books.clone());
        books.asked.set(books.asked.get() + 1);
        books.waiting.set(books.waiting.get() + 1);
        wasm_bindgen_futures::spawn_local(async move {
            let number = Cell::new(0);
            let question = |id| {
                number.set(id);
                // What the server answers to everybody, and the fault listener gives back.
                format!(r#"{{"chat":"q{id}"}}"#)
            };
            let outcome = requests.ask(question).await;
            books.enter(number.get(), outcome_of(&outcome));
        });
    }

    pub fn report(&self) -> Value {
        json!({
            "asked": self.books.asked.get(),
            "waiting": self.books.waiting.get(),
            "outcomes": *self.books.outcomes.borrow(),
        })
    }

    pub fn ended(&self) -> Value {
        json!(self.books.ended.take())
    }
}

impl Books {
    fn enter(&self, number: u64, outcome: String) {
        self.waiting.set(self.waiting.get() - 1);
        *self
            .outcomes
            .borrow_mut()
            .entry(outcome.clone())
            .or_default() += 1;
        self.ended.borrow_mut().push((number, outcome));
    }
}

/// In one word, two where there is a reason.
fn outcome_of(outcome: &Result<Message, RequestError>) -> String {
    match outcome {
        Ok(message) => match read(message) {
            Some(Answer::Echo(_)) => "answered by echo".to_owned(),
            _ => "answered by chat".to_owned(),
        },
        Err(RequestError::NotSent(reason, _)) => format!("not sent: {reason:?}"),
        Err(RequestError::Undelivered(reason)) => format!("undelivered: {reason:?}"),
        Err(RequestError::TimedOut(_)) => "timed out".to_owned(),
        Err(RequestError::Disconnected) => "disconnected".to_owned(),
        Err(other) => format!("{other:?}"),
    }
}
