//! The world in which the connections of a component tree live.

use std::fmt;
use std::rc::Rc;

use yew::prelude::*;

use crate::platform::{Browser, Platform};
use crate::{Config, WebSocketAgent};

/// A [`Platform`] as a property: by default the browser, in an application's tests the fake one.
/// Two are equal when they are the same.
#[derive(Clone)]
pub struct World(Rc<dyn Platform>);

impl World {
    /// The world that is `platform`.
    pub fn new(platform: impl Platform + 'static) -> Self {
        Self(Rc::new(platform))
    }

    pub(crate) fn agent(&self, config: Rc<Config>) -> WebSocketAgent {
        let agent = WebSocketAgent::on_platform(config, self.0.clone());
        agent.expect_open();
        agent
    }
}

impl Default for World {
    fn default() -> Self {
        Self::new(Browser)
    }
}

impl PartialEq for World {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("World")
    }
}

/// Properties of [`WorldProvider`].
#[derive(Clone, PartialEq, Properties)]
pub struct WorldProviderProps {
    /// The world; the one of the first render holds.
    pub world: World,
    /// What lives in it.
    #[prop_or_default]
    pub children: Html,
}

/// Lets every connection that a hook or a provider below makes live in another world than the
/// browser, so that an application's own tests run on virtual time:
///
/// ```
/// # #[cfg(feature = "test-support")] {
/// use heartline::WorldProvider;
/// use heartline::platform::fake::FakePlatform;
/// use yew::prelude::*;
///
/// # #[component] fn App() -> Html { html! {} }
/// #[derive(Properties, PartialEq)]
/// struct TestProps {
///     world: heartline::World,
/// }
///
/// #[component]
/// fn AppInTest(props: &TestProps) -> Html {
///     html! { <WorldProvider world={props.world.clone()}><App /></WorldProvider> }
/// }
/// let fake = FakePlatform::default();
/// let props = TestProps { world: heartline::World::new(fake.clone()) };
/// // Mount `AppInTest` with `props`, then: fake.latest_socket(), fake.advance(…)
/// # }
/// ```
#[component]
pub fn WorldProvider(props: &WorldProviderProps) -> Html {
    let world = use_memo((), |()| props.world.clone());
    html! {
        <ContextProvider<World> context={(*world).clone()}>
            { props.children.clone() }
        </ContextProvider<World>>
    }
}
