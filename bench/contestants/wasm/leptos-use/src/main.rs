//! leptos-use: each message is a value of a signal, and an effect follows it. It reconnects three
//! times, every three seconds; its heartbeat waits for no answer.

mod codec;

use std::cell::RefCell;
use std::fmt;

use codee::string::FromToStringCodec;
use codee::{Decoder, Encoder, HybridDecoder, HybridEncoder};
use harness::{
    App as Functions, Data, Kind, NOTHING, Orders, Row, SHOWN, closed, opened, orders, seen,
};
use leptos::prelude::*;
use leptos_use_websocket::{
    ConnectionReadyState, ReconnectLimit, UseWebSocketOptions, UseWebSocketReturn,
    use_websocket_with_options,
};

use crate::codec::{Bytes, Received};

#[component]
fn App() -> impl IntoView {
    let orders = orders();
    match orders.kind {
        Kind::Binary => connect::<Vec<u8>, Bytes>(orders),
        Kind::Json | Kind::Text => connect::<String, FromToStringCodec>(orders),
    }
}

/// The ping is the default of a type.
struct Ping(String);

impl Default for Ping {
    fn default() -> Self {
        Self(orders().ping)
    }
}

impl fmt::Display for Ping {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn connect<Rx, C>(orders: Orders) -> AnyView
where
    Rx: Received,
    C: Encoder<String, Encoded = String> + Decoder<Rx>,
    C: HybridEncoder<String, String, Error = <C as Encoder<String>>::Error>,
    C: HybridDecoder<Rx, <C as Decoder<Rx>>::Encoded, Error = <C as Decoder<Rx>>::Error>,
{
    let mut options = UseWebSocketOptions::default()
        .on_open(|_| opened())
        .on_close(|_| closed());
    if let Some(limit) = orders.attempts {
        options = options.reconnect_limit(ReconnectLimit::Limited(limit.into()));
    }
    let url = orders.url.clone();
    match orders.interval {
        None => page(
            orders,
            use_websocket_with_options::<String, Rx, C, _, _>(&url, options),
        ),
        Some(interval) => {
            let interval = interval.as_millis() as u64;
            let options = options.heartbeat::<Ping, FromToStringCodec>(interval);
            page(
                orders,
                use_websocket_with_options::<String, Rx, C, _, _>(&url, options),
            )
        }
    }
}

fn page<Rx, Open, Close, Send_>(
    orders: Orders,
    socket: UseWebSocketReturn<String, Rx, Open, Close, Send_>,
) -> AnyView
where
    Rx: Received,
    Open: Fn() + Clone + Send + Sync + 'static,
    Close: Fn() + Clone + Send + Sync + 'static,
    Send_: Fn(&String) + Clone + Send + Sync + 'static,
{
    let UseWebSocketReturn {
        ready_state,
        message,
        open,
        close,
        send,
        ..
    } = socket;
    let (history, set_history) = signal(Vec::<Row>::new());
    let show = move |n: u32, data: Data<'_>| {
        set_history.update(|history| {
            history.push(Row::new(n, data));
            if history.len() > SHOWN {
                history.remove(0);
            }
        });
    };
    Effect::new(move |_| {
        message.with(|message| {
            let Some(message) = message else { return };
            let Some(n) = orders.kind.number(message.data()) else {
                return;
            };
            seen(n);
            if orders.rendered {
                show(n, message.data());
            }
        });
    });
    let functions = Functions::new().open(open).close(close).unmount(unmount);
    let send = move |text| {
        send(&text);
        NOTHING
    };
    functions.send(send).ready();
    let log = move || {
        view! {
            <ol id="log">
                <For each=move || history.get() key=|row| row.key let:row>
                    <li>{row.line}</li>
                </For>
            </ol>
        }
    };
    view! {
        <p id="state">{move || word(&ready_state.get())}</p>
        {orders.rendered.then(log)}
    }
    .into_any()
}

const fn word(state: &ConnectionReadyState) -> &'static str {
    match state {
        ConnectionReadyState::Connecting => "connecting",
        ConnectionReadyState::Open => "open",
        ConnectionReadyState::Closing => "closing",
        ConnectionReadyState::Closed => "closed",
    }
}

type Mounted = Box<dyn std::any::Any>;

thread_local! {
    static MOUNTED: RefCell<Option<Mounted>> = const { RefCell::new(None) };
}

fn unmount() {
    drop(MOUNTED.take());
}

fn main() {
    let body = document().body();
    if let Some(body) = body {
        MOUNTED.set(Some(Box::new(leptos::mount::mount_to(body, App))));
    }
}
