//! One connection for many components: who uses it, and when it closes.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;
use std::time::Duration;

use yew::prelude::*;

use super::websocket::use_agent;
use crate::platform::Alarm;
use crate::{Config, WebSocketAgent};

/// Properties of [`WebSocketProvider`].
#[derive(Clone, PartialEq, Properties)]
pub struct WebSocketProviderProps {
    /// The connection's configuration; see [`use_websocket`](crate::use_websocket) for what a
    /// change does.
    pub config: Config,
    /// By what name components ask for it; default the empty one, which
    /// [`use_websocket_context`] asks for.
    #[prop_or_default]
    pub name: AttrValue,
    /// How long it stays open without any component that uses it; default 5 s. A component that
    /// comes meanwhile, as when one leaves a view for another, finds it open.
    #[prop_or(LINGER)]
    pub linger: Duration,
    /// The components that may use it.
    #[prop_or_default]
    pub children: Html,
}

/// The default of [`WebSocketProviderProps::linger`].
const LINGER: Duration = Duration::from_secs(5);

/// Shares one connection among the components below it. It opens with the first that uses it, by
/// [`use_websocket_context`], closes when the last is gone and `linger` has passed, and ends with
/// the provider. Providers of other names may stand within one another.
///
/// ```
/// use heartline::{Config, WebSocketProvider, use_status, use_websocket_context};
/// use yew::prelude::*;
///
/// #[component]
/// fn Badge() -> Html {
///     match use_websocket_context() {
///         Ok(agent) => html! { <Phase {agent} /> },
///         Err(missing) => html! { <p>{ missing.to_string() }</p> },
///     }
/// }
///
/// # #[derive(Properties, PartialEq)]
/// # struct PhaseProps { agent: heartline::WebSocketAgent }
/// #[component]
/// fn Phase(props: &PhaseProps) -> Html {
///     let status = use_status(&props.agent);
///     html! { <span>{ status.phase.as_str() }</span> }
/// }
///
/// #[component]
/// fn App() -> Html {
///     html! {
///         <WebSocketProvider config={Config::new("/ws")}><Badge /><Badge /></WebSocketProvider>
///     }
/// }
/// ```
#[component]
pub fn WebSocketProvider(props: &WebSocketProviderProps) -> Html {
    let agent = use_agent(props.config.clone(), |_| {});
    let shared = use_memo((), |()| Shared::new(agent));
    shared.linger.set(props.linger);
    let above = use_context::<Connections>();
    let connections = use_memo((props.name.clone(), above), {
        let shared = shared.clone();
        move |(name, above)| Connections::below(above.clone(), name.clone(), shared)
    });
    use_effect_with((), move |()| move || shared.end());
    html! {
        <ContextProvider<Connections> context={(*connections).clone()}>
            { props.children.clone() }
        </ContextProvider<Connections>>
    }
}

/// The connection of the nearest [`WebSocketProvider`] without a name.
///
/// # Errors
/// [`NoProvider`] when there is none above this component.
#[hook]
pub fn use_websocket_context() -> Result<WebSocketAgent, NoProvider> {
    use_websocket_named("")
}

/// The connection of the nearest [`WebSocketProvider`] that has this `name`.
///
/// # Errors
/// [`NoProvider`] when there is none above this component.
#[hook]
pub fn use_websocket_named(name: &str) -> Result<WebSocketAgent, NoProvider> {
    let connections = use_context::<Connections>();
    let shared = connections.and_then(|connections| connections.find(name));
    use_effect_with(shared.clone().map(Same), |shared| {
        let seat = shared.clone().map(|Same(shared)| Shared::join(shared));
        move || drop(seat)
    });
    let missing = || NoProvider {
        name: name.to_owned(),
    };
    let agent = shared.map(|shared| shared.agent_for_user());
    agent.ok_or_else(missing)
}

/// No provider of a connection of this name stands above the component.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NoProvider {
    /// The name that was asked for.
    pub name: String,
}

impl fmt::Display for NoProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name.as_str() {
            "" => f.write_str("there is no <WebSocketProvider> above this component"),
            name => write!(
                f,
                "there is no <WebSocketProvider name={name:?}> above this component"
            ),
        }
    }
}

impl std::error::Error for NoProvider {}

/// What the providers above a component offer, the nearest first.
#[derive(Clone)]
struct Connections(Rc<Offer>);

struct Offer {
    name: AttrValue,
    shared: Rc<Shared>,
    above: Option<Connections>,
}

impl PartialEq for Connections {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Connections {
    fn below(above: Option<Self>, name: AttrValue, shared: Rc<Shared>) -> Self {
        Self(Rc::new(Offer {
            name,
            shared,
            above,
        }))
    }

    fn find(&self, name: &str) -> Option<Rc<Shared>> {
        if self.0.name == name {
            return Some(self.0.shared.clone());
        }
        self.0.above.as_ref()?.find(name)
    }
}

/// A connection and how many use it.
struct Shared {
    agent: WebSocketAgent,
    users: Cell<usize>,
    linger: Cell<Duration>,
    /// Rings when the connection has been without users for long enough.
    lingering: RefCell<Option<Box<dyn Alarm>>>,
    /// Whether the provider is gone.
    ended: Cell<bool>,
}

/// Equal when it is the same connection.
#[derive(Clone)]
struct Same(Rc<Shared>);

impl PartialEq for Same {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// A component's use of a connection. Dropping it ends the use.
struct Seat(Rc<Shared>);

impl Shared {
    const fn new(agent: WebSocketAgent) -> Self {
        Self {
            agent,
            users: Cell::new(0),
            linger: Cell::new(LINGER),
            lingering: RefCell::new(None),
            ended: Cell::new(false),
        }
    }

    fn join(shared: Rc<Self>) -> Seat {
        let lingered = shared.lingering.take().is_some();
        let others = shared.users.replace(shared.users.get() + 1);
        if others == 0 && !lingered {
            shared.agent.open();
        }
        Seat(shared)
    }

    /// The agent for a component that will use it; its children may send before it has joined.
    fn agent_for_user(&self) -> WebSocketAgent {
        if self.users.get() == 0 && !self.ended.get() {
            self.agent.expect_open();
        }
        self.agent.clone()
    }

    fn leave(self: &Rc<Self>) {
        self.users.set(self.users.get() - 1);
        if self.users.get() > 0 || self.ended.get() {
            return;
        }
        let close_at = self.agent.now() + self.linger.get();
        let shared = Rc::downgrade(self);
        let alarm = self.agent.alarm(close_at, move || {
            if let Some(shared) = shared.upgrade() {
                let _rang = shared.lingering.take();
                shared.agent.close();
            }
        });
        *self.lingering.borrow_mut() = Some(alarm);
    }

    fn end(&self) {
        self.ended.set(true);
        self.lingering.take();
        self.agent.close();
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.0.leave();
    }
}
