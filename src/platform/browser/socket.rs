//! One browser WebSocket: what handles its events is owned here and freed with it.

use heartline_connection::{AddressFault, Close, Closed, Message, OpenError, SocketEvent};
use js_sys::{Array, ArrayBuffer, Error, Function, JsString, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{BinaryType, CloseEvent, Event, MessageEvent, WebSocket};

use crate::platform::{OnEvent, SendError, Socket};

/// A WebSocket with the handler of its events. Dropping it detaches the handler.
pub(super) struct BrowserSocket {
    socket: WebSocket,
    /// One for all four events: each one more is code and glue. Kept for as long as the browser may
    /// call it.
    _handler: Closure<dyn Fn(Event)>,
}

impl BrowserSocket {
    pub(super) fn open(
        url: &str,
        protocols: &[String],
        on_event: OnEvent,
    ) -> Result<Self, OpenError> {
        let protocols: Array = protocols
            .iter()
            .map(|name| JsValue::from_str(name))
            .collect();
        let socket =
            WebSocket::new_with_str_sequence(url, &protocols).map_err(|e| open_error(&e))?;
        // A buffer, not a blob: a blob's bytes come later, out of order with text.
        socket.set_binary_type(BinaryType::Arraybuffer);
        let handler = Closure::<dyn Fn(_)>::new(move |event: Event| {
            if let Some(event) = read(&event) {
                on_event(event);
            }
        });
        handle(&socket, Some(handler.as_ref().unchecked_ref()));
        Ok(Self {
            socket,
            _handler: handler,
        })
    }

    fn detach(&self) {
        handle(&self.socket, None);
    }
}

fn handle(socket: &WebSocket, handler: Option<&Function>) {
    socket.set_onopen(handler);
    socket.set_onmessage(handler);
    socket.set_onerror(handler);
    socket.set_onclose(handler);
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

    fn buffered(&self) -> usize {
        self.socket.buffered_amount() as usize
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

fn read(event: &Event) -> Option<SocketEvent> {
    if let Some(message) = event.dyn_ref::<MessageEvent>() {
        return read_message(&message.data()).map(SocketEvent::Message);
    }
    if let Some(close) = event.dyn_ref::<CloseEvent>() {
        return Some(SocketEvent::Closed(Closed {
            code: close.code(),
            reason: close.reason(),
            was_clean: close.was_clean(),
        }));
    }
    Some(match event.type_().as_str() {
        "open" => SocketEvent::Opened,
        _ => SocketEvent::Error,
    })
}

/// Text or an array buffer; with the binary type set, there is nothing else.
fn read_message(data: &JsValue) -> Option<Message> {
    if let Some(text) = data.dyn_ref::<JsString>() {
        return Some(Message::Text(read_text(text)));
    }
    let buffer = data.dyn_ref::<ArrayBuffer>()?;
    Some(Message::Binary(Uint8Array::new(buffer).to_vec()))
}

/// wasm-bindgen copies a text character by character, which is the quickest for a short one.
fn read_text(text: &JsString) -> String {
    if text.length() < LONG {
        return text.into();
    }
    let bytes = DESK.with(|desk| desk.encode(text)).to_vec();
    // What an encoder makes is UTF-8 (https://encoding.spec.whatwg.org/#dom-textencoder-encode).
    String::from_utf8(bytes).unwrap_or_else(|_| text.into())
}

/// From how many UTF-16 units on the browser's encoder is quicker.
const LONG: u32 = 2_048;

/// An encoder, and a place for what it makes: a new one for each text costs more than the text.
struct Desk {
    encoder: TextEncoder,
    place: Uint8Array,
}

/// In bytes: what most long messages need, kept from the first of them on.
const ROOM: u32 = 128 * 1_024;

impl Desk {
    /// The text's bytes, which hold until the next text.
    fn encode(&self, text: &JsString) -> Uint8Array {
        let units = text.length();
        if units <= ROOM {
            let done = self.encoder.encode_into(text, &self.place);
            if done.read() == units {
                return self.place.subarray(0, done.written());
            }
        }
        self.encoder.encode(text)
    }
}

#[wasm_bindgen]
extern "C" {
    /// web-sys has it for texts that are Rust's already.
    type TextEncoder;

    #[wasm_bindgen(constructor)]
    fn new() -> TextEncoder;

    #[wasm_bindgen(method)]
    fn encode(this: &TextEncoder, text: &JsString) -> Uint8Array;

    #[wasm_bindgen(method, js_name = encodeInto)]
    fn encode_into(this: &TextEncoder, text: &JsString, place: &Uint8Array) -> Encoded;

    type Encoded;

    /// How many units of the text were encoded: all of them, where there was room.
    #[wasm_bindgen(method, getter)]
    fn read(this: &Encoded) -> u32;

    /// Into how many bytes.
    #[wasm_bindgen(method, getter)]
    fn written(this: &Encoded) -> u32;
}

thread_local! {
    static DESK: Desk = Desk {
        encoder: TextEncoder::new(),
        place: Uint8Array::new_with_length(ROOM),
    };
}

/// The [exceptions of the constructor](https://websockets.spec.whatwg.org/#dom-websocket-websocket),
/// the `SecurityError` of mixed content, and what JavaScript says where there is no such constructor.
/// A `DOMException` [is an `Error`](https://webidl.spec.whatwg.org/#js-DOMException-specialness) too.
fn open_error(thrown: &JsValue) -> OpenError {
    let Some(error) = thrown.dyn_ref::<Error>() else {
        return OpenError::Other(String::new());
    };
    let message = String::from(error.message());
    match String::from(error.name()).as_str() {
        "SyntaxError" => AddressFault::Refused(message).into(),
        "SecurityError" => OpenError::Blocked(message),
        "ReferenceError" => OpenError::Unsupported,
        _ => OpenError::Other(message),
    }
}
