//! A box to write a message in, and what became of it.

use heartline_connection::{Message, SendOutcome};
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use crate::Undelivered;

/// Properties of [`Composer`].
#[derive(Clone, PartialEq, Properties)]
pub struct ComposerProps {
    /// Sends a message and says what became of it.
    pub on_send: Callback<Message, SendOutcome>,
    /// How many messages wait in the outbox.
    pub queued: usize,
    /// What was queued and could not be sent after all.
    #[prop_or_default]
    pub undelivered: Option<Undelivered>,
}

/// A box for text. Enter sends, Shift and Enter starts a new line. A message that is not taken
/// stays in the box.
#[component]
pub fn Composer(props: &ComposerProps) -> Html {
    let area = use_node_ref();
    let outcome = use_state(|| None::<SendOutcome>);
    let send = {
        let (on_send, area, setter) = (props.on_send.clone(), area.clone(), outcome.setter());
        Callback::from(move |()| {
            if let Some(area) = area.cast::<HtmlTextAreaElement>() {
                setter.set(send_text(&area, &on_send));
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
        <form class="composer" {onsubmit}>
            <label>
                <span>{ "Message" }</span>
                <textarea data-testid="composer" ref={area} rows="2"
                    placeholder="Text or JSON; Enter sends" {onkeydown} {oninput} />
            </label>
            <button type="submit" data-testid="send">{ "Send" }</button>
            <p role="status" data-testid="outcome">{ outcome_words(outcome.as_ref(), props.queued) }</p>
            if let Some(undelivered) = &props.undelivered {
                <p role="alert" data-testid="undelivered">{ undelivered.to_string() }</p>
            }
        </form>
    }
}

/// Empties the box when the message is taken. An empty box has nothing to send.
fn send_text(
    area: &HtmlTextAreaElement,
    on_send: &Callback<Message, SendOutcome>,
) -> Option<SendOutcome> {
    let text = area.value();
    if text.is_empty() {
        return None;
    }
    let outcome = on_send.emit(text.into());
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
