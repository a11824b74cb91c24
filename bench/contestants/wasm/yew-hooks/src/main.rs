//! yew-hooks: each message is a state of the hook, and an effect depends on it. It reconnects every
//! three seconds; it has no heartbeat.
//!
//! Its documentation makes the effect depend on the state's handle. With Yew 0.23 a handle always
//! shows the latest value, so two handles are equal and that effect is never run for a message;
//! here the effect depends on the value.

use std::cell::RefCell;

use harness::{App as Functions, Data, Kind, Row, SHOWN, closed, opened, orders, seen};
use yew::prelude::*;
use yew_hooks::prelude::*;

#[component]
fn App() -> Html {
    let orders = use_memo((), |()| orders());
    let history = use_list(Vec::<Row>::new());
    let socket = use_websocket_with_options(
        orders.url.clone(),
        UseWebSocketOptions {
            onopen: Some(Box::new(|_| opened())),
            onclose: Some(Box::new(|_| closed())),
            reconnect_limit: orders.attempts,
            ..Default::default()
        },
    );
    let receive = |kind: Kind, rendered: bool| {
        let history = history.clone();
        move |data: Data<'_>| {
            let Some(n) = kind.number(data) else { return };
            seen(n);
            if rendered {
                history.push(Row::new(n, data));
                if history.current().len() > SHOWN {
                    history.remove(0);
                }
            }
        }
    };
    use_effect_with((*socket.message).clone(), {
        let receive = receive(orders.kind, orders.rendered);
        move |message| {
            if let Some(message) = message {
                receive(Data::Text(message));
            }
        }
    });
    use_effect_with((*socket.message_bytes).clone(), {
        let receive = receive(orders.kind, orders.rendered);
        move |message| {
            if let Some(message) = message {
                receive(Data::Binary(message));
            }
        }
    });
    let latest = use_latest(socket.clone());
    use_effect_with((), move |()| {
        let [to_send, to_open, to_close] = [&latest, &latest, &latest].map(Clone::clone);
        Functions::new()
            .send(move |text| {
                to_send.current().send(text);
                harness::NOTHING
            })
            .open(move || to_open.current().open())
            .close(move || to_close.current().close())
            .unmount(unmount)
            .ready();
    });
    let row = |row: &Row| html! { <li key={row.key}>{ &row.line }</li> };
    html! {
        <>
            <p id="state">{ word(&socket.ready_state) }</p>
            if orders.rendered {
                <ol id="log">{ for history.current().iter().map(row) }</ol>
            }
        </>
    }
}

const fn word(state: &UseWebSocketReadyState) -> &'static str {
    match state {
        UseWebSocketReadyState::Connecting => "connecting",
        UseWebSocketReadyState::Open => "open",
        UseWebSocketReadyState::Closing => "closing",
        UseWebSocketReadyState::Closed => "closed",
    }
}

thread_local! {
    static MOUNTED: RefCell<Option<yew::AppHandle<App>>> = const { RefCell::new(None) };
}

fn unmount() {
    if let Some(app) = MOUNTED.take() {
        app.destroy();
    }
}

fn main() {
    MOUNTED.set(Some(yew::Renderer::<App>::new().render()));
}
