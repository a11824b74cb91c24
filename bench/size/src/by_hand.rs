//! A socket of the browser with three listeners and nothing else: the least that a WebSocket costs.

use wasm_bindgen::prelude::*;
use web_sys::{CloseEvent, Event, MessageEvent, WebSocket};
use yew::prelude::*;

#[component]
pub fn App() -> Html {
    let state = use_state(|| "connecting");
    let last = use_state(String::new);
    use_effect_with((), {
        let (state, last) = (state.clone(), last.clone());
        move |()| {
            let open = Closure::<dyn FnMut(Event)>::new({
                let state = state.clone();
                move |_| state.set("open")
            });
            let message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
                if let Some(text) = event.data().as_string() {
                    last.set(text);
                }
            });
            let close = Closure::<dyn FnMut(CloseEvent)>::new(move |_| state.set("closed"));
            let socket = WebSocket::new(crate::ADDRESS).ok();
            if let Some(socket) = &socket {
                socket.set_onopen(Some(open.as_ref().unchecked_ref()));
                socket.set_onmessage(Some(message.as_ref().unchecked_ref()));
                socket.set_onclose(Some(close.as_ref().unchecked_ref()));
            }
            move || {
                if let Some(socket) = socket {
                    socket.set_onopen(None);
                    socket.set_onmessage(None);
                    socket.set_onclose(None);
                    let _ = socket.close();
                }
                drop((open, message, close));
            }
        }
    });
    crate::view(*state, (*last).clone())
}
