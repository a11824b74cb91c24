//! A box to write a message in, and what became of it.

use heartline_connection::{Message, SendOutcome};
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use crate::{
    UseMessageLogHandle, UseUndeliveredHandle, WebSocketAgent, use_status, use_undelivered,
};

/// Properties of [`Composer`].
#[derive(Clone, PartialEq, Properties)]
pub struct ComposerProps {
    /// The connection to send on.
    pub agent: WebSocketAgent,
    /// The log of that connection to which is added what was taken; default none.
    #[prop_or_default]
    pub log: Option<UseMessageLogHandle>,
    /// Sends what was written, in the application's own way, and says what became of it; default
    /// [`WebSocketAgent::send`], or [`UseMessageLogHandle::send`] where a log is given.
    #[prop_or_default]
    pub on_send: Option<Callback<Message, SendOutcome>>,
}

impl ComposerProps {
    fn send(&self, message: Message) -> SendOutcome {
        match (&self.on_send, &self.log) {
            (Some(on_send), _) => on_send.emit(message),
            (None, Some(log)) => log.send(message),
            (None, None) => self.agent.send(message),
        }
    }
}

/// A box for text. Enter sends, Shift and Enter starts a new line. A message that is not taken
/// stays in the box.
#[component]
pub fn Composer(props: &ComposerProps) -> Html {
    let queued = use_status(&props.agent).queued;
    let undelivered = use_undelivered(&props.agent);
    let area = use_node_ref();
    let outcome = use_state(|| None::<SendOutcome>);
    let send = {
        let (props, area, setter) = (props.clone(), area.clone(), outcome.setter());
        Callback::from(move |()| {
            if let Some(area) = area.cast::<HtmlTextAreaElement>() {
                setter.set(send_text(&area, &props));
            }
        })
    };
    let onsubmit = send.reform(|event: SubmitEvent| event.prevent_default());
    // While an input method is composing, Enter belongs to it.
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        if event.key() == "Enter" && !event.shift_key() && !event.is_composing() {
            event.prevent_default();
            send.emit(());
        }
    });
    let oninput = {
        let setter = outcome.setter();
        // Another message is being written: what became of the last one is of no interest here.
        Callback::from(move |_: InputEvent| setter.set(None))
    };
    html! {
        <form class="heartline heartline-composer" {onsubmit}>
            <label>
                <span>{ "Message" }</span>
                <textarea data-testid="composer" ref={area} rows="2"
                    placeholder="Text or JSON; Enter sends" {onkeydown} {oninput} />
            </label>
            <button type="submit" data-testid="send">{ "Send" }</button>
            <p role="status" data-testid="outcome">{ outcome_words(outcome.as_ref(), queued) }</p>
            { alert(undelivered) }
        </form>
    }
}

/// Stays until the person has taken note: it may be about what was written long before.
fn alert(undelivered: UseUndeliveredHandle) -> Html {
    let Some(words) = undelivered.get().map(|undelivered| undelivered.to_string()) else {
        return html! {};
    };
    let dismiss = Callback::from(move |_: MouseEvent| undelivered.dismiss());
    html! {
        <div class="heartline-alert">
            <p role="alert" data-testid="undelivered">{ words }</p>
            <button type="button" data-testid="dismiss" onclick={dismiss}>{ "Dismiss" }</button>
        </div>
    }
}

/// Empties the box when the message is taken. An empty box has nothing to send.
fn send_text(area: &HtmlTextAreaElement, props: &ComposerProps) -> Option<SendOutcome> {
    let text = area.value();
    if text.is_empty() {
        return None;
    }
    let outcome = props.send(text.into());
    if !matches!(outcome, SendOutcome::Dropped(..)) {
        area.set_value("");
    }
    Some(outcome)
}

/// What became of the latest message, for as long as that is true.
fn outcome_words(outcome: Option<&SendOutcome>, queued: usize) -> String {
    match outcome {
        None => String::new(),
        Some(SendOutcome::Queued) if queued == 0 => String::new(),
        Some(SendOutcome::Sent) => "Sent.".to_owned(),
        Some(SendOutcome::Queued) => "Queued: it leaves when the connection is ready.".to_owned(),
        Some(SendOutcome::Dropped(reason, _)) => format!("Not sent: {reason}."),
    }
}
