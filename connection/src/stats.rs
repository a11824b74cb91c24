//! Counters over the life of a connection.

use std::time::Duration;

use crate::cause::Cause;
use crate::rtt::RoundTrips;
use crate::samples::Samples;
use crate::uptime::Uptime;

/// Messages and bytes in one direction; greeting, heartbeat and subscriptions are not counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    /// How many messages.
    pub messages: u64,
    /// How many bytes of payload.
    pub bytes: u64,
}

impl Traffic {
    pub(crate) const fn count(&mut self, bytes: usize) {
        self.messages += 1;
        self.bytes += bytes as u64;
    }

    /// Takes back what was counted too soon.
    pub(crate) const fn uncount(&mut self, bytes: usize) {
        self.messages = self.messages.saturating_sub(1);
        self.bytes = self.bytes.saturating_sub(bytes as u64);
    }
}

/// What happened on a connection since it was made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stats {
    /// Attempts started.
    pub attempts: u64,
    /// Sockets that became open and ready.
    pub opens: u64,
    /// Connections and attempts that ended against the user's wish, by [`Cause::code`].
    pub losses: Vec<(&'static str, u64)>,
    /// `error` events of sockets. They only add detail; `close` ends an attempt.
    pub errors: u64,
    /// Messages of the application handed to the browser.
    pub sent: Traffic,
    /// Messages delivered to the application.
    pub received: Traffic,
    /// Messages that had to wait in the outbox.
    pub queued: u64,
    /// Messages that were reported as not sent.
    pub dropped: u64,
    /// Pings sent.
    pub pings: u64,
    /// Pongs recognised.
    pub pongs: u64,
    /// Round-trip times of the pings, since the latest change of the address or the subprotocols: what
    /// another server took says nothing about this one.
    pub round_trips: RoundTrips,
    /// The silence after which the latest open socket pings or pinged: [`Heartbeat::interval`], or
    /// less where [`Heartbeat::adaptive`] has learned so. `None` without a heartbeat, and before the
    /// first socket was open.
    ///
    /// [`Heartbeat::interval`]: crate::Heartbeat::interval
    /// [`Heartbeat::adaptive`]: crate::Heartbeat::adaptive
    pub interval: Option<Duration>,
    /// How long each gap between two open sockets lasted while a connection was wanted, by loss or
    /// by replacement: the times to reconnect.
    pub outages: Samples,
    pub(crate) uptime: Uptime,
}

impl Stats {
    pub(crate) fn count_loss(&mut self, cause: &Cause) {
        let code = cause.code();
        match self.losses.iter_mut().find(|(known, _)| *known == code) {
            Some((_, count)) => *count += 1,
            None => self.losses.push((code, 1)),
        }
    }
}
