//! One browser WebSocket: its four handlers are owned here and freed with it.

use heartline_connection::{Close, Closed, Message, OpenError, SocketEvent};
use js_sys::{Array, ArrayBuffer, JsString, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{BinaryType, CloseEvent, DomException, MessageEvent, WebSocket};

use crate::platform::{OnEvent, SendError, Socket};

/// A WebSocket with its handlers. Dropping it detaches them.
pub(super) struct BrowserSocket {
    socket: WebSocket,
    _handlers: Handlers,
}

/// Kept for as long as the browser may call them.
struct Handlers {
    _open: Closure<dyn Fn()>,
    _error: Closure<dyn Fn()>,
    _message: Closure<dyn Fn(MessageEvent)>,
    _close: Closure<dyn Fn(CloseEvent)>,
}

impl BrowserSocket {
    pub(super) fn open(
        url: &str,
        protocols: &[String],
        on_event: OnEvent,
    ) -> Result<Self, OpenError> {
        if !is_supported() {
            return Err(OpenError::Unsupported);
        }
        let protocols: Array = protocols
            .iter()
            .map(|name| JsValue::from_str(name))
            .collect();
        let socket =
            WebSocket::new_with_str_sequence(url, &protocols).map_err(|e| open_error(&e))?;
        // A buffer, not a blob: a blob's bytes come later, out of order with text.
        socket.set_binary_type(BinaryType::Arraybuffer);
        let _handlers = Handlers::attach(&socket, &on_event);
        Ok(Self { socket, _handlers })
    }

    fn detach(&self) {
        self.socket.set_onopen(None);
        self.socket.set_onmessage(None);
        self.socket.set_onerror(None);
        self.socket.set_onclose(None);
    }
}

impl Handlers {
    fn attach(socket: &WebSocket, on_event: &OnEvent) -> Self {
        let on = on_event.clone();
        let open = Closure::<dyn Fn()>::new(move || on(SocketEvent::Opened));
        let on = on_event.clone();
        let error = Closure::<dyn Fn()>::new(move || on(SocketEvent::Error));
        let on = on_event.clone();
        let message = Closure::<dyn Fn(_)>::new(move |event: MessageEvent| {
            if let Some(message) = read(&event.data()) {
                on(SocketEvent::Message(message));
            }
        });
        let on = on_event.clone();
        let close = Closure::<dyn Fn(_)>::new(move |event: CloseEvent| {
            on(SocketEvent::Closed(Closed {
                code: event.code(),
                reason: event.reason(),
                was_clean: event.was_clean(),
            }));
        });
        socket.set_onopen(Some(open.as_ref().unchecked_ref()));
        socket.set_onerror(Some(error.as_ref().unchecked_ref()));
        socket.set_onmessage(Some(message.as_ref().unchecked_ref()));
        socket.set_onclose(Some(close.as_ref().unchecked_ref()));
        Self {
            _open: open,
            _error: error,
            _message: message,
            _close: close,
        }
    }
}

impl Socket for BrowserSocket {
    fn send(&self, message: &Message) -> Result<(), SendError> {
        // A closing socket takes messages without an error and loses them
        // (https://websockets.spec.whatwg.org/#dom-websocket-send).
        if self.socket.ready_state() != WebSocket::OPEN {
            return Err(SendError);
        }
        match message {
            Message::Text(text) => self.socket.send_with_str(text),
            Message::Binary(bytes) => self.socket.send_with_u8_array(bytes),
        }
        .map_err(|_| SendError)
    }

    fn close(&self, close: &Close) {
        // It throws only for codes and reasons that a `Close` cannot hold.
        let _ = self
            .socket
            .close_with_code_and_reason(close.code(), close.reason());
    }

    fn abandon(&self, close: &Close) {
        self.detach();
        self.close(close);
    }
}

impl Drop for BrowserSocket {
    fn drop(&mut self) {
        self.detach();
    }
}

/// Text or an array buffer; with the binary type set, there is nothing else.
fn read(data: &JsValue) -> Option<Message> {
    if let Some(text) = data.dyn_ref::<JsString>() {
        return Some(Message::Text(String::from(text)));
    }
    let buffer = data.dyn_ref::<ArrayBuffer>()?;
    Some(Message::Binary(Uint8Array::new(buffer).to_vec()))
}

fn is_supported() -> bool {
    let constructor = Reflect::get(&js_sys::global(), &JsValue::from_str("WebSocket"));
    constructor.is_ok_and(|constructor| constructor.is_function())
}

/// The [exceptions of the constructor](https://websockets.spec.whatwg.org/#dom-websocket-websocket)
/// and the `SecurityError` of mixed content.
fn open_error(thrown: &JsValue) -> OpenError {
    let Some(exception) = thrown.dyn_ref::<DomException>() else {
        return OpenError::Other(format!("{thrown:?}"));
    };
    match exception.name().as_str() {
        "SyntaxError" => OpenError::BadAddress(exception.message()),
        "SecurityError" => OpenError::Blocked(exception.message()),
        _ => OpenError::Other(exception.message()),
    }
}
