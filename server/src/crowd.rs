//! The HTTP connections that there are, and who has to go when one more comes.
//!
//! Who connects and says nothing must not keep out those who have something to ask: when all places
//! are taken, the one goes that has said nothing for the longest time.

use std::{
    collections::VecDeque,
    future::Future,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use tokio::task::{AbortHandle, JoinSet};

/// HTTP connections at one time, besides those that have become WebSockets.
pub(crate) const MAX_HTTP: usize = 256;

/// The connections, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Crowd {
    running: JoinSet<()>,
    guests: VecDeque<Guest>,
}

#[derive(Debug)]
struct Guest {
    task: AbortHandle,
    asked: Asked,
}

/// Whether a connection has asked for anything yet.
#[derive(Clone, Debug, Default)]
pub(crate) struct Asked(Arc<AtomicBool>);

impl Asked {
    pub(crate) fn set(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl Crowd {
    /// Takes a connection in, and lets one go where there is no place for both.
    pub(crate) fn admit(&mut self, asked: Asked, guest: impl Future<Output = ()> + Send + 'static) {
        self.guests.retain(|guest| !guest.task.is_finished());
        if self.guests.len() >= MAX_HTTP
            && let Some(gone) = self.guests.remove(self.least())
        {
            tracing::debug!("one HTTP connection goes, so that another can come");
            gone.task.abort();
        }
        let task = self.running.spawn(guest);
        self.guests.push_back(Guest { task, asked });
    }

    /// Who has to go: of those who have not asked for anything, or else of all, the first.
    fn least(&self) -> usize {
        let silent = self.guests.iter().position(|guest| !guest.asked.is_set());
        silent.unwrap_or(0)
    }

    /// Waits until a connection has ended; at once where there is none.
    pub(crate) async fn left(&mut self) -> bool {
        self.running.join_next().await.is_some()
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::oneshot;

    use super::*;

    /// A full crowd, and what tells of each of its guests that it is gone.
    fn full(asked: impl Fn(usize) -> bool) -> (Crowd, Vec<oneshot::Receiver<()>>) {
        let mut crowd = Crowd::default();
        let guests = (0..MAX_HTTP).map(|number| {
            let is_asked = Asked::default();
            if asked(number) {
                is_asked.set();
            }
            admit(&mut crowd, is_asked)
        });
        let guests = guests.collect();
        (crowd, guests)
    }

    fn admit(crowd: &mut Crowd, asked: Asked) -> oneshot::Receiver<()> {
        let (presence, gone) = oneshot::channel();
        crowd.admit(asked, async move {
            let _presence = presence;
            std::future::pending().await
        });
        gone
    }

    #[tokio::test]
    async fn one_too_many_makes_the_first_go_that_has_not_asked() {
        let (mut crowd, mut guests) = full(|number| number < 3);
        let _newest = admit(&mut crowd, Asked::default());
        assert!(crowd.left().await);
        let gone: Vec<_> = (0..MAX_HTTP)
            .filter(|number| {
                guests[*number].try_recv() == Err(oneshot::error::TryRecvError::Closed)
            })
            .collect();
        assert_eq!(gone, [3]);
    }

    #[tokio::test]
    async fn where_all_have_asked_the_first_goes() {
        let (mut crowd, mut guests) = full(|_| true);
        let _newest = admit(&mut crowd, Asked::default());
        assert!(crowd.left().await);
        let closed = Err(oneshot::error::TryRecvError::Closed);
        assert_eq!(guests[0].try_recv(), closed);
        assert_ne!(guests[1].try_recv(), closed);
    }

    #[tokio::test]
    async fn who_has_left_makes_room() {
        let (mut crowd, mut guests) = full(|_| false);
        crowd.guests[7].task.abort();
        assert!(crowd.left().await);
        let _newest = admit(&mut crowd, Asked::default());
        let open = Err(oneshot::error::TryRecvError::Empty);
        assert_eq!(guests[0].try_recv(), open);
    }
}
