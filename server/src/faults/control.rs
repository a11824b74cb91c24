//! The commands over HTTP: `/faults` and what is below it.

use std::{sync::Arc, time::Duration};

use axum::{
    Json, Router,
    body::Bytes,
    extract::{DefaultBodyLimit, FromRequestParts, Query, State},
    http::{Method, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tower_http::cors::CorsLayer;

use super::{
    Faults,
    manner::{Conduct, Manner, NAMES, Order, read},
    record::{Record, Texts},
    relay,
    time::Time,
};
use crate::refusal::Refusal;

/// An order that is not understood, or cannot be followed; its words go to whoever gave it.
struct Misunderstood(String);

/// What a request has to come from to be heard: no page of a foreign origin.
struct Known;

/// What all connections that speak are to send.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sending {
    numbers: Option<u64>,
    every: Option<Time>,
    size: Option<usize>,
    text: Option<String>,
}

#[derive(Deserialize)]
struct Since {
    #[serde(default)]
    from: u64,
}

/// Messages that can be asked for at one time, and the size of what each is padded with.
const MAX_NUMBERS: u64 = 10_000;
const MAX_PAD: usize = 64 * 1024;

/// The largest order, in bytes.
const MAX_ORDER: usize = 64 * 1024;

/// The path of the report and of orders.
pub(crate) const PATH: &str = "/faults";

/// The paths.
pub(crate) fn routes(faults: Arc<Faults>, cors: CorsLayer) -> Router {
    let cors = cors
        .allow_methods([Method::GET, Method::POST, Method::DELETE])
        .allow_headers([header::CONTENT_TYPE]);
    Router::new()
        .route(PATH, get(report).post(order).delete(clear))
        .route("/faults/send", post(send))
        .route("/faults/heard", get(heard))
        .route("/faults/relay", post(command_relay))
        .layer(DefaultBodyLimit::max(MAX_ORDER))
        .route_layer(cors)
        .with_state(faults)
}

type Shared = State<Arc<Faults>>;

async fn report(_: Known, State(faults): Shared) -> Json<Value> {
    told(&faults)
}

async fn order(_: Known, State(faults): Shared, body: Bytes) -> Result<Json<Value>, Misunderstood> {
    let order = Order::read(&body)?;
    // Whoever is cut off comes back at once: by then the port has to be as was ordered.
    if order.manner.conduct == (Conduct::Refuse {}) {
        faults.door.set(false).await?;
        faults.shared.order(order);
    } else {
        let about_those_to_come = order.times != Some(0);
        faults.shared.order(order);
        if about_those_to_come {
            faults.door.set(true).await?;
        }
    }
    Ok(told(&faults))
}

async fn clear(_: Known, State(faults): Shared) -> Result<Json<Value>, Misunderstood> {
    let (shared, relay) = (&faults.shared, &faults.relay);
    let ((), relay) = tokio::join!(shared.clear(), relay.clear());
    relay?;
    faults.door.set(true).await?;
    Ok(told(&faults))
}

async fn send(_: Known, State(faults): Shared, body: Bytes) -> Result<Json<Value>, Misunderstood> {
    let shared = &faults.shared;
    match read(&body)? {
        Sending {
            text: Some(text),
            numbers: None,
            every: None,
            size: None,
        } => Ok(Json(json!({"to": shared.say(&text)}))),
        Sending {
            numbers: Some(numbers),
            every,
            size,
            text: None,
        } if (1..=MAX_NUMBERS).contains(&numbers) && size.unwrap_or(0) <= MAX_PAD => {
            let every = every.map_or(Duration::ZERO, Duration::from);
            let (first, last, to) = shared.count(numbers, every, size.unwrap_or(0));
            Ok(Json(json!({"to": to, "first": first, "last": last})))
        }
        _ => Err(Misunderstood(format!(
            "either \"text\" or \"numbers\" from 1 to {MAX_NUMBERS}, the latter perhaps with \
             \"every\" and a \"size\" up to {MAX_PAD}"
        ))),
    }
}

async fn heard(
    _: Known,
    State(faults): Shared,
    Query(Since { from }): Query<Since>,
) -> Json<Texts> {
    Json(faults.shared.state().record.texts(from))
}

async fn command_relay(
    _: Known,
    State(faults): Shared,
    body: Bytes,
) -> Result<Json<Value>, Misunderstood> {
    let order: relay::Order = read(&body)?;
    if order.is_empty() {
        return Err(Misunderstood(
            "one of \"to_server\", \"to_client\", \"refuse\" and \"cut\" at least".to_owned(),
        ));
    }
    faults.relay.heed(order).await?;
    Ok(told(&faults))
}

/// Everything that can be said about the faults.
fn told(faults: &Faults) -> Json<Value> {
    #[derive(Serialize)]
    struct Told<'a> {
        fault: String,
        relay: String,
        manner: Manner,
        times: Option<u32>,
        manners: &'a [&'a str],
        relay_state: relay::Told,
        record: Recorded<'a>,
    }
    #[derive(Serialize)]
    struct Recorded<'a> {
        clock: u128,
        open: usize,
        #[serde(flatten)]
        record: &'a Record,
    }
    let state = faults.shared.state();
    let order = state.order.as_ref();
    let told = Told {
        fault: format!("ws://{}/ws", faults.door.address),
        relay: format!("ws://{}/ws", faults.relay.door.address),
        manner: order.map_or(Manner::GOOD, |order| order.manner.clone()),
        times: order.and_then(|order| order.times),
        manners: &NAMES,
        relay_state: faults.relay.told(),
        record: Recorded {
            clock: faults.shared.clock().as_millis(),
            open: faults.shared.open(),
            record: &state.record,
        },
    };
    // Nothing in it has keys that are no texts, the one thing that could not be told.
    Json(serde_json::to_value(told).unwrap_or_default())
}

impl FromRequestParts<Arc<Faults>> for Known {
    type Rejection = Refusal;

    async fn from_request_parts(
        parts: &mut Parts,
        faults: &Arc<Faults>,
    ) -> Result<Self, Self::Rejection> {
        if faults.shared.origins.allows(&parts.headers) {
            Ok(Self)
        } else {
            Err(Refusal::Origin)
        }
    }
}

impl From<String> for Misunderstood {
    fn from(words: String) -> Self {
        Self(words)
    }
}

impl IntoResponse for Misunderstood {
    fn into_response(self) -> Response {
        let body = Json(json!({"error": self.0}));
        (StatusCode::BAD_REQUEST, body).into_response()
    }
}
