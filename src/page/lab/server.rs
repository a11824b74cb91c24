//! What is asked of the page's own host: whether there are faults, and to do what is ordered. What
//! it answers is read as anybody's.

use js_sys::{JSON, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{RequestCache, RequestInit, Response, window};

use super::orders::{Order, Value};

/// What the server tells about its faults.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in super::super) struct Report {
    /// The address of the listener that misbehaves.
    pub(super) fault: String,
    /// The address of the relay.
    pub(super) relay: String,
    /// How the listener treats the connections to come.
    pub(super) manner: String,
    /// Whether a direction of the relay is stalled.
    pub(super) to_server_stalls: bool,
    pub(super) to_client_stalls: bool,
}

/// Why there is no report: in the server's own words, or it does not answer.
#[derive(Clone, Debug, PartialEq)]
pub(in super::super) enum Failure {
    Refused(String),
    NoAnswer,
}

/// A request that can be made.
pub(super) enum Ask {
    Report,
    /// To the fault listener.
    Order(Order),
    /// To the relay.
    Relay(Order),
    /// Everything as at the start.
    Reset,
}

/// The report of the host that the page comes from, or that it has no faults; `None` where it does
/// not answer. It is asked for the page first, which it has: a path that it does not have would be
/// reported as an error on the browser's console.
pub(super) async fn look() -> Option<Option<Report>> {
    let page = window()?.location().pathname().ok()?;
    let answer = fetch(&page, "HEAD", None).await?;
    match answer.headers().get(HEADER) {
        Ok(Some(_)) => ask(vec![Ask::Report]).await.ok().map(Some),
        _ => Some(None),
    }
}

/// By which it announces faults.
const HEADER: &str = "heartline-faults";

/// Makes requests one after the other, as long as they are answered well; the last report.
pub(super) async fn ask(requests: Vec<Ask>) -> Result<Report, Failure> {
    let mut last = Err(Failure::NoAnswer);
    for request in requests {
        let (path, method, order) = match request {
            Ask::Report => ("/faults", "GET", None),
            Ask::Order(order) => ("/faults", "POST", Some(order)),
            Ask::Relay(order) => ("/faults/relay", "POST", Some(order)),
            Ask::Reset => ("/faults", "DELETE", None),
        };
        last = one(path, method, order).await;
        if last.is_err() {
            break;
        }
    }
    last
}

async fn one(path: &str, method: &str, order: Option<Order>) -> Result<Report, Failure> {
    let body = order.map(|order| json(&order));
    let answer = fetch(path, method, body).await.ok_or(Failure::NoAnswer)?;
    let parsed = async { JsFuture::from(answer.text().ok()?).await.ok()?.as_string() };
    let text = parsed.await.unwrap_or_default();
    let value = JSON::parse(&text).unwrap_or(JsValue::UNDEFINED);
    match answer.ok() {
        true => report(&value).ok_or(Failure::NoAnswer),
        false => Err(Failure::Refused(
            text_of(&value, "error").unwrap_or_default(),
        )),
    }
}

/// `None` where there is no answer.
async fn fetch(path: &str, method: &str, body: Option<JsValue>) -> Option<Response> {
    let init = RequestInit::new();
    init.set_method(method);
    init.set_cache(RequestCache::NoStore);
    if let Some(body) = body {
        init.set_body(&body);
    }
    let answer = window()?.fetch_with_str_and_init(path, &init);
    JsFuture::from(answer).await.ok()?.dyn_into().ok()
}

fn json(order: &Order) -> JsValue {
    let object = js_sys::Object::new();
    for (name, value) in order {
        let value = match value {
            Value::Text(text) => JsValue::from_str(text),
            Value::Number(number) => JsValue::from(*number),
            Value::Flag => JsValue::TRUE,
        };
        // An object of our own takes whatever it is given.
        let _ = Reflect::set(&object, &JsValue::from_str(name), &value);
    }
    JSON::stringify(&object)
        .map(JsValue::from)
        .unwrap_or(JsValue::NULL)
}

fn report(value: &JsValue) -> Option<Report> {
    let address = |name| text_of(value, name).filter(|address| address.starts_with("ws"));
    let manner = member(value, "manner");
    let relay = member(value, "relay_state");
    let stalls = |way| text_of(&relay, way).as_deref() == Some("stall");
    Some(Report {
        fault: address("fault")?,
        relay: address("relay")?,
        manner: text_of(&manner, "manner").unwrap_or_default(),
        to_server_stalls: stalls("to_server"),
        to_client_stalls: stalls("to_client"),
    })
}

/// `undefined` where there is no such member.
fn member(value: &JsValue, name: &str) -> JsValue {
    Reflect::get(value, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

fn text_of(value: &JsValue, name: &str) -> Option<String> {
    let text = member(value, name).as_string()?;
    Some(text.chars().take(LONGEST).collect())
}

/// What is read of a text of the server, in characters.
const LONGEST: usize = 300;
