//! What both contestants with Heartline do: the orders as a configuration, and what goes into the
//! book.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use harness::{App, Data, Kind, Orders, closed, opened};
use heartline::{
    Config, Heartbeat, Message, Phase, Reconnect, SendOutcome, Subscription, WebSocketAgent,
};
use serde::Deserialize;

#[derive(Deserialize)]
struct Numbered {
    n: u32,
}

/// The defaults, and what the orders say otherwise.
#[must_use]
pub fn config(orders: &Orders) -> Config {
    let mut heartbeat = Heartbeat::default().ping(orders.ping.clone());
    heartbeat.interval = orders.interval.unwrap_or(heartbeat.interval);
    heartbeat.timeout = orders.timeout.unwrap_or(heartbeat.timeout);
    let mut config = Config::new(orders.url.clone()).heartbeat(heartbeat);
    if orders.attempts.is_some() {
        config = config.reconnect(Reconnect::default().max_attempts(orders.attempts));
    }
    if let Some(greeting) = &orders.greeting {
        config = config.greeting(greeting.clone());
    }
    if orders.rejects_once {
        let asked = Cell::new(false);
        config = config.prepare(move |endpoint| {
            let answer = if asked.replace(true) {
                Ok(endpoint)
            } else {
                Err("not yet")
            };
            async { answer }
        });
    }
    config
}

/// The number of a message, decoded as the guide shows it.
#[must_use]
pub fn number(kind: Kind, message: &Message) -> Option<u32> {
    match kind {
        Kind::Json => message.json().ok().map(|Numbered { n }| n),
        Kind::Text | Kind::Binary => kind.number(data(message)),
    }
}

/// A message for the log.
#[must_use]
pub fn data(message: &Message) -> Data<'_> {
    match message {
        Message::Text(text) => Data::Text(text),
        Message::Binary(bytes) => Data::Binary(bytes),
    }
}

/// Writes into the book when the agent is connected and when it is not any more.
pub fn book(agent: &WebSocketAgent) -> Subscription {
    let open = Cell::new(agent.status().phase == Phase::Open);
    agent.on_status(move |status| {
        let present = status.phase == Phase::Open;
        match (open.replace(present), present) {
            (false, true) => opened(),
            (true, false) => closed(),
            _ => {}
        }
    })
}

/// Where the agent is until the contestant is taken away.
pub type Place = Rc<RefCell<Option<WebSocketAgent>>>;

/// What can be done with the agent.
pub fn app(place: &Place) -> App {
    let with = |deed: fn(&WebSocketAgent)| {
        let place = place.clone();
        move || present(&place).iter().for_each(deed)
    };
    let place = place.clone();
    App::new()
        .open(with(open))
        .close(with(WebSocketAgent::close))
        .send(
            move |text| match present(&place).map(|agent| agent.send(text)) {
                Some(SendOutcome::Sent) => "sent".into(),
                Some(SendOutcome::Queued) => "queued".into(),
                Some(SendOutcome::Dropped(reason, _)) => format!("dropped: {reason}").into(),
                None => "gone".into(),
            },
        )
}

/// As the buttons of our components do: what is closed is opened, what waits tries at once.
fn open(agent: &WebSocketAgent) {
    match agent.status().can_open() {
        true => agent.open(),
        false => agent.retry_now(),
    }
}

/// Not borrowed while it is called: it may call back.
fn present(place: &Place) -> Option<WebSocketAgent> {
    place.borrow().clone()
}
