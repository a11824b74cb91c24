//! The network between one browser and the server: a link for each socket, and the path that all
//! links of a client share.

use std::collections::VecDeque;
use std::time::Duration;

use heartline_connection::Instant;

use crate::bounds::HEALTHY_ONE_WAY;
use crate::dice::Dice;
use crate::event::Parcel;

/// What the way between a client and the server is like.
pub(crate) struct Path {
    /// The usual delay in one direction.
    delay: Duration,
    /// What the client's end takes, in bytes a second.
    rate: u64,
    /// Until when nothing passes; what was sent meanwhile passes then.
    pub(crate) stalled_until: Instant,
    /// Until when there is no network for new sockets.
    pub(crate) gone_until: Instant,
    /// Whether a new socket then hangs, or fails at once.
    pub(crate) gone_hangs: bool,
    slow_until: Instant,
}

impl Path {
    pub(crate) fn new(delay: Duration, rate: u64) -> Self {
        Self {
            delay,
            rate,
            stalled_until: Instant::ORIGIN,
            gone_until: Instant::ORIGIN,
            gone_hangs: false,
            slow_until: Instant::ORIGIN,
        }
    }

    pub(crate) fn stall(&mut self, until: Instant) {
        self.stalled_until = self.stalled_until.max(until);
    }

    pub(crate) fn slow_down(&mut self, until: Instant) {
        self.slow_until = self.slow_until.max(until);
    }

    /// How long the next message takes in one direction; never more than a healthy link's may.
    pub(crate) fn delay(&self, dice: &mut Dice, now: Instant) -> Duration {
        let usual = self.delay + dice.between(Duration::ZERO, self.delay / 2);
        match now < self.slow_until {
            true => dice.between(usual, HEALTHY_ONE_WAY),
            false => usual.min(HEALTHY_ONE_WAY),
        }
    }
}

/// One socket's way through the network, and the server's end of it.
pub(crate) struct Link {
    pub(crate) attempt: u64,
    pub(crate) address: u8,
    /// Nothing passes any more, and nobody says so.
    pub(crate) dead: bool,
    /// Whether the server holds it for open.
    pub(crate) accepted: bool,
    /// What reached a server that hangs.
    pub(crate) inbox: VecDeque<Parcel>,
    /// When the network has taken what was sent so far.
    pub(crate) taken_at: Instant,
    up_last: Instant,
    down_last: Instant,
    /// The number of the server's latest message.
    pub(crate) told: u32,
    /// The number of the latest message that the server has.
    pub(crate) heard: Option<u64>,
}

impl Link {
    pub(crate) fn new(attempt: u64, address: u8, now: Instant) -> Self {
        Self {
            attempt,
            address,
            dead: false,
            accepted: false,
            inbox: VecDeque::new(),
            taken_at: now,
            up_last: now,
            down_last: now,
            told: 0,
            heard: None,
        }
    }

    /// When what is sent now reaches the server. What is sent first arrives first.
    pub(crate) fn up(
        &mut self,
        path: &Path,
        dice: &mut Dice,
        now: Instant,
        bytes: usize,
    ) -> Instant {
        let start = self.taken_at.max(now).max(path.stalled_until);
        self.taken_at = start + Duration::from_micros(bytes as u64 * 1_000_000 / path.rate);
        let at = self.taken_at + path.delay(dice, now);
        self.up_last = self.up_last.max(at);
        self.up_last
    }

    /// When what the server sends now arrives.
    pub(crate) fn down(&mut self, path: &Path, dice: &mut Dice, now: Instant) -> Instant {
        let at = now.max(path.stalled_until) + path.delay(dice, now);
        self.down_last = self.down_last.max(at);
        self.down_last
    }
}
