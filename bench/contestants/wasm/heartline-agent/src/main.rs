//! Heartline without Yew: the agent, and a list by hand.

use std::cell::RefCell;
use std::rc::Rc;

use harness::{orders, receiver, show_state};
use heartline::WebSocketAgent;
use heartline_orders::{app, book, config, data, number};

fn main() {
    let orders = orders();
    let agent = WebSocketAgent::new(config(&orders));
    let (kind, receive) = (orders.kind, receiver(&orders));
    let messages = agent.on_message(move |message| receive(number(kind, message), data(message)));
    show_state(agent.status().phase.as_str());
    let statuses = agent.on_status(|status| show_state(status.phase.as_str()));
    let listening = [messages, statuses, book(&agent)];
    agent.open();
    let place = Rc::new(RefCell::new(Some(agent)));
    app(&place)
        .unmount(move || drop((place.take(), listening)))
        .ready();
}
