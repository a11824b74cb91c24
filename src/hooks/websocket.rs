//! The connection of a component, and its status.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use yew::prelude::*;

use super::World;
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
    use_agent(config, WebSocketAgent::open)
}

/// An agent that is the same at every render, has the latest `config`, and is closed when the
/// component goes. `begin` is called once, after the first render.
#[hook]
pub(super) fn use_agent(config: Config, begin: fn(&WebSocketAgent)) -> WebSocketAgent {
    let world = use_context::<World>();
    let config = Rc::new(config);
    let place = use_mut_ref(|| None);
    let taken = place.take();
    let owned = taken.unwrap_or_else(|| Owned::new(&world.unwrap_or_default(), config.clone()));
    *place.borrow_mut() = Some(owned.clone());
    let agent = owned.agent.clone();
    use_effect(move || {
        owned.adopt(config);
        if !owned.begun.replace(true) {
            begin(&owned.agent);
        }
    });
    agent
}

/// A component's own connection. The component may leave clones of the agent behind; the connection
/// ends with the component.
struct Owned {
    agent: WebSocketAgent,
    /// What the component brought last; the agent may have been told otherwise since.
    config: RefCell<Rc<Config>>,
    begun: Cell<bool>,
}

impl Owned {
    fn new(world: &World, config: Rc<Config>) -> Rc<Self> {
        Rc::new(Self {
            agent: world.agent(config.clone()),
            config: RefCell::new(config),
            begun: Cell::new(false),
        })
    }

    /// What is not different from the last render's changes nothing, so that what the application
    /// told the agent itself holds.
    fn adopt(&self, config: Rc<Config>) {
        let before = self.config.replace(config.clone());
        if before != config {
            self.agent.configure(config);
        }
    }
}

impl Drop for Owned {
    fn drop(&mut self) {
        self.agent.close();
    }
}

/// The status of `agent`. Renders when the phase, the cause, the round trip or the outbox change,
/// not for messages.
#[hook]
pub fn use_status(agent: &WebSocketAgent) -> Status {
    let status = agent.status();
    let update = use_force_update();
    let shown = agent.status_key();
    use_effect_with(agent.clone(), move |agent| {
        // It may have changed between the render and this.
        if agent.status_key() != shown {
            update.force_update();
        }
        let subscription = agent.on_status(move |_| update.force_update());
        move || drop(subscription)
    });
    status
}
