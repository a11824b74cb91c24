//! What is measured, and in which order: one round after the other, the contestants in turns.

use std::time::Duration;

use tokio::time::sleep;
use tokio_tungstenite::tungstenite::Message;

use crate::Failure;
use crate::load::{Audience, Crowd, Socket, connect, echo_by_many, present, speak};
use crate::process::{Contestant, Server};

/// Clients that echo at the same time.
pub(crate) const ECHOING: usize = 50;
/// Messages of a chat that are on their way at the same time.
pub(crate) const AHEAD: usize = 16;
/// Time for a server to come to rest before it is weighed.
const REST: Duration = Duration::from_millis(300);

/// How much of everything.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Amounts {
    pub(crate) rounds: usize,
    pub(crate) connections: usize,
    pub(crate) echoes: usize,
    pub(crate) audience: usize,
    pub(crate) told: usize,
}

/// What was found about one server: a figure for each round.
#[derive(Clone, Debug, Default)]
pub(crate) struct Found {
    /// Bytes with no client.
    pub(crate) empty: Vec<f64>,
    /// Bytes that each connection adds, up to half of them, and from there to all.
    pub(crate) first_half: Vec<f64>,
    pub(crate) second_half: Vec<f64>,
    /// Binary messages echoed in a second of CPU time.
    pub(crate) echoes: Vec<f64>,
    /// Heartbeats answered in a second of CPU time.
    pub(crate) heartbeats: Vec<f64>,
    /// Messages given to one client in a second of CPU time.
    pub(crate) told: Vec<f64>,
}

/// All rounds, the contestants in turns.
pub(crate) async fn all(
    contestants: &[Contestant; 3],
    amounts: &Amounts,
) -> Result<[Found; 3], Failure> {
    let mut found: [Found; 3] = Default::default();
    for round in 1..=amounts.rounds {
        for (contestant, found) in contestants.iter().zip(&mut found) {
            weigh(contestant, amounts, found).await?;
        }
        for (contestant, found) in contestants.iter().zip(&mut found) {
            exert(contestant, amounts, found).await?;
        }
        eprintln!("round {round} of {}", amounts.rounds);
    }
    Ok(found)
}

/// The memory of a fresh process.
async fn weigh(
    contestant: &Contestant,
    amounts: &Amounts,
    found: &mut Found,
) -> Result<(), Failure> {
    let server = contestant.start().await?;
    sleep(REST).await;
    let empty = server.memory()?;
    let (half, all) = (amounts.connections / 2, amounts.connections);
    let mut crowd = Crowd::default();
    let mut weights = [0.0; 2];
    for (weight, count) in weights.iter_mut().zip([half, all]) {
        crowd.grow(&server.echo(), count).await?;
        sleep(REST).await;
        *weight = server.memory()?;
    }
    found.empty.push(empty);
    found.first_half.push((weights[0] - empty) / half as f64);
    let rest = (all - half) as f64;
    found.second_half.push((weights[1] - weights[0]) / rest);
    Ok(())
}

/// The CPU time of a fresh process at work.
async fn exert(
    contestant: &Contestant,
    amounts: &Amounts,
    found: &mut Found,
) -> Result<(), Failure> {
    let server = contestant.start().await?;
    let count = amounts.echoes;
    let binary = Message::binary(vec![b'x'; 100]);
    found.echoes.push(echoing(&server, &binary, count).await?);
    let heartbeat = Message::text(r#"{"heart":1}"#);
    let heartbeats = echoing(&server, &heartbeat, count).await?;
    found.heartbeats.push(heartbeats);
    found.told.push(telling(&server, amounts).await?);
    Ok(())
}

async fn echoing(server: &Server, message: &Message, count: usize) -> Result<f64, Failure> {
    let clients = clients(&server.echo(), ECHOING).await?;
    let before = server.cpu()?;
    echo_by_many(clients, message, count).await?;
    per_second(count / ECHOING * ECHOING, server.cpu()? - before)
}

async fn telling(server: &Server, amounts: &Amounts) -> Result<f64, Failure> {
    let mut speaker = connect(&server.chat()).await?;
    let listeners = clients(&server.chat(), amounts.audience - 1).await?;
    let before = server.cpu()?;
    let audience = Audience::of(listeners, amounts.told);
    speak(&mut speaker, amounts.told, AHEAD).await?;
    audience.satisfied().await?;
    per_second(amounts.told * amounts.audience, server.cpu()? - before)
}

async fn clients(address: &str, count: usize) -> Result<Vec<Socket>, Failure> {
    let mut clients = Vec::new();
    while clients.len() < count {
        let mut client = connect(address).await?;
        present(&mut client).await?;
        clients.push(client);
    }
    Ok(clients)
}

/// Less than a tenth of a second says nothing: the system counts in hundredths.
fn per_second(count: usize, seconds: f64) -> Result<f64, Failure> {
    match seconds < 0.1 {
        true => Err("too little work to be measured: ask for more of it".into()),
        false => Ok(count as f64 / seconds),
    }
}
