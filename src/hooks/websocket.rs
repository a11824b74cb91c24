//! The connection of a component, and its status.

use yew::prelude::*;

use crate::{Config, Status, WebSocketAgent};

/// A connection that opens when the component appears and is closed when it goes.
///
/// The agent is the same at every render. Another address or other subprotocols in `config`
/// replace the socket; other settings take effect without a reconnection; equal ones do nothing.
///
/// ```
/// use heartline::{Config, use_status, use_websocket};
/// use yew::prelude::*;
///
/// #[component]
/// fn Badge() -> Html {
///     let agent = use_websocket(Config::new("wss://example.org/live"));
///     let status = use_status(&agent);
///     html! { <span>{ status.phase.as_str() }</span> }
/// }
/// ```
#[hook]
pub fn use_websocket(config: Config) -> WebSocketAgent {
    let first = config.clone();
    let agent = use_memo((), move |()| WebSocketAgent::new(first));
    use_effect_with(config, {
        let agent = agent.clone();
        move |config| agent.configure(config.clone())
    });
    use_effect_with((), {
        let agent = agent.clone();
        move |()| {
            agent.open();
            // The component may leave clones behind; the connection ends with the component.
            move || agent.close()
        }
    });
    (*agent).clone()
}

/// The status of `agent`. Renders when the phase, the cause, the round trip or the outbox change,
/// not for messages.
#[hook]
pub fn use_status(agent: &WebSocketAgent) -> Status {
    let status = use_state_eq(|| agent.status());
    // The setter only: a state handle would keep the states that it has seen.
    let setter = status.setter();
    use_effect_with(agent.clone(), move |agent| {
        setter.set(agent.status());
        let subscription = agent.on_status(move |status| setter.set(status.clone()));
        move || drop(subscription)
    });
    (*status).clone()
}
