//! A herd: many clients lose one server at the same instant. When do they come back?
//!
//! Ours are real machines on virtual time, each with a seed of its own; the others are the policies
//! that their authors have published. [`report`] writes down what is found.

mod client;
mod column;
mod curve;
mod limits;
mod plot;
mod policy;
mod report;
mod server;
mod summary;
#[cfg(test)]
mod tests;
mod text;

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::rc::Rc;
use std::time::Duration;

use fastrand::Rng;
use heartline_connection::{Config, Instant};

use self::client::Client;
pub use self::curve::Curve;
pub use self::policy::{Delays, POLICIES, Policy, Source};
pub use self::report::{Document, documents, herds};
use self::server::{Answer, Server};

/// What happens to a herd.
#[derive(Clone, Copy, Debug)]
pub struct Scene {
    /// How many clients lose the server.
    pub clients: u32,
    /// How long it is away.
    pub away: Duration,
    /// How many handshakes it accepts in a second once it is back; `None` for any number.
    pub a_second: Option<u32>,
    /// How long it takes to turn away one that is too many.
    pub turned_away_after: Duration,
    /// The shortest and the longest round trip; each client draws its own.
    pub round_trip: (Duration, Duration),
    /// What everything random is drawn from.
    pub seed: u64,
}

impl Scene {
    /// `clients` lose the server for `away`; then it accepts everybody.
    #[must_use]
    pub const fn new(clients: u32, away: Duration, seed: u64) -> Self {
        Self {
            clients,
            away,
            a_second: None,
            turned_away_after: Self::TURNED_AWAY_AFTER,
            round_trip: Self::ROUND_TRIP,
            seed,
        }
    }

    /// Most servers and what stands before them queue for a while before they say no.
    pub const TURNED_AWAY_AFTER: Duration = Duration::from_secs(1);

    /// Round trips from a server nearby to one on another continent.
    pub const ROUND_TRIP: (Duration, Duration) =
        (Duration::from_millis(10), Duration::from_millis(100));
}

/// When all connections end, which began at the origin: long enough to be
/// [stable](heartline_connection::Reconnect::stable_after), too short for a ping.
const LOST: Instant = Instant::from_origin(Duration::from_secs(20));

/// A client on its way to the server, and how far away it is.
struct Member {
    client: Client,
    one_way: Duration,
}

/// Lets the herd lose its server, and counts until everybody is back or has given up.
#[must_use]
pub fn run(scene: &Scene, delays: Delays) -> Curve {
    let mut curve = Curve::new(scene.clients, scene.away);
    let mut server = Server::new(LOST + scene.away, scene.a_second);
    let mut members = Vec::new();
    let mut due = BinaryHeap::new();
    for (place, mut member) in herd(scene, delays).enumerate() {
        let first = member.outlast(&server, &mut curve);
        due.extend(first.map(|at| Reverse((at, place))));
        // Whoever is sure to be accepted needs no memory any more.
        members.push(server.may_turn_away().then_some(member));
    }
    while let Some(Reverse((at, place))) = due.pop() {
        let answer = server.answer(at);
        curve.note(LOST, at, answer);
        if answer == Answer::Accepted {
            members[place] = None;
        }
        let next = members[place].as_mut();
        let next = next.and_then(|member| member.arrival(at + scene.turned_away_after));
        due.extend(next.map(|at| Reverse((at, place))));
    }
    curve
}

fn herd(scene: &Scene, delays: Delays) -> impl Iterator<Item = Member> {
    let mut random = Rng::with_seed(scene.seed);
    let config = Rc::new(Config::new("wss://example.org/live"));
    let (shortest, longest) = scene.round_trip;
    (0..scene.clients).map(move |_| {
        let round_trip = shortest + (longest - shortest).mul_f64(random.f64());
        Member {
            client: Client::new(delays, &config, random.u64(..)),
            one_way: round_trip / 2,
        }
    })
}

impl Member {
    /// Lives through the absence, and says when the first attempt arrives after it. While nobody is
    /// accepted, no client depends on another.
    fn outlast(&mut self, server: &Server, curve: &mut Curve) -> Option<Instant> {
        let mut arrival = self.arrival(LOST)?;
        while server.is_away(arrival) {
            curve.note(LOST, arrival, Answer::Refused);
            arrival = self.arrival(arrival)?;
        }
        Some(arrival)
    }

    /// When the next attempt arrives, after the server ended the last one at `ended`. The news and
    /// the attempt each travel one way.
    fn arrival(&mut self, ended: Instant) -> Option<Instant> {
        let begun = self.client.failed(ended + self.one_way)?;
        Some(begun + self.one_way)
    }
}
