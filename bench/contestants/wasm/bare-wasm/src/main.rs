//! A socket of the browser with its handlers, and nothing else.

use std::rc::Rc;

use harness::{App, Data, Orders, closed, opened, orders, receiver, show_state};
use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{BinaryType, CloseEvent, Event, MessageEvent, WebSocket};

fn main() {
    let orders = orders();
    let Ok(socket) = WebSocket::new(&orders.url) else {
        return show_state("no socket");
    };
    show_state("connecting");
    socket.set_binary_type(BinaryType::Arraybuffer);
    let handlers = Rc::new((
        Closure::<dyn Fn(Event)>::new({
            let (socket, greeting) = (socket.clone(), orders.greeting.clone());
            move |_| {
                show_state("open");
                opened();
                if let Some(greeting) = &greeting {
                    let _ = socket.send_with_str(greeting);
                }
            }
        }),
        Closure::<dyn Fn(MessageEvent)>::new(receive(&orders)),
        Closure::<dyn Fn(CloseEvent)>::new(|_| {
            show_state("closed");
            closed();
        }),
    ));
    socket.set_onopen(Some(handlers.0.as_ref().unchecked_ref()));
    socket.set_onmessage(Some(handlers.1.as_ref().unchecked_ref()));
    socket.set_onclose(Some(handlers.2.as_ref().unchecked_ref()));
    run(socket, handlers);
}

fn run(socket: WebSocket, handlers: impl Clone + 'static) {
    let (to_send, to_close) = (socket.clone(), socket.clone());
    App::new()
        .send(move |text| match to_send.send_with_str(&text) {
            Ok(()) => JsValue::UNDEFINED,
            Err(error) => error,
        })
        .close(move || drop(to_close.close()))
        .unmount(move || {
            socket.set_onopen(None);
            socket.set_onmessage(None);
            socket.set_onclose(None);
            let _ = socket.close();
            drop(handlers);
        })
        .ready();
}

fn receive(orders: &Orders) -> impl Fn(MessageEvent) + use<> {
    let (kind, receive) = (orders.kind, receiver(orders));
    let take = move |data: Data<'_>| receive(kind.number(data), data);
    move |event| {
        let data = event.data();
        if let Some(text) = data.as_string() {
            take(Data::Text(&text));
        } else if let Some(buffer) = data.dyn_ref::<ArrayBuffer>() {
            take(Data::Binary(&Uint8Array::new(buffer).to_vec()));
        }
    }
}
