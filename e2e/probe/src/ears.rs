//! What the servers say: whether each of it comes once and in order, and what the connection does.

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use heartline::{Event, Message, Subscription, WebSocketAgent};
use serde_json::{Value, json};

/// Something that has a number.
#[derive(Clone, Copy)]
pub enum Answer {
    /// The fault listener gave a question back.
    Echo(u64),
    /// The server told a question to everybody, who is nobody else.
    Chat(u64),
    /// The fault listener counts.
    Number { number: u64, connection: u64 },
    /// The fault listener floods.
    Flood(u64),
}

pub fn read(message: &Message) -> Option<Answer> {
    let value: Value = serde_json::from_str(message.as_text()?).ok()?;
    if let Some(text) = value["echo"].as_str() {
        let question: Value = serde_json::from_str(text).ok()?;
        return Some(Answer::Echo(number_of(&question["chat"])?));
    }
    if let Some(number) = value["number"].as_u64() {
        let connection = value["connection"].as_u64()?;
        return Some(Answer::Number { number, connection });
    }
    if let Some(number) = value["flood"].as_u64() {
        return Some(Answer::Flood(number));
    }
    Some(Answer::Chat(number_of(&value["chat"]["text"])?))
}

fn number_of(text: &Value) -> Option<u64> {
    text.as_str()?.strip_prefix('q')?.parse().ok()
}

/// Hears everything.
pub struct Ears {
    notes: Rc<RefCell<Notes>>,
    _listening: [Subscription; 2],
}

#[derive(Default)]
struct Notes {
    messages: u64,
    answers: u64,
    numbers: u64,
    floods: u64,
    /// Answers that came a second time.
    twice: u64,
    /// What came before something that is older, or after something that is missing.
    disorder: u64,
    /// The attempt of the latest answer, and its number.
    last_answer: (u64, u64),
    last_number: (u64, u64),
    last_flood: (u64, u64),
    /// The latest answers: older ones belong to sockets that are long gone.
    recent: VecDeque<u64>,
    phases: BTreeMap<&'static str, u64>,
}

/// So that the page does not grow with time.
const RECENT: usize = 4096;

impl Ears {
    pub fn of(agent: &WebSocketAgent) -> Self {
        let notes = Rc::<RefCell<Notes>>::default();
        let (hearing, following) = (notes.clone(), notes.clone());
        let heard_by = agent.clone();
        let on_message = agent.on_message(move |message| {
            let attempt = heard_by.status().attempt;
            hearing.borrow_mut().hear(attempt, message);
        });
        let on_event = agent.on_event(move |event| {
            if let Event::Transition { to, .. } = event {
                *following
                    .borrow_mut()
                    .phases
                    .entry(to.as_str())
                    .or_default() += 1;
            }
        });
        Self {
            notes,
            _listening: [on_message, on_event],
        }
    }

    pub fn report(&self) -> Value {
        let notes = self.notes.borrow();
        json!({
            "messages": notes.messages,
            "answers": notes.answers,
            "numbers": notes.numbers,
            "floods": notes.floods,
            "twice": notes.twice,
            "disorder": notes.disorder,
            "phases": notes.phases,
        })
    }
}

impl Notes {
    fn hear(&mut self, attempt: u64, message: &Message) {
        self.messages += 1;
        match read(message) {
            Some(Answer::Echo(number) | Answer::Chat(number)) => self.answer(attempt, number),
            Some(Answer::Number { number, connection }) => self.count(connection, number),
            Some(Answer::Flood(number)) => self.flood(attempt, number),
            None => {}
        }
    }

    fn answer(&mut self, attempt: u64, number: u64) {
        self.answers += 1;
        self.twice += u64::from(self.recent.contains(&number));
        self.recent.push_back(number);
        if self.recent.len() > RECENT {
            self.recent.pop_front();
        }
        let (last_attempt, last) = self.last_answer;
        self.disorder += u64::from(last_attempt == attempt && number <= last);
        self.last_answer = (attempt, number);
    }

    /// Counts on over all connections, and leaves nothing out on one.
    fn count(&mut self, connection: u64, number: u64) {
        self.numbers += 1;
        let (last_connection, last) = self.last_number;
        let follows = number > last && (last_connection != connection || number == last + 1);
        self.disorder += u64::from(!follows);
        self.last_number = (connection, number);
    }

    /// Counts from 1 on each connection, and goes on where it was told to go on.
    fn flood(&mut self, attempt: u64, number: u64) {
        self.floods += 1;
        let (last_attempt, last) = self.last_flood;
        let expected = if last_attempt == attempt { last + 1 } else { 1 };
        self.disorder += u64::from(number != expected);
        self.last_flood = (attempt, number);
    }
}
