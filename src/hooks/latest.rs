//! The latest value that came over a connection, rendered at most once per animation frame.

use std::cell::RefCell;
use std::rc::Rc;

#[cfg(feature = "json")]
use heartline_connection::DecodeError;
use heartline_connection::Message;
use yew::prelude::*;

use super::frame::use_frame;
use crate::{WebSocketAgent, use_on_message};

/// The latest value that `decode` made of a message of `agent`; `None` while it has made none.
///
/// `decode` is called with every message, once and in order; for one that is of no interest it
/// answers `None`, and nothing renders. However many values come before the next animation frame,
/// they cost one render, and only the latest is kept.
///
/// ```
/// use heartline::{Config, use_latest, use_websocket};
/// use yew::prelude::*;
///
/// #[component]
/// fn Price() -> Html {
///     let agent = use_websocket(Config::new("/prices"));
///     let price = use_latest(&agent, |message| message.as_text()?.parse::<u32>().ok());
///     html! { if let Some(price) = price { <p>{ *price }</p> } }
/// }
/// ```
#[hook]
pub fn use_latest<T, F>(agent: &WebSocketAgent, decode: F) -> Option<Rc<T>>
where
    T: 'static,
    F: Fn(&Message) -> Option<T> + 'static,
{
    // Another connection has other values.
    let latest = use_memo(agent.clone(), |_| RefCell::new(None));
    let frame = use_frame();
    use_on_message(agent, {
        let latest = latest.clone();
        move |message| {
            if let Some(value) = decode(message) {
                let _earlier = latest.replace(Some(Rc::new(value)));
                frame.render_soon();
            }
        }
    });
    latest.borrow().clone()
}

/// The latest message of `agent` as a value, or why it is none; `None` while there was no message.
/// For a connection whose messages are all of one type; [`use_latest`] chooses among several.
///
/// ```
/// use heartline::{Config, use_latest_json, use_websocket};
/// use yew::prelude::*;
///
/// #[component]
/// fn Point() -> Html {
///     let agent = use_websocket(Config::new("/points"));
///     match use_latest_json::<(f64, f64)>(&agent).as_deref() {
///         Some(Ok((x, y))) => html! { <p>{ x }{ ", " }{ y }</p> },
///         Some(Err(error)) => html! { <p>{ error.to_string() }</p> },
///         None => html! {},
///     }
/// }
/// ```
#[cfg(feature = "json")]
#[hook]
pub fn use_latest_json<T>(agent: &WebSocketAgent) -> Option<Rc<Result<T, DecodeError>>>
where
    T: serde::de::DeserializeOwned + 'static,
{
    use_latest(agent, |message| Some(message.json()))
}
