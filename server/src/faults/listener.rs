//! The fault listener: its connections, from TCP's handshake to the last byte.

use std::{sync::Arc, time::Duration};

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    select,
    task::JoinSet,
    time::{sleep, timeout},
};

use super::{
    conversation::Conversation,
    door::Door,
    plan::{Plan, Then},
    request::Request,
    state::{Presence, Shared},
};

/// Connections at one time. One more is let go at once.
const MAX_CONNECTIONS: usize = 1024;

/// Time for a request to arrive.
const REQUEST_TIME: Duration = Duration::from_secs(30);

/// How long what a client still writes is read, after the end of what it is told.
const LINGER: Duration = Duration::from_secs(2);

/// Accepts for as long as it is polled; dropping it ends every connection.
pub(crate) async fn run(mut door: Door, shared: Arc<Shared>) {
    let mut running = JoinSet::new();
    loop {
        select! {
            stream = door.accept() => {
                if running.len() < MAX_CONNECTIONS {
                    running.spawn(treat(stream, shared.arrive()));
                }
            }
            Some(_) = running.join_next() => {}
        }
    }
}

async fn treat(mut stream: TcpStream, mut presence: Presence) {
    // What is sent has to leave when it is sent (Nagle).
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "no TCP_NODELAY");
    }
    let mut leave = presence.leave.clone();
    let (then, rest) = select! {
        answered = answer(&mut stream, &mut presence) => answered,
        _ = leave.changed() => (Then::Reset, Vec::new()),
    };
    match then {
        Then::Open(manner) => {
            let conversation = Conversation::new(stream, rest, presence, manner);
            conversation.await.run().await;
        }
        Then::Reset => reset(stream),
        Then::End | Then::Wait => end(stream).await,
    }
}

/// Reads the request and answers as was ordered. Gives what follows, and what came after the
/// request.
async fn answer(stream: &mut TcpStream, presence: &mut Presence) -> (Then, Vec<u8>) {
    let Ok(Some(request)) = timeout(REQUEST_TIME, Request::read(stream)).await else {
        return (Then::End, Vec::new());
    };
    let plan = plan(&request, presence);
    sleep(plan.delay).await;
    // Before the client can know of it, so that whatever it causes finds the connection open.
    if let Some(status) = plan.status() {
        let mut state = presence.shared.state();
        state.record.answered(presence.number, status);
    }
    if matches!(plan.then, Then::Open(_)) {
        presence.open();
    }
    if let Some((_, answer)) = &plan.answer {
        // Whoever has gone needs no answer.
        let _ = stream.write_all(answer.as_bytes()).await;
    }
    if plan.then == Then::Wait {
        drain(stream).await;
    }
    (plan.then, request.rest)
}

fn plan(request: &Request, presence: &Presence) -> Plan {
    let shared = &presence.shared;
    let now = shared.clock();
    let mut state = shared.state();
    let asks = request.key().is_some();
    if asks {
        let (path, protocols) = (&request.path, request.protocols());
        state.record.asked(now, presence.number, path, protocols);
    }
    if !shared.origins.allows(&request.headers) {
        return Plan::for_strangers();
    }
    let manner = if asks { state.take() } else { state.again() };
    Plan::of(request, manner)
}

/// Ends a stream, and reads what still comes, so that the end is not a reset.
async fn end(mut stream: TcpStream) {
    if stream.shutdown().await.is_ok() {
        // Who goes on writing is cut off.
        let _ = timeout(LINGER, drain(&mut stream)).await;
    }
}

/// Reads to the end.
pub(crate) async fn drain(stream: &mut (impl AsyncRead + Unpin)) {
    let mut ignored = [0; 4096];
    while stream.read(&mut ignored).await.is_ok_and(|read| read > 0) {}
}

/// Ends a stream with a reset.
pub(crate) fn reset(stream: TcpStream) {
    if let Err(error) = stream.set_zero_linger() {
        tracing::debug!(%error, "an end instead of a reset");
    }
}
