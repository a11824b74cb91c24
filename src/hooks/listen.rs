//! Every message of a connection, for a component.

use std::rc::Rc;

use heartline_connection::Message;
use yew::prelude::*;

use crate::WebSocketAgent;
use crate::platform::guarded;

/// Calls `listener` with every message of `agent`, once and in order, while the component is
/// there. The listener of the latest render is called; another one neither subscribes anew nor
/// reconnects.
///
/// A message renders nothing by itself. For what is to be shown there are
/// [`use_latest`](crate::use_latest) and [`use_message_log`](crate::use_message_log), which cost at
/// most one render in a frame; a state that is set here costs one for each message.
///
/// ```
/// use heartline::{Config, use_on_message, use_websocket};
/// use yew::prelude::*;
///
/// #[component]
/// fn Meter() -> Html {
///     let agent = use_websocket(Config::new("/ws"));
///     let bytes = use_mut_ref(|| 0);
///     let counter = bytes.clone();
///     use_on_message(&agent, move |message| *counter.borrow_mut() += message.len());
///     let show = move |_: MouseEvent| alert(*bytes.borrow());
///     html! { <button onclick={show}>{ "How much?" }</button> }
/// }
/// # fn alert(_: usize) {}
/// ```
#[hook]
pub fn use_on_message<F>(agent: &WebSocketAgent, listener: F)
where
    F: Fn(&Message) + 'static,
{
    let listener: Rc<dyn Fn(&Message)> = Rc::new(listener);
    let latest = use_mut_ref(|| listener.clone());
    let _earlier = latest.replace(listener);
    use_effect_with(agent.clone(), move |agent| {
        let subscription = agent.on_message(move |message| {
            let listener = latest.borrow().clone();
            // What a frame that trapped holds is never released, and this one holds the listener.
            guarded(|| listener(message));
        });
        move || drop(subscription)
    });
}
