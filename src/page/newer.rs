//! Word of a newer page at the server. It is looked for by static/shell.js, and asked for here with
//! each connection: the server may have been replaced since this page came from it, or from its copy.

use heartline_connection::Phase;
use wasm_bindgen::prelude::*;
use web_sys::{Event, Window};
use yew::prelude::*;

use super::language::Words;
use super::panel::PanelProps;
use crate::use_status;

struct Say {
    newer: &'static str,
    load: &'static str,
}

static WORDS: Words<Say> = Words {
    english: Say {
        newer: "The server has a new version of this page.",
        load: "Load it",
    },
    chinese: Say {
        newer: "服务器上有本页面的新版本。",
        load: "重新加载",
    },
};

/// Shows it, with a button that loads the newer page. What the page holds is lost by that, so the
/// person says when.
#[component]
pub(super) fn Newer(props: &PanelProps) -> Html {
    let status = use_status(&props.agent);
    // By its number, since a busy page may not see the phases between two connections.
    let open = (status.phase == Phase::Open).then_some(status.attempt);
    let newer = use_state_eq(|| false);
    let setter = newer.setter();
    use_effect_with((), move |()| {
        let listening = Listening::to(NEWER, move || setter.set(true));
        move || drop(listening)
    });
    use_effect_with(open, |open| {
        if open.is_some() {
            say(LOOK);
        }
    });
    if !*newer {
        return html! {};
    }
    let words = WORDS.of(props.language);
    let onclick = |_: MouseEvent| {
        // A page that the browser does not load anew stays as it is.
        let _ = web_sys::window().map(|window| window.location().reload());
    };
    html! {
        <p class="panel heartline newer" role="status" data-testid="newer">
            { words.newer }{ " " }
            <button type="button" data-testid="load-newer" {onclick}>{ words.load }</button>
        </p>
    }
}

/// What this asks for, and what it is told.
const LOOK: &str = "heartline-look";
const NEWER: &str = "heartline-newer";

fn say(what: &str) {
    let event = Event::new(what).ok();
    if let Some((window, event)) = web_sys::window().zip(event) {
        // It fails only for an event that is being dispatched.
        let _ = window.dispatch_event(&event);
    }
}

/// A listener. Dropping it removes it.
struct Listening {
    window: Window,
    event: &'static str,
    listener: Closure<dyn Fn()>,
}

impl Listening {
    fn to(event: &'static str, deed: impl Fn() + 'static) -> Option<Self> {
        let window = web_sys::window()?;
        let listener = Closure::<dyn Fn()>::new(deed);
        // It fails only for a listener that is none.
        let _ = window.add_event_listener_with_callback(event, listener.as_ref().unchecked_ref());
        Some(Self {
            window,
            event,
            listener,
        })
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        let listener = self.listener.as_ref().unchecked_ref();
        let _ = self
            .window
            .remove_event_listener_with_callback(self.event, listener);
    }
}
