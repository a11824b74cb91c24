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
    /// What was queued and could not be sent after all.
    #[prop_or_default]
    pub undelivered: Option<Undelivered>,
}

/// A box for text. Enter sends, Shift and Enter starts a new line. A message that is not taken
/// stays in the box.
#[component]
pub fn Composer(props: &ComposerProps) -> Html {
    let area = use_node_ref();
    let outcome = use_state(|| None::<String>);
    let send = {
        let (on_send, area, setter) = (props.on_send.clone(), area.clone(), outcome.setter());
        Callback::from(move |()| {
            if let Some(area) = area.cast::<HtmlTextAreaElement>() {
                setter.set(Some(send_text(&area, &on_send)));
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
    html! {
        <form class="composer" {onsubmit}>
            <label>
                <span>{ "Message" }</span>
                <textarea data-testid="composer" ref={area} rows="2"
                    placeholder="Text or JSON; Enter sends" {onkeydown} />
            </label>
            <button type="submit" data-testid="send">{ "Send" }</button>
            <p role="status" data-testid="outcome">{ outcome.as_deref().unwrap_or_default() }</p>
            if let Some(undelivered) = &props.undelivered {
                <p role="alert" data-testid="undelivered">{ undelivered.to_string() }</p>
            }
        </form>
    }
}

fn send_text(area: &HtmlTextAreaElement, on_send: &Callback<Message, SendOutcome>) -> String {
    match on_send.emit(area.value().into()) {
        SendOutcome::Sent => {
            area.set_value("");
            "Sent.".to_owned()
        }
        SendOutcome::Queued => {
            area.set_value("");
            "Queued: it leaves when the connection is ready.".to_owned()
        }
        SendOutcome::Dropped(reason, _) => format!("Not sent: {reason}."),
    }
}
