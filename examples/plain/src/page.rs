//! The document: what the agent tells goes in, what the person presses goes to the agent.

use gloo_timers::callback::Interval;
use heartline::{Config, Message, SendOutcome, Status, Subscription, WebSocketAgent};
use wasm_bindgen::prelude::*;
use web_sys::{Document, Element};

/// Everything that must stay alive. Dropping it closes the connection and removes every listener.
pub struct Page {
    _agent: WebSocketAgent,
    _listeners: [Subscription; 2],
    _clock: Interval,
    _click: Closure<dyn Fn()>,
}

impl Page {
    /// Connects, and shows what happens from here on.
    pub fn start() -> Result<Self, JsValue> {
        let document = web_sys::window().and_then(|window| window.document());
        let document = document.ok_or("there is no document")?;
        let agent = WebSocketAgent::new(Config::new("/ws"));
        let page = Self {
            _listeners: [
                show_status(&document, &agent)?,
                show_messages(&document, &agent)?,
            ],
            _clock: keep_time(&document, &agent)?,
            _click: send_on_click(&document, &agent)?,
            _agent: agent.clone(),
        };
        agent.open();
        Ok(page)
    }
}

fn show_status(document: &Document, agent: &WebSocketAgent) -> Result<Subscription, JsValue> {
    let root = find(document, "websocket")?;
    let sentence = find(document, "sentence")?;
    let clock = agent.clone();
    Ok(agent.on_status(move |status: &Status| {
        // Attributes only fail for names that are none.
        let _ = root.set_attribute("data-phase", status.phase.as_str());
        let _ = root.set_attribute("data-attempt", &status.attempt.to_string());
        sentence.set_text_content(Some(&status.sentence(clock.now())));
    }))
}

/// A sentence such as "Connected for 3 s" grows old without any event.
fn keep_time(document: &Document, agent: &WebSocketAgent) -> Result<Interval, JsValue> {
    let sentence = find(document, "sentence")?;
    let agent = agent.clone();
    Ok(Interval::new(500, move || {
        let now = agent.status().sentence(agent.now());
        sentence.set_text_content(Some(&now));
    }))
}

fn show_messages(document: &Document, agent: &WebSocketAgent) -> Result<Subscription, JsValue> {
    let list = find(document, "messages")?;
    let document = document.clone();
    Ok(agent.on_message(move |message| {
        if let Err(error) = append(&document, &list, message) {
            web_sys::console::error_1(&error);
        }
    }))
}

/// As text, never as HTML: what a server sends is not to be trusted.
fn append(document: &Document, list: &Element, message: &Message) -> Result<(), JsValue> {
    let row = document.create_element("li")?;
    row.set_attribute("data-testid", "message")?;
    row.set_text_content(Some(message.as_text().unwrap_or("(binary)")));
    list.append_child(&row)?;
    if list.child_element_count() > KEPT {
        list.first_element_child().inspect(Element::remove);
    }
    Ok(())
}

/// So that the page does not grow with time.
const KEPT: u32 = 20;

fn send_on_click(
    document: &Document,
    agent: &WebSocketAgent,
) -> Result<Closure<dyn Fn()>, JsValue> {
    let button = find(document, "send")?;
    let outcome = find(document, "outcome")?;
    let agent = agent.clone();
    let click = Closure::<dyn Fn()>::new(move || {
        let words = match agent.send(r#"{"chat":"hello"}"#) {
            SendOutcome::Sent => "Sent.".to_owned(),
            SendOutcome::Queued => "Queued: it leaves with the next connection.".to_owned(),
            SendOutcome::Dropped(reason, _) => format!("Not sent: {reason}."),
        };
        outcome.set_text_content(Some(&words));
    });
    button.add_event_listener_with_callback("click", click.as_ref().unchecked_ref())?;
    Ok(click)
}

fn find(document: &Document, name: &str) -> Result<Element, JsValue> {
    let found = document.query_selector(&format!("[data-testid='{name}']"))?;
    found.ok_or_else(|| format!("the page has no {name}").into())
}
