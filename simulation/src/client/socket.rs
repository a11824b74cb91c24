//! A browser's socket, as far as a page can tell.

use std::collections::VecDeque;

use heartline_connection::Instant;

use crate::event::Parcel;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SocketState {
    Connecting,
    Open,
    /// The server has begun to close: it takes nothing more, and its `close` event is on its way.
    Ending,
    /// We have begun to close.
    Closing,
}

pub(super) struct Socket {
    pub(super) attempt: u64,
    pub(super) state: SocketState,
    /// When it was made.
    pub(super) began: Instant,
    /// Since when the network has a ping that no message followed.
    pub(super) asked_at: Option<Instant>,
    /// What it holds, and when the network takes it; `None` for never. The flag is for messages of
    /// the application.
    held: VecDeque<(Option<Instant>, usize, bool)>,
    pub(super) greeted: bool,
    /// The latest subscription that it carried.
    pub(super) subscription: u64,
}

impl Socket {
    pub(super) const fn new(attempt: u64, began: Instant) -> Self {
        Self {
            attempt,
            state: SocketState::Connecting,
            began,
            asked_at: None,
            held: VecDeque::new(),
            greeted: false,
            subscription: 0,
        }
    }

    /// What the network has not taken, its `bufferedAmount`.
    pub(super) fn buffered(&mut self, now: Instant) -> usize {
        self.let_go(now);
        self.held.iter().map(|(_, bytes, _)| bytes).sum()
    }

    /// The application's part of that.
    pub(super) fn buffered_data(&mut self, now: Instant) -> usize {
        self.let_go(now);
        let data = self.held.iter().filter(|(_, _, data)| *data);
        data.map(|(_, bytes, _)| bytes).sum()
    }

    fn let_go(&mut self, now: Instant) {
        let taken = |at: &Option<Instant>| at.is_some_and(|at| at <= now);
        while self.held.front().is_some_and(|(at, _, _)| taken(at)) {
            self.held.pop_front();
        }
    }

    pub(super) fn hold(&mut self, until: Option<Instant>, bytes: usize, parcel: Parcel) {
        let data = matches!(parcel, Parcel::Data(_));
        self.held.push_back((until, bytes, data));
        if parcel == Parcel::Ping {
            let asked = until.unwrap_or(self.began);
            self.asked_at.get_or_insert(asked);
        }
    }
}
