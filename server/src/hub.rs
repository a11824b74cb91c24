//! Everyone who is connected: seats, names, and the news that all of them get.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use axum::extract::ws::Utf8Bytes;
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, broadcast, watch};

/// How many messages a client may be behind the others before it is closed with 1013.
///
/// The messages wait in one ring for all clients, so that a thousand slow readers cost no more
/// memory than one.
pub const BACKLOG: usize = 1024;

/// The one meeting point of all connections.
pub(crate) struct Hub {
    news: broadcast::Sender<Utf8Bytes>,
    arrivals: Notify,
    guests: AtomicU64,
    seats: Arc<Semaphore>,
    going_away: watch::Receiver<bool>,
}

/// One client's share in the hub; dropping it leaves.
pub(crate) struct Member {
    /// What everyone gets, from the moment of joining.
    pub(crate) news: broadcast::Receiver<Utf8Bytes>,
    /// Number of a client that has not said its name.
    pub(crate) guest: u64,
}

/// One of the `max_connections` seats; dropping it frees the seat.
pub(crate) type Seat = OwnedSemaphorePermit;

impl Hub {
    /// A hub with so many seats, until `going_away` turns true.
    pub(crate) fn new(seats: u32, going_away: watch::Receiver<bool>) -> Self {
        Self {
            news: broadcast::Sender::new(BACKLOG),
            arrivals: Notify::new(),
            guests: AtomicU64::new(0),
            seats: Arc::new(Semaphore::new(seats as usize)),
            going_away,
        }
    }

    /// A seat, if one is free.
    pub(crate) fn seat(&self) -> Option<Seat> {
        Arc::clone(&self.seats).try_acquire_owned().ok()
    }

    /// Joins the others.
    pub(crate) fn join(&self) -> Member {
        let news = self.news.subscribe();
        self.arrivals.notify_one();
        let guest = self.guests.fetch_add(1, Ordering::Relaxed) + 1;
        Member { news, guest }
    }

    /// How many have joined and not left.
    pub(crate) fn clients(&self) -> usize {
        self.news.receiver_count()
    }

    /// Gives a message to everyone.
    pub(crate) fn publish(&self, message: Utf8Bytes) {
        // An error only says that nobody is there to read it.
        let _ = self.news.send(message);
    }

    /// Waits until someone has joined.
    pub(crate) async fn occupied(&self) {
        while self.clients() == 0 {
            self.arrivals.notified().await;
        }
    }

    /// Waits until the server goes away.
    pub(crate) async fn going_away(&self) {
        going_away(self.going_away.clone()).await;
    }

    /// Waits until every one of `seats` seats is free.
    pub(crate) async fn vacated(&self, seats: u32) {
        // It fails for a closed semaphore only, and nobody closes this one.
        let _ = self.seats.acquire_many(seats).await;
    }
}

/// Waits until the signal turns true, or until whoever could give it is gone.
pub(crate) async fn going_away(mut signal: watch::Receiver<bool>) {
    let _ = signal.wait_for(|gone| *gone).await;
}
