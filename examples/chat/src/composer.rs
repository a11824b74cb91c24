//! A box to write a line in.

use web_sys::HtmlInputElement;
use yew::prelude::*;

/// Properties of [`Composer`].
#[derive(Clone, PartialEq, Properties)]
pub struct ComposerProps {
    /// Takes a line that is not empty.
    pub on_send: Callback<String>,
}

/// Enter and the button send the line.
#[component]
pub fn Composer(props: &ComposerProps) -> Html {
    let input = use_node_ref();
    let (on_send, field) = (props.on_send.clone(), input.clone());
    let onsubmit = Callback::from(move |event: SubmitEvent| {
        event.prevent_default();
        let Some(field) = field.cast::<HtmlInputElement>() else {
            return;
        };
        let text = field.value().trim().to_owned();
        if !text.is_empty() {
            field.set_value("");
            on_send.emit(text);
        }
    });
    html! {
        <form {onsubmit}>
            <label>
                <span>{ "Your message" }</span>
                <input ref={input} type="text" maxlength="4096" autocomplete="off"
                    data-testid="composer" />
            </label>
            <button type="submit" data-testid="send">{ "Send" }</button>
        </form>
    }
}
